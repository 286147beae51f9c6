// The GATT server: reading and writing values, with what each attribute permits. Vol 3 Part
// F 3.4.4-3.4.5, Vol 3 Part G 3.3.
#include "gatt/server.hpp"
#include "hci/security_need.hpp"

namespace westwind::host::gatt {

using namespace wire::att;
using att::Verdict;

bool declaration_value(const Row& row, Writer& out) {
  const Attribute& attribute = row.attribute();
  switch (attribute.kind) {
  case AttributeKind::primary_service:
  case AttributeKind::secondary_service:
    return attribute.type.long_octets != nullptr ? out.bytes(attribute.type.long_bytes())
                                                 : out.put(Le16(attribute.type.short_value));
  case AttributeKind::characteristic_declaration: {
    const AttributeType type = row.following().type;
    out.put(wire::gatt::CharacteristicDeclaration{attribute.properties,
                                                  {static_cast<std::uint16_t>(row.handle + 1)}});
    return type.long_octets != nullptr ? out.bytes(type.long_bytes())
                                       : out.put(Le16(type.short_value));
  }
  case AttributeKind::cccd:
  case AttributeKind::value:
  case AttributeKind::descriptor:
  case AttributeKind::include: break;
  }
  return false;
}

namespace {

/// What stands between a link and what needs `encrypted` or `authenticated`. Vol 3 Part C 10.3.1.
ErrorCode missing_security(const hci::LinkSecurity& link, bool encrypted, bool authenticated,
                           bool secure) {
  switch (hci::lack_of(link, {.encrypted = encrypted,
                              .authenticated = authenticated || secure,
                              .secure_connections = secure})) {
  case hci::SecurityLack::none: break;
  case hci::SecurityLack::authentication: return ErrorCode::insufficient_authentication;
  case hci::SecurityLack::encryption: return ErrorCode::insufficient_encryption;
  case hci::SecurityLack::key_size: return ErrorCode::encryption_key_size_too_short;
  }
  return ErrorCode::none;
}

ErrorCode authorized(Link& link, const Row& row, Permission needed, bool is_write) {
  if ((row.attribute().permissions & needed) == 0) return ErrorCode::none;
  return row.service->owner->authorize(link, {row.handle}, is_write)
             ? ErrorCode::none
             : ErrorCode::insufficient_authorization;
}

}  // namespace

ErrorCode may_read(Link& link, const Row& row) {
  const Attribute& attribute = row.attribute();
  if (attribute.kind != AttributeKind::value && attribute.kind != AttributeKind::descriptor)
    return ErrorCode::none;
  if ((attribute.permissions & readable) == 0) return ErrorCode::read_not_permitted;
  const ErrorCode missing =
      missing_security(link.security, (attribute.permissions & read_encrypted) != 0,
                       (attribute.permissions & read_authenticated) != 0,
                       (attribute.permissions & read_secure) != 0);
  if (missing != ErrorCode::none) return missing;
  return authorized(link, row, read_authorized, false);
}

ErrorCode may_write(Link& link, const Row& row, WriteKind kind) {
  const Attribute& attribute = row.attribute();
  if (attribute.kind == AttributeKind::cccd) {
    if (kind == WriteKind::signed_command) return ErrorCode::write_not_permitted;
  } else if ((attribute.permissions & writable) == 0) {
    return ErrorCode::write_not_permitted;
  }
  if (attribute.kind == AttributeKind::value) {
    const auto needed = kind == WriteKind::request || kind == WriteKind::execute ? wire::gatt::write
                        : kind == WriteKind::command ? wire::gatt::write_without_response
                                                     : wire::gatt::authenticated_signed_writes;
    if ((attribute.properties & needed) == 0) return ErrorCode::write_not_permitted;
  }
  const ErrorCode missing =
      missing_security(link.security, (attribute.permissions & write_encrypted) != 0,
                       (attribute.permissions & write_authenticated) != 0,
                       (attribute.permissions & write_secure) != 0);
  if (missing != ErrorCode::none) return missing;
  return authorized(link, row, write_authorized, true);
}

/// The whole value of a row that may be read: made in `scratch`, or the owner's.
ErrorCode Server::read_value(Link& link, const Row& row, std::uint16_t offset, Writer& scratch,
                             Bytes& value) {
  if (row.attribute().kind == AttributeKind::cccd)
    scratch.put(Le16(subscriptions_.get(link.handle, row.handle)));
  else if (!declaration_value(row, scratch))
    return row.service->owner->read(link, {row.handle}, offset, value);
  value = scratch.written();
  return ErrorCode::none;
}

/// Appends what fits of a value from `offset` on, if it may be read.
Verdict Server::append_value(Link& link, Handle handle, std::uint16_t offset, Writer& response) {
  const Row row = database_.at(handle.value);
  if (!row) return {ErrorCode::invalid_handle, handle};
  Octets<20> scratch{};
  Writer made(scratch);
  Bytes value;
  ErrorCode error = may_read(link, row);
  if (error == ErrorCode::none) error = read_value(link, row, offset, made, value);
  if (error == ErrorCode::none && offset > value.size()) error = ErrorCode::invalid_offset;
  if (error != ErrorCode::none) return {error, handle};
  response.bytes_that_fit(value.subspan(offset));
  return {};
}

Verdict Server::read(Link& link, Bytes parameters, Writer& response) {
  const auto request = parse_exactly<ReadRequest>(parameters);
  if (!request) return {ErrorCode::invalid_pdu, {}};
  response.put(static_cast<std::uint8_t>(Opcode::read_response));
  return append_value(link, request->handle, 0, response);
}

Verdict Server::read_blob(Link& link, Bytes parameters, Writer& response) {
  const auto request = parse_exactly<ReadBlobRequest>(parameters);
  if (!request) return {ErrorCode::invalid_pdu, {}};
  response.put(static_cast<std::uint8_t>(Opcode::read_blob_response));
  return append_value(link, request->handle, request->offset, response);
}

Verdict Server::read_multiple(Link& link, Bytes parameters, Writer& response) {
  // At least two handles, 3.4.4.7.
  if (parameters.size() < 2 * sizeof(Handle) || parameters.size() % sizeof(Handle) != 0)
    return {ErrorCode::invalid_pdu, {}};
  response.put(static_cast<std::uint8_t>(Opcode::read_multiple_response));
  for (const Handle handle : Reader(parameters).entries<Handle>()) {
    const Verdict verdict = append_value(link, handle, 0, response);
    if (verdict.error != ErrorCode::none) return verdict;
  }
  return {};
}

/// Lengths of whole values, as much of the values as fits. 3.4.4.11.
Verdict Server::read_multiple_variable(Link& link, Bytes parameters, Writer& response) {
  if (parameters.size() < 2 * sizeof(Handle) || parameters.size() % sizeof(Handle) != 0)
    return {ErrorCode::invalid_pdu, {}};
  response.put(static_cast<std::uint8_t>(Opcode::read_multiple_variable_response));
  bool full = false;
  for (const Handle handle : Reader(parameters).entries<Handle>()) {
    Octets<max_value_length> space;
    Writer value(space);
    const Verdict verdict = append_value(link, handle, 0, value);
    if (verdict.error != ErrorCode::none) return verdict;
    full = full || response.room() < sizeof(Le16);
    if (full) continue;  // the rest is only checked
    response.put(Le16(static_cast<std::uint16_t>(value.size())));
    full = value.size() > response.room();
    response.bytes_that_fit(value.written());
  }
  return {};
}

Verdict Server::write(Link& link, Bytes parameters, Writer& response) {
  Reader reader(parameters);
  const auto request = reader.take<WriteRequest>();
  if (!request) return {ErrorCode::invalid_pdu, {}};
  const Row row = database_.at(request->handle.value);
  if (!row) return {ErrorCode::invalid_handle, request->handle};
  const ErrorCode error = write_value(link, row, 0, reader.rest(), WriteKind::request);
  if (error != ErrorCode::none) return {error, request->handle};
  response.put(static_cast<std::uint8_t>(Opcode::write_response));
  return {};
}

void Server::on_write_command(Link& link, Handle handle, Bytes value) {
  if (client(link).awareness != ClientState::Awareness::aware) return;  // Vol 3 Part G 2.5.2.1
  // Errors of commands are silent, 3.4.5.3.
  if (const Row row = database_.at(handle.value))
    (void)write_value(link, row, 0, value, WriteKind::command);
}

/// 3.4.5.4. Encryption makes it pointless, so it is for links without. Vol 3 Part C 10.4.2.
void Server::on_signed_write(Link& link, Bytes pdu) {
  constexpr std::size_t least = 1 + sizeof(Handle) + hci::signature_size;
  if (signer_ == nullptr || link.security.encrypted || pdu.size() < least) return;
  const Bytes message = pdu.first(pdu.size() - hci::signature_size);
  if (!signer_->verify(link, message, pdu.last(hci::signature_size))) return;
  Reader reader(message.subspan(1));
  const Handle handle = *reader.take<Handle>();
  if (client(link).awareness != ClientState::Awareness::aware) return;
  if (const Row row = database_.at(handle.value))
    (void)write_value(link, row, 0, reader.rest(), WriteKind::signed_command);
}

ErrorCode Server::write_value(Link& link, const Row& row, std::uint16_t offset, Bytes value,
                              WriteKind kind) {
  const ErrorCode error = may_write(link, row, kind);
  if (error != ErrorCode::none) return error;
  if (offset + value.size() > max_value_length) return ErrorCode::invalid_attribute_value_length;
  if (row.attribute().kind != AttributeKind::cccd)
    return row.service->owner->write(link, {row.handle}, offset, value, kind);
  return offset == 0 ? write_cccd(link, row, value) : ErrorCode::invalid_offset;
}

std::uint16_t Server::cccd_bits(const Row& row) const {
  const Row value = database_.value_of_cccd(row);
  const std::uint8_t properties = value ? value.attribute().properties : std::uint8_t{0};
  return static_cast<std::uint16_t>(
      ((properties & wire::gatt::notify) != 0 ? wire::gatt::cccd_notify : 0) |
      ((properties & wire::gatt::indicate) != 0 ? wire::gatt::cccd_indicate : 0));
}

ErrorCode Server::write_cccd(Link& link, const Row& row, Bytes value) {
  const auto bits = parse_exactly<Le16>(value);
  if (!bits) return ErrorCode::invalid_attribute_value_length;
  if ((*bits & ~cccd_bits(row)) != 0) return ErrorCode::cccd_improperly_configured;
  const ErrorCode refused = row.service->owner->may_subscribe(link, {row.handle}, *bits);
  if (refused != ErrorCode::none) return refused;
  if (!subscriptions_.set(link.handle, row.handle, *bits)) return ErrorCode::insufficient_resources;
  save_record(link);
  tell_subscription(link, row, *bits);
  return ErrorCode::none;
}

void Server::tell_subscription(const Link& link, const Row& cccd, std::uint16_t bits) {
  const Row characteristic = database_.value_of_cccd(cccd);
  if (listener_ != nullptr && characteristic && cccd.handle > fixed_end_)
    listener_->on_subscription(link.handle, {characteristic.handle}, bits);
}

}  // namespace westwind::host::gatt
