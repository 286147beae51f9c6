// The two services every server has.
#include "gatt/generic_services.hpp"

namespace westwind::host::gatt {

namespace {

namespace types = wire::gatt;
using Kind = AttributeKind;

constexpr Attribute access_rows[] = {
    {Kind::primary_service, 0, 0, {types::gap_service, nullptr}},
    {Kind::characteristic_declaration, types::read, 0, {}},
    {Kind::value, types::read, readable, {types::device_name, nullptr}},
    {Kind::characteristic_declaration, types::read, 0, {}},
    {Kind::value, types::read, readable, {types::appearance, nullptr}},
};
constexpr Attribute attribute_rows[] = {
    {Kind::primary_service, 0, 0, {types::gatt_service, nullptr}},
    {Kind::characteristic_declaration, types::indicate, 0, {}},
    {Kind::value, types::indicate, 0, {types::service_changed, nullptr}},
    {Kind::cccd, 0, 0, {}},
    // Only with caching.
    {Kind::characteristic_declaration, types::read | types::write, 0, {}},
    {Kind::value,
     types::read | types::write,
     readable | writable,
     {types::client_supported_features, nullptr}},
    {Kind::characteristic_declaration, types::read, 0, {}},
    {Kind::value, types::read, readable, {types::database_hash, nullptr}},
};
constexpr std::size_t rows_without_caching = 4;
constexpr std::uint16_t features_row = 5;
constexpr std::uint16_t hash_row = 7;

}  // namespace

GenericServices::GenericServices(Server& server, bool caching)
    : server_(server), access_(access_rows, *this), attribute_(attribute_rows, *this) {
  if (!caching) attribute_.attributes = attribute_.attributes.first(rows_without_caching);
  ensure(server.add(access_).has_value() && server.add(attribute_).has_value());
  server.fixed_end_ = attribute_.end_handle();
  server.service_changed_ = static_cast<std::uint16_t>(attribute_.start_handle + 2);
}

Status GenericServices::set_name(Bytes name) {
  if (name.size() > max_name_length) return Error::invalid_argument;
  shown_name_ = Bytes(name_).first(copy_bytes(name_, name));
  return {};
}

ErrorCode GenericServices::read(Link& link, Handle handle, std::uint16_t, Bytes& value) {
  if (handle.value == attribute_.start_handle + features_row) {
    value = Bytes(&server_.client(link).features, 1);
  } else if (handle.value == attribute_.start_handle + hash_row) {
    value = server_.database_hash();
    server_.note_hash_read(link);
  } else if (handle.value == access_.start_handle + 2) {
    value = name();
  } else {
    appearance_octets_ = octets_of(appearance_);
    value = appearance_octets_;
  }
  return ErrorCode::none;
}

/// Only Client Supported Features can be written.
ErrorCode GenericServices::write(Link& link, Handle, std::uint16_t offset, Bytes value, WriteKind) {
  return offset == 0 ? server_.write_features(link, value) : ErrorCode::invalid_offset;
}

}  // namespace westwind::host::gatt
