// The attribute table.
#include "gatt/database.hpp"

namespace westwind::host::gatt {

namespace {

/// A service declaration in front and nowhere else, a value behind each characteristic declaration:
/// everything below relies on it.
bool is_well_formed(std::span<const Attribute> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_service = rows[i].kind <= AttributeKind::secondary_service;
    if (is_service != (i == 0)) return false;
    if (rows[i].kind == AttributeKind::characteristic_declaration &&
        (i + 1 == rows.size() || rows[i + 1].kind != AttributeKind::value))
      return false;
  }
  return !rows.empty();
}

}  // namespace

Status Database::add(Service& service) {
  if (!is_well_formed(service.attributes)) return Error::invalid_argument;
  if (service.is_linked()) return Error::already;
  if (service.attributes.size() > std::size_t{0xffff} - last_handle_) return Error::no_memory;
  service.start_handle = static_cast<std::uint16_t>(last_handle_ + 1);
  last_handle_ = service.end_handle();
  services_.push_back(service);
  return {};
}

void Database::restart_handles_after(std::uint16_t handle) {
  last_handle_ = handle;
  for (const Service* s = services_.front(); s != nullptr; s = List<Service>::next(*s))
    if (s->end_handle() > last_handle_) last_handle_ = s->end_handle();
}

Row Database::at(std::uint16_t handle) const {
  const Row row = from(handle);
  return row.handle == handle ? row : Row{};
}

Row Database::from(std::uint16_t handle) const {
  for (Service* s = services_.front(); s != nullptr; s = List<Service>::next(*s)) {
    if (s->end_handle() < handle) continue;
    return {s, handle > s->start_handle ? handle : s->start_handle};
  }
  return {};
}

Row Database::next(const Row& row) const {
  if (row.handle < row.service->end_handle())
    return {row.service, static_cast<std::uint16_t>(row.handle + 1)};
  Service* after = List<Service>::next(*row.service);
  return after != nullptr ? Row{after, after->start_handle} : Row{};
}

Row Database::value_of_cccd(const Row& cccd) const {
  for (std::uint16_t handle = cccd.handle; handle > cccd.service->start_handle; --handle) {
    const Row row{cccd.service, static_cast<std::uint16_t>(handle - 1)};
    if (row.attribute().kind == AttributeKind::value) return row;
  }
  return {};
}

Row Database::cccd_of(std::uint16_t value_handle) const {
  Row row = at(value_handle);
  if (row && row.attribute().kind == AttributeKind::characteristic_declaration) row = next(row);
  if (!row || row.attribute().kind != AttributeKind::value) return {};
  for (std::uint16_t handle = row.handle; handle < row.service->end_handle(); ++handle) {
    const Row candidate{row.service, static_cast<std::uint16_t>(handle + 1)};
    if (candidate.attribute().kind == AttributeKind::cccd) return candidate;
    if (candidate.attribute().kind == AttributeKind::characteristic_declaration) break;
  }
  return {};
}

AttributeType Database::type_of(const Row& row) {
  const Attribute& attribute = row.attribute();
  switch (attribute.kind) {
  case AttributeKind::primary_service: return AttributeType{wire::gatt::primary_service, nullptr};
  case AttributeKind::secondary_service:
    return AttributeType{wire::gatt::secondary_service, nullptr};
  case AttributeKind::characteristic_declaration:
    return AttributeType{wire::gatt::characteristic, nullptr};
  case AttributeKind::cccd:
    return AttributeType{wire::gatt::client_characteristic_configuration, nullptr};
  case AttributeKind::include: return AttributeType{wire::gatt::include, nullptr};
  case AttributeKind::value:
  case AttributeKind::descriptor: break;
  }
  return attribute.type;
}

bool Database::has_type(const Row& row, const Uuid& type) {
  const AttributeType own = type_of(row);
  if (own.long_octets == nullptr && type.size() == 2) return Uuid(own.short_value) == type;
  return own.uuid().same_value(type);
}

}  // namespace westwind::host::gatt
