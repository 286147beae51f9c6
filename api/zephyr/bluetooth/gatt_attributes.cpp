// Walking tables, and the values of declarations and common descriptors.
#include <zephyr/sys/byteorder.h>

#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

std::uint16_t handle_of(const bt_gatt_attr* attribute) {
  if (attribute == nullptr) return 0;
  if (stack() != nullptr)
    if (const LocalService* const service = stack()->services().find(attribute))
      return static_cast<std::uint16_t>(service->start_handle +
                                        (attribute - service->attributes_begin()));
  return attribute->handle;
}

std::uint16_t value_handle_of(const bt_gatt_attr* attribute) {
  const std::uint16_t handle = handle_of(attribute);
  if (handle == 0) return 0;
  return bt_uuid_cmp(attribute->uuid, BT_UUID_GATT_CHRC) == 0
             ? static_cast<std::uint16_t>(handle + 1)
             : handle;
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

uint16_t bt_gatt_attr_get_handle(const bt_gatt_attr* attr) { return handle_of(attr); }

uint16_t bt_gatt_attr_value_handle(const bt_gatt_attr* attr) {
  if (attr == nullptr || bt_uuid_cmp(attr->uuid, BT_UUID_GATT_CHRC) != 0) return 0;
  // One that discovery tells of knows it; of our own it is the next one.
  const uint16_t found = static_cast<const bt_gatt_chrc*>(attr->user_data)->value_handle;
  return found != 0 ? found : value_handle_of(attr);
}

void bt_gatt_foreach_attr_type(uint16_t start_handle, uint16_t end_handle, const bt_uuid* uuid,
                               const void* attr_data, uint16_t num_matches,
                               bt_gatt_attr_func_t func, void* user_data) {
  if (stack() == nullptr) return;
  uint32_t left = num_matches == 0 ? UINT32_MAX : num_matches;
  LocalService* service = stack()->services().first();
  for (; service != nullptr; service = service->next) {
    for (std::size_t i = 0; i < service->count(); ++i) {
      const auto handle = static_cast<uint16_t>(service->start_handle + i);
      const bt_gatt_attr& attribute = service->attributes_begin()[i];
      if (handle < start_handle || handle > end_handle) continue;
      if (uuid != nullptr && bt_uuid_cmp(uuid, attribute.uuid) != 0) continue;
      if (attr_data != nullptr && attr_data != attribute.user_data) continue;
      if (func(&attribute, handle, user_data) == BT_GATT_ITER_STOP || --left == 0) return;
    }
  }
}

bt_gatt_attr* bt_gatt_attr_next(const bt_gatt_attr* attr) {
  if (stack() == nullptr) return nullptr;
  const auto next = static_cast<uint16_t>(handle_of(attr) + 1);
  return const_cast<bt_gatt_attr*>(stack()->services().at(next));
}

bt_gatt_attr* bt_gatt_find_by_uuid(const bt_gatt_attr* attr, uint16_t attr_count,
                                   const bt_uuid* uuid) {
  if (attr == nullptr) return nullptr;
  struct Search {
    const bt_uuid* uuid;
    const bt_gatt_attr* found;
  } search{uuid, nullptr};
  const uint16_t start = handle_of(attr);
  if (start == 0) {
    // Not registered yet: as far as the caller says.
    for (uint16_t i = 0; i < attr_count; ++i)
      if (bt_uuid_cmp(attr[i].uuid, uuid) == 0) return const_cast<bt_gatt_attr*>(&attr[i]);
    return nullptr;
  }
  const unsigned last = attr_count == 0 ? 0xffffu : start + attr_count - 1u;
  bt_gatt_foreach_attr_type(
      start, static_cast<uint16_t>(MIN(last, 0xffffu)), uuid, nullptr, 1,
      [](const bt_gatt_attr* attribute, uint16_t, void* data) -> uint8_t {
        static_cast<Search*>(data)->found = attribute;
        return BT_GATT_ITER_STOP;
      },
      &search);
  return const_cast<bt_gatt_attr*>(search.found);
}

ssize_t bt_gatt_attr_read(bt_conn*, const bt_gatt_attr*, void* buf, uint16_t buf_len,
                          uint16_t offset, const void* value, uint16_t value_len) {
  if (offset > value_len) return BT_GATT_ERR(BT_ATT_ERR_INVALID_OFFSET);
  const uint16_t size = MIN(buf_len, static_cast<uint16_t>(value_len - offset));
  if (size > 0) memcpy(buf, static_cast<const uint8_t*>(value) + offset, size);
  return size;
}

namespace {

/// A UUID as values carry it; octets written.
uint16_t put_uuid(const bt_uuid& uuid, uint8_t* to) {
  const wire::Uuid value = to_uuid(uuid).for_att();
  return static_cast<uint16_t>(copy_bytes({to, 16}, value.bytes()));
}

}  // namespace

ssize_t bt_gatt_attr_read_service(bt_conn* conn, const bt_gatt_attr* attr, void* buf, uint16_t len,
                                  uint16_t offset) {
  uint8_t value[16];
  const uint16_t size = put_uuid(*static_cast<const bt_uuid*>(attr->user_data), value);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, value, size);
}

ssize_t bt_gatt_attr_read_included(bt_conn* conn, const bt_gatt_attr* attr, void* buf, uint16_t len,
                                   uint16_t offset) {
  const auto* const included = static_cast<const bt_gatt_attr*>(attr->user_data);
  const LocalService* const service =
      stack() != nullptr ? stack()->services().find(included) : nullptr;
  if (service == nullptr) return BT_GATT_ERR(BT_ATT_ERR_UNLIKELY);
  uint8_t value[6];
  uint16_t size = 4;
  sys_put_le16(service->start_handle, &value[0]);
  sys_put_le16(service->end_handle(), &value[2]);
  const auto* const uuid = static_cast<const bt_uuid*>(included->user_data);
  if (uuid->type == BT_UUID_TYPE_16) {
    sys_put_le16(BT_UUID_16(uuid)->val, &value[4]);
    size = 6;
  }
  return bt_gatt_attr_read(conn, attr, buf, len, offset, value, size);
}

ssize_t bt_gatt_attr_read_chrc(bt_conn* conn, const bt_gatt_attr* attr, void* buf, uint16_t len,
                               uint16_t offset) {
  const auto& declaration = *static_cast<const bt_gatt_chrc*>(attr->user_data);
  uint8_t value[19];
  value[0] = declaration.properties;
  sys_put_le16(value_handle_of(attr), &value[1]);
  const auto size = static_cast<uint16_t>(3 + put_uuid(*declaration.uuid, &value[3]));
  return bt_gatt_attr_read(conn, attr, buf, len, offset, value, size);
}

ssize_t bt_gatt_attr_read_ccc(bt_conn* conn, const bt_gatt_attr* attr, void* buf, uint16_t len,
                              uint16_t offset) {
  uint8_t value[2];
  uint16_t bits = static_cast<const bt_gatt_ccc_managed_user_data*>(attr->user_data)->value;
  if (conn != nullptr && stack() != nullptr)
    bits = stack()->host().server().cccd(conn->handle, {handle_of(attr)});
  sys_put_le16(bits, value);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, value, sizeof value);
}

/// Peers' writes never come here: the host keeps CCCDs. The function marks an attribute as one.
ssize_t bt_gatt_attr_write_ccc(bt_conn*, const bt_gatt_attr*, const void*, uint16_t, uint16_t,
                               uint8_t) {
  return BT_GATT_ERR(BT_ATT_ERR_WRITE_NOT_PERMITTED);
}

ssize_t bt_gatt_attr_read_cep(bt_conn* conn, const bt_gatt_attr* attr, void* buf, uint16_t len,
                              uint16_t offset) {
  uint8_t value[2];
  sys_put_le16(static_cast<const bt_gatt_cep*>(attr->user_data)->properties, value);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, value, sizeof value);
}

ssize_t bt_gatt_attr_read_cud(bt_conn* conn, const bt_gatt_attr* attr, void* buf, uint16_t len,
                              uint16_t offset) {
  const auto* const text = static_cast<const char*>(attr->user_data);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, text, static_cast<uint16_t>(strlen(text)));
}

ssize_t bt_gatt_attr_read_cpf(bt_conn* conn, const bt_gatt_attr* attr, void* buf, uint16_t len,
                              uint16_t offset) {
  const auto& format = *static_cast<const bt_gatt_cpf*>(attr->user_data);
  uint8_t value[7] = {format.format, static_cast<uint8_t>(format.exponent)};
  sys_put_le16(format.unit, &value[2]);
  value[4] = format.name_space;
  sys_put_le16(format.description, &value[5]);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, value, sizeof value);
}
