// What is said about PDUs beyond their layout (layouts are asserted beside each struct).
#include <gtest/gtest.h>

#include "wire/gatt.hpp"
#include "wire/hci_event.hpp"
#include "wire/l2cap.hpp"

namespace westwind::wire {
namespace {

using hci::ConnectionParameters;

TEST(Opcode, group_and_command_are_told_apart) {
  EXPECT_EQ(hci::LeSetScanEnable::opcode.value, 0x200c);
  EXPECT_EQ(hci::LeSetScanEnable::opcode.ogf(), 0x08);
  EXPECT_EQ(hci::LeSetScanEnable::opcode.ocf(), 0x000c);
  EXPECT_EQ(hci::opcode(0x3f, 0x3ff).value, 0xffff);
}

TEST(AclHeader, handle_flags_and_length_share_four_octets) {
  const auto header = parse_exactly<hci::AclHeader>(Octets<4>{0xff, 0x6e, 0x34, 0x12});
  ASSERT_TRUE(header);
  EXPECT_EQ(header->handle().value, 0x0eff);
  EXPECT_EQ(header->packet_boundary(), 2);
  EXPECT_EQ(header->broadcast(), 1);
  EXPECT_EQ(header->length, 0x1234);
}

TEST(Parameters, a_command_without_parameters_has_no_octets) {
  EXPECT_EQ(hci::parameters_of(hci::Reset{}).size(), 0u);
  EXPECT_EQ(hci::parameters_of(hci::LeRand{}).size(), 0u);
  EXPECT_EQ(hci::parameters_of(hci::LeSetAdvertisingEnable{1}), Octets<1>{1});
}

TEST(SupportedCommands, bits_are_counted_from_the_least) {
  hci::ReadLocalSupportedCommands::Reply reply{};
  reply.commands[5] = 0x40;
  EXPECT_TRUE(reply.supports(5, 6));
  EXPECT_FALSE(reply.supports(5, 7) || reply.supports(6, 6));
}

TEST(ConnectionParametersTest, limits_are_those_of_the_specification) {
  const auto valid = [](std::uint16_t min, std::uint16_t max, std::uint16_t latency,
                        std::uint16_t timeout) {
    return ConnectionParameters{min, max, latency, timeout}.is_valid();
  };
  EXPECT_TRUE(valid(6, 6, 0, 10));
  EXPECT_FALSE(valid(5, 6, 0, 10));
  EXPECT_TRUE(valid(3200, 3200, 0, 3200));
  EXPECT_FALSE(valid(3200, 3201, 0, 3200));
  EXPECT_FALSE(valid(7, 6, 0, 100));
  EXPECT_FALSE(valid(6, 6, 0, 9));
  EXPECT_FALSE(valid(6, 6, 0, 3201));
  EXPECT_TRUE(valid(6, 6, 499, 3200));
  EXPECT_FALSE(valid(6, 6, 500, 3200));
  // More than twice (1 + latency) intervals: 2 * 4 * 100 ms are 800 ms.
  EXPECT_FALSE(valid(80, 80, 3, 80));
  EXPECT_TRUE(valid(80, 80, 3, 81));
}

TEST(Address, kinds_of_random_addresses_stand_in_the_top_bits) {
  Address address;
  address.octets[5] = 0xc0;
  EXPECT_TRUE(address.is_static_random());
  address.octets[5] = 0x7f;
  EXPECT_TRUE(address.is_resolvable_private());
  address.octets[5] = 0x3f;
  EXPECT_TRUE(address.is_non_resolvable_private());
  EXPECT_FALSE(address.is_zero());
  EXPECT_EQ(Address::from_display_order(address.display_order()), address);
}

TEST(AttPdu, is_put_whole_or_not_at_all) {
  Octets<5> space{};
  Writer small(MutableBytes(space).first(4));
  EXPECT_FALSE(att::put_pdu(small, att::ErrorResponse{}));
  EXPECT_EQ(small.size(), 0u);
  Writer writer(space);
  EXPECT_TRUE(
      att::put_pdu(writer, att::ErrorResponse{0x0a, {0x0003}, att::ErrorCode::invalid_handle}));
  EXPECT_EQ(space, (Octets<5>{0x01, 0x0a, 0x03, 0x00, 0x01}));
}

TEST(HandleRange, starts_at_one_and_does_not_run_backwards) {
  EXPECT_TRUE((att::HandleRange{1, 0xffff}.is_valid()));
  EXPECT_TRUE((att::HandleRange{7, 7}.is_valid()));
  EXPECT_FALSE((att::HandleRange{0, 7}.is_valid()));
  EXPECT_FALSE((att::HandleRange{8, 7}.is_valid()));
}

TEST(AttOpcode, bit_6_marks_commands) {
  EXPECT_TRUE(att::is_command(0x52));
  EXPECT_TRUE(att::is_command(0xd2));
  EXPECT_FALSE(att::is_command(0x12));
  EXPECT_FALSE(att::is_command(0x80));
}

}  // namespace
}  // namespace westwind::wire
