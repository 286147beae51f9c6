// Applications' tables of attributes as services of the host: rows, reading, writing.
#include "api/zephyr/bluetooth/gatt_services.hpp"

#include <cstring>
#include <new>

#include "api/zephyr/bluetooth/stack.hpp"
#include "api/zephyr/kernel/sections.hpp"

namespace westwind::zephyr {

using host::gatt::AttributeKind;
using host::gatt::ErrorCode;
using host::gatt::WriteKind;
using host::hci::Link;
using wire::att::Handle;

namespace {

/// A service that was registered before bt_enable waits here, and comes back after bt_disable.
sys_slist_t dynamic_services = SYS_SLIST_STATIC_INIT(&dynamic_services);
const bt_gatt_authorization_cb* authorization = nullptr;

constexpr std::size_t longest_value = BT_ATT_MAX_ATTRIBUTE_LEN;
Octets<longest_value + 512> read_space;

bool has_uuid_16(const bt_gatt_attr& attribute, std::uint16_t value) {
  return attribute.uuid->type == BT_UUID_TYPE_16 && BT_UUID_16(attribute.uuid)->val == value;
}

std::uint16_t permissions_of(std::uint16_t perm) {
  using namespace host::gatt;
  constexpr struct {
    std::uint16_t perm, bits;
  } table[] = {
      {BT_GATT_PERM_READ, readable},
      {BT_GATT_PERM_WRITE, writable},
      {BT_GATT_PERM_READ_ENCRYPT, readable | read_encrypted},
      {BT_GATT_PERM_WRITE_ENCRYPT, writable | write_encrypted},
      {BT_GATT_PERM_READ_AUTHEN, readable | read_encrypted | read_authenticated},
      {BT_GATT_PERM_WRITE_AUTHEN, writable | write_encrypted | write_authenticated},
      {BT_GATT_PERM_READ_LESC, readable | read_encrypted | read_secure},
      {BT_GATT_PERM_WRITE_LESC, writable | write_encrypted | write_secure},
  };
  std::uint16_t bits = read_authorized | write_authorized;
  for (const auto& [flag, meaning] : table)
    if ((perm & flag) != 0) bits |= meaning;
  return bits;
}

ErrorCode error_of(ssize_t result) {
  return result < 0 ? static_cast<ErrorCode>(-result & 0xff) : ErrorCode::none;
}

}  // namespace

wire::Uuid to_uuid(const bt_uuid& uuid) {
  switch (uuid.type) {
  case BT_UUID_TYPE_16: return wire::Uuid(BT_UUID_16(&uuid)->val);
  case BT_UUID_TYPE_32: return *wire::Uuid::from(octets_of(Le32(BT_UUID_32(&uuid)->val)));
  default: return *wire::Uuid::from(Bytes(BT_UUID_128(&uuid)->val, 16));
  }
}

bool is_cccd(const bt_gatt_attr& attribute) {
  return has_uuid_16(attribute, BT_UUID_GATT_CCC_VAL) && attribute.write == &bt_gatt_attr_write_ccc;
}

LocalService::LocalService(const bt_gatt_attr* attributes, std::size_t count,
                           bt_gatt_service* dynamic)
    : attributes_(attributes), count_(count), dynamic_(dynamic),
      rows_(count > 0 ? new (std::nothrow) host::gatt::Attribute[count] : nullptr) {
  if (rows_ == nullptr) return;
  if (!fill_rows()) {
    delete[] rows_;
    rows_ = nullptr;
    return;
  }
  Service::attributes = {rows_, count_};
  owner = this;
}

LocalService::~LocalService() {
  delete[] rows_;
  delete[] long_uuids_;
}

bool LocalService::fill_rows() {
  std::uint8_t properties = 0;
  bool is_value = false;
  for (std::size_t i = 0; i < count_; ++i) {
    const bt_gatt_attr& attribute = attributes_[i];
    host::gatt::Attribute& row = rows_[i];
    const bt_uuid* type = attribute.uuid;
    row.permissions = permissions_of(attribute.perm);
    if (is_value) {
      row.kind = AttributeKind::value;
      row.properties = properties;
    } else if (has_uuid_16(attribute, BT_UUID_GATT_PRIMARY_VAL) ||
               has_uuid_16(attribute, BT_UUID_GATT_SECONDARY_VAL)) {
      row.kind = has_uuid_16(attribute, BT_UUID_GATT_PRIMARY_VAL)
                     ? AttributeKind::primary_service
                     : AttributeKind::secondary_service;
      type = static_cast<const bt_uuid*>(attribute.user_data);
    } else if (has_uuid_16(attribute, BT_UUID_GATT_CHRC_VAL)) {
      row.kind = AttributeKind::characteristic_declaration;
      row.properties = properties = static_cast<bt_gatt_chrc*>(attribute.user_data)->properties;
    } else if (has_uuid_16(attribute, BT_UUID_GATT_INCLUDE_VAL)) {
      row.kind = AttributeKind::include;
    } else {
      row.kind = is_cccd(attribute) ? AttributeKind::cccd : AttributeKind::descriptor;
    }
    is_value = row.kind == AttributeKind::characteristic_declaration;
    if (type->type == BT_UUID_TYPE_16) {
      row.type = {BT_UUID_16(type)->val, nullptr};
    } else if (type->type == BT_UUID_TYPE_128) {
      row.type = {0, BT_UUID_128(type)->val};
    } else {
      if (long_uuids_ == nullptr) long_uuids_ = new (std::nothrow) Octets<16>[count_];
      if (long_uuids_ == nullptr) return false;
      long_uuids_[i] = to_uuid(*type).expanded();
      row.type = {0, long_uuids_[i].data()};
    }
  }
  return true;
}

ErrorCode LocalService::read(Link& link, Handle handle, std::uint16_t offset, Bytes& value) {
  const bt_gatt_attr* const attribute = at(handle.value);
  if (attribute == nullptr || attribute->read == nullptr) return ErrorCode::read_not_permitted;
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr || offset > longest_value) return ErrorCode::unlikely_error;
  // The application gives what lies behind the offset; the host takes the whole.
  const std::uint16_t room = static_cast<std::uint16_t>(bt_gatt_get_mtu(conn) - 1);
  const ssize_t size = attribute->read(conn, attribute, &read_space[offset],
                                       room < longest_value ? room : longest_value, offset);
  if (size < 0) return error_of(size);
  value = Bytes(read_space).first(offset + static_cast<std::size_t>(size));
  return ErrorCode::none;
}

ErrorCode LocalService::write(Link& link, Handle handle, std::uint16_t offset, Bytes value,
                              WriteKind kind) {
  const bt_gatt_attr* const attribute = at(handle.value);
  if (attribute == nullptr || attribute->write == nullptr) return ErrorCode::write_not_permitted;
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return ErrorCode::unlikely_error;
  std::uint8_t flags = 0;
  if (kind == WriteKind::command || kind == WriteKind::signed_command)
    flags = BT_GATT_WRITE_FLAG_CMD;
  const auto size = static_cast<std::uint16_t>(value.size());
  if (kind == WriteKind::execute) {
    flags |= BT_GATT_WRITE_FLAG_EXECUTE;
    if ((attribute->perm & BT_GATT_PERM_PREPARE_WRITE) != 0) {
      const ssize_t allowed =
          attribute->write(conn, attribute, value.data(), size, offset, BT_GATT_WRITE_FLAG_PREPARE);
      if (allowed < 0) return error_of(allowed);
    }
  }
  return error_of(attribute->write(conn, attribute, value.data(), size, offset, flags));
}

ErrorCode LocalService::may_subscribe(Link& link, Handle cccd, std::uint16_t bits) {
  const bt_gatt_attr* const attribute = at(cccd.value);
  bt_conn* const conn = find_connection(link.handle);
  if (attribute == nullptr || conn == nullptr) return ErrorCode::unlikely_error;
  const auto& data = *static_cast<bt_gatt_ccc_managed_user_data*>(attribute->user_data);
  if (data.cfg_write == nullptr) return ErrorCode::none;
  const ssize_t taken = data.cfg_write(conn, attribute, bits);
  if (taken < 0) return error_of(taken);
  return taken == sizeof bits ? ErrorCode::none : ErrorCode::unlikely_error;
}

Bytes LocalService::fixed_value(Handle handle) {
  const bt_gatt_attr* const attribute = at(handle.value);
  if (attribute == nullptr || attribute->read == nullptr) return {};
  const ssize_t size = attribute->read(nullptr, attribute, read_space.data(), 22, 0);
  return size > 0 ? Bytes(read_space).first(static_cast<std::size_t>(size)) : Bytes{};
}

bool LocalService::authorize(Link& link, Handle handle, bool is_write) {
  if (authorization == nullptr) return true;
  const auto function = is_write ? authorization->write_authorize : authorization->read_authorize;
  const bt_gatt_attr* const attribute = at(handle.value);
  bt_conn* const conn = find_connection(link.handle);
  return function == nullptr || (conn != nullptr && function(conn, attribute));
}

GattServices::~GattServices() {
  while (first_ != nullptr) {
    LocalService* const service = first_;
    first_ = service->next;
    delete service;
  }
}

int GattServices::add(const bt_gatt_attr* attributes, std::size_t count, bt_gatt_service* dynamic) {
  auto* const service = new (std::nothrow) LocalService(attributes, count, dynamic);
  if (service == nullptr) return -ENOMEM;
  if (!service->is_good()) {
    delete service;
    return -EINVAL;
  }
  if (const Status status = server_.add(*service); !status) {
    delete service;
    return errno_of(status);
  }
  LocalService** end = &first_;
  while (*end != nullptr)
    end = &(*end)->next;
  *end = service;
  if (dynamic != nullptr)
    for (std::size_t i = 0; i < count; ++i)
      dynamic->attrs[i].handle = static_cast<std::uint16_t>(service->start_handle + i);
  return 0;
}

int GattServices::add_all() {
  int result = 0;
  for_each_by_name(WESTWIND_ENTRIES(bt_gatt_service_static), [&](void* object) {
    const auto& service = *static_cast<const bt_gatt_service_static*>(object);
    const int added = add(service.attrs, service.attr_count, nullptr);
    if (result == 0) result = added;
  });
  bt_gatt_service* service = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER(&dynamic_services, service, node) {
    const int added = add(service->attrs, service->attr_count, service);
    if (result == 0) result = added;
  }
  return result;
}

int GattServices::remove(const bt_gatt_service* dynamic) {
  for (LocalService** at = &first_; *at != nullptr; at = &(*at)->next) {
    LocalService* const service = *at;
    if (service->dynamic() != dynamic) continue;
    server_.remove(*service);
    *at = service->next;
    delete service;
    return 0;
  }
  return -ENOENT;
}

LocalService* GattServices::find(const bt_gatt_attr* attribute) const {
  for (LocalService* service = first_; service != nullptr; service = service->next)
    if (service->holds(attribute)) return service;
  return nullptr;
}

const bt_gatt_attr* GattServices::at(std::uint16_t handle) const {
  for (LocalService* service = first_; service != nullptr; service = service->next)
    if (const bt_gatt_attr* const found = service->at(handle)) return found;
  return nullptr;
}

void GattServices::update_cccds() {
  for (LocalService* service = first_; service != nullptr; service = service->next) {
    for (std::size_t i = 0; i < service->count(); ++i) {
      const bt_gatt_attr& attribute = service->attributes_begin()[i];
      if (!is_cccd(attribute)) continue;
      auto& data = *static_cast<bt_gatt_ccc_managed_user_data*>(attribute.user_data);
      const std::uint16_t handle = static_cast<std::uint16_t>(service->start_handle + i);
      const std::uint16_t bits = server_.all_subscribed({handle});
      if (bits == data.value) continue;
      data.value = bits;
      if (data.cfg_changed != nullptr) data.cfg_changed(&attribute, bits);
    }
  }
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_gatt_authorization_cb_register(const bt_gatt_authorization_cb* cb) {
  if (cb != nullptr && authorization != nullptr) return -EALREADY;
  authorization = cb;
  return 0;
}

int bt_gatt_service_register(bt_gatt_service* svc) {
  if (svc == nullptr || svc->attrs == nullptr || svc->attr_count == 0) return -EINVAL;
  if (bt_gatt_service_is_registered(svc)) return -EALREADY;
  if (stack() != nullptr) {
    if (!stack()->services().are_loaded()) return -EAGAIN;
    const int error = stack()->services().add(svc->attrs, svc->attr_count, svc);
    if (error != 0) return error;
    stack()->touched();
  }
  sys_slist_append(&dynamic_services, &svc->node);
  return 0;
}

int bt_gatt_service_unregister(bt_gatt_service* svc) {
  if (svc == nullptr) return -EINVAL;
  if (!sys_slist_find_and_remove(&dynamic_services, &svc->node)) return -ENOENT;
  for (std::size_t i = 0; i < svc->attr_count; ++i)
    svc->attrs[i].handle = 0;
  if (stack() == nullptr) return 0;
  stack()->touched();
  return stack()->services().remove(svc);
}

bool bt_gatt_service_is_registered(const bt_gatt_service* svc) {
  return sys_slist_find(&dynamic_services, const_cast<sys_snode_t*>(&svc->node), nullptr);
}
