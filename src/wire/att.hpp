// Attribute protocol PDUs. Vol 3 Part F 3.4.
//
// Each struct holds the fixed fields behind the opcode octet; variable tails are said in a comment.
#pragma once

#include "base/codec.hpp"
#include "wire/uuid.hpp"

namespace westwind::wire::att {

/// Attribute handle; 0 is never one.
struct Handle {
  Le16 value;
  constexpr bool operator==(const Handle& other) const { return value == other.value; }
};

constexpr std::uint16_t default_mtu = 23;
constexpr std::uint16_t max_mtu = 517;  ///< 512-octet value, prepared write header
constexpr std::uint16_t max_value_length = 512;

enum class Opcode : std::uint8_t {
  error_response = 0x01,
  exchange_mtu_request = 0x02,
  exchange_mtu_response = 0x03,
  find_information_request = 0x04,
  find_information_response = 0x05,
  find_by_type_value_request = 0x06,
  find_by_type_value_response = 0x07,
  read_by_type_request = 0x08,
  read_by_type_response = 0x09,
  read_request = 0x0a,
  read_response = 0x0b,
  read_blob_request = 0x0c,
  read_blob_response = 0x0d,
  read_multiple_request = 0x0e,
  read_multiple_response = 0x0f,
  read_by_group_type_request = 0x10,
  read_by_group_type_response = 0x11,
  write_request = 0x12,
  write_response = 0x13,
  prepare_write_request = 0x16,
  prepare_write_response = 0x17,
  execute_write_request = 0x18,
  execute_write_response = 0x19,
  handle_value_notification = 0x1b,
  handle_value_indication = 0x1d,
  handle_value_confirmation = 0x1e,
  read_multiple_variable_request = 0x20,
  read_multiple_variable_response = 0x21,
  multiple_handle_value_notification = 0x23,
  write_command = 0x52,
  signed_write_command = 0xd2,
};
constexpr bool is_command(std::uint8_t opcode) { return (opcode & 0x40) != 0; }

enum class ErrorCode : std::uint8_t {
  none = 0x00,  ///< not on the wire: success
  invalid_handle = 0x01,
  read_not_permitted = 0x02,
  write_not_permitted = 0x03,
  invalid_pdu = 0x04,
  insufficient_authentication = 0x05,
  request_not_supported = 0x06,
  invalid_offset = 0x07,
  insufficient_authorization = 0x08,
  prepare_queue_full = 0x09,
  attribute_not_found = 0x0a,
  attribute_not_long = 0x0b,
  encryption_key_size_too_short = 0x0c,
  invalid_attribute_value_length = 0x0d,
  unlikely_error = 0x0e,
  insufficient_encryption = 0x0f,
  unsupported_group_type = 0x10,
  insufficient_resources = 0x11,
  database_out_of_sync = 0x12,
  value_not_allowed = 0x13,
  cccd_improperly_configured = 0xfd,
  procedure_already_in_progress = 0xfe,
};

struct HandleRange {
  Le16 start;
  Le16 end;
  constexpr bool is_valid() const { return start != 0 && start <= end; }
};
static_assert(octets_of(HandleRange{0x0001, 0xffff}) == Octets<4>{0x01, 0x00, 0xff, 0xff});

struct ErrorResponse {
  static constexpr Opcode opcode = Opcode::error_response;
  std::uint8_t request_opcode;
  Handle handle;
  ErrorCode error;
};
static_assert(octets_of(ErrorResponse{0x0a, {0x0003}, ErrorCode::invalid_handle}) ==
              Octets<4>{0x0a, 0x03, 0x00, 0x01});
struct ExchangeMtuRequest {
  static constexpr Opcode opcode = Opcode::exchange_mtu_request;
  Le16 client_rx_mtu;
};
static_assert(octets_of(ExchangeMtuRequest{517}) == Octets<2>{0x05, 0x02});
struct ExchangeMtuResponse {
  static constexpr Opcode opcode = Opcode::exchange_mtu_response;
  Le16 server_rx_mtu;
};
static_assert(octets_of(ExchangeMtuResponse{247}) == Octets<2>{0xf7, 0x00});
struct FindInformationRequest {
  static constexpr Opcode opcode = Opcode::find_information_request;
  HandleRange range;
};
static_assert(octets_of(FindInformationRequest{{0x0010, 0x0020}}) ==
              Octets<4>{0x10, 0x00, 0x20, 0x00});
/// Entries follow: handle and UUID, all UUIDs of one size.
struct FindInformationResponse {
  static constexpr Opcode opcode = Opcode::find_information_response;
  std::uint8_t format;  // 1: 16-bit UUIDs, 2: 128-bit
  struct Entry16 {
    Handle handle;
    Le16 uuid;
  };
  struct Entry128 {
    Handle handle;
    Octets<16> uuid;
  };
};
static_assert(octets_of(FindInformationResponse{1}) == Octets<1>{0x01});
static_assert(octets_of(FindInformationResponse::Entry16{{0x0010}, 0x2902}) ==
              Octets<4>{0x10, 0x00, 0x02, 0x29});
static_assert(octets_of(FindInformationResponse::Entry128{{0x0010}, {0xaa}}) ==
              Octets<18>{0x10, 0x00, 0xaa, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                         0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
/// The value follows.
struct FindByTypeValueRequest {
  static constexpr Opcode opcode = Opcode::find_by_type_value_request;
  HandleRange range;
  Le16 type;
};
static_assert(octets_of(FindByTypeValueRequest{{0x0001, 0xffff}, 0x2800}) ==
              Octets<6>{0x01, 0x00, 0xff, 0xff, 0x00, 0x28});
/// Entries follow.
struct FindByTypeValueResponse {
  static constexpr Opcode opcode = Opcode::find_by_type_value_response;
  using Entry = HandleRange;
};
static_assert(octets_of(FindByTypeValueResponse::Entry{0x0010, 0x001f}) ==
              Octets<4>{0x10, 0x00, 0x1f, 0x00});
/// The type follows: 2 or 16 octets. Read By Group Type Request has the same shape.
struct ReadByTypeRequest {
  static constexpr Opcode opcode = Opcode::read_by_type_request;
  HandleRange range;
};
static_assert(octets_of(ReadByTypeRequest{{0x0001, 0xffff}}) == Octets<4>{0x01, 0x00, 0xff, 0xff});
/// Entries of `entry_length` octets follow: handle, value.
struct ReadByTypeResponse {
  static constexpr Opcode opcode = Opcode::read_by_type_response;
  std::uint8_t entry_length;
};
static_assert(octets_of(ReadByTypeResponse{7}) == Octets<1>{0x07});
struct ReadRequest {
  static constexpr Opcode opcode = Opcode::read_request;
  Handle handle;
};
static_assert(octets_of(ReadRequest{{0x0012}}) == Octets<2>{0x12, 0x00});
struct ReadBlobRequest {
  static constexpr Opcode opcode = Opcode::read_blob_request;
  Handle handle;
  Le16 offset;
};
static_assert(octets_of(ReadBlobRequest{{0x0012}, 22}) == Octets<4>{0x12, 0x00, 0x16, 0x00});
struct ReadByGroupTypeRequest {
  static constexpr Opcode opcode = Opcode::read_by_group_type_request;
  HandleRange range;
};
static_assert(octets_of(ReadByGroupTypeRequest{{0x0001, 0xffff}}) ==
              Octets<4>{0x01, 0x00, 0xff, 0xff});
/// Entries of `entry_length` octets follow: HandleRange, value.
struct ReadByGroupTypeResponse {
  static constexpr Opcode opcode = Opcode::read_by_group_type_response;
  std::uint8_t entry_length;
};
static_assert(octets_of(ReadByGroupTypeResponse{6}) == Octets<1>{0x06});
/// The value follows; also Write Command.
struct WriteRequest {
  static constexpr Opcode opcode = Opcode::write_request;
  Handle handle;
};
static_assert(octets_of(WriteRequest{{0x0012}}) == Octets<2>{0x12, 0x00});
struct WriteCommand {
  static constexpr Opcode opcode = Opcode::write_command;
  Handle handle;
};
static_assert(octets_of(WriteCommand{{0x0012}}) == Octets<2>{0x12, 0x00});
/// The part of the value follows; the response repeats all of it.
struct PrepareWriteRequest {
  static constexpr Opcode opcode = Opcode::prepare_write_request;
  Handle handle;
  Le16 offset;
};
static_assert(octets_of(PrepareWriteRequest{{0x0012}, 18}) == Octets<4>{0x12, 0x00, 0x12, 0x00});
struct ExecuteWriteRequest {
  static constexpr Opcode opcode = Opcode::execute_write_request;
  std::uint8_t execute;  // 0: cancel all
};
static_assert(octets_of(ExecuteWriteRequest{1}) == Octets<1>{0x01});
/// The value follows.
struct HandleValueNotification {
  static constexpr Opcode opcode = Opcode::handle_value_notification;
  Handle handle;
};
static_assert(octets_of(HandleValueNotification{{0x0012}}) == Octets<2>{0x12, 0x00});
struct HandleValueIndication {
  static constexpr Opcode opcode = Opcode::handle_value_indication;
  Handle handle;
};
static_assert(octets_of(HandleValueIndication{{0x0012}}) == Octets<2>{0x12, 0x00});

/// Octets in front of the value in notifications, indications, write requests and commands.
constexpr std::size_t value_overhead = 3;

/// Opcode and fixed fields into `writer`; false when there is no room.
template <Wire T>
constexpr bool put_pdu(Writer& writer, const T& fields) {
  return writer.room() >= 1 + sizeof(T) && writer.put(static_cast<std::uint8_t>(T::opcode)) &&
         writer.put(fields);
}

}  // namespace westwind::wire::att
