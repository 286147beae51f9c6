// Reports of extended scanning, and the commands that bring them: lens and reassembly.
#include "gap/extended_reports.hpp"

#include "hci/extended_lens.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using Report = LeExtendedAdvertisingReport;
using Lines = std::vector<std::string>;

class ExtendedReportsTest : public HostBench, public host::gap::ExtendedReportListener {
 protected:
  void SetUp() override {
    construct({});
    reports.emplace(host().hci(), host().security(), host().scanner(), space);
    reports->set_listener(*this);
    start();
    ASSERT_TRUE(scan());
    pump();
  }
  void on_extended_report(const host::gap::ExtendedReport& report) override {
    told.push_back(std::to_string(report.sid) + (report.truncated ? " cut " : " ") +
                   hex(report.data));
  }
  void hear(std::uint16_t type, std::uint8_t sid, std::string_view data, std::uint8_t device = 1) {
    const OctetString body = octets(data);
    Octets<255> event;
    Writer writer(event);
    writer.put(Report{1});
    Report::Head head{};
    head.type = type;
    head.device = {wire::AddressType::random_device, {{device, 2, 3, 4, 5, 0xc6}}};
    head.sid = sid;
    head.rssi_dbm = -40;
    head.data_length = static_cast<std::uint8_t>(body.size());
    writer.put(head);
    writer.bytes(body);
    controller.le_event(Report::subevent, writer.written());
    pump();
  }
  Octets<8> space;
  std::optional<host::gap::ExtendedReports> reports;
  Lines told;
};

TEST_F(ExtendedReportsTest, whole_ones_go_through) {
  hear(Report::connectable, 3, "01 02");
  EXPECT_EQ(told, Lines{"3 01 02"});
}

TEST_F(ExtendedReportsTest, legacy_ones_go_to_the_scanner) {
  hear(Report::legacy | Report::connectable | Report::scannable, 0xff, "02 01 06");
  EXPECT_TRUE(told.empty());
  ASSERT_EQ(app.log.size(), 1u);
  EXPECT_NE(app.log[0].find("02 01 06"), std::string::npos) << app.log[0];
}

TEST_F(ExtendedReportsTest, parts_are_put_together) {
  hear(Report::more_to_come, 3, "01 02 03");
  hear(Report::more_to_come, 3, "04");
  EXPECT_TRUE(told.empty());
  hear(0, 3, "05");
  EXPECT_EQ(told, Lines{"3 01 02 03 04 05"});
}

TEST_F(ExtendedReportsTest, what_is_longer_than_there_is_room_is_cut_and_says_so) {
  hear(Report::more_to_come, 3, "01 02 03 04 05 06");
  hear(0, 3, "07 08 09");
  EXPECT_EQ(told, Lines{"3 cut 01 02 03 04 05 06 07 08"});
}

TEST_F(ExtendedReportsTest, another_advertiser_between_parts_costs_the_chain) {
  hear(Report::more_to_come, 3, "01");
  hear(0, 4, "02", 9);
  hear(0, 3, "03");
  EXPECT_EQ(told, (Lines{"4 02", "3 03"}));
  EXPECT_EQ(reports->chains_lost(), 1u);
}

TEST_F(ExtendedReportsTest, reports_cut_short_are_counted) {
  controller.le_event(Report::subevent, octets("01 00 00"));
  pump();
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(host().counters().malformed_events, 1u);
}

class Carrier final : public host::hci::Transport {
 public:
  void send(Bytes h4) override { sent.push_back(hex(h4)); }
  Lines sent;
};

TEST(ExtendedLensTest, turns_commands_of_scanning_and_connecting) {
  Carrier carrier;
  host::hci::ExtendedLens lens(carrier);
  const OctetString parameters = octets("01 0b 20 07 01 60 00 30 00 00 01");
  lens.send(parameters);
  lens.set_on(true);
  lens.send(parameters);
  lens.set_phys(5);
  lens.send(parameters);
  lens.send(octets("01 0c 20 02 01 01"));
  lens.send(octets(
      "01 0d 20 19 60 00 30 00 00 01 06 05 04 03 02 c1 00 18 00 28 00 00 00 2a 00 00 00 00 00"));
  lens.send(octets("01 03 0c 00"));
  lens.send(octets("02 40 20 01 00 ff"));
  EXPECT_EQ(
      carrier.sent,
      (Lines{"01 0b 20 07 01 60 00 30 00 00 01", "01 41 20 08 00 01 01 01 60 00 30 00",
             "01 41 20 0d 00 01 05 01 60 00 30 00 01 60 00 30 00", "01 42 20 06 01 01 00 00 00 00",
             "01 43 20 2a 00 00 01 06 05 04 03 02 c1 05 60 00 30 00 18 00 28 00 00 00 2a 00 "
             "00 00 00 00 60 00 30 00 18 00 28 00 00 00 2a 00 00 00 00 00",
             "01 03 0c 00", "02 40 20 01 00 ff"}));
}

TEST(ExtendedLensTest, turns_their_answers_back) {
  Carrier carrier;
  host::hci::ExtendedLens lens(carrier);
  lens.set_on(true);
  for (const auto& [given, expected] : {std::pair{"04 0e 04 01 41 20 00", "04 0e 04 01 0b 20 00"},
                                        {"04 0e 04 01 42 20 00", "04 0e 04 01 0c 20 00"},
                                        {"04 0f 04 00 01 43 20", "04 0f 04 00 01 0d 20"},
                                        {"04 0e 04 01 03 0c 00", "04 0e 04 01 03 0c 00"},
                                        {"04 3e 04 41 20 41 20", "04 3e 04 41 20 41 20"},
                                        {"04 0e 01", "04 0e 01"}}) {
    OctetString packet = octets(given);
    lens.receive(packet);
    EXPECT_EQ(hex(packet), expected);
  }
}

}  // namespace
}  // namespace westwind::testing
