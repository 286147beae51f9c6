// HCI commands of the resolving list. Vol 4 Part E 7.8.38-7.8.45, 7.8.77.
#pragma once

#include "wire/hci_le_command.hpp"

namespace westwind::wire::hci {

/// Of private addresses, in wire order.
using IdentityResolvingKey = Octets<16>;

/// 7.8.38. A key of zeros stands for none.
struct LeAddDeviceToResolvingList {
  static constexpr Opcode opcode = le_opcode(0x0027);
  using Reply = StatusReply;
  DeviceAddress identity;
  IdentityResolvingKey peer_key;
  IdentityResolvingKey local_key;
};
static_assert(octets_of(LeAddDeviceToResolvingList{
                  {AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}}, {0xaa}, {0xbb}}) ==
              Octets<39>{0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0xc6, 0xaa, 0, 0, 0,    0, 0,
                         0,    0,    0,    0,    0,    0,    0,    0,    0, 0, 0xbb, 0, 0,
                         0,    0,    0,    0,    0,    0,    0,    0,    0, 0, 0,    0, 0});
struct LeRemoveDeviceFromResolvingList {
  static constexpr Opcode opcode = le_opcode(0x0028);
  using Reply = StatusReply;
  DeviceAddress identity;
};
struct LeClearResolvingList : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0029);
  using Reply = StatusReply;
};
struct LeReadResolvingListSize : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x002a);
  struct Reply {
    ErrorCode status;
    std::uint8_t size;
  };
};
struct ResolvableAddressReply {
  ErrorCode status;
  Address address;
};
/// 7.8.42
struct LeReadPeerResolvableAddress {
  static constexpr Opcode opcode = le_opcode(0x002b);
  using Reply = ResolvableAddressReply;
  DeviceAddress identity;
};
/// 7.8.43
struct LeReadLocalResolvableAddress {
  static constexpr Opcode opcode = le_opcode(0x002c);
  using Reply = ResolvableAddressReply;
  DeviceAddress identity;
};
struct LeSetAddressResolutionEnable {
  static constexpr Opcode opcode = le_opcode(0x002d);
  using Reply = StatusReply;
  std::uint8_t enable;
};
/// 7.8.45
struct LeSetResolvablePrivateAddressTimeout {
  static constexpr Opcode opcode = le_opcode(0x002e);
  using Reply = StatusReply;
  Le16 timeout_s;  // 1..3600
};
static_assert(octets_of(LeSetResolvablePrivateAddressTimeout{900}) == Octets<2>{0x84, 0x03});

/// How a peer whose resolving key is known may show itself. Vol 6 Part B 6.
enum class PrivacyMode : std::uint8_t {
  network = 0,  ///< by private addresses only: its identity address is ignored
  device = 1,   ///< by its identity address too
};
/// 7.8.77
struct LeSetPrivacyMode {
  static constexpr Opcode opcode = le_opcode(0x004e);
  using Reply = StatusReply;
  DeviceAddress identity;
  PrivacyMode mode;
};
static_assert(octets_of(LeSetPrivacyMode{{AddressType::public_device, {{1, 2, 3, 4, 5, 6}}},
                                         PrivacyMode::device}) ==
              Octets<8>{0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x01});

}  // namespace westwind::wire::hci
