// Incoming ACL data: reassembly of L2CAP PDUs from fragments in every order, right and wrong.
#include "hci/acl.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

constexpr std::uint8_t first = 2, continuing = 1;

class AclReceiverTest : public LinkedBench {
 protected:
  /// A notification of handle 3, as an L2CAP PDU.
  static OctetString notification(std::size_t value_octets) {
    const auto length = static_cast<std::uint8_t>(value_octets + 3);
    return joined(
        OctetString{length, static_cast<std::uint8_t>((value_octets + 3) >> 8), 4, 0, 0x1b, 3, 0},
        counting(value_octets));
  }
  static std::string heard(std::size_t value_octets) {
    return "notification 0003 [" + hex(counting(value_octets)) + "]";
  }
  void fragment(std::uint8_t boundary, Bytes data, std::uint16_t handle = peer) {
    controller.acl(handle, boundary, data);
    pump();
  }
  const host::hci::Counters& counters() { return host().counters(); }
};

TEST_F(AclReceiverTest, a_whole_PDU_in_one_packet_needs_no_memory) {
  fragment(first, notification(20));
  EXPECT_EQ(app.take_log(), heard(20));
  EXPECT_TRUE(host().memory_all_free());
}

// L2CAP/LE/CFC/BV-31-C names the same behaviour for channels of another kind.
TEST_F(AclReceiverTest, a_PDU_is_put_together_from_fragments_of_any_size) {
  const OctetString pdu = notification(60);
  for (std::size_t size = 4; size <= pdu.size(); ++size) {
    std::size_t at = 0;
    for (; at < pdu.size(); at += size) {
      const std::size_t count = std::min(size, pdu.size() - at);
      fragment(at == 0 ? first : continuing, Bytes(pdu).subspan(at, count));
    }
    EXPECT_EQ(app.take_log(), heard(60)) << "fragments of " << size;
  }
  EXPECT_TRUE(host().memory_all_free());
  EXPECT_EQ(counters().acl_out_of_sequence + counters().acl_too_long, 0u);
}

TEST_F(AclReceiverTest, other_start_flags_start_a_PDU_too) {
  fragment(0, notification(3));
  fragment(3, notification(4));
  EXPECT_EQ(app.take_log(), heard(3) + "; " + heard(4));
}

TEST_F(AclReceiverTest, a_continuation_without_a_start_is_counted) {
  fragment(continuing, notification(3));
  EXPECT_EQ(counters().acl_out_of_sequence, 1u);
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(AclReceiverTest, a_start_before_the_end_drops_what_was_begun) {
  fragment(first, Bytes(notification(40)).first(20));
  fragment(first, notification(5));
  EXPECT_EQ(counters().acl_out_of_sequence, 1u);
  EXPECT_EQ(app.take_log(), heard(5));
  EXPECT_TRUE(host().memory_all_free());
}

TEST_F(AclReceiverTest, more_octets_than_the_header_says_are_dropped) {
  const OctetString pdu = notification(10);
  fragment(first, joined(pdu, octets("ff")));
  EXPECT_EQ(counters().acl_too_long, 1u);
  fragment(first, Bytes(pdu).first(12));
  fragment(continuing, joined(Bytes(pdu).subspan(12), octets("ff")));
  EXPECT_EQ(counters().acl_too_long, 2u);
  EXPECT_EQ(app.take_log(), "");
  EXPECT_TRUE(host().memory_all_free());
}

TEST_F(AclReceiverTest, a_first_fragment_shorter_than_a_header_is_dropped) {
  fragment(first, octets("0d 00 04"));
  fragment(first, {});
  EXPECT_EQ(counters().acl_too_long, 2u);
  fragment(first, notification(1));
  EXPECT_EQ(app.take_log(), heard(1));
}

TEST_F(AclReceiverTest, an_empty_continuation_changes_nothing) {
  const OctetString pdu = notification(30);
  fragment(first, Bytes(pdu).first(10));
  fragment(continuing, {});
  fragment(continuing, Bytes(pdu).subspan(10));
  EXPECT_EQ(app.take_log(), heard(30));
}

TEST_F(AclReceiverTest, the_longest_PDU_is_taken_and_a_longer_one_is_not) {
  const OctetString longest = notification(514);  // 517 octets behind the basic header
  fragment(first, Bytes(longest).first(251));
  fragment(continuing, Bytes(longest).subspan(251, 251));
  fragment(continuing, Bytes(longest).subspan(502));
  EXPECT_EQ(app.take_log(), heard(514));
  const OctetString longer = notification(515);
  fragment(first, Bytes(longer).first(251));
  EXPECT_EQ(counters().acl_too_long, 1u);
  fragment(continuing, Bytes(longer).subspan(251));
  EXPECT_EQ(counters().acl_out_of_sequence, 1u);
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(AclReceiverTest, fragments_of_several_links_do_not_mix) {
  connect(0x0041);
  const OctetString a = notification(30), b = notification(31);
  fragment(first, Bytes(a).first(15));
  fragment(first, Bytes(b).first(15), 0x0041);
  fragment(continuing, Bytes(b).subspan(15), 0x0041);
  fragment(continuing, Bytes(a).subspan(15));
  EXPECT_EQ(app.take_log(), heard(31) + "; " + heard(30));
}

TEST_F(AclReceiverTest, without_memory_the_link_is_closed_rather_than_holed) {
  const OctetString pdu = notification(514);
  connect(0x0041);
  connect(0x0042);
  fragment(first, Bytes(pdu).first(20));
  fragment(first, Bytes(pdu).first(20), 0x0041);
  EXPECT_EQ(counters().acl_without_memory, 0u);
  fragment(first, Bytes(pdu).first(20), 0x0042);
  EXPECT_EQ(counters().acl_without_memory, 1u);
  EXPECT_EQ(app.take_log(), "disconnected 0042 16");
  ASSERT_NE(controller.last(wire::hci::Disconnect::opcode), nullptr);
  EXPECT_EQ(hex(controller.last(wire::hci::Disconnect::opcode)->parameters), "42 00 14");
}

TEST_F(AclReceiverTest, the_link_is_closed_even_when_no_command_can_be_queued_at_once) {
  const OctetString pdu = notification(514);
  connect(0x0041);
  connect(0x0042);
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(wire::hci::Reset::opcode, {}, {})) {
  }
  for (const std::uint16_t handle : {0x0040, 0x0041, 0x0042})
    fragment(first, Bytes(pdu).first(20), handle);
  EXPECT_EQ(counters().acl_without_memory, 1u);
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "writable; disconnected 0042 16");
}

TEST_F(AclReceiverTest, a_half_received_PDU_goes_with_its_link) {
  fragment(first, Bytes(notification(40)).first(20));
  EXPECT_FALSE(host().memory_all_free());
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  EXPECT_TRUE(host().memory_all_free());
}

TEST_F(AclReceiverTest, data_for_no_link_is_counted) {
  controller.links[0x0123] = {};
  fragment(first, notification(3), 0x0123);
  EXPECT_EQ(counters().unknown_handles, 1u);
  controller.links.erase(0x0123);
}

TEST_F(AclReceiverTest, lengths_that_do_not_add_up_are_counted) {
  for (const char* packet : {"", "02", "02 40 20", "02 40 20 05 00 01", "02 40 20 01 00 01 02",
                             "03 40 20 00 00", "05 00", "01 03 0c 00", "00", "ff"}) {
    const auto before = counters().malformed_packets;
    host().receive(now, octets(packet));
    EXPECT_EQ(counters().malformed_packets, before + 1) << packet;
  }
}

}  // namespace
}  // namespace westwind::testing
