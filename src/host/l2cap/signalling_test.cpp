// LE signalling: both sides of the parameter update, and a civil no to everything else.
#include "l2cap/signalling.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using wire::hci::ConnectionParameters;
using wire::hci::LeConnectionUpdate;

constexpr ConnectionParameters wanted{80, 100, 2, 300};
constexpr auto request_pdu = "12 07 08 00 50 00 64 00 02 00 2c 01";

class SignallingTest : public HostBench {
 protected:
  void SetUp() override { start(); }
  std::string signal(std::string_view command) {
    return ask(command, peer, wire::l2cap::signalling_channel);
  }
};

class Peripheral : public SignallingTest {
 protected:
  void SetUp() override {
    SignallingTest::SetUp();
    connect(peer, Role::peripheral);
  }
};

class Central : public SignallingTest {
 protected:
  void SetUp() override {
    SignallingTest::SetUp();
    connect(peer, Role::central);
  }
};

TEST_F(Peripheral, L2CAP_LE_CPU_BV_01_C_asks_for_parameters) {
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  pump();
  EXPECT_EQ(take_said(), "12 01 08 00 50 00 64 00 02 00 2c 01");
  EXPECT_EQ(controller.pdus.size(), 0u);
  EXPECT_EQ(controller.count(LeConnectionUpdate::opcode), 0u);
}

TEST_F(Peripheral, GAP_CONN_CPUP_BV_01_C_accepted_parameters_are_told_by_the_update) {
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  EXPECT_EQ(signal("13 01 02 00 00 00"), "");
  EXPECT_EQ(app.take_log(), "");
  controller.le_event(
      wire::hci::LeConnectionUpdateComplete{ErrorCode::success, {peer}, 100, 2, 300});
  pump();
  EXPECT_EQ(app.take_log(), "parameters 0040 00 interval 100");
}

TEST_F(Peripheral,
       GAP_CONN_CPUP_BV_02_C_no_answer_is_told_after_the_timeout_and_another_may_follow) {
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  const Status again = host().connections().update_parameters({peer}, wanted);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), Error::already);
  pass(Duration::seconds(29));
  EXPECT_EQ(app.take_log(), "");
  pass(Duration::seconds(2));
  EXPECT_EQ(app.take_log(), "parameters 0040 3b interval 24");
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  pump();
  EXPECT_EQ(controller.pdus.back().payload[1], 2);  // another identifier
  EXPECT_EQ(signal("13 01 02 00 00 00"), "");       // the late answer to the first one
  EXPECT_EQ(signal("13 02 02 00 01 00"), "");
  EXPECT_EQ(app.take_log(), "parameters 0040 3b interval 24");
}

TEST_F(Peripheral, GAP_CONN_CPUP_BV_03_C_a_refusal_is_told) {
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  signal("13 01 02 00 01 00");
  EXPECT_EQ(app.take_log(), "parameters 0040 3b interval 24");
}

TEST_F(Peripheral, a_central_that_does_not_know_the_request_refuses_it) {
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  signal("01 01 02 00 00 00");
  EXPECT_EQ(app.take_log(), "parameters 0040 3b interval 24");
}

TEST_F(Peripheral, an_answer_of_a_wrong_size_is_a_refusal) {
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  signal("13 01 03 00 00 00 00");
  EXPECT_EQ(app.take_log(), "parameters 0040 3b interval 24");
}

// L2CAP/COS/CED/BI-29-C says so for responses in general.
TEST_F(Peripheral, a_second_answer_or_one_with_another_identifier_is_ignored) {
  EXPECT_EQ(signal("13 01 02 00 01 00"), "");
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  signal("13 02 02 00 01 00");
  EXPECT_EQ(app.take_log(), "");
  signal("13 01 02 00 01 00");
  signal("13 01 02 00 01 00");
  EXPECT_EQ(app.take_log(), "parameters 0040 3b interval 24");
}

TEST_F(Peripheral, identifiers_go_round_and_are_never_zero) {
  for (int i = 0; i < 600; ++i) {
    ASSERT_TRUE(host().connections().update_parameters({peer}, wanted));
    pump();
    const std::uint8_t identifier = controller.pdus.back().payload[1];
    ASSERT_NE(identifier, 0);
    controller.pdu(peer, wire::l2cap::signalling_channel,
                   OctetString{0x13, identifier, 2, 0, 1, 0});
    pump();
  }
}

TEST_F(Peripheral, L2CAP_LE_CPU_BI_02_C_rejects_a_request_meant_for_a_central) {
  EXPECT_EQ(signal(request_pdu), "01 07 02 00 00 00");
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(Peripheral, a_link_that_ends_takes_its_request_along) {
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  EXPECT_EQ(app.take_log(), "disconnected 0040 08");
  connect();
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
  pass(Duration::seconds(40));
  EXPECT_EQ(app.take_log(), "parameters 0040 3b interval 24");
}

TEST_F(Peripheral, without_memory_the_request_is_refused_and_may_be_repeated) {
  controller.completes_packets = false;
  while (host().client().write_without_response({peer}, {3}, counting(1))) {
  }
  const Status status = host().connections().update_parameters({peer}, wanted);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::no_memory);
  controller.completed(peer, 8);
  controller.completes_packets = true;
  pump();
  EXPECT_EQ(app.writables, 1);
  EXPECT_TRUE(host().connections().update_parameters({peer}, wanted));
}

TEST_F(Central, L2CAP_LE_CPU_BV_02_C_accepts_a_request_and_brings_it_about) {
  EXPECT_EQ(signal(request_pdu), "13 07 02 00 00 00");
  EXPECT_EQ(app.take_log(), "parameters wanted 0040; parameters 0040 00 interval 100");
  EXPECT_EQ(hex(controller.last(LeConnectionUpdate::opcode)->parameters),
            "40 00 50 00 64 00 02 00 2c 01 00 00 00 00");
}

TEST_F(Central, the_application_may_refuse) {
  app.accepts_parameters = false;
  EXPECT_EQ(signal(request_pdu), "13 07 02 00 01 00");
  EXPECT_EQ(app.take_log(), "parameters wanted 0040");
  EXPECT_EQ(controller.count(LeConnectionUpdate::opcode), 0u);
}

TEST_F(Central, L2CAP_LE_CPU_BI_01_C_rejects_illegal_parameters) {
  for (const char* values : {"05 00 64 00 02 00 2c 01",  // interval too short
                             "64 00 50 00 02 00 2c 01",  // minimum over maximum
                             "50 00 81 0c 00 00 80 0c",  // interval too long
                             "50 00 64 00 f4 01 80 0c",  // latency too long
                             "50 00 64 00 02 00 09 00",  // time-out too short
                             "50 00 64 00 02 00 81 0c",  // time-out too long
                             "50 00 64 00 02 00 4b 00",  // not longer than the events it spans
                             "00 00 00 00 00 00 00 00", "ff ff ff ff ff ff ff ff"})
    EXPECT_EQ(signal(std::string("12 09 08 00 ") + values), "13 09 02 00 01 00") << values;
  EXPECT_EQ(app.take_log(), "");
}

// L2CAP/COS/CED/BI-11-C names the same behaviour.
TEST_F(Central, a_request_of_a_wrong_size_is_rejected) {
  EXPECT_EQ(signal("12 07 07 00 50 00 64 00 02 00 2c"), "01 07 02 00 00 00");
  EXPECT_EQ(signal("12 07 09 00 50 00 64 00 02 00 2c 01 00"), "01 07 02 00 00 00");
}

TEST_F(Central, L2CAP_LE_REJ_BI_02_C_rejects_unknown_commands) {
  for (const char* code : {"02", "08", "0a", "17", "19", "7f", "ff"})
    EXPECT_EQ(signal(std::string(code) + " 21 02 00 aa bb"), "01 21 02 00 00 00") << code;
}

TEST_F(Central, lengths_that_do_not_add_up_are_rejected) {
  EXPECT_EQ(signal("12 07 08 00 50 00"), "01 07 02 00 00 00");
  EXPECT_EQ(signal("12 07 02 00 50 00 00"), "01 07 02 00 00 00");
}

TEST_F(Central, what_is_no_command_at_all_is_counted) {
  for (const char* payload : {"", "12", "12 01 08", "12 00 00 00"}) {
    const auto before = host().counters().malformed_packets;
    EXPECT_EQ(signal(payload), "");
    EXPECT_EQ(host().counters().malformed_packets, before + 1) << payload;
  }
}

TEST_F(Central, a_payload_over_the_signalling_MTU_is_rejected_with_the_MTU) {
  const OctetString longest = joined(octets("7f 05 13 00"), counting(19));
  const OctetString longer = joined(octets("7f 05 14 00"), counting(20));
  EXPECT_EQ(signal(hex(longest)), "01 05 02 00 00 00");
  EXPECT_EQ(signal(hex(longer)), "01 05 04 00 01 00 17 00");
}

TEST_F(Central, L2CAP_LE_CFC_BV_05_C_knows_no_SPSM) {
  EXPECT_EQ(signal("14 03 0a 00 80 00 40 00 40 00 40 00 01 00"),
            "15 03 0a 00 00 00 00 00 00 00 00 00 02 00");
  EXPECT_EQ(signal("14 03 09 00 80 00 40 00 40 00 40 00 01"), "01 03 02 00 00 00");
}

TEST_F(Central, L2CAP_LE_CFC_BV_23_C_a_disconnection_of_no_channel_names_the_pair) {
  EXPECT_EQ(signal("06 03 04 00 40 00 41 00"), "01 03 06 00 02 00 40 00 41 00");
  EXPECT_EQ(signal("06 03 02 00 40 00"), "01 03 02 00 00 00");
}

TEST_F(Central, answers_to_nothing_are_ignored) {
  for (const char* command :
       {"01 09 02 00 00 00", "13 09 02 00 00 00", "07 09 04 00 40 00 41 00",
        "15 09 0a 00 00 00 00 00 00 00 00 00 02 00", "16 09 04 00 40 00 01 00"})
    EXPECT_EQ(signal(command), "") << command;
}

TEST_F(Central, the_request_is_answered_before_the_update_is_asked_for) {
  controller.hold_commands = true;
  EXPECT_EQ(signal(request_pdu), "13 07 02 00 00 00");
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "parameters wanted 0040; parameters 0040 00 interval 100");
}

}  // namespace
}  // namespace westwind::testing
