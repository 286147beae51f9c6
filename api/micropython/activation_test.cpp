// Life and death of an activation, in every state and from inside every handler.
#include "tests/support/micropython_board.hpp"

namespace westwind::micropython {
namespace {

using namespace wire::hci;
using Lines = std::vector<std::string>;

class Activation : public FakeBoard {
 protected:
  std::size_t sent(Opcode opcode) const { return controller.count(opcode); }
};

TEST_F(Activation, brings_the_host_up_and_takes_it_down) {
  EXPECT_FALSE(westwind_is_active());
  EXPECT_EQ(switch_on(), WESTWIND_OK);
  EXPECT_TRUE(westwind_is_active());
  EXPECT_EQ(blocks.size(), 1u) << "one object";
  EXPECT_EQ(switch_on(), WESTWIND_OK) << "on while on does nothing";
  EXPECT_EQ(opened, 1);
  westwind_deinit();
  EXPECT_FALSE(westwind_is_active());
  westwind_deinit();
  EXPECT_TRUE(blocks.empty());
  EXPECT_EQ(events, Lines{});
}

TEST_F(Activation, tells_the_errno_of_a_carrier_that_does_not_open) {
  open_errno = 19;
  EXPECT_EQ(switch_on(), WESTWIND_IO);
  EXPECT_EQ(port_errno, 19);
  open_errno = 0;
  EXPECT_EQ(switch_on(), WESTWIND_OK);
  EXPECT_EQ(port_errno, 0);
}

TEST_F(Activation, gives_a_silent_controller_two_seconds) {
  controller.silent.insert(Reset::opcode.value);
  const std::int64_t began = now_us;
  EXPECT_EQ(switch_on(), WESTWIND_TIMED_OUT);
  EXPECT_EQ(now_us - began, 2000000);
  EXPECT_FALSE(is_open);
}

TEST_F(Activation, reports_a_controller_that_refuses_or_goes) {
  controller.refuse(Reset::opcode, ErrorCode::hardware_failure);
  EXPECT_EQ(switch_on(), WESTWIND_IO);
  gone = true;
  EXPECT_EQ(switch_on(), WESTWIND_IO);
}

TEST_F(Activation, has_the_port_poll_when_the_host_wants_to_run) {
  switch_on();
  EXPECT_EQ(scheduled_us, WESTWIND_NEVER);
  // The two seconds begin at the next poll, so one is wanted at once.
  const std::uint8_t peer[6] = {};
  EXPECT_EQ(westwind_connect(0, peer, 2000, 0, 0), WESTWIND_OK);
  EXPECT_LE(scheduled_us, now_us);
  poll();
  EXPECT_EQ(scheduled_us, now_us + 2000000);
  pass(Duration::milliseconds(2100));
  EXPECT_EQ(events, Lines{"peripheral gone 65535 255"});
  // Nothing to do: the port is not bothered.
  const int before = schedules;
  westwind_advertise_stop();
  EXPECT_EQ(schedules, before);
}

TEST_F(Activation, ends_what_runs_in_the_controller) {
  switch_on();
  westwind_advertise(true, 100000, nullptr, 0, nullptr, 0);
  westwind_scan(0, 60000, 30000, false);
  connect();
  const std::uint8_t peer[6] = {};
  westwind_advertise(true, 100000, nullptr, 0, nullptr, 0);
  poll();
  westwind_deinit();
  EXPECT_FALSE(controller.advertising);
  EXPECT_FALSE(controller.scanning);
  EXPECT_TRUE(controller.links.empty());
  EXPECT_EQ(controller.last(Disconnect::opcode)->parameters, testing::octets("40 00 13"));
  // An attempt to connect is called off too.
  switch_on();
  westwind_connect(0, peer, 0, 0, 0);
  poll();
  EXPECT_TRUE(controller.creating);
  events.clear();
  westwind_deinit();
  EXPECT_FALSE(controller.creating);
  EXPECT_EQ(events, Lines{}) << "no event comes of it";
}

TEST_F(Activation, waits_half_a_second_for_a_controller_that_does_not_answer) {
  switch_on();
  westwind_advertise(true, 100000, nullptr, 0, nullptr, 0);
  connect();
  controller.silent.insert(Disconnect::opcode.value);
  const std::int64_t began = now_us;
  westwind_deinit();
  EXPECT_EQ(now_us - began, 500000);
  controller.links.clear();
}

TEST_F(Activation, takes_leave_after_the_answer_to_the_last_command) {
  switch_on();
  connect();
  controller.hold_commands = true;
  westwind_advertise(true, 100000, nullptr, 0, nullptr, 0);  // its answer is still to come
  ASSERT_EQ(controller.held.size(), 1u);
  controller.hold_commands = false;
  controller.release_all();
  westwind_deinit();
  EXPECT_TRUE(controller.links.empty());
}

TEST_F(Activation, can_be_ended_and_begun_anew_inside_any_handler) {
  for (const bool again : {false, true}) {
    for (const char* trigger : {"central 64", "write 64 16", "read request 64 16", "mtu 64 100",
                                "indicate done 64 16 0"}) {
      SCOPED_TRACE(trigger);
      handler = nullptr;
      std::vector<std::uint16_t> handles;
      ASSERT_EQ(switch_on(), WESTWIND_OK);
      ASSERT_EQ(register_service({{0x2a6e, 0x2a}}, handles), WESTWIND_OK);
      events.clear();
      handler = [&](const std::string& event) {
        if (event != trigger) return;
        westwind_deinit();
        EXPECT_FALSE(westwind_is_active());
        EXPECT_EQ(value(12), "none");
        if (again) {
          EXPECT_EQ(switch_on(), WESTWIND_OK);
        }
      };
      controller.connection_complete(connection, Role::peripheral);
      poll();
      if (controller.links.count(connection) != 0)
        westwind_value_send(connection, 16, true, nullptr, 0);
      for (const char* pdu : {"02 64 00", "12 10 00 61", "0a 10 00", "1e"})
        if (controller.links.count(connection) != 0) hear(pdu);
      EXPECT_EQ(events.back(), trigger);
      EXPECT_EQ(westwind_is_active(), again);
      EXPECT_TRUE(controller.links.empty());
      EXPECT_EQ(blocks.size(), again ? 1u : 0u) << "the old one is freed when its frames are gone";
    }
  }
}

TEST_F(Activation, T44_a_controller_that_falls_silent_is_off_and_can_be_switched_on_again) {
  for (int turn = 0; turn < 3; ++turn) {
    ASSERT_EQ(switch_on(), WESTWIND_OK);
    connect();
    controller.silent.insert(LeSetScanParameters::opcode.value);
    EXPECT_EQ(westwind_scan(0, 60000, 30000, false), WESTWIND_OK);
    pass(Duration::seconds(5));
    EXPECT_EQ(events, (Lines{"central gone 64", "scan done"}));
    EXPECT_FALSE(westwind_is_active());
    EXPECT_EQ(westwind_scan(0, 60000, 30000, false), WESTWIND_NOT_ACTIVE);
    events.clear();
    controller.silent.clear();
    controller.links.clear();
    controller.to_host.clear();
  }
  ASSERT_EQ(switch_on(), WESTWIND_OK);
  EXPECT_EQ(westwind_scan(0, 60000, 30000, false), WESTWIND_OK);
  poll();
  EXPECT_TRUE(controller.scanning);
}

TEST_F(Activation, tells_what_a_lost_carrier_ended) {
  switch_on();
  connect();
  const std::uint8_t peer[6] = {};
  westwind_scan(0, 60000, 30000, false);
  poll();
  gone = true;
  scheduled_us = now_us;
  poll();
  EXPECT_EQ(events, (Lines{"central gone 64", "scan done"}));
  EXPECT_FALSE(westwind_is_active());
  EXPECT_EQ(westwind_connect(0, peer, 0, 0, 0), WESTWIND_NOT_ACTIVE);
  westwind_deinit();
  EXPECT_EQ(events.size(), 2u);
  controller.links.clear();
}

TEST_F(Activation, learns_of_a_lost_carrier_from_a_call_that_could_not_send) {
  switch_on();
  connect();
  poll();
  gone = true;
  EXPECT_EQ(westwind_disconnect(connection), WESTWIND_OK);
  EXPECT_LE(scheduled_us, now_us) << "a poll is wanted at once";
  poll();
  EXPECT_EQ(events, Lines{"central gone 64"});
  controller.links.clear();
}

TEST_F(Activation, answers_raw_commands) {
  switch_on();
  std::uint8_t answer[8];
  std::uint8_t status = 0xff;
  EXPECT_EQ(westwind_hci_command(4, 9, nullptr, 0, answer, sizeof answer, &status), WESTWIND_OK);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(testing::hex(answer), "01 00 00 00 11 c0 00 00");
  controller.unknown.insert(wire::hci::opcode(0x3f, 1).value);
  EXPECT_EQ(westwind_hci_command(0x3f, 1, answer, 3, nullptr, 0, &status), WESTWIND_OK);
  EXPECT_EQ(status, 1);
  EXPECT_EQ(westwind_hci_command(0x40, 1, nullptr, 0, nullptr, 0, &status),
            WESTWIND_INVALID_ARGUMENT);
  westwind_error_t inside = WESTWIND_OK;
  handler = [&](const std::string&) {
    inside = westwind_hci_command(4, 9, nullptr, 0, answer, sizeof answer, &status);
  };
  controller.connection_complete(connection, Role::peripheral);
  poll();
  EXPECT_EQ(inside, WESTWIND_BUSY);
}

TEST_F(Activation, ends_a_raw_command_whose_controller_is_silent) {
  switch_on();
  controller.silent.insert(ReadBdAddr::opcode.value);
  std::uint8_t status = 0;
  EXPECT_EQ(westwind_hci_command(4, 9, nullptr, 0, nullptr, 0, &status), WESTWIND_IO);
  EXPECT_FALSE(westwind_is_active());
}

/// Everything a script does that takes memory.
westwind_error_t use_memory(FakeBoard& board) {
  westwind_error_t error = board.switch_on();
  if (error != WESTWIND_OK) return error;
  board.connect();
  std::vector<std::uint16_t> handles;
  error = board.register_service({{0x2a6e, 0x1e, {0x2901}}, {0x2a6f, 0x0a}}, handles);
  if (error == WESTWIND_OK) error = FakeBoard::write(handles[0], std::string(30, 'x'));
  if (error == WESTWIND_OK) error = westwind_value_resize(handles[1], 50, true);
  if (error == WESTWIND_OK) error = westwind_discover_services(FakeBoard::connection, nullptr);
  if (error == WESTWIND_OK) error = westwind_read(FakeBoard::connection, 3);
  if (error == WESTWIND_OK)
    error = westwind_write(FakeBoard::connection, 3, reinterpret_cast<const uint8_t*>("ab"), 2);
  if (error == WESTWIND_OK) error = westwind_exchange_mtu(FakeBoard::connection);
  if (error == WESTWIND_OK) error = board.register_service({{0x2a6e, 0x1e}}, handles);
  return error;
}

TEST_F(Activation, survives_a_full_heap_at_every_allocation) {
  for (std::size_t nth = 1;; ++nth) {
    ASSERT_LT(nth, 100u);
    allocations = 0;
    refuse_allocation = nth;
    const westwind_error_t error = use_memory(*this);
    const bool untouched = allocations < nth;
    EXPECT_EQ(error, untouched ? WESTWIND_OK : WESTWIND_NO_MEMORY) << nth;
    westwind_deinit();
    EXPECT_TRUE(blocks.empty()) << nth;
    if (untouched) break;
  }
  EXPECT_GT(allocations, 8u);
}

}  // namespace
}  // namespace westwind::micropython
