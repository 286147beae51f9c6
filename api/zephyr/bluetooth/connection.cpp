// The slots behind `struct bt_conn`: references, look-ups, callbacks.
#include "api/zephyr/bluetooth/connection.hpp"

#include <new>

#include "api/zephyr/bluetooth/stack.hpp"
#include "api/zephyr/kernel/sections.hpp"

namespace westwind::zephyr {

namespace {

std::span<bt_conn> slots;
bool recycled = false;
sys_slist_t dynamic_callbacks = SYS_SLIST_STATIC_INIT(&dynamic_callbacks);

}  // namespace

std::span<bt_conn> connections() { return slots; }

bool make_connections() {
  if (!slots.empty()) return true;
  auto* const made = new (std::nothrow) bt_conn[westwind_config.max_conn];
  if (made == nullptr) return false;
  slots = {made, westwind_config.max_conn};
  for (std::size_t i = 0; i < slots.size(); ++i)
    slots[i].index = static_cast<std::uint8_t>(i);
  return true;
}

bt_conn* take_slot() {
  for (bt_conn& conn : slots) {
    if (conn.references > 0) continue;
    const std::uint8_t index = conn.index;
    conn = bt_conn{};
    conn.index = index;
    conn.references = 1;
    return &conn;
  }
  return nullptr;
}

bt_conn* find_connection(wire::hci::ConnHandle handle) {
  for (bt_conn& conn : slots)
    if (conn.references > 0 && conn.handle == handle && !(handle == wire::hci::no_connection))
      return &conn;
  return nullptr;
}

bt_conn* reserved_slot() {
  for (bt_conn& conn : slots)
    if (conn.reserved) return &conn;
  return nullptr;
}

bool take_recycled() {
  const bool any = recycled;
  recycled = false;
  return any;
}

bt_addr_le_t to_c(const wire::DeviceAddress& address) {
  bt_addr_le_t c;
  c.type = static_cast<std::uint8_t>(address.type);
  for (std::size_t i = 0; i < 6; ++i)
    c.a.val[i] = address.address.octets[i];
  return c;
}

wire::DeviceAddress from_c(const bt_addr_le_t& address) {
  wire::DeviceAddress device;
  device.type = static_cast<wire::AddressType>(address.type & 1);
  copy_bytes(device.address.octets, Bytes(address.a.val, 6));
  return device;
}

void for_each_conn_cb(void (*function)(bt_conn_cb&, void*), void* argument) {
  bt_conn_cb* callbacks = nullptr;
  bt_conn_cb* after = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&dynamic_callbacks, callbacks, after, _node)
  function(*callbacks, argument);
  for_each(WESTWIND_ENTRIES(bt_conn_cb),
           [=](void* object) { function(*static_cast<bt_conn_cb*>(object), argument); });
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

bt_conn* bt_conn_ref(bt_conn* conn) {
  if (conn == nullptr || conn->references == 0) return nullptr;
  ++conn->references;
  return conn;
}

void bt_conn_unref(bt_conn* conn) {
  if (conn->references == 0) stop_program("bt_conn_unref: the reference was given back already");
  if (--conn->references > 0) return;
  conn->handle = wire::hci::no_connection;
  conn->reserved = false;
  recycled = true;
  if (stack() != nullptr) stack()->touched();
}

void bt_conn_foreach(bt_conn_type type, void (*func)(bt_conn*, void*), void* data) {
  if ((type & BT_CONN_TYPE_LE) == 0) return;
  for (bt_conn& conn : slots) {
    if (bt_conn_ref(&conn) == nullptr) continue;
    func(&conn, data);
    bt_conn_unref(&conn);
  }
}

bt_conn* bt_conn_lookup_addr_le(uint8_t id, const bt_addr_le_t* peer) {
  for (bt_conn& conn : slots) {
    if (conn.references == 0 || conn.id != id || conn.reserved) continue;
    // Any link that is on its way to be one, or is: an ended one is found no more.
    if (conn.state == BT_CONN_STATE_DISCONNECTED) continue;
    if (bt_addr_le_eq(&conn.peer, peer) || bt_addr_le_eq(&conn.peer_on_air, peer))
      return bt_conn_ref(&conn);
  }
  return nullptr;
}

const bt_addr_le_t* bt_conn_get_dst(const bt_conn* conn) { return &conn->peer; }
uint8_t bt_conn_index(const bt_conn* conn) { return conn->index; }
bool bt_conn_is_type(const bt_conn*, bt_conn_type type) { return (type & BT_CONN_TYPE_LE) != 0; }

int bt_conn_get_info(const bt_conn* conn, bt_conn_info* info) {
  *info = {};
  info->type = BT_CONN_TYPE_LE;
  info->role = static_cast<uint8_t>(conn->role);
  info->id = conn->id;
  info->state = conn->state;
  info->security.level = conn->level;
  info->security.enc_key_size = conn->security.key_size;
  if (conn->security.encrypted && conn->security.secure_connections)
    info->security.flags = BT_SECURITY_FLAG_SC;
  info->le.src = &conn->own;
  info->le.dst = &conn->peer;
  info->le.local = &conn->own_on_air;
  info->le.remote = &conn->peer_on_air;
  info->le.interval = conn->parameters.interval_1250us;
  info->le.interval_us = conn->parameters.interval_1250us * 1250u;
  info->le.latency = conn->parameters.latency;
  info->le.timeout = conn->parameters.supervision_timeout_10ms;
  info->le.phy = &conn->phy;
  info->le.data_len = &conn->data_length;
  return 0;
}

int bt_conn_cb_register(bt_conn_cb* cb) {
  if (sys_slist_find(&dynamic_callbacks, &cb->_node, nullptr)) return -EEXIST;
  sys_slist_append(&dynamic_callbacks, &cb->_node);
  return 0;
}

int bt_conn_cb_unregister(bt_conn_cb* cb) {
  return sys_slist_find_and_remove(&dynamic_callbacks, &cb->_node) ? 0 : -ENOENT;
}
