// L2CAP basic frames and LE signalling. Vol 3 Part A 3.1, 4.
#pragma once

#include "base/codec.hpp"

namespace westwind::wire::l2cap {

/// Channel identifier.
struct Cid {
  Le16 value;
  constexpr bool operator==(const Cid& other) const { return value == other.value; }
};
constexpr Cid attribute_channel{0x0004};
constexpr Cid signalling_channel{0x0005};
constexpr Cid security_channel{0x0006};
/// Channels that are opened at run time. Table 2.3.
constexpr std::uint16_t first_dynamic_cid = 0x0040;
constexpr std::uint16_t last_dynamic_cid = 0x007f;
constexpr bool is_dynamic(Cid cid) {
  return cid.value >= first_dynamic_cid && cid.value <= last_dynamic_cid;
}

struct BasicHeader {
  Le16 length;
  Cid cid;
};
static_assert(octets_of(BasicHeader{3, attribute_channel}) == Octets<4>{0x03, 0x00, 0x04, 0x00});

/// An LE signalling channel carries one command a PDU, at most 23 octets unless larger is agreed.
constexpr std::size_t signalling_mtu = 23;

struct CommandHeader {
  std::uint8_t code;
  std::uint8_t identifier;  // never 0
  Le16 length;
};
static_assert(octets_of(CommandHeader{0x12, 1, 8}) == Octets<4>{0x12, 0x01, 0x08, 0x00});

enum class RejectReason : std::uint8_t { not_understood = 0, mtu_exceeded = 1, invalid_cid = 2 };
struct CommandReject {
  static constexpr std::uint8_t code = 0x01;
  Le16 reason;
};
static_assert(octets_of(CommandReject{0}) == Octets<2>{0x00, 0x00});
/// With `mtu_exceeded`: the MTU of the signalling channel.
struct CommandRejectWithMtu {
  static constexpr std::uint8_t code = CommandReject::code;
  Le16 reason;
  Le16 mtu;
};
static_assert(octets_of(CommandRejectWithMtu{1, 23}) == Octets<4>{0x01, 0x00, 0x17, 0x00});
/// With `invalid_cid`: the pair as the request named it.
struct CommandRejectWithCids {
  static constexpr std::uint8_t code = CommandReject::code;
  Le16 reason;
  Cid local;
  Cid remote;
};
static_assert(octets_of(CommandRejectWithCids{2, {0x0040}, {0x0041}}) ==
              Octets<6>{0x02, 0x00, 0x40, 0x00, 0x41, 0x00});

/// 4.20, peripheral to central.
struct ConnectionParameterUpdateRequest {
  static constexpr std::uint8_t code = 0x12;
  Le16 interval_min_1250us;
  Le16 interval_max_1250us;
  Le16 latency;
  Le16 timeout_10ms;
};
static_assert(octets_of(ConnectionParameterUpdateRequest{6, 12, 0, 100}) ==
              Octets<8>{0x06, 0x00, 0x0c, 0x00, 0x00, 0x00, 0x64, 0x00});
struct ConnectionParameterUpdateResponse {
  static constexpr std::uint8_t code = 0x13;
  Le16 result;  // 0 accepted, 1 rejected
};
static_assert(octets_of(ConnectionParameterUpdateResponse{1}) == Octets<2>{0x01, 0x00});

/// 4.22
struct LeCreditBasedConnectionRequest {
  static constexpr std::uint8_t code = 0x14;
  Le16 spsm;
  Cid source;
  Le16 mtu;
  Le16 mps;
  Le16 initial_credits;
};
static_assert(octets_of(LeCreditBasedConnectionRequest{0x0080, {0x0040}, 512, 247, 10}) ==
              Octets<10>{0x80, 0x00, 0x40, 0x00, 0x00, 0x02, 0xf7, 0x00, 0x0a, 0x00});
struct LeCreditBasedConnectionResponse {
  static constexpr std::uint8_t code = 0x15;
  Cid destination;
  Le16 mtu;
  Le16 mps;
  Le16 initial_credits;
  Le16 result;
};
static_assert(octets_of(LeCreditBasedConnectionResponse{{0x0041}, 512, 247, 10, 0}) ==
              Octets<10>{0x41, 0x00, 0x00, 0x02, 0xf7, 0x00, 0x0a, 0x00, 0x00, 0x00});
enum class ChannelResult : std::uint16_t {
  success = 0x0000,
  spsm_not_supported = 0x0002,
  no_resources = 0x0004,
  insufficient_authentication = 0x0005,
  insufficient_authorization = 0x0006,
  encryption_key_size_too_short = 0x0007,
  insufficient_encryption = 0x0008,
  invalid_source_cid = 0x0009,
  source_cid_already_allocated = 0x000a,
  unacceptable_parameters = 0x000b,
};
/// Least MTU and MPS of a credit based channel, and the largest MPS. 4.22.
constexpr std::uint16_t min_channel_mtu = 23;
constexpr std::uint16_t min_mps = 23;
constexpr std::uint16_t max_mps = 65533;
/// In front of the first K-frame of an SDU. 3.4.
struct SduLength {
  Le16 value;
};
/// 4.24
struct FlowControlCredit {
  static constexpr std::uint8_t code = 0x16;
  Cid cid;
  Le16 credits;
};
static_assert(octets_of(FlowControlCredit{{0x0040}, 3}) == Octets<4>{0x40, 0x00, 0x03, 0x00});
struct DisconnectionRequest {
  static constexpr std::uint8_t code = 0x06;
  Cid destination;
  Cid source;
};
static_assert(octets_of(DisconnectionRequest{{0x0040}, {0x0041}}) ==
              Octets<4>{0x40, 0x00, 0x41, 0x00});
struct DisconnectionResponse {
  static constexpr std::uint8_t code = 0x07;
  Cid destination;
  Cid source;
};
static_assert(octets_of(DisconnectionResponse{{0x0040}, {0x0041}}) ==
              Octets<4>{0x40, 0x00, 0x41, 0x00});

}  // namespace westwind::wire::l2cap
