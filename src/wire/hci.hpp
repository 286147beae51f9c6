// HCI packets: indicators, headers, opcodes, error codes. Vol 4 Part E 5.4, Vol 4 Part A 2, Vol 1
// Part F. The host's queue, the controller's front and every carrier speak in these.
#pragma once

#include "base/codec.hpp"
#include "wire/address.hpp"

namespace westwind::wire::hci {

/// First octet of a packet on an H4 carrier. Vol 4 Part A 2.
enum class PacketType : std::uint8_t {
  command = 0x01,
  acl = 0x02,
  sco = 0x03,
  event = 0x04,
  iso = 0x05
};

struct Opcode {
  Le16 value;
  constexpr std::uint16_t ogf() const { return value >> 10; }
  constexpr std::uint16_t ocf() const { return value & 0x3ff; }
  constexpr bool operator==(const Opcode& other) const { return value == other.value; }
};
static_assert(octets_of(Opcode{0x200c}) == Octets<2>{0x0c, 0x20});
constexpr Opcode opcode(std::uint16_t ogf, std::uint16_t ocf) {
  return {static_cast<std::uint16_t>(ogf << 10 | ocf)};
}

/// Connection handle, 0x0000..0x0eff. An identity for as long as the link lives.
struct ConnHandle {
  Le16 value;
  constexpr bool operator==(const ConnHandle& other) const { return value == other.value; }
};
constexpr ConnHandle no_connection{0xffff};
constexpr std::uint16_t last_connection_handle = 0x0eff;

struct CommandHeader {
  Opcode opcode;
  std::uint8_t parameter_length;
};
static_assert(octets_of(CommandHeader{opcode(0x03, 0x0003), 0}) == Octets<3>{0x03, 0x0c, 0x00});

struct EventHeader {
  std::uint8_t code;
  std::uint8_t parameter_length;
};
static_assert(octets_of(EventHeader{0x0e, 4}) == Octets<2>{0x0e, 0x04});

/// Vol 4 Part E 5.4.2. The two flags above the handle say where in an L2CAP PDU the packet starts.
struct AclHeader {
  Le16 handle_and_flags;
  Le16 length;

  constexpr ConnHandle handle() const {
    return {static_cast<std::uint16_t>(handle_and_flags & 0x0fff)};
  }
  constexpr std::uint8_t packet_boundary() const { return (handle_and_flags >> 12) & 3; }
  constexpr std::uint8_t broadcast() const { return handle_and_flags >> 14; }
};
enum PacketBoundary : std::uint8_t {
  first_non_flushable = 0,  ///< host to controller
  continuing = 1,
  first_flushable = 2,  ///< controller to host
};
constexpr AclHeader acl_header(ConnHandle handle, PacketBoundary boundary, std::size_t length) {
  return {static_cast<std::uint16_t>(handle.value | boundary << 12),
          static_cast<std::uint16_t>(length)};
}
static_assert(octets_of(acl_header({0x0040}, continuing, 5)) == Octets<4>{0x40, 0x10, 0x05, 0x00});

/// Vol 1 Part F. The codes that the two sides of this project send or act on.
enum class ErrorCode : std::uint8_t {
  success = 0x00,
  unknown_command = 0x01,
  unknown_connection_identifier = 0x02,
  hardware_failure = 0x03,
  authentication_failure = 0x05,
  pin_or_key_missing = 0x06,
  memory_capacity_exceeded = 0x07,
  connection_timeout = 0x08,
  connection_limit_exceeded = 0x09,
  connection_already_exists = 0x0b,
  command_disallowed = 0x0c,
  unsupported_feature_or_parameter_value = 0x11,
  invalid_command_parameters = 0x12,
  remote_user_terminated_connection = 0x13,
  remote_low_resources = 0x14,
  remote_power_off = 0x15,
  terminated_by_local_host = 0x16,
  unsupported_remote_feature = 0x1a,
  invalid_ll_parameters = 0x1e,
  unspecified_error = 0x1f,
  unsupported_ll_parameter_value = 0x20,
  ll_response_timeout = 0x22,
  ll_procedure_collision = 0x23,
  instant_passed = 0x28,
  different_transaction_collision = 0x2a,
  controller_busy = 0x3a,
  unacceptable_connection_parameters = 0x3b,
  advertising_timeout = 0x3c,
  mic_failure = 0x3d,
  connection_failed_to_be_established = 0x3e,
  unknown_advertising_identifier = 0x42,
  limit_reached = 0x43,
  packet_too_long = 0x45,
};

}  // namespace westwind::wire::hci
