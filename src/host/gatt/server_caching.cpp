// The GATT server: clients that keep the table from one connection to the next. Vol 3 Part
// G 2.5.2, 7.
#include "crypto/cmac.hpp"
#include "gatt/server.hpp"

namespace westwind::host::gatt {

using namespace wire::att;
using Awareness = ClientState::Awareness;

namespace {

/// How a row goes into the hash. 7.3.1.
enum class Hashed : std::uint8_t { no, type_only, with_value };

Hashed hashed(const Attribute& attribute) {
  switch (attribute.kind) {
  case AttributeKind::primary_service:
  case AttributeKind::secondary_service:
  case AttributeKind::characteristic_declaration:
  case AttributeKind::include: return Hashed::with_value;
  case AttributeKind::cccd: return Hashed::type_only;
  case AttributeKind::value: return Hashed::no;
  case AttributeKind::descriptor: break;
  }
  if (attribute.type.long_octets == nullptr &&
      attribute.type.short_value == wire::gatt::extended_properties_descriptor)
    return Hashed::with_value;
  const bool counts = attribute.type.long_octets == nullptr &&
                      attribute.type.short_value > wire::gatt::extended_properties_descriptor &&
                      attribute.type.short_value <= wire::gatt::aggregate_format;
  return counts ? Hashed::type_only : Hashed::no;
}

}  // namespace

const Octets<16>& Server::database_hash() {
  if (hash_valid_) return hash_;
  crypto::Cmac cmac(aes_, {});
  for (Row row = database_.from(1); row; row = database_.next(row)) {
    const Hashed kind = hashed(row.attribute());
    if (kind == Hashed::no) continue;
    Octets<20> scratch{};
    Writer value(scratch);
    cmac.update(octets_of(Handle{row.handle}));
    cmac.update(octets_of(Le16(Database::type_of(row).short_value)));
    if (kind != Hashed::with_value) continue;
    if (declaration_value(row, value))
      cmac.update(value.written());
    else
      cmac.update(row.service->owner->fixed_value({row.handle}));
  }
  const crypto::Block result = cmac.finish();
  for (std::size_t i = 0; i < hash_.size(); ++i)
    hash_[i] = result[hash_.size() - 1 - i];
  hash_valid_ = true;
  return hash_;
}

/// A client that knows an old table and said that it can be told so is told so once. 2.5.2.1.
bool Server::is_out_of_sync(Link& link, Opcode opcode, Bytes parameters) {
  Awareness& awareness = client(link).awareness;
  if (awareness == Awareness::told) become_aware(link);
  if (awareness == Awareness::aware) return false;
  switch (opcode) {
  case Opcode::find_information_request:
  case Opcode::find_by_type_value_request:
  case Opcode::read_by_group_type_request: return false;
  case Opcode::read_by_type_request: {
    Reader reader(parameters);
    const auto request = reader.take<ReadByTypeRequest>();
    const auto type = Uuid::from(reader.rest());
    if (!request || !type) return false;  // refused for that
    if (request->range.start == 1 && request->range.end == 0xffff) return false;
    if (type->same_value(Uuid(wire::gatt::include)) ||
        type->same_value(Uuid(wire::gatt::characteristic)))
      return false;
    break;
  }
  default: break;
  }
  awareness = Awareness::told;
  return true;
}

void Server::note_hash_read(const Link& link) {
  if (client(link).awareness == Awareness::unaware) client(link).awareness = Awareness::told;
}

void Server::become_aware(Link& link) {
  client(link).awareness = Awareness::aware;
  save_record(link);
}

ErrorCode Server::write_features(Link& link, Bytes value) {
  if (value.empty()) return ErrorCode::invalid_attribute_value_length;
  std::uint8_t& features = client(link).features;
  const auto wanted = static_cast<std::uint8_t>(value.front() & wire::gatt::robust_caching_feature);
  // What was switched on stays on. 7.2.
  if ((features & ~wanted) != 0) return ErrorCode::value_not_allowed;
  features = wanted;
  save_record(link);
  return ErrorCode::none;
}

}  // namespace westwind::host::gatt
