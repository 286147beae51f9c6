// The GATT server: requests by which a peer finds its way through the table. Vol 3 Part
// F 3.4.3, 3.4.4.1, 3.4.4.9.
#include "gatt/server.hpp"

namespace westwind::host::gatt {

using namespace wire::att;
using att::Verdict;

namespace {

Verdict not_found(const HandleRange& range) {
  return {ErrorCode::attribute_not_found, {range.start}};
}

/// Checks the range of a request. Nothing means it is right.
std::optional<Verdict> range_error(const HandleRange& range) {
  if (range.is_valid()) return std::nullopt;
  return Verdict{ErrorCode::invalid_handle, {range.start}};
}

}  // namespace

Verdict Server::find_information(Bytes parameters, Writer& response) {
  const auto request = parse_exactly<FindInformationRequest>(parameters);
  if (!request) return {ErrorCode::invalid_pdu, {}};
  if (const auto error = range_error(request->range)) return *error;
  bool is_long = false;
  for (Row row = database_.from(request->range.start); row && row.handle <= request->range.end;
       row = database_.next(row)) {
    const AttributeType type = Database::type_of(row);
    if (response.size() == 0) {
      is_long = type.long_octets != nullptr;
      put_pdu(response, FindInformationResponse{static_cast<std::uint8_t>(is_long ? 2 : 1)});
    }
    // One format a response, 3.4.3.2: the list ends where the size changes.
    if ((type.long_octets != nullptr) != is_long) break;
    if (is_long) {
      FindInformationResponse::Entry128 entry{{row.handle}, {}};
      copy_bytes(entry.uuid, type.long_bytes());
      if (!response.put(entry)) break;
    } else if (!response.put(FindInformationResponse::Entry16{{row.handle}, type.short_value})) {
      break;
    }
  }
  return response.size() == 0 ? not_found(request->range) : Verdict{};
}

Verdict Server::find_by_type_value(Link& link, Bytes parameters, Writer& response) {
  Reader reader(parameters);
  const auto request = reader.take<FindByTypeValueRequest>();
  if (!request) return {ErrorCode::invalid_pdu, {}};
  if (const auto error = range_error(request->range)) return *error;
  const Bytes wanted = reader.rest();
  response.put(static_cast<std::uint8_t>(FindByTypeValueResponse::opcode));
  for (Row row = database_.from(request->range.start); row && row.handle <= request->range.end;
       row = database_.next(row)) {
    if (!Database::has_type(row, Uuid(request->type))) continue;
    Octets<20> scratch{};
    Writer made(scratch);
    Bytes value;
    if (may_read(link, row) != ErrorCode::none ||
        read_value(link, row, 0, made, value) != ErrorCode::none)
      continue;
    const bool is_service = row.attribute().kind <= AttributeKind::secondary_service;
    // Services are compared by the UUID they stand for: a peer may ask for a short one in 128 bits.
    const auto asked = is_service ? Uuid::from(wanted) : std::nullopt;
    const bool same = asked ? asked->same_value(*Uuid::from(value)) : equal_bytes(value, wanted);
    if (!same) continue;
    const std::uint16_t end = is_service ? Database::group_end(row) : row.handle;
    if (!response.put(FindByTypeValueResponse::Entry{row.handle, end})) break;
  }
  return response.size() == 1 ? not_found(request->range) : Verdict{};
}

Verdict Server::read_by_type(Link& link, Bytes parameters, Writer& response) {
  Reader reader(parameters);
  const auto request = reader.take<ReadByTypeRequest>();
  const auto type = Uuid::from(reader.rest());
  if (!request || !type || type->size() == 4) return {ErrorCode::invalid_pdu, {}};
  if (const auto error = range_error(request->range)) return *error;
  std::size_t entry_length = 0;
  for (Row row = database_.from(request->range.start); row && row.handle <= request->range.end;
       row = database_.next(row)) {
    if (!Database::has_type(row, *type)) continue;
    Octets<20> scratch{};
    Writer made(scratch);
    Bytes value;
    ErrorCode error = may_read(link, row);
    if (error == ErrorCode::none) error = read_value(link, row, 0, made, value);
    if (error != ErrorCode::none) {
      // What was found before the obstacle is a good answer; the obstacle itself is one only when
      // it is met first. 3.4.4.1.
      if (entry_length != 0) break;
      return {error, {row.handle}};
    }
    if (entry_length == 0) {
      const std::size_t room = response.room() - 2 - sizeof(Handle);
      const std::size_t longest = room < 253 ? room : 253;
      entry_length = sizeof(Handle) + (value.size() < longest ? value.size() : longest);
      put_pdu(response, ReadByTypeResponse{static_cast<std::uint8_t>(entry_length)});
    } else if (sizeof(Handle) + value.size() != entry_length) {
      break;
    }
    if (response.room() < entry_length) break;
    response.put(Handle{row.handle});
    response.bytes(value.first(entry_length - sizeof(Handle)));
  }
  return entry_length == 0 ? not_found(request->range) : Verdict{};
}

Verdict Server::read_by_group_type(Bytes parameters, Writer& response) {
  Reader reader(parameters);
  const auto request = reader.take<ReadByGroupTypeRequest>();
  const auto type = Uuid::from(reader.rest());
  if (!request || !type || type->size() == 4) return {ErrorCode::invalid_pdu, {}};
  if (const auto error = range_error(request->range)) return *error;
  if (!type->same_value(Uuid(wire::gatt::primary_service)) &&
      !type->same_value(Uuid(wire::gatt::secondary_service)))
    return {ErrorCode::unsupported_group_type, {request->range.start}};
  std::size_t value_length = 0;
  for (Row row = database_.from(request->range.start); row && row.handle <= request->range.end;
       row = database_.next(row)) {
    if (!Database::has_type(row, *type)) continue;
    Octets<20> scratch{};
    Writer made(scratch);
    declaration_value(row, made);
    if (value_length == 0) {
      value_length = made.size();
      put_pdu(response, ReadByGroupTypeResponse{
                            static_cast<std::uint8_t>(sizeof(HandleRange) + value_length)});
    }
    if (made.size() != value_length || response.room() < sizeof(HandleRange) + value_length) break;
    response.put(HandleRange{row.handle, Database::group_end(row)});
    response.bytes(made.written());
  }
  return value_length == 0 ? not_found(request->range) : Verdict{};
}

}  // namespace westwind::host::gatt
