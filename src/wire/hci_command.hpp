// HCI commands outside the LE group, and what commands return. Vol 4 Part E 7.1-7.4.
//
// A command is one struct: its fields in wire order, `opcode`, and `Reply`, the return parameters
// of its Command Complete event (for commands answered by Command Status, `Reply` is StatusReply).
// `Parameters` of length zero derive from `NoParameters`.
#pragma once

#include "wire/hci.hpp"

namespace westwind::wire::hci {

/// Return parameters of most commands.
struct StatusReply {
  ErrorCode status;
};
static_assert(octets_of(StatusReply{ErrorCode::command_disallowed}) == Octets<1>{0x0c});
struct HandleReply {
  ErrorCode status;
  ConnHandle handle;
};
static_assert(octets_of(HandleReply{ErrorCode::success, {0x0040}}) == Octets<3>{0x00, 0x40, 0x00});

/// Marks a command without parameters.
struct NoParameters {};

template <typename C>
concept Command = requires {
  { C::opcode } -> std::convertible_to<Opcode>;
  typename C::Reply;
};

/// The parameter octets of a command; none for those that derive from NoParameters.
template <Command C>
constexpr auto parameters_of(const C& command) {
  if constexpr (std::is_empty_v<C>)
    return Octets<0>{};
  else
    return octets_of(command);
}

// 7.1 Link Control
struct Disconnect {
  static constexpr Opcode opcode = hci::opcode(0x01, 0x0006);
  using Reply = StatusReply;
  ConnHandle handle;
  ErrorCode reason;
};
static_assert(octets_of(Disconnect{{0x0040}, ErrorCode::remote_user_terminated_connection}) ==
              Octets<3>{0x40, 0x00, 0x13});

struct ReadRemoteVersionInformation {
  static constexpr Opcode opcode = hci::opcode(0x01, 0x001d);
  using Reply = StatusReply;
  ConnHandle handle;
};
static_assert(octets_of(ReadRemoteVersionInformation{{0x0e12}}) == Octets<2>{0x12, 0x0e});

// 7.3 Controller & Baseband
struct SetEventMask {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0001);
  using Reply = StatusReply;
  Le64 mask;
};
static_assert(octets_of(SetEventMask{0x2000800002008890u}) ==
              Octets<8>{0x90, 0x88, 0x00, 0x02, 0x00, 0x80, 0x00, 0x20});
/// Disconnection Complete, Encryption Change, Read Remote Version, Hardware Error, Data Buffer
/// Overflow, Encryption Key Refresh, LE Meta (bits 4, 7, 11, 15, 25, 47, 61).
constexpr std::uint64_t default_event_mask = 0x2000'8000'0200'8890u;

struct Reset : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0003);
  using Reply = StatusReply;
};
struct ReadTransmitPowerLevel {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x002d);
  struct Reply {
    ErrorCode status;
    ConnHandle handle;
    std::int8_t power_dbm;
  };
  ConnHandle handle;
  std::uint8_t type;
};
static_assert(octets_of(ReadTransmitPowerLevel{{0x0040}, 1}) == Octets<3>{0x40, 0x00, 0x01});
static_assert(octets_of(ReadTransmitPowerLevel::Reply{ErrorCode::success, {0x0040}, -4}) ==
              Octets<4>{0x00, 0x40, 0x00, 0xfc});
struct SetControllerToHostFlowControl {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0031);
  using Reply = StatusReply;
  std::uint8_t enable;
};
static_assert(octets_of(SetControllerToHostFlowControl{1}) == Octets<1>{0x01});
struct HostBufferSize {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0033);
  using Reply = StatusReply;
  Le16 acl_length;
  std::uint8_t synchronous_length;
  Le16 acl_count;
  Le16 synchronous_count;
};
static_assert(octets_of(HostBufferSize{251, 0, 4, 0}) ==
              Octets<7>{0xfb, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00});
struct SetEventMaskPage2 {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0063);
  using Reply = StatusReply;
  Le64 mask;
};
static_assert(octets_of(SetEventMaskPage2{0x0000000000800000u}) ==
              Octets<8>{0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00});
struct ReadLeHostSupport : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x006c);
  struct Reply {
    ErrorCode status;
    std::uint8_t supported;
    std::uint8_t unused;
  };
};
static_assert(octets_of(ReadLeHostSupport::Reply{ErrorCode::success, 1, 0}) ==
              Octets<3>{0x00, 0x01, 0x00});
struct WriteLeHostSupport {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x006d);
  using Reply = StatusReply;
  std::uint8_t supported;
  std::uint8_t unused;
};
static_assert(octets_of(WriteLeHostSupport{1, 0}) == Octets<2>{0x01, 0x00});
struct ReadAuthenticatedPayloadTimeout {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x007b);
  struct Reply {
    ErrorCode status;
    ConnHandle handle;
    Le16 timeout_10ms;
  };
  ConnHandle handle;
};
static_assert(octets_of(ReadAuthenticatedPayloadTimeout{{0x0040}}) == Octets<2>{0x40, 0x00});
static_assert(octets_of(ReadAuthenticatedPayloadTimeout::Reply{
                  ErrorCode::success, {0x0040}, 3000}) == Octets<5>{0x00, 0x40, 0x00, 0xb8, 0x0b});
struct WriteAuthenticatedPayloadTimeout {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x007c);
  using Reply = HandleReply;
  ConnHandle handle;
  Le16 timeout_10ms;
};
static_assert(octets_of(WriteAuthenticatedPayloadTimeout{{0x0040}, 3000}) ==
              Octets<4>{0x40, 0x00, 0xb8, 0x0b});

// 7.4 Informational
struct ReadLocalVersionInformation : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x04, 0x0001);
  struct Reply {
    ErrorCode status;
    std::uint8_t hci_version;
    Le16 hci_subversion;
    std::uint8_t lmp_version;
    Le16 company_identifier;
    Le16 lmp_subversion;
  };
};
static_assert(octets_of(ReadLocalVersionInformation::Reply{ErrorCode::success, 0x0b, 0x0102, 0x0c,
                                                           0x05f1, 0x0304}) ==
              Octets<9>{0x00, 0x0b, 0x02, 0x01, 0x0c, 0xf1, 0x05, 0x04, 0x03});
struct ReadLocalSupportedCommands : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x04, 0x0002);
  struct Reply {
    ErrorCode status;
    Octets<64> commands;
    constexpr bool supports(std::size_t octet, unsigned bit) const {
      return (commands[octet] >> bit & 1) != 0;
    }
  };
};
static_assert(sizeof(ReadLocalSupportedCommands::Reply) == 65);
struct ReadLocalSupportedFeatures : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x04, 0x0003);
  struct Reply {
    ErrorCode status;
    Le64 features;
  };
};
static_assert(octets_of(ReadLocalSupportedFeatures::Reply{ErrorCode::success,
                                                          0x0000006000000000u}) ==
              Octets<9>{0x00, 0x00, 0x00, 0x00, 0x00, 0x60, 0x00, 0x00, 0x00});
struct ReadBufferSize : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x04, 0x0005);
  struct Reply {
    ErrorCode status;
    Le16 acl_length;
    std::uint8_t synchronous_length;
    Le16 acl_count;
    Le16 synchronous_count;
  };
};
static_assert(octets_of(ReadBufferSize::Reply{ErrorCode::success, 310, 64, 10, 8}) ==
              Octets<8>{0x00, 0x36, 0x01, 0x40, 0x0a, 0x00, 0x08, 0x00});
struct ReadBdAddr : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x04, 0x0009);
  struct Reply {
    ErrorCode status;
    Address address;
  };
};
static_assert(octets_of(ReadBdAddr::Reply{ErrorCode::success,
                                          Address::from_display_order({0xc0, 1, 2, 3, 4, 5})}) ==
              Octets<7>{0x00, 0x05, 0x04, 0x03, 0x02, 0x01, 0xc0});
// 7.5 Status
struct ReadRssi {
  static constexpr Opcode opcode = hci::opcode(0x05, 0x0005);
  struct Reply {
    ErrorCode status;
    ConnHandle handle;
    std::int8_t rssi_dbm;
  };
  ConnHandle handle;
};
static_assert(octets_of(ReadRssi{{0x0040}}) == Octets<2>{0x40, 0x00});
static_assert(octets_of(ReadRssi::Reply{ErrorCode::success, {0x0040}, -60}) ==
              Octets<4>{0x00, 0x40, 0x00, 0xc4});

}  // namespace westwind::wire::hci
