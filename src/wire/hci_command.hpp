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
struct HandleReply {
  ErrorCode status;
  ConnHandle handle;
};

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

// 7.3 Controller & Baseband
struct SetEventMask {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0001);
  using Reply = StatusReply;
  Le64 mask;
};
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
struct SetControllerToHostFlowControl {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0031);
  using Reply = StatusReply;
  std::uint8_t enable;
};
struct HostBufferSize {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0033);
  using Reply = StatusReply;
  Le16 acl_length;
  std::uint8_t synchronous_length;
  Le16 acl_count;
  Le16 synchronous_count;
};
struct SetEventMaskPage2 {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x0063);
  using Reply = StatusReply;
  Le64 mask;
};
struct ReadLeHostSupport : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x006c);
  struct Reply {
    ErrorCode status;
    std::uint8_t supported;
    std::uint8_t unused;
  };
};
struct WriteLeHostSupport {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x006d);
  using Reply = StatusReply;
  std::uint8_t supported;
  std::uint8_t unused;
};
struct ReadAuthenticatedPayloadTimeout {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x007b);
  struct Reply {
    ErrorCode status;
    ConnHandle handle;
    Le16 timeout_10ms;
  };
  ConnHandle handle;
};
struct WriteAuthenticatedPayloadTimeout {
  static constexpr Opcode opcode = hci::opcode(0x03, 0x007c);
  using Reply = HandleReply;
  ConnHandle handle;
  Le16 timeout_10ms;
};

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
struct ReadLocalSupportedFeatures : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x04, 0x0003);
  struct Reply {
    ErrorCode status;
    Le64 features;
  };
};
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
struct ReadBdAddr : NoParameters {
  static constexpr Opcode opcode = hci::opcode(0x04, 0x0009);
  struct Reply {
    ErrorCode status;
    Address address;
  };
};
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

}  // namespace westwind::wire::hci
