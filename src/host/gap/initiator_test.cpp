// Connecting: one attempt at a time, ended by exactly one connection or one failure.
#include "gap/initiator.hpp"

#include "base/random.hpp"
#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::gap::ConnectOptions;

class InitiatorTest : public HostBench {
 protected:
  void SetUp() override { start(); }
  host::gap::Initiator& initiator() { return host().initiator(); }
  Status connect_to(Duration timeout = Duration::seconds(2)) {
    ConnectOptions options;
    options.timeout = timeout;
    return initiator().connect(whom, options);
  }
  Error error_of(const Status& status) { return status ? Error::io : status.error(); }
  const wire::DeviceAddress whom{wire::AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}};
};

TEST_F(InitiatorTest, GAP_CONN_DCEP_BV_03_C_connects) {
  ASSERT_TRUE(connect_to());
  pump();
  EXPECT_EQ(hex(controller.last(LeCreateConnection::opcode)->parameters),
            "10 00 10 00 00 01 01 02 03 04 05 c6 00 18 00 28 00 00 00 00 01 00 00 00 00");
  EXPECT_TRUE(initiator().is_active());
  EXPECT_EQ(initiator().peer(), whom);
  ASSERT_TRUE(controller.peer_answers(peer));
  pump();
  EXPECT_EQ(app.take_log(), "connected 0040");
  EXPECT_FALSE(initiator().is_active());
  pass(Duration::seconds(10));  // the time-out is off
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(InitiatorTest, T5_the_connection_may_be_told_before_the_command_is_answered) {
  controller.hold_commands = true;
  ASSERT_TRUE(connect_to());
  controller.connection_complete(peer, Role::central, whom);
  pump();
  EXPECT_EQ(app.take_log(), "connected 0040");
  EXPECT_FALSE(initiator().is_active());
  controller.command_status(LeCreateConnection::opcode.value, ErrorCode::success);
  controller.held.clear();
  controller.hold_commands = false;
  pump();
  pass(Duration::seconds(10));
  EXPECT_EQ(app.take_log(), "");
  ASSERT_TRUE(connect_to());  // and the next attempt is one
  pump();
  EXPECT_TRUE(controller.creating);
}

TEST_F(InitiatorTest, the_command_leaves_within_the_call) {  // T23
  ASSERT_TRUE(connect_to());
  EXPECT_EQ(controller.count(LeCreateConnection::opcode), 1u);
}

TEST_F(InitiatorTest, one_attempt_at_a_time) {
  ASSERT_TRUE(connect_to());
  EXPECT_EQ(error_of(connect_to()), Error::already);
}

TEST_F(InitiatorTest, parameters_out_of_range_are_refused) {
  ConnectOptions options;
  options.parameters.interval_min_1250us = 5;
  EXPECT_EQ(error_of(initiator().connect(whom, options)), Error::invalid_argument);
  EXPECT_FALSE(initiator().is_active());
}

TEST_F(InitiatorTest, a_peer_that_does_not_answer_is_given_up_after_the_time_out) {
  ASSERT_TRUE(connect_to());
  pass(Duration::milliseconds(1999));
  EXPECT_EQ(app.take_log(), "");
  pass(Duration::milliseconds(1));
  EXPECT_EQ(app.take_log(), "connect failed 02");
  EXPECT_FALSE(controller.creating || initiator().is_active());
  EXPECT_EQ(controller.count(LeCreateConnectionCancel::opcode), 1u);
}

TEST_F(InitiatorTest, without_a_time_out_it_waits_until_cancelled) {
  ASSERT_TRUE(connect_to(Duration::zero()));
  pass(Duration::seconds(3600));
  EXPECT_TRUE(controller.creating);
  EXPECT_TRUE(initiator().cancel());
  EXPECT_EQ(app.take_log(), "");  // not from inside the call
  EXPECT_FALSE(initiator().cancel());
  pump();
  EXPECT_EQ(app.take_log(), "connect failed 02");
  EXPECT_FALSE(initiator().cancel());
  EXPECT_EQ(controller.count(LeCreateConnectionCancel::opcode), 1u);
}

TEST_F(InitiatorTest, a_connection_that_races_with_the_cancel_is_a_connection) {
  ASSERT_TRUE(connect_to());
  pump();
  controller.hold_commands = true;
  EXPECT_TRUE(initiator().cancel());
  ASSERT_TRUE(controller.peer_answers(peer));
  controller.release_all();  // the controller refuses the cancel: there is nothing to cancel
  pump();
  EXPECT_EQ(app.take_log(), "connected 0040");
  EXPECT_FALSE(initiator().is_active());
}

TEST_F(InitiatorTest, the_next_attempt_may_start_before_the_late_cancel_is_answered) {
  ASSERT_TRUE(connect_to());
  pump();
  controller.hold_commands = true;
  EXPECT_TRUE(initiator().cancel());
  ASSERT_TRUE(controller.peer_answers(peer));
  pump();
  EXPECT_EQ(app.take_log(), "connected 0040");
  ASSERT_TRUE(connect_to());
  controller.release_all();
  pump();
  EXPECT_TRUE(controller.creating);  // the old cancel did not strike it
  ASSERT_TRUE(controller.peer_answers(0x0041));
  pump();
  EXPECT_EQ(app.take_log(), "connected 0041");
}

TEST_F(InitiatorTest, an_attempt_cancelled_while_an_older_cancel_is_on_its_way_ends) {
  ASSERT_TRUE(connect_to());
  pump();
  controller.hold_commands = true;
  EXPECT_TRUE(initiator().cancel());
  ASSERT_TRUE(controller.peer_answers(peer));
  pump();
  ASSERT_TRUE(connect_to());
  EXPECT_TRUE(initiator().cancel());
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "connected 0040; connect failed 02");
  EXPECT_FALSE(controller.creating || initiator().is_active());
}

TEST_F(InitiatorTest, a_refused_attempt_is_told) {
  controller.refuse(LeCreateConnection::opcode, ErrorCode::connection_limit_exceeded);
  ASSERT_TRUE(connect_to());
  pump();
  EXPECT_EQ(app.take_log(), "connect failed 09");
  EXPECT_TRUE(connect_to());
  pump();
  EXPECT_TRUE(controller.creating);
}

TEST_F(InitiatorTest, a_refused_attempt_that_was_being_cancelled_is_told_once) {
  controller.hold_commands = true;
  controller.refuse(LeCreateConnection::opcode, ErrorCode::connection_limit_exceeded);
  ASSERT_TRUE(connect_to());
  EXPECT_TRUE(initiator().cancel());
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "connect failed 09");
}

TEST_F(InitiatorTest, an_attempt_that_fails_by_event_is_told) {
  ASSERT_TRUE(connect_to());
  pump();
  controller.creating = false;
  controller.connection_complete(0, Role::central, {}, ErrorCode::unsupported_remote_feature);
  pump();
  EXPECT_EQ(app.take_log(), "connect failed 1a");
}

TEST_F(InitiatorTest, the_end_of_directed_advertising_is_not_its_failure) {
  ASSERT_TRUE(connect_to());
  pump();
  controller.connection_complete(0, Role::peripheral, {}, ErrorCode::advertising_timeout);
  pump();
  EXPECT_TRUE(initiator().is_active());
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(InitiatorTest, a_central_that_connects_to_us_does_not_end_it) {
  ASSERT_TRUE(connect_to());
  connect(peer, Role::peripheral);
  EXPECT_TRUE(initiator().is_active());
}

TEST_F(InitiatorTest, while_scanning_it_is_busy_and_while_the_scan_stops_it_waits) {
  ASSERT_TRUE(scan());
  EXPECT_EQ(error_of(connect_to()), Error::busy);
  pump();
  EXPECT_EQ(error_of(connect_to()), Error::busy);
  controller.hold_commands = true;
  host().scanner().stop();
  ASSERT_TRUE(connect_to());
  pump();
  EXPECT_EQ(controller.count(LeCreateConnection::opcode), 0u);
  controller.release_all();
  pump();
  EXPECT_TRUE(controller.creating);
}

TEST_F(InitiatorTest, cancelled_while_it_waits_for_a_scan_it_ends_without_a_command) {
  ASSERT_TRUE(scan());
  pump();
  controller.hold_commands = true;
  host().scanner().stop();
  ASSERT_TRUE(connect_to());
  EXPECT_TRUE(initiator().cancel());
  EXPECT_EQ(app.take_log(), "");
  EXPECT_FALSE(initiator().cancel());
  pump();
  EXPECT_EQ(app.take_log(), "connect failed 02");
  controller.release_all();
  pump();
  EXPECT_EQ(controller.count(LeCreateConnection::opcode), 0u);
  EXPECT_EQ(controller.count(LeCreateConnectionCancel::opcode), 0u);
}

TEST_F(InitiatorTest, out_of_time_while_it_waits_for_a_scan_it_ends_as_well) {
  ASSERT_TRUE(scan());
  pump();
  controller.silent = {LeSetScanEnable::opcode.value};
  host().scanner().stop();
  ASSERT_TRUE(connect_to(Duration::seconds(1)));
  pass(Duration::milliseconds(1500));
  EXPECT_EQ(app.take_log(), "connect failed 02");
  controller.command_complete(LeSetScanEnable::opcode.value, octets("00"));
  controller.scanning = false;
  pump();
}

TEST_F(InitiatorTest, it_waits_for_a_command_slot) {
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
  }
  ASSERT_TRUE(connect_to());
  controller.release_all();
  pump();
  EXPECT_TRUE(controller.creating);
}

TEST_F(InitiatorTest, a_cancel_that_finds_no_command_slot_strikes_later) {
  ASSERT_TRUE(connect_to(Duration::zero()));
  pump();
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
  }
  EXPECT_TRUE(initiator().cancel());
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "writable; connect failed 02");
}

TEST_F(InitiatorTest, the_next_attempt_may_start_from_inside_the_failure) {
  int attempts = 1;
  app.react = [this, &attempts](const std::string& line) {
    if (!line.starts_with("connect failed") || ++attempts > 4) return;
    EXPECT_TRUE(connect_to());
  };
  ASSERT_TRUE(connect_to());
  pass(Duration::seconds(30));
  EXPECT_EQ(app.take_log(),
            "connect failed 02; connect failed 02; connect failed 02; connect failed 02");
}

TEST_F(InitiatorTest, a_second_link_may_be_made_from_inside_the_first_and_from_its_end) {  // T3
  app.react = [this](const std::string& line) {
    if (!line.starts_with("connected 0040") && !line.starts_with("disconnected")) return;
    EXPECT_TRUE(connect_to());
  };
  ASSERT_TRUE(connect_to());
  pump();
  controller.peer_answers(0x0040);
  pump();
  ASSERT_TRUE(controller.peer_answers(0x0041));
  pump();
  controller.disconnection_complete(0x0041, ErrorCode::connection_timeout);
  pump();
  EXPECT_TRUE(controller.creating);
  EXPECT_EQ(app.take_log(), "connected 0040; connected 0041; disconnected 0041 08");
}

/// Random orders of everything that can happen to an initiator.
TEST_F(InitiatorTest, long_random_walks_end_every_attempt_once) {
  int started = 0;
  const auto ended = [this] {
    int count = app.connected;
    for (const std::string& line : app.log)
      count += line.starts_with("connect failed") ? 1 : 0;
    return count;
  };
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    for (int step = 0; step < 60; ++step) {
      switch (random.below(9)) {
      case 0: started += connect_to(Duration::milliseconds(2)) ? 1 : 0; break;
      case 1: started += connect_to(Duration::zero()) ? 1 : 0; break;
      case 2: initiator().cancel(); break;
      case 3: controller.hold_commands = true; break;
      case 4: controller.release(1); break;
      case 5: pump(); break;
      case 6: pass(Duration::milliseconds(1)); break;
      case 7: controller.refuse(LeCreateConnection::opcode, ErrorCode::unspecified_error); break;
      case 8:
        if (controller.links.empty() && controller.peer_answers(peer)) {
          pump();
          controller.disconnection_complete(peer, ErrorCode::connection_timeout);
        }
        break;
      }
    }
    controller.release_all();
    controller.forget_refusals();
    pump();
    initiator().cancel();
    pump();
    EXPECT_FALSE(initiator().is_active() || controller.creating);
    EXPECT_EQ(controller.disallowed, 0);
    EXPECT_EQ(started, ended());
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace westwind::testing
