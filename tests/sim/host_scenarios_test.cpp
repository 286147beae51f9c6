// Two hosts over virtual controllers and the simulated air: each thing a user does, once, from end
// to end.
#include <gtest/gtest.h>

#include "tests/support/two_devices.hpp"

namespace westwind::testing {
namespace {

using host::gatt::ClientListener;
using wire::Uuid;
using Type = wire::hci::LeAdvertisingReport::Type;

class Reports final : public host::gap::ScannerListener {
 public:
  struct Report {
    Type type;
    wire::DeviceAddress device;
    OctetString data;
  };
  std::vector<Report> reports;
  int ended = 0;
  void on_report(const host::gap::AdvertisingReport& report) override {
    reports.push_back(
        {report.type, report.device, OctetString(report.data.begin(), report.data.end())});
    EXPECT_LT(report.rssi_dbm, 0);
    EXPECT_GT(report.rssi_dbm, -100);
  }
  void on_scan_ended(host::hci::ErrorCode) override { ++ended; }
  std::size_t count(Type type) const {
    return static_cast<std::size_t>(std::count_if(
        reports.begin(), reports.end(), [type](const Report& r) { return r.type == type; }));
  }
};

class Scanning : public ::testing::Test {
 protected:
  void scan(bool active, wire::hci::AdvertisingType type, Duration duration = ms(1000)) {
    two.central.host().scanner().set_listener(found);
    auto& advertiser = two.peripheral.host().advertiser();
    EXPECT_TRUE(advertiser.set_data(octets("02 01 06")));
    EXPECT_TRUE(advertiser.set_scan_response(octets("03 09 57 57")));
    EXPECT_TRUE(advertiser.start({.type = type, .interval_min = ms(50), .interval_max = ms(50)}));
    EXPECT_TRUE(two.central.host().scanner().start(
        {.active = active, .interval = ms(30), .window = ms(30), .duration = duration}));
    EXPECT_TRUE(two.until([&] { return found.ended > 0; }, Duration::seconds(5)));
  }
  TwoDevices two;
  Reports found;
};

TEST_F(Scanning, passive_scan_sees_advertisements_and_no_scan_responses) {
  scan(false, wire::hci::AdvertisingType::connectable_undirected);
  EXPECT_GE(found.count(Type::adv_ind), 15u);
  EXPECT_EQ(found.count(Type::scan_rsp), 0u);
  for (const auto& report : found.reports) {
    EXPECT_EQ(report.device, two.peripheral.device.address());
    EXPECT_EQ(hex(report.data), "02 01 06");
  }
  two.expect_at_rest();
}

TEST_F(Scanning, active_scan_fetches_scan_responses) {
  scan(true, wire::hci::AdvertisingType::scannable_undirected);
  EXPECT_GE(found.count(Type::adv_scan_ind), 15u);
  EXPECT_GE(found.count(Type::scan_rsp), 1u);
  for (const auto& report : found.reports)
    EXPECT_EQ(hex(report.data), report.type == Type::scan_rsp ? "03 09 57 57" : "02 01 06");
  two.expect_at_rest();
}

TEST_F(Scanning, non_connectable_advertising_answers_nobody) {
  scan(true, wire::hci::AdvertisingType::non_connectable_undirected);
  EXPECT_GE(found.count(Type::adv_nonconn_ind), 5u);
  EXPECT_EQ(found.count(Type::scan_rsp), 0u);
  two.expect_at_rest();
}

TEST_F(Scanning, without_duration_it_goes_on_until_stopped) {  // T39
  two.central.host().scanner().set_listener(found);
  EXPECT_TRUE(two.central.host().scanner().start({.duration = Duration::zero()}));
  two.run(Duration::seconds(60));
  EXPECT_EQ(found.ended, 0);
  EXPECT_TRUE(two.central.host().scanner().stop());
  two.run(ms(100));
  EXPECT_EQ(found.ended, 1);
  two.expect_at_rest();
}

TEST_F(Scanning, new_advertising_data_replaces_the_old_while_running) {  // T40
  auto& advertiser = two.peripheral.host().advertiser();
  scan(true, wire::hci::AdvertisingType::scannable_undirected);
  found.reports.clear();
  EXPECT_TRUE(advertiser.set_data({}));
  EXPECT_TRUE(advertiser.set_scan_response({}));
  two.run(ms(100));
  EXPECT_TRUE(two.central.host().scanner().start(
      {.active = true, .interval = ms(30), .window = ms(30), .duration = ms(500)}));
  EXPECT_TRUE(two.until([&] { return found.ended > 1; }));
  EXPECT_GE(found.reports.size(), 5u);
  for (const auto& report : found.reports)
    EXPECT_TRUE(report.data.empty());
  two.expect_at_rest();
}

TEST(Connecting, both_sides_are_told_with_roles_addresses_and_the_same_parameters) {
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  const auto* c = two.central.host().connections().find(two.central.link());
  const auto* p = two.peripheral.host().connections().find(two.peripheral.link());
  ASSERT_TRUE(c != nullptr && p != nullptr);
  EXPECT_EQ(c->role, wire::hci::Role::central);
  EXPECT_EQ(p->role, wire::hci::Role::peripheral);
  EXPECT_EQ(c->peer, two.peripheral.device.address());
  EXPECT_EQ(p->peer, two.central.device.address());
  EXPECT_EQ(c->parameters.interval_1250us, p->parameters.interval_1250us);
  EXPECT_FALSE(two.peripheral.host().advertiser().is_wanted());
  two.expect_at_rest();
}

TEST(Connecting, nobody_there_times_out_once) {
  TwoDevices two;
  const Instant start = two.world.now();
  EXPECT_TRUE(two.central.host().initiator().connect(two.peripheral.device.address(),
                                                     {.timeout = ms(700)}));
  ASSERT_TRUE(two.until([&] { return !two.central.app.log.empty(); }));
  EXPECT_EQ(two.central.app.take_log(), "connect failed 02");
  EXPECT_GE(two.world.now() - start, ms(700));
  EXPECT_LT(two.world.now() - start, ms(750));
  two.expect_at_rest();
}

TEST(Connecting,
     either_side_may_disconnect_and_both_may_start_again_from_inside_the_handler) {  // T3
  TwoDevices two;
  for (int round = 0; round < 6; ++round) {
    const auto restart = [&](const std::string& line) {
      if (!line.starts_with("disconnected") || round == 5) return;
      EXPECT_TRUE(two.peripheral.host().advertiser().start(
          {.interval_min = ms(20), .interval_max = ms(20)}));
    };
    two.peripheral.app.react = restart;
    if (round == 0) {
      ASSERT_TRUE(two.connect());
    }
    Side& ends = round % 2 == 0 ? two.central : two.peripheral;
    two.central.app.react = [&](const std::string& line) {
      if (!line.starts_with("disconnected") || round == 5) return;
      EXPECT_TRUE(two.central.host().initiator().connect(two.peripheral.device.address(), {}));
    };
    EXPECT_TRUE(ends.host().connections().disconnect(ends.link()));
    const int wanted = round < 5 ? round + 2 : 6;
    ASSERT_TRUE(two.until([&] {
      return two.central.app.connected == wanted && two.peripheral.app.connected == wanted &&
             two.central.app.disconnected == round + 1 &&
             two.peripheral.app.disconnected == round + 1;
    })) << "round "
        << round;
  }
  EXPECT_FALSE(two.central.host().connections().disconnect({0x0e00}));
  two.expect_at_rest();
}

TEST(Connecting, central_changes_parameters_and_both_hear_of_it) {  // T6
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  two.take_logs();
  EXPECT_TRUE(
      two.central.host().connections().update_parameters(two.central.link(), {80, 80, 0, 400}));
  ASSERT_TRUE(
      two.until([&] { return !two.central.app.log.empty() && !two.peripheral.app.log.empty(); }));
  EXPECT_NE(two.central.app.take_log().find("00 interval 80"), std::string::npos);
  EXPECT_NE(two.peripheral.app.take_log().find("00 interval 80"), std::string::npos);
  two.expect_at_rest();
}

TEST(Connecting, peripheral_asks_for_parameters_and_gets_them_or_hears_the_refusal) {
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  two.take_logs();
  const auto told = [&](const std::string& what) {
    return two.until([&] { return two.peripheral.app.take_log().find(what) != std::string::npos; });
  };
  EXPECT_TRUE(two.peripheral.host().connections().update_parameters(two.peripheral.link(),
                                                                    {60, 60, 0, 300}));
  EXPECT_TRUE(told("00 interval 60"));
  two.central.app.accepts_parameters = false;
  EXPECT_TRUE(two.peripheral.host().connections().update_parameters(two.peripheral.link(),
                                                                    {90, 90, 0, 300}));
  EXPECT_TRUE(told("3b interval 60"));
  two.expect_at_rest();
}

TEST(Attributes, everything_is_discovered_with_exact_ranges) {  // T14, T16
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  two.take_logs();
  host::gatt::DiscoverServices all(two.central.app, std::nullopt);
  ASSERT_TRUE(two.run_procedure(all));
  EXPECT_EQ(two.central.app.take_log(),
            "service 0001-0005 1800; service 0006-0009 1801; service 000a-0012 180d; "
            "service 0013-001c 0c 0d 0e 0f..; end ok");
  host::gatt::DiscoverServices one(two.central.app, Uuid(0x180d));
  ASSERT_TRUE(two.run_procedure(one));
  EXPECT_EQ(two.central.app.take_log(), "service 000a-0012 180d; end ok");
  host::gatt::DiscoverCharacteristics characteristics(two.central.app, {0x0a, 0x12}, std::nullopt);
  ASSERT_TRUE(two.run_procedure(characteristics));
  EXPECT_EQ(two.central.app.take_log(),
            "characteristic 000c-000d 3e 2a37; characteristic 000f-0010 02 2a38; "
            "characteristic 0012-0012 08 0c 0d 0e 0f..; end ok");
  host::gatt::DiscoverCharacteristics filtered(two.central.app, {0x01, 0xffff}, Uuid(0x2a38));
  ASSERT_TRUE(two.run_procedure(filtered));
  EXPECT_EQ(two.central.app.take_log(), "characteristic 000f-0010 02 2a38; end ok");
  host::gatt::DiscoverDescriptors descriptors(two.central.app, {0x0d, 0x10});
  ASSERT_TRUE(two.run_procedure(descriptors));
  EXPECT_EQ(two.central.app.take_log(), "descriptor 000d 2902; descriptor 000e 2803; descriptor "
                                        "000f 2a38; descriptor 0010 2901; end ok");
  two.expect_at_rest();
}

TEST(Attributes, reads_writes_and_their_errors_reach_the_application) {  // T15
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  two.take_logs();
  host::gatt::Read read(two.central.app, {0x0c});
  ASSERT_TRUE(two.run_procedure(read));
  EXPECT_EQ(two.central.app.take_log(), "read 000c [01 02 03]; end ok");
  const OctetString value = octets("aa bb");
  host::gatt::Write write(two.central.app, {0x0c}, value);
  ASSERT_TRUE(two.run_procedure(write));
  EXPECT_EQ(two.central.app.take_log(), "end ok");
  EXPECT_EQ(two.peripheral.services.store.take_log(), "write 0c [aa bb]");
  two.peripheral.services.store.values[0x0c].clear();
  ASSERT_TRUE(two.run_procedure(read));
  EXPECT_EQ(two.central.app.take_log(), "read 000c []; end ok");
  host::gatt::Read nothing(two.central.app, {0x99});
  ASSERT_TRUE(two.run_procedure(nothing));
  EXPECT_EQ(two.central.app.take_log(), "end error 01");
  EXPECT_TRUE(
      two.central.host().client().write_without_response(two.central.link(), {0x0c}, octets("cc")));
  ASSERT_TRUE(two.until([&] { return !two.peripheral.services.store.log.empty(); }));
  EXPECT_EQ(two.peripheral.services.store.take_log(), "command 0c [cc]");
  two.expect_at_rest();
}

TEST(Attributes, values_arrive_unsubscribed_and_as_what_they_were_sent) {  // T10, T11
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  two.take_logs();
  auto& server = two.peripheral.host().server();
  EXPECT_TRUE(server.notify(two.peripheral.link(), {0x0c}, octets("01")));
  EXPECT_TRUE(server.indicate(two.peripheral.link(), {0x0c}, octets("02")));
  EXPECT_TRUE(server.indicate(two.peripheral.link(), {0x1f}, octets("03")));
  EXPECT_EQ(server.update_subscribed({0x0c}, octets("04")), 0u);
  ASSERT_TRUE(two.until([&] { return two.peripheral.app.log.size() == 2; }));
  EXPECT_EQ(two.central.app.take_log(),
            "notification 000c [01]; indication 000c [02]; indication 001f [03]");
  EXPECT_EQ(two.peripheral.app.take_log(), "indicated 000c ok; indicated 001f ok");
  two.expect_at_rest();
}

TEST(Attributes, subscriptions_are_per_characteristic) {  // T12
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  two.take_logs();
  auto& server = two.peripheral.host().server();
  const OctetString notify = octets("01 00"), indicate = octets("02 00");
  host::gatt::Write first(two.central.app, {0x0d}, notify),
      second(two.central.app, {0x20}, indicate);
  ASSERT_TRUE(two.run_procedure(first));
  EXPECT_EQ(two.peripheral.app.take_log(),
            "subscription " + Application::number(two.peripheral.link().value) + " 000c 1");
  EXPECT_EQ(server.update_subscribed({0x1f}, octets("05")), 0u);
  ASSERT_TRUE(two.run_procedure(second));
  two.take_logs();
  EXPECT_EQ(server.update_subscribed({0x0c}, octets("06")), 1u);
  EXPECT_EQ(server.update_subscribed({0x1f}, octets("07")), 1u);
  ASSERT_TRUE(two.until([&] { return two.central.app.log.size() == 2; }));
  EXPECT_EQ(two.central.app.take_log(), "notification 000c [06]; indication 001f [07]");
  two.expect_at_rest();
}

TEST(Attributes, mtu_is_the_smaller_of_both_whoever_asks) {  // T46
  for (const bool by_central : {true, false}) {
    TwoDevices two;
    EXPECT_TRUE(two.central.host().att().set_preferred_mtu(300));
    EXPECT_TRUE(two.peripheral.host().att().set_preferred_mtu(200));
    ASSERT_TRUE(two.connect());
    two.take_logs();
    Side& asks = by_central ? two.central : two.peripheral;
    host::gatt::ExchangeMtu exchange(asks.app);
    EXPECT_TRUE(asks.host().client().exchange_mtu(asks.link(), exchange));
    EXPECT_FALSE(asks.host().client().exchange_mtu(asks.link(), exchange));
    ASSERT_TRUE(two.until([&] { return asks.app.procedures_ended == 1; }));
    Side& other = by_central ? two.peripheral : two.central;
    EXPECT_EQ(asks.app.take_log(), "mtu 200; end ok");
    EXPECT_EQ(other.app.take_log(), "mtu 200");
    const OctetString big = counting(197), bigger = counting(300);
    EXPECT_TRUE(two.peripheral.host().server().notify(two.peripheral.link(), {0x0c}, bigger));
    ASSERT_TRUE(two.until([&] { return !two.central.app.log.empty(); }));
    EXPECT_EQ(two.central.app.take_log(), "notification 000c [" + hex(big) + "]");
    two.expect_at_rest();
  }
}

}  // namespace
}  // namespace westwind::testing
