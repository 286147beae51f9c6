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
};

}  // namespace

GenericServices::GenericServices(Server& server)
    : access_(access_rows, *this), attribute_(attribute_rows, *this) {
  ensure(server.add(access_).has_value() && server.add(attribute_).has_value());
  server.fixed_end_ = attribute_.end_handle();
  server.service_changed_ = static_cast<std::uint16_t>(attribute_.start_handle + 2);
}

Status GenericServices::set_name(Bytes name) {
  if (name.size() > max_name_length) return Error::invalid_argument;
  name_length_ = static_cast<std::uint8_t>(copy_bytes(name_, name));
  return {};
}

ErrorCode GenericServices::read(Link&, Handle handle, std::uint16_t, Bytes& value) {
  if (handle.value == access_.start_handle + 2) {
    value = name();
    return ErrorCode::none;
  }
  appearance_octets_ = octets_of(appearance_);
  value = appearance_octets_;
  return ErrorCode::none;
}

}  // namespace westwind::host::gatt
