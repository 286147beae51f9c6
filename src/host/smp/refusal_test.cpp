// Pairing is refused at once, unknown keys too.
#include "smp/refusal.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

class RefusalTest : public LinkedBench {
 protected:
  std::string pair(std::string_view pdu) { return ask(pdu, peer, wire::l2cap::security_channel); }
};

TEST_F(RefusalTest, a_pairing_request_is_answered_with_pairing_not_supported) {
  EXPECT_EQ(pair("01 03 00 01 10 00 00"), "05 05");
}

TEST_F(RefusalTest, a_security_request_and_a_failure_get_no_answer) {
  EXPECT_EQ(pair("0b 01"), "");
  EXPECT_EQ(pair("05 08"), "");
}

TEST_F(RefusalTest, every_other_command_is_not_supported) {
  for (int code = 0; code < 256; ++code) {
    if (code == 0x01 || code == 0x05 || code == 0x0b) continue;
    controller.pdu(peer, wire::l2cap::security_channel,
                   OctetString{static_cast<std::uint8_t>(code), 1, 2, 3});
    pump();
  }
  ASSERT_EQ(controller.pdus.size(), 253u);
  for (const auto& pdu : controller.pdus)
    EXPECT_EQ(hex(pdu.payload), "05 07");
}

TEST_F(RefusalTest, a_key_request_is_answered_that_there_is_none) {
  controller.le_event(wire::hci::LeLongTermKeyRequest{{peer}, {}, 0x1234});
  pump();
  const auto* command = controller.last(wire::hci::LeLongTermKeyRequestNegativeReply::opcode);
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(hex(command->parameters), "40 00");
}

TEST_F(RefusalTest, a_key_request_cut_short_is_ignored) {
  controller.le_event(0x05, octets("40 00 01"));
  pump();
  EXPECT_EQ(controller.count(wire::hci::LeLongTermKeyRequestNegativeReply::opcode), 0u);
}

TEST_F(RefusalTest, a_key_request_is_answered_even_when_no_command_can_be_queued_at_once) {
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(wire::hci::Reset::opcode, {}, {})) {
  }
  controller.le_event(wire::hci::LeLongTermKeyRequest{{peer}, {}, 0x1234});
  pump();
  controller.release_all();
  pump();
  EXPECT_EQ(controller.count(wire::hci::LeLongTermKeyRequestNegativeReply::opcode), 1u);
}

}  // namespace
}  // namespace westwind::testing
