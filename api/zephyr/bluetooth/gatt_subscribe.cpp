// Subscriptions: a CCCD written, and the values of the peer told to whoever asked for them.
#include <zephyr/sys/byteorder.h>

#include <new>

#include "api/zephyr/bluetooth/extensions.hpp"
#include "api/zephyr/bluetooth/gatt_operations.hpp"

namespace westwind::zephyr {

namespace {

/// Of a bonded peer that is not connected, until it is back.
struct Waiting {
  bt_addr_le_t peer;
  std::uint8_t id;
  bt_gatt_subscribe_params* params;
  Waiting* next;
};
Waiting* waiting = nullptr;

bool is_listed(bt_conn& conn, const bt_gatt_subscribe_params* params) {
  return sys_slist_find(&conn.subscriptions, const_cast<sys_snode_t*>(&params->node), nullptr);
}

/// Ends it: notify(NULL) is the last that the application hears.
void end_subscription(bt_conn& conn, bt_gatt_subscribe_params& params) {
  (void)sys_slist_find_and_remove(&conn.subscriptions, &params.node);
  if (params.notify != nullptr) (void)params.notify(&conn, &params, nullptr, 0);
}

/// What the peer's descriptor has to be: what all who subscribe to the value want.
std::uint16_t wanted_value(bt_conn& conn, std::uint16_t value_handle) {
  std::uint16_t bits = 0;
  bt_gatt_subscribe_params* params = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER(&conn.subscriptions, params, node)
  if (params->value_handle == value_handle) bits |= params->value;
  return bits;
}

/// Writes the descriptor. `params`, if not null, hear of the end.
class Subscribing final : public Operation {
 public:
  Subscribing(bt_conn& conn, bt_gatt_subscribe_params* params, std::uint16_t handle,
              std::uint16_t bits)
      : Operation(conn, params), params_(params), handle_{handle}, bits_(bits) {
    if (params != nullptr) atomic_set_bit(params->flags, BT_GATT_SUBSCRIBE_FLAG_WRITE_PENDING);
  }

  void write_request(Writer& pdu) override {
    wire::att::put_pdu(pdu, wire::att::WriteRequest{handle_});
    pdu.put(bits_);
  }
  Progress on_response(wire::hci::ConnHandle, Bytes) override { return Progress::finished; }

 private:
  void tell_end(std::uint8_t error) override {
    if (!is_listed(conn(), params_)) return;
    atomic_clear_bit(params_->flags, BT_GATT_SUBSCRIBE_FLAG_WRITE_PENDING);
    atomic_set_bit_to(params_->flags, BT_GATT_SUBSCRIBE_FLAG_SENT, error == 0);
    if (error != 0) (void)sys_slist_find_and_remove(&conn().subscriptions, &params_->node);
    const auto notify = params_->notify;
    if (params_->write != nullptr) params_->write(&conn(), error, nullptr);
    if (params_->subscribe != nullptr) params_->subscribe(&conn(), error, params_);
    if (error != 0) (void)notify(&conn(), params_, nullptr, 0);
  }
  bt_gatt_subscribe_params* params_;
  wire::att::Handle handle_;
  Le16 bits_;
};

int write_descriptor(bt_conn& conn, bt_gatt_subscribe_params* params, std::uint16_t handle,
                     std::uint16_t bits) {
  return start_operation(&conn, new (std::nothrow) Subscribing(conn, params, handle, bits));
}

/// The descriptor's handle is looked for first.
std::uint8_t on_descriptor(bt_conn* conn, const bt_gatt_attr* attribute,
                           bt_gatt_discover_params* discovery) {
  bt_gatt_subscribe_params* params = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER(&conn->subscriptions, params, node)
  if (params->disc_params == discovery) break;
  if (params == nullptr) return BT_GATT_ITER_STOP;
  if (attribute != nullptr) params->ccc_handle = attribute->handle;
  const bool started =
      attribute != nullptr && write_descriptor(*conn, params, params->ccc_handle,
                                               wanted_value(*conn, params->value_handle)) == 0;
  if (started) return BT_GATT_ITER_STOP;
  (void)sys_slist_find_and_remove(&conn->subscriptions, &params->node);
  if (params->subscribe != nullptr) params->subscribe(conn, BT_ATT_ERR_ATTRIBUTE_NOT_FOUND, params);
  return BT_GATT_ITER_STOP;
}

int discover_descriptor(bt_conn& conn, bt_gatt_subscribe_params& params) {
  static const bt_uuid_16 cccd{{BT_UUID_TYPE_16}, BT_UUID_GATT_CCC_VAL};
  bt_gatt_discover_params& discovery = *params.disc_params;
  discovery = {};
  discovery.uuid = &cccd.uuid;
  discovery.func = &on_descriptor;
  discovery.start_handle = params.value_handle;
  discovery.end_handle = params.end_handle;
  discovery.type = BT_GATT_DISCOVER_DESCRIPTOR;
  return bt_gatt_discover(&conn, &discovery);
}

}  // namespace

void deliver(bt_conn& conn, std::uint16_t handle, Bytes value, bool is_indication) {
  tell_value(conn, handle, value, is_indication);
  bt_gatt_subscribe_params* params = nullptr;
  bt_gatt_subscribe_params* after = nullptr;
  const std::uint16_t bit = is_indication ? BT_GATT_CCC_INDICATE : BT_GATT_CCC_NOTIFY;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&conn.subscriptions, params, after, node) {
    if (params->value_handle != handle || (params->value & bit) == 0) continue;
    if (params->notify == nullptr || conn.level < params->min_security) continue;
    static const std::uint8_t nothing = 0;
    const void* const data = value.empty() ? &nothing : value.data();
    const auto size = static_cast<std::uint16_t>(value.size());
    if (params->notify(&conn, params, data, size) == BT_GATT_ITER_STOP)
      (void)bt_gatt_unsubscribe(&conn, params);
  }
}

void end_subscriptions(bt_conn& conn) {
  const bool bonded = conn.security.bonded || bt_le_bond_exists(conn.id, &conn.peer);
  while (sys_snode_t* const node = sys_slist_peek_head(&conn.subscriptions)) {
    auto& params = *CONTAINER_OF(node, bt_gatt_subscribe_params, node);
    const bool lasts = bonded && !atomic_test_bit(params.flags, BT_GATT_SUBSCRIBE_FLAG_VOLATILE) &&
                       resubscribe_later(conn.id, conn.peer, params);
    if (lasts)
      (void)sys_slist_find_and_remove(&conn.subscriptions, node);
    else
      end_subscription(conn, params);
  }
}

bool resubscribe_later(std::uint8_t id, const bt_addr_le_t& peer,
                       bt_gatt_subscribe_params& params) {
  auto* const entry = new (std::nothrow) Waiting{peer, id, &params, waiting};
  if (entry != nullptr) waiting = entry;
  return entry != nullptr;
}

void resume_subscriptions(bt_conn& conn) {
  for (Waiting** at = &waiting; *at != nullptr;) {
    Waiting* const entry = *at;
    if (entry->id != conn.id || !bt_addr_le_eq(&entry->peer, &conn.peer)) {
      at = &entry->next;
      continue;
    }
    *at = entry->next;
    bt_gatt_subscribe_params& params = *entry->params;
    delete entry;
    // The peer remembers what a bonded client has set. Vol 3 Part G 3.3.3.3.
    sys_slist_append(&conn.subscriptions, &params.node);
  }
}

void Stack::on_notification(wire::hci::ConnHandle link, wire::att::Handle handle, Bytes value) {
  if (bt_conn* const conn = find_connection(link)) deliver(*conn, handle.value, value, false);
}

void Stack::on_indication(wire::hci::ConnHandle link, wire::att::Handle handle, Bytes value) {
  if (bt_conn* const conn = find_connection(link)) deliver(*conn, handle.value, value, true);
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_gatt_subscribe(bt_conn* conn, bt_gatt_subscribe_params* params) {
  if (params->notify == nullptr || params->value == 0 || params->value_handle == 0) return -EINVAL;
  const bool discovers = params->ccc_handle == BT_GATT_AUTO_DISCOVER_CCC_HANDLE;
  if (discovers && params->disc_params == nullptr) return -EINVAL;
  if (const int error = check_link(conn); error != 0) return error;
  if (is_listed(*conn, params)) return -EALREADY;
  const std::uint16_t before = wanted_value(*conn, params->value_handle);
  sys_slist_append(&conn->subscriptions, &params->node);
  int error = 0;
  if (discovers)
    error = discover_descriptor(*conn, *params);
  else if ((params->value & ~before) != 0)
    error = write_descriptor(*conn, params, params->ccc_handle, before | params->value);
  else if (params->subscribe != nullptr)
    params->subscribe(conn, 0, params);
  if (error != 0) (void)sys_slist_find_and_remove(&conn->subscriptions, &params->node);
  return error;
}

int bt_gatt_resubscribe(uint8_t id, const bt_addr_le_t* peer, bt_gatt_subscribe_params* params) {
  if (params->notify == nullptr || params->value == 0 || params->value_handle == 0 ||
      params->ccc_handle == 0)
    return -EINVAL;
  for (const Waiting* at = waiting; at != nullptr; at = at->next)
    if (at->params == params) return -EALREADY;
  if (bt_conn* const conn = bt_conn_lookup_addr_le(id, peer)) {
    const bool listed = is_listed(*conn, params);
    bt_conn_unref(conn);
    return listed ? -EALREADY : -EINVAL;
  }
  return resubscribe_later(id, *peer, *params) ? 0 : -ENOMEM;
}

int bt_gatt_unsubscribe(bt_conn* conn, bt_gatt_subscribe_params* params) {
  if (!is_listed(*conn, params)) return -EINVAL;
  // Copied: the application may use the parameters anew from inside its callback.
  const std::uint16_t bits = params->value;
  const std::uint16_t value_handle = params->value_handle;
  const std::uint16_t ccc_handle = params->ccc_handle;
  end_subscription(*conn, *params);
  if (check_link(conn) != 0) return -ENOTCONN;
  const std::uint16_t left = wanted_value(*conn, value_handle);
  if ((bits & ~left) == 0 || ccc_handle == 0) return 0;
  return write_descriptor(*conn, nullptr, ccc_handle, left);
}
