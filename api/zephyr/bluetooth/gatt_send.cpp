// Values sent to peers, and telling when they have left.
#include <new>

#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

namespace {

/// Somebody who waits until what was queued on a link up to now has left.
struct Ticket {
  bt_conn* conn;
  bt_gatt_complete_func_t function;
  void* user_data;
  std::uint16_t pdus;       // Link::pdus_handed_over, when the controller has it
  std::uint16_t fragments;  // Link::fragments_left, when it has left that
  bool is_handed_over;
  Ticket* next;
};

Ticket* tickets = nullptr;

bool has_come(std::uint16_t counter, std::uint16_t mark) {
  return static_cast<std::int16_t>(counter - mark) >= 0;
}

bool is_over(Ticket& ticket) {
  const host::hci::Link* const link = stack()->host().hci().find(ticket.conn->handle);
  if (link == nullptr) return false;
  if (!ticket.is_handed_over && has_come(link->pdus_handed_over, ticket.pdus)) {
    ticket.is_handed_over = true;
    ticket.fragments = static_cast<std::uint16_t>(link->fragments_left + link->in_flight);
  }
  return ticket.is_handed_over && has_come(link->fragments_left, ticket.fragments);
}

}  // namespace

int add_ticket(bt_conn& conn, bt_gatt_complete_func_t function, void* user_data) {
  const host::hci::Link* const link = stack()->host().hci().find(conn.handle);
  if (link == nullptr || function == nullptr) return 0;
  auto* const ticket = new (std::nothrow) Ticket;
  if (ticket == nullptr) return -ENOMEM;
  const auto pdus = static_cast<std::uint16_t>(link->pdus_handed_over + link->pdus_waiting());
  *ticket = {&conn, function, user_data, pdus, 0, false, nullptr};
  Ticket** end = &tickets;
  while (*end != nullptr)
    end = &(*end)->next;
  *end = ticket;
  return 0;
}

void run_tickets() {
  for (Ticket** at = &tickets; *at != nullptr;) {
    if (!is_over(**at)) {
      at = &(*at)->next;
      continue;
    }
    Ticket* const done = *at;
    *at = done->next;
    const Ticket told = *done;
    delete done;
    told.function(told.conn, told.user_data);
    at = &tickets;  // the function may have added some, or ended a link
  }
}

void end_tickets(bt_conn& conn) {
  for (Ticket** at = &tickets; *at != nullptr;) {
    Ticket* const ticket = *at;
    if (ticket->conn != &conn) {
      at = &ticket->next;
      continue;
    }
    *at = ticket->next;
    delete ticket;
  }
}

namespace {

/// The value that `attribute` and `uuid` name; 0: none.
std::uint16_t find_value(const bt_gatt_attr* attribute, const bt_uuid* uuid) {
  if (uuid == nullptr) return value_handle_of(attribute);
  const std::uint16_t start = attribute != nullptr ? handle_of(attribute) : std::uint16_t{1};
  std::uint16_t found = 0;
  bt_gatt_foreach_attr_type(
      start, 0xffff, uuid, nullptr, 1,
      [](const bt_gatt_attr*, std::uint16_t handle, void* data) -> std::uint8_t {
        *static_cast<std::uint16_t*>(data) = handle;
        return BT_GATT_ITER_STOP;
      },
      &found);
  return found;
}

/// The CCCD of a value; null: it has none.
const bt_gatt_attr* cccd_of(std::uint16_t value) {
  const host::gatt::Row row = stack()->host().server().database().cccd_of(value);
  return row ? stack()->services().at(row.handle) : nullptr;
}

/// Sends, waiting for memory where that is allowed.
template <typename Send>
int send_when_room(wire::hci::ConnHandle link, const Send& send) {
  Status sent = send();
  while (!sent && sent.error() == Error::no_memory && !stack()->is_inside()) {
    const unsigned before = stack()->writables();
    // Asked by whoever has the turn: it must only look.
    const auto has_room = [=] {
      return ready_stack() == nullptr || stack()->writables() != before ||
             stack()->host().hci().find(link) == nullptr;
    };
    (void)wait_for(has_room, Instant::never());
    if (ready_stack() == nullptr) return -ENOTCONN;
    sent = send();
  }
  stack()->touched();
  if (!sent && sent.error() == Error::busy) return -EAGAIN;
  return errno_of(sent);
}

int notify_one(bt_conn& conn, std::uint16_t value, const bt_gatt_notify_params& params) {
  const host::gatt::Server& server = stack()->host().server();
  if ((server.subscription(conn.handle, {value}) & BT_GATT_CCC_NOTIFY) == 0) return -EINVAL;
  if (params.len + 3u > bt_gatt_get_mtu(&conn)) return -ENOMEM;
  const Bytes octets(static_cast<const std::uint8_t*>(params.data), params.len);
  const wire::hci::ConnHandle handle = conn.handle;
  const int error = send_when_room(
      handle, [=] { return stack()->host().server().notify(handle, {value}, octets); });
  return error != 0 ? error : add_ticket(conn, params.func, params.user_data);
}

/// Whether a value that goes to all goes to this one.
bool is_wanted_by(bt_conn& conn, std::uint16_t value, std::uint16_t bit) {
  if (!conn.is_connected()) return false;
  if ((stack()->host().server().subscription(conn.handle, {value}) & bit) == 0) return false;
  const bt_gatt_attr* const cccd = cccd_of(value);
  if (cccd == nullptr) return false;
  const auto* const data = static_cast<bt_gatt_ccc_managed_user_data*>(cccd->user_data);
  return data->cfg_match == nullptr || data->cfg_match(&conn, cccd);
}

/// An indication on its way, by link and value: they are confirmed in their order.
struct Indication {
  bt_conn* conn;
  std::uint16_t value;
  bt_gatt_indicate_params* params;
  Indication* next;
};
Indication* indications = nullptr;

int indicate_one(bt_conn& conn, std::uint16_t value, bt_gatt_indicate_params& params) {
  host::gatt::Server& server = stack()->host().server();
  if ((server.subscription(conn.handle, {value}) & BT_GATT_CCC_INDICATE) == 0) return -EINVAL;
  if (params.len + 3u > bt_gatt_get_mtu(&conn)) return -ENOMEM;
  auto* const indication = new (std::nothrow) Indication{&conn, value, &params, nullptr};
  if (indication == nullptr) return -ENOMEM;
  const Bytes octets(static_cast<const std::uint8_t*>(params.data), params.len);
  const wire::hci::ConnHandle handle = conn.handle;
  const int error = send_when_room(
      handle, [=] { return stack()->host().server().indicate(handle, {value}, octets); });
  if (error != 0) {
    delete indication;
    return error;
  }
  Indication** end = &indications;
  while (*end != nullptr)
    end = &(*end)->next;
  *end = indication;
  ++params._ref;
  return 0;
}

std::uint8_t att_error_of(const host::att::Outcome& outcome) {
  using Kind = host::att::Outcome::Kind;
  if (outcome.kind == Kind::success) return 0;
  return outcome.kind == Kind::att_error ? static_cast<std::uint8_t>(outcome.error)
                                         : std::uint8_t{BT_ATT_ERR_UNLIKELY};
}

}  // namespace

void Stack::on_indication_end(wire::hci::ConnHandle link, wire::att::Handle handle,
                              host::att::Outcome outcome) {
  for (Indication** at = &indications; *at != nullptr; at = &(*at)->next) {
    Indication* const indication = *at;
    if (!(indication->conn->handle == link) || indication->value != handle.value) continue;
    *at = indication->next;
    bt_gatt_indicate_params& params = *indication->params;
    bt_conn* const conn = indication->conn;
    delete indication;
    --params._ref;
    if (params.func != nullptr) params.func(conn, &params, att_error_of(outcome));
    if (params._ref == 0 && params.destroy != nullptr) params.destroy(&params);
    return;
  }
}

void Stack::on_subscription(wire::hci::ConnHandle, wire::att::Handle, std::uint16_t) {
  services_.update_cccds();
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_gatt_notify_cb(bt_conn* conn, bt_gatt_notify_params* params) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (conn != nullptr && !conn->is_connected()) return -ENOTCONN;
  const uint16_t value = find_value(params->attr, params->uuid);
  if (value == 0) return params->uuid != nullptr ? -ENOENT : -EINVAL;
  if (conn != nullptr) return notify_one(*conn, value, *params);
  int result = -ENOTCONN;
  for (bt_conn& each : connections()) {
    if (!is_wanted_by(each, value, BT_GATT_CCC_NOTIFY)) continue;
    const int error = notify_one(each, value, *params);
    if (result != 0 || error < 0) result = error;
  }
  return result;
}

int bt_gatt_notify_multiple(bt_conn* conn, uint16_t num_params, bt_gatt_notify_params params[]) {
  if (num_params < 2) return -EINVAL;
  for (uint16_t i = 0; i < num_params; ++i)
    if (const int error = bt_gatt_notify_cb(conn, &params[i]); error != 0) return error;
  return 0;
}

int bt_gatt_indicate(bt_conn* conn, bt_gatt_indicate_params* params) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (conn != nullptr && !conn->is_connected()) return -ENOTCONN;
  const uint16_t value = find_value(params->attr, params->uuid);
  if (value == 0) return params->uuid != nullptr ? -ENOENT : -EINVAL;
  params->_ref = 0;
  if (conn != nullptr) return indicate_one(*conn, value, *params);
  int result = -ENOTCONN;
  for (bt_conn& each : connections()) {
    if (!is_wanted_by(each, value, BT_GATT_CCC_INDICATE)) continue;
    const int error = indicate_one(each, value, *params);
    if (result != 0) result = error;
  }
  return result;
}

bool bt_gatt_is_subscribed(bt_conn* conn, const bt_gatt_attr* attr, uint16_t ccc_type) {
  if (ready_stack() == nullptr || conn == nullptr || !conn->is_connected()) return false;
  const uint16_t value = value_handle_of(attr);
  if (value == 0) return false;
  return (stack()->host().server().subscription(conn->handle, {value}) & ccc_type) != 0;
}

uint16_t bt_gatt_get_mtu(bt_conn* conn) {
  if (ready_stack() == nullptr) return 0;
  const host::hci::Link* const link = stack()->host().hci().find(conn->handle);
  return link != nullptr ? stack()->host().att().mtu(*link) : 0;
}

uint16_t bt_gatt_get_uatt_mtu(bt_conn* conn) { return bt_gatt_get_mtu(conn); }

int bt_gatt_write_without_response_cb(bt_conn* conn, uint16_t handle, const void* data,
                                      uint16_t length, bool sign, bt_gatt_complete_func_t func,
                                      void* user_data) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (conn == nullptr || !conn->is_connected()) return -ENOTCONN;
  sign = sign && !conn->security.encrypted;
  if (length + (sign ? 15u : 3u) > bt_gatt_get_mtu(conn)) return -EMSGSIZE;
  const Bytes octets(static_cast<const uint8_t*>(data), length);
  const wire::hci::ConnHandle link = conn->handle;
  const int error = send_when_room(link, [=] {
    host::gatt::Client& client = stack()->host().client();
    return sign ? client.write_signed(link, {handle}, octets)
                : client.write_without_response(link, {handle}, octets);
  });
  return error != 0 ? error : add_ticket(*conn, func, user_data);
}
