// Scanning: reports reach the application, each scan ends exactly once.
#include "gap/scanner.hpp"

#include "base/random.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::gap::ScanOptions;

class ScannerTest : public HostBench {
 protected:
  void SetUp() override { start(); }
  host::gap::Scanner& scanner() { return host().scanner(); }
  void start_scanning(const ScanOptions& options = {}) {
    ASSERT_TRUE(scan(options));
    pump();
  }
  static ScanOptions lasting(Duration duration) {
    ScanOptions options;
    options.duration = duration;
    return options;
  }
  const wire::DeviceAddress someone{wire::AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}};
};

TEST_F(ScannerTest, GAP_BROB_OBSV_BV_01_C_scans_passively) {
  start_scanning();
  EXPECT_EQ(controller.opcodes(), (std::vector<std::uint16_t>{0x200b, 0x200c}));
  EXPECT_EQ(hex(controller.scan_parameters), "00 60 00 30 00 00 00");
  EXPECT_EQ(hex(controller.commands[1].parameters), "01 00");
  EXPECT_TRUE(controller.scanning && scanner().is_wanted() && !scanner().is_idle());
}

TEST_F(ScannerTest, GAP_BROB_OBSV_BV_02_C_scans_actively_with_all_options) {
  ScanOptions options;
  options.active = true;
  options.interval = options.window = Duration::microseconds(2500);
  options.filter_duplicates = true;
  options.filter_policy = 1;
  start_scanning(options);
  EXPECT_EQ(hex(controller.scan_parameters), "01 04 00 04 00 00 01");
  EXPECT_EQ(hex(controller.commands[1].parameters), "01 01");
}

TEST_F(ScannerTest, intervals_out_of_range_are_refused) {
  const auto with = [this](std::int64_t interval_us, std::int64_t window_us) {
    ScanOptions options;
    options.interval = Duration::microseconds(interval_us);
    options.window = Duration::microseconds(window_us);
    const Status status = scan(options);
    return status ? Error::io : status.error();
  };
  EXPECT_EQ(with(2499, 2499), Error::invalid_argument);
  EXPECT_EQ(with(2500, 2499), Error::invalid_argument);
  EXPECT_EQ(with(2500, 2501), Error::invalid_argument);
  EXPECT_EQ(with(10'240'001, 2500), Error::invalid_argument);
  EXPECT_EQ(with(10'240'000, 10'240'000), Error::io);
  EXPECT_EQ(with(10'240'000, 10'240'000), Error::already);
}

TEST_F(ScannerTest, a_scan_without_duration_goes_on_until_stopped) {  // T39
  start_scanning();
  pass(Duration::seconds(3600));
  EXPECT_TRUE(controller.scanning);
  EXPECT_EQ(app.take_log(), "");
  EXPECT_TRUE(scanner().stop());
  EXPECT_EQ(app.take_log(), "");  // not from inside the call
  pump();
  EXPECT_EQ(app.take_log(), "scan ended 00");
  EXPECT_FALSE(scanner().stop());
  EXPECT_TRUE(scanner().is_idle());
}

TEST_F(ScannerTest, a_scan_with_a_duration_ends_by_itself) {
  start_scanning(lasting(Duration::seconds(5)));
  pass(Duration::milliseconds(4999));
  EXPECT_TRUE(controller.scanning);
  pass(Duration::milliseconds(1));
  EXPECT_FALSE(controller.scanning);
  EXPECT_EQ(app.take_log(), "scan ended 00");
  pass(Duration::seconds(60));
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(ScannerTest, the_duration_counts_from_the_moment_the_controller_scans) {
  controller.hold_commands = true;
  ASSERT_TRUE(scan(lasting(Duration::milliseconds(500))));
  pass(Duration::seconds(1));
  controller.release_all();
  pump();
  pass(Duration::milliseconds(499));
  EXPECT_TRUE(controller.scanning);
  pass(Duration::milliseconds(1));
  EXPECT_FALSE(controller.scanning);
}

TEST_F(ScannerTest, reports_reach_the_application_whole) {
  start_scanning();
  controller.advertising_report(0, someone, octets("02 01 06"), -40);
  controller.advertising_report(4, someone, {}, 127);
  controller.advertising_report(3, someone, counting(31), -128);
  pump();
  EXPECT_EQ(app.take_log(), "report 0 01 02 03 04 05 c6 rssi -40 [02 01 06]; "
                            "report 4 01 02 03 04 05 c6 rssi 127 []; "
                            "report 3 01 02 03 04 05 c6 rssi -128 [" +
                                hex(counting(31)) + "]");
}

TEST_F(ScannerTest, several_reports_may_come_in_one_event) {
  start_scanning();
  controller.le_event(2,
                      octets("02 00 01 01 02 03 04 05 c6 01 aa d8 03 00 06 05 04 03 02 01 00 c0"));
  pump();
  EXPECT_EQ(app.take_log(),
            "report 0 01 02 03 04 05 c6 rssi -40 [aa]; report 3 06 05 04 03 02 01 rssi -64 []");
}

TEST_F(ScannerTest, reports_cut_short_are_counted_and_harm_nothing) {
  start_scanning();
  for (const char* event :
       {"01", "01 00 01 01 02 03", "01 00 01 01 02 03 04 05 c6 03 aa bb",
        "01 00 01 01 02 03 04 05 c6 02 aa bb", "ff 00 01 01 02 03 04 05 c6 00 d8"})
    controller.le_event(2, octets(event));
  controller.le_event(2, joined(octets("01 00 01 01 02 03 04 05 c6 20"), counting(33)));
  controller.le_event(2, {});
  controller.le_event(2, octets("00"));
  pump();
  EXPECT_EQ(app.take_log(), "report 0 01 02 03 04 05 c6 rssi -40 []");  // the good one of 255
  EXPECT_EQ(scanner().malformed_reports(), 7u);
}

TEST_F(ScannerTest, reports_of_a_burst_are_all_delivered) {  // T38
  start_scanning();
  for (int i = 0; i < 1000; ++i) {
    wire::DeviceAddress device = someone;
    device.address.octets[0] = static_cast<std::uint8_t>(i);
    controller.advertising_report(0, device, counting(31), -50);
  }
  pump();
  EXPECT_EQ(app.log.size(), 1000u);
}

TEST_F(ScannerTest, a_refusal_at_each_step_is_told_once) {
  for (const Opcode& step : {LeSetScanParameters::opcode, LeSetScanEnable::opcode}) {
    controller.refuse(step, ErrorCode::invalid_command_parameters);
    start_scanning();
    EXPECT_EQ(app.take_log(), "scan ended 12");
    EXPECT_TRUE(scanner().is_idle());
    EXPECT_FALSE(controller.scanning);
  }
  start_scanning();
  EXPECT_TRUE(controller.scanning);
}

TEST_F(ScannerTest, the_next_scan_may_start_while_the_last_one_stops) {
  start_scanning();
  controller.hold_commands = true;
  EXPECT_TRUE(scanner().stop());
  ScanOptions active;
  active.active = true;
  ASSERT_TRUE(scan(active));
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "scan ended 00");
  EXPECT_TRUE(controller.scanning);
  EXPECT_EQ(controller.scan_parameters[0], 1);
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(ScannerTest, the_next_scan_may_start_from_inside_the_end_of_the_last) {
  int scans = 1;
  app.react = [this, &scans](const std::string& line) {
    if (!line.starts_with("scan ended") || ++scans > 5) return;
    EXPECT_TRUE(scan(lasting(Duration::seconds(1))));
  };
  start_scanning(lasting(Duration::seconds(1)));
  pass(Duration::seconds(20));
  EXPECT_EQ(app.scans_ended, 5);
  EXPECT_TRUE(scanner().is_idle());
}

TEST_F(ScannerTest, a_scan_may_be_stopped_from_inside_a_report) {
  app.react = [this](const std::string& line) {
    if (line.starts_with("report")) scanner().stop();
  };
  start_scanning();
  for (int i = 0; i < 3; ++i)
    controller.advertising_report(0, someone, {}, -40);
  pump();
  EXPECT_FALSE(controller.scanning);
  EXPECT_EQ(app.scans_ended, 1);
}

TEST_F(ScannerTest, start_and_stop_in_one_breath_end_each_scan_once) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(scan());
    EXPECT_TRUE(scanner().stop());
  }
  pump();
  EXPECT_EQ(app.take_log(), "scan ended 00; scan ended 00; scan ended 00");
}

TEST_F(ScannerTest, it_waits_for_a_command_slot) {
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
  }
  ASSERT_TRUE(scan());
  controller.release_all();
  pump();
  EXPECT_TRUE(controller.scanning);
}

TEST_F(ScannerTest, a_stop_before_the_first_command_could_leave_is_told_by_the_next_run) {
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
  }
  ASSERT_TRUE(scan());
  EXPECT_TRUE(scanner().stop());
  EXPECT_EQ(app.take_log(), "");
  EXPECT_LE(host().deadline(), now);  // so that the owner comes back
  pump();
  EXPECT_EQ(app.take_log(), "scan ended 00");
}

/// Random orders of everything that can happen to a scanner.
TEST_F(ScannerTest, long_random_walks_end_every_scan_once_and_leave_what_was_wanted) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    for (int step = 0; step < 60; ++step) {
      switch (random.below(8)) {
      case 0: (void)scan(); break;
      case 1: (void)scan(lasting(Duration::milliseconds(3))); break;
      case 2: scanner().stop(); break;
      case 3: controller.hold_commands = true; break;
      case 4: controller.release(1); break;
      case 5: pump(); break;
      case 6: pass(Duration::milliseconds(1)); break;
      case 7:
        if (!controller.held.empty() && controller.held.front().parameters != octets("00 00"))
          controller.refuse({controller.held.front().opcode}, ErrorCode::unspecified_error);
        break;
      }
    }
    controller.release_all();
    controller.forget_refusals();
    pump();
    EXPECT_EQ(controller.scanning, scanner().is_wanted());
    EXPECT_EQ(controller.disallowed, 0);
    scanner().stop();
    pump();
    EXPECT_TRUE(scanner().is_idle());
    EXPECT_EQ(scans_started_, app.scans_ended);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace westwind::testing
