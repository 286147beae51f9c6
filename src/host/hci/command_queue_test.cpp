// The command queue against a controller with one, many or no credits, that answers late, in
// another order, too briefly or never.
#include "hci/command_queue.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;

class CommandQueueTest : public HostBench {
 public:
  void on_rssi(const ReadRssi::Reply& reply) { rssi.push_back(reply); }
  void on_status(const StatusReply& reply) { statuses.push_back(reply.status); }

 protected:
  void SetUp() override { start(); }
  host::hci::CommandQueue& queue() { return host().hci().commands(); }
  Status read_rssi(std::uint16_t handle) {
    return queue().send<&CommandQueueTest::on_rssi>(ReadRssi{{handle}}, this);
  }
  Status reset() { return queue().send<&CommandQueueTest::on_status>(Reset{}, this); }
  void rssi_reply(std::uint16_t handle, std::int8_t dbm) {
    controller.command_complete(ReadRssi::opcode.value,
                                octets_of(ReadRssi::Reply{ErrorCode::success, {handle}, dbm}));
  }

  std::vector<ReadRssi::Reply> rssi;
  std::vector<ErrorCode> statuses;
};

TEST_F(CommandQueueTest, one_credit_lets_one_command_out_and_its_answer_the_next) {
  controller.silent = {ReadRssi::opcode.value};
  for (std::uint16_t handle = 1; handle <= 3; ++handle)
    EXPECT_TRUE(read_rssi(handle));
  EXPECT_EQ(controller.commands.size(), 1u);
  rssi_reply(1, -40);
  pump();
  EXPECT_EQ(controller.commands.size(), 2u);
  rssi_reply(2, -50);
  pump();
  rssi_reply(3, -60);
  pump();
  ASSERT_EQ(rssi.size(), 3u);
  EXPECT_EQ(rssi[2].rssi_dbm, -60);
  EXPECT_EQ(queue().pending(), 0u);
}

TEST_F(CommandQueueTest, many_credits_let_many_commands_out_and_never_too_many) {
  controller.command_capacity = 3;
  EXPECT_TRUE(reset());  // its answer tells of the three
  pump();
  controller.hold_commands = true;
  for (std::uint16_t handle = 1; handle <= 8; ++handle)
    EXPECT_TRUE(read_rssi(handle));
  EXPECT_EQ(controller.held.size(), 3u);
  // Two answers stand on the way before the host sees the first: the controller checks that the
  // host does not take what each grants twice.
  controller.unknown = {ReadRssi::opcode.value};
  controller.release(2);
  pump();
  while (!controller.held.empty()) {
    controller.release(1);
    pump();
  }
  EXPECT_EQ(rssi.size(), 8u);
}

TEST_F(CommandQueueTest, no_credit_stops_commands_until_the_controller_grants_some) {
  controller.command_capacity = 0;
  EXPECT_TRUE(reset());
  pump();
  controller.commands.clear();
  EXPECT_TRUE(reset());
  pump();
  EXPECT_TRUE(controller.commands.empty());
  pass(Duration::seconds(60));  // nothing was sent, so nothing is late
  EXPECT_EQ(host().state(), State::ready);
  controller.command_capacity = 1;
  controller.command_complete(0, {});  // opcode 0 only grants credits
  pump();
  EXPECT_EQ(controller.count(Reset::opcode), 1u);
  EXPECT_EQ(statuses.size(), 2u);
  EXPECT_EQ(host().counters().unexpected_replies, 0u);
}

TEST_F(CommandQueueTest, credits_come_by_command_status_too) {
  controller.command_capacity = 0;
  EXPECT_TRUE(reset());
  pump();
  EXPECT_TRUE(reset());
  controller.command_capacity = 1;
  controller.command_status(0, ErrorCode::success);
  pump();
  EXPECT_EQ(statuses.size(), 2u);
}

TEST_F(CommandQueueTest, answers_in_another_order_find_their_commands) {
  controller.command_capacity = 4;
  EXPECT_TRUE(reset());
  pump();
  controller.silent = {ReadRssi::opcode.value, ReadTransmitPowerLevel::opcode.value};
  EXPECT_TRUE(read_rssi(1));
  EXPECT_TRUE(queue().enqueue(ReadTransmitPowerLevel::opcode, octets("01 00 00"), {}));
  EXPECT_TRUE(read_rssi(2));
  controller.command_complete(ReadTransmitPowerLevel::opcode.value, octets("00 01 00 04"));
  pump();
  EXPECT_EQ(queue().pending(), 2u);
  rssi_reply(1, -1);
  rssi_reply(2, -2);
  pump();
  ASSERT_EQ(rssi.size(), 2u);
  EXPECT_EQ(rssi[0].handle.value, 1);
  EXPECT_EQ(rssi[1].handle.value, 2);
}

TEST_F(CommandQueueTest, a_reply_cut_short_arrives_zero_filled_with_an_error) {
  controller.silent = {ReadRssi::opcode.value};
  EXPECT_TRUE(read_rssi(1));
  controller.command_complete(ReadRssi::opcode.value, octets("00 01"));
  pump();
  EXPECT_TRUE(read_rssi(2));
  controller.command_complete(ReadRssi::opcode.value, octets("02"));
  pump();
  EXPECT_TRUE(read_rssi(3));
  controller.command_complete(ReadRssi::opcode.value, {});
  pump();
  ASSERT_EQ(rssi.size(), 3u);
  EXPECT_EQ(rssi[0].status, ErrorCode::unspecified_error);
  EXPECT_EQ(rssi[0].handle.value, 0);
  EXPECT_EQ(rssi[1].status, ErrorCode::unknown_connection_identifier);
  EXPECT_EQ(rssi[2].status, ErrorCode::unspecified_error);
}

TEST_F(CommandQueueTest, values_of_a_refused_command_are_not_believed) {
  controller.silent = {ReadRssi::opcode.value};
  EXPECT_TRUE(read_rssi(1));
  controller.command_complete(ReadRssi::opcode.value, octets("0c 34 12 aa"));
  pump();
  ASSERT_EQ(rssi.size(), 1u);
  EXPECT_EQ(rssi[0].status, ErrorCode::command_disallowed);
  EXPECT_EQ(rssi[0].rssi_dbm, 0);
}

TEST_F(CommandQueueTest, a_command_status_ends_a_command_that_expects_a_complete) {
  controller.silent = {ReadRssi::opcode.value};
  EXPECT_TRUE(read_rssi(1));
  controller.command_status(ReadRssi::opcode.value, ErrorCode::unknown_command);
  pump();
  ASSERT_EQ(rssi.size(), 1u);
  EXPECT_EQ(rssi[0].status, ErrorCode::unknown_command);
}

TEST_F(CommandQueueTest, answers_to_nothing_are_counted_and_change_nothing) {
  rssi_reply(1, -40);
  controller.command_status(Reset::opcode.value, ErrorCode::success);
  pump();
  EXPECT_EQ(host().counters().unexpected_replies, 2u);
  EXPECT_TRUE(reset());
  pump();
  EXPECT_EQ(statuses.size(), 1u);
}

TEST_F(CommandQueueTest, answers_to_a_command_that_still_waits_are_unexpected) {
  controller.silent = {ReadRssi::opcode.value};
  EXPECT_TRUE(read_rssi(1));
  EXPECT_TRUE(reset());  // waits for a credit
  controller.command_complete(Reset::opcode.value, octets("00"));
  controller.to_host.back()[3] = 0;  // no credit with it
  pump();
  EXPECT_EQ(host().counters().unexpected_replies, 1u);
  EXPECT_TRUE(statuses.empty());
  rssi_reply(1, 0);
  pump();
  EXPECT_EQ(statuses.size(), 1u);
}

TEST_F(CommandQueueTest, events_too_short_for_their_fixed_part_are_counted) {
  controller.event(CommandComplete::code, octets("01 03"));
  controller.event(CommandStatus::code, octets("00 01 03"));
  pump();
  EXPECT_EQ(host().counters().malformed_events, 2u);
}

TEST_F(CommandQueueTest, a_controller_that_never_answers_fails_the_host_after_the_timeout) {
  controller.silent = {Reset::opcode.value};
  EXPECT_TRUE(reset());
  pass(host::hci::command_timeout - Duration::microseconds(1));
  EXPECT_EQ(host().state(), State::ready);
  pass(Duration::microseconds(1));
  EXPECT_EQ(host().state(), State::failed);
  EXPECT_EQ(app.take_log(), "fault 1");
  EXPECT_TRUE(statuses.empty());
  EXPECT_TRUE(host().deadline().is_never());
}

TEST_F(CommandQueueTest, an_answer_in_time_starts_the_timeout_of_the_next_one_anew) {
  controller.command_capacity = 2;
  EXPECT_TRUE(reset());
  pump();
  controller.silent = {ReadRssi::opcode.value};
  EXPECT_TRUE(read_rssi(1));
  EXPECT_TRUE(read_rssi(2));
  pass(Duration::milliseconds(1900));
  rssi_reply(1, 0);
  pass(Duration::milliseconds(1900));
  EXPECT_EQ(host().state(), State::ready);
  rssi_reply(2, 0);
  pass(Duration::seconds(60));
  EXPECT_EQ(host().state(), State::ready);
}

TEST_F(CommandQueueTest, a_full_queue_refuses_and_is_followed_by_one_writable) {
  controller.hold_commands = true;
  for (int i = 0; i < 8; ++i)
    EXPECT_TRUE(reset());
  for (int i = 0; i < 3; ++i) {
    const Status refused = reset();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), Error::no_memory);
  }
  pump();
  EXPECT_EQ(app.writables, 0);
  EXPECT_EQ(host().counters().commands_delayed, 3u);
  controller.release_all();
  pump();
  EXPECT_EQ(app.writables, 1);
  EXPECT_TRUE(reset());
  pump();
  EXPECT_EQ(app.writables, 1);
}

TEST_F(CommandQueueTest, a_refusal_inside_the_writable_callback_is_followed_by_another) {
  controller.hold_commands = true;
  while (reset()) {
  }
  app.react = [this](const std::string& line) {
    if (line != "writable") return;
    while (reset()) {
    }
  };
  for (int i = 1; i <= 5; ++i) {
    controller.release(1);
    pump();
    EXPECT_EQ(app.writables, i);
  }
}

TEST_F(CommandQueueTest, a_command_refused_for_memory_is_relieved_when_there_is_memory_again) {
  connect();
  controller.completes_packets = false;
  while (host().client().write_without_response({peer}, {3}, counting(1))) {
  }
  controller.hold_commands = true;
  int queued = 0;
  while (queue().enqueue(Reset::opcode, OctetString(100), {}))
    ++queued;
  EXPECT_LT(queued, 8);  // slots were left
  pump();
  EXPECT_EQ(app.writables, 0);
  controller.release(1);  // frees a slot, and the memory of the one that is sent next
  pump();
  EXPECT_EQ(app.writables, 1);
}

TEST_F(CommandQueueTest, a_continuation_may_send_commands) {
  struct Chain {
    host::hci::CommandQueue& queue;
    int left;
    void on_status(const StatusReply&) {
      if (--left == 0) return;
      ASSERT_TRUE(queue.send<&Chain::on_status>(Reset{}, this));
    }
  } chain{queue(), 50};
  EXPECT_TRUE(queue().send<&Chain::on_status>(Reset{}, &chain));
  pump();
  EXPECT_EQ(chain.left, 0);
}

TEST_F(CommandQueueTest, parameters_longer_than_a_command_holds_are_refused) {
  const Status status = queue().enqueue(Reset::opcode, OctetString(256), {});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::invalid_argument);
  EXPECT_TRUE(queue().enqueue(Reset::opcode, OctetString(255), {}));
}

}  // namespace
}  // namespace westwind::testing
