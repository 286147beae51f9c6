// The attribute table: services in handle order, looked up by handle and walked by range. Vol 3
// Part F 3.2.2.
#pragma once

#include "base/result.hpp"
#include "gatt/attribute.hpp"

namespace westwind::host::gatt {

/// A place in the table.
struct Row {
  Service* service = nullptr;
  std::uint16_t handle = 0;

  explicit operator bool() const { return service != nullptr; }
  const Attribute& attribute() const { return service->attributes[handle - service->start_handle]; }
  /// The row behind this one in the same service; a characteristic's value behind its declaration.
  const Attribute& following() const {
    return service->attributes[handle + 1 - service->start_handle];
  }
};

class Database {
 public:
  /// Handles go on from the last service's end. invalid_argument: the rows do not begin with
  /// their one service declaration, or a characteristic lacks its value; no_memory: past handle
  /// 0xffff; already: registered.
  Status add(Service& service);
  void remove(Service& service) { services_.remove(service); }
  /// Handles that new services get: from behind `handle` on, if that is free.
  void restart_handles_after(std::uint16_t handle);

  /// The row with this handle, if any.
  Row at(std::uint16_t handle) const;
  /// The first row with a handle of at least `handle`.
  Row from(std::uint16_t handle) const;
  Row next(const Row& row) const;
  /// The characteristic value that a CCCD belongs to; no row if there is none.
  Row value_of_cccd(const Row& cccd) const;
  /// The CCCD of the characteristic whose value or declaration has this handle; no row if it has
  /// none.
  Row cccd_of(std::uint16_t value_handle) const;

  /// The attribute's type as it is on the wire.
  static AttributeType type_of(const Row& row);
  static bool has_type(const Row& row, const Uuid& type);
  /// The last handle of the group that a service declaration opens.
  static std::uint16_t group_end(const Row& row) { return row.service->end_handle(); }

 private:
  List<Service> services_;
  std::uint16_t last_handle_ = 0;
};

}  // namespace westwind::host::gatt
