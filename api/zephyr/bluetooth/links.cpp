// What happens to links, told to applications. Vol 3 Part C 9.3.
#include "api/zephyr/bluetooth/identities.hpp"
#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

using host::hci::ErrorCode;
using host::hci::Link;

namespace {

/// The peer of a connection attempt has a slot with its address already.
bt_conn* slot_for(const Link& link) {
  if (link.role == wire::hci::Role::peripheral) {
    bt_conn* const reserved = reserved_slot();
    return reserved != nullptr ? reserved : take_slot();
  }
  for (bt_conn& conn : connections())
    if (conn.references > 0 && conn.state == BT_CONN_STATE_CONNECTING && !conn.reserved)
      return &conn;
  return take_slot();
}

void describe(bt_conn& conn, const Link& link) {
  conn.handle = link.handle;
  conn.role = link.role;
  conn.reserved = false;
  conn.state = BT_CONN_STATE_CONNECTED;
  conn.peer = to_c(link.peer);
  conn.peer_on_air = to_c(link.peer_on_air);
  conn.own_on_air = to_c(link.own_on_air);
  conn.parameters = link.parameters;
  conn.security = link.security;
}

std::uint8_t phy_bit(host::gap::Phy phy) {
  return static_cast<std::uint8_t>(1u << (static_cast<unsigned>(phy) - 1));
}

}  // namespace

void Stack::on_connected(const Link& link) {
  const bool is_peripheral = link.role == wire::hci::Role::peripheral;
  // Which set made it is told next, with its address.
  if (is_peripheral && extended() != nullptr) return;
  bt_conn* const conn = slot_for(link);
  if (conn == nullptr) {
    (void)host_.connections().disconnect(link.handle, ErrorCode::remote_low_resources);
    return;
  }
  if (is_peripheral) note_advertising_link(link);
  open_link(*conn, link, is_peripheral ? identity_of(host_.hci().identity()) : std::uint8_t{0});
}

void open_link(bt_conn& conn, const Link& link, std::uint8_t id) {
  describe(conn, link);
  conn.id = id;
  conn.own = to_c(identity_address(id));
  resume_subscriptions(conn);
  begin_link_procedures(conn);
  tell_connection(&bt_conn_cb::connected, &conn, std::uint8_t{0});
}

void Stack::on_connect_failed(const wire::DeviceAddress&, ErrorCode reason) {
  for (bt_conn& conn : connections()) {
    if (conn.references == 0 || conn.state != BT_CONN_STATE_CONNECTING || conn.reserved) continue;
    conn.state = BT_CONN_STATE_DISCONNECTED;
    const bool tells = !conn.is_automatic;
    if (tells) tell_connection(&bt_conn_cb::connected, &conn, static_cast<std::uint8_t>(reason));
    bt_conn_unref(&conn);
    return;
  }
}

void Stack::on_disconnected(const Link& link, ErrorCode reason) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return;
  conn->state = BT_CONN_STATE_DISCONNECTED;
  forget_pairing(*conn);
  end_tickets(*conn);
  end_subscriptions(*conn);
  services_.update_cccds();
  tell_connection(&bt_conn_cb::disconnected, conn, static_cast<std::uint8_t>(reason));
  conn->handle = wire::hci::no_connection;
  bt_conn_unref(conn);
}

void Stack::on_parameters_updated(const Link& link, ErrorCode status) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr || status != ErrorCode::success) return;
  conn->parameters = link.parameters;
  tell_connection(&bt_conn_cb::le_param_updated, conn, link.parameters.interval_1250us,
                  link.parameters.latency, link.parameters.supervision_timeout_10ms);
}

bool Stack::on_parameters_wanted(const Link& link, const wire::hci::ConnectionParameters& wanted) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return false;
  bt_le_conn_param param{wanted.interval_min_1250us, wanted.interval_max_1250us, wanted.latency,
                         wanted.supervision_timeout_10ms};
  bool accepts = true;
  auto ask = [&](bt_conn_cb& callbacks) {
    if (accepts && callbacks.le_param_req != nullptr)
      accepts = callbacks.le_param_req(conn, &param);
  };
  for_each_conn_cb(
      [](bt_conn_cb& callbacks, void* a) { (*static_cast<decltype(ask)*>(a))(callbacks); }, &ask);
  return accepts;
}

void Stack::on_phy_updated(const Link& link, ErrorCode status, host::gap::Phy tx,
                           host::gap::Phy rx) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return;
  if (status == ErrorCode::success) conn->phy = {phy_bit(tx), phy_bit(rx)};
  bt_conn_le_phy_info info = conn->phy;
  tell_connection(&bt_conn_cb::le_phy_updated, conn, &info);
}

void Stack::on_data_length_changed(const Link& link, host::gap::DataLength tx,
                                   host::gap::DataLength rx) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return;
  conn->data_length = {tx.octets, tx.time_us, rx.octets, rx.time_us};
  bt_conn_le_data_len_info info = conn->data_length;
  tell_connection(&bt_conn_cb::le_data_len_updated, conn, &info);
}

void Stack::on_peer_information(const Link& link, const host::gap::PeerInformation& information) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return;
  conn->remote = information;
  for (unsigned i = 0; i < sizeof(conn->remote_features); ++i)
    conn->remote_features[i] = static_cast<std::uint8_t>(information.features >> (8 * i));
  conn->remote_known = true;
  bt_conn_remote_info info{};
  (void)bt_conn_get_remote_info(conn, &info);
  tell_connection(&bt_conn_cb::remote_info_available, conn, &info);
}

void Stack::on_mtu(wire::hci::ConnHandle link, std::uint16_t mtu) {
  if (bt_conn* const conn = find_connection(link)) tell_mtu(*conn, mtu);
}

// --- what a link begins by itself

namespace {

constexpr Duration before_update = Duration::seconds(5);  // Vol 3 Part C 9.3.9: TGAP(conn_pause)
westwind_timeout update_timer;

/// The peripheral's preferred parameters, five seconds after a link came up.
void ask_for_parameters(westwind_timeout*) {
  if (ready_stack() == nullptr) return;
  for (bt_conn& conn : connections()) {
    if (!conn.is_connected() || conn.role != wire::hci::Role::peripheral || conn.parameters_asked)
      continue;
    conn.parameters_asked = true;
    const auto& config = westwind_config;
    const bt_le_conn_param wanted{config.preferred_interval_min, config.preferred_interval_max,
                                  config.preferred_latency, config.preferred_timeout};
    (void)bt_conn_le_param_update(&conn, &wanted);
  }
}

}  // namespace

void begin_link_procedures(bt_conn& conn) {
  if (westwind_config.auto_parameters && conn.role == wire::hci::Role::peripheral) {
    update_timer._function = &ask_for_parameters;
    arm(update_timer, now() + before_update);
  }
  if (westwind_config.auto_mtu) {
    static bt_gatt_exchange_params exchange;
    (void)bt_gatt_exchange_mtu(&conn, &exchange);
  }
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

namespace {

wire::hci::ConnectionParameters to_parameters(const bt_le_conn_param& param) {
  return {param.interval_min, param.interval_max, param.latency, param.timeout};
}

/// Of a connection attempt.
int options_of(const bt_conn_le_create_param& create, const bt_le_conn_param& param,
               host::gap::ConnectOptions& options) {
  options.scan_interval = Duration::microseconds(create.interval * 625);
  options.scan_window = Duration::microseconds(create.window * 625);
  options.parameters = to_parameters(param);
  if (create.window < 4 || create.window > create.interval || create.interval > 0x4000)
    return -EINVAL;
  return options.parameters.is_valid() ? 0 : -EINVAL;
}

/// Where an attempt listens: bit 0 LE 1M, bit 2 LE Coded.
std::uint8_t phys_of(std::uint32_t options) {
  if ((options & BT_CONN_LE_OPT_CODED) == 0) return 1;
  return (options & BT_CONN_LE_OPT_NO_1M) != 0 ? 4 : 5;
}

int begin_attempt(bt_conn& conn, const host::gap::ConnectOptions& options) {
  conn.state = BT_CONN_STATE_CONNECTING;
  conn.role = wire::hci::Role::central;
  const Status started = stack()->host().initiator().connect(from_c(conn.peer), options);
  stack()->touched();
  if (started) return 0;
  conn.state = BT_CONN_STATE_DISCONNECTED;
  bt_conn_unref(&conn);
  return started.error() == Error::busy ? -EAGAIN : errno_of(started);
}

}  // namespace

int bt_conn_le_create(const bt_addr_le_t* peer, const bt_conn_le_create_param* create_param,
                      const bt_le_conn_param* conn_param, bt_conn** conn) {
  if (ready_stack() == nullptr) return -EAGAIN;
  host::gap::ConnectOptions options;
  if (conn == nullptr || options_of(*create_param, *conn_param, options) != 0) return -EINVAL;
  if (bt_conn* const known = bt_conn_lookup_addr_le(BT_ID_DEFAULT, peer)) {
    const bool is_being_made = known->state == BT_CONN_STATE_CONNECTING;
    bt_conn_unref(known);
    return is_being_made ? -EALREADY : -EINVAL;
  }
  if (stack()->host().initiator().is_active()) return -EALREADY;
  bt_conn* const slot = take_slot();
  if (slot == nullptr) return -ENOMEM;
  slot->peer = slot->peer_on_air = *peer;
  const std::uint16_t timeout =
      create_param->timeout != 0 ? create_param->timeout : westwind_config.create_conn_timeout_10ms;
  options.timeout = Duration::milliseconds(timeout * 10);
  stack()->lens().set_phys(phys_of(create_param->options));
  const int error = begin_attempt(*slot, options);
  if (error == 0) *conn = bt_conn_ref(slot);
  return error;
}

int bt_conn_le_create_auto(const bt_conn_le_create_param* create_param,
                           const bt_le_conn_param* conn_param) {
  if (ready_stack() == nullptr) return -EAGAIN;
  host::gap::ConnectOptions options;
  if (options_of(*create_param, *conn_param, options) != 0) return -EINVAL;
  if (stack()->host().initiator().is_active()) return -EALREADY;
  bt_conn* const slot = take_slot();
  if (slot == nullptr) return -ENOMEM;
  bt_addr_le_copy(&slot->peer, BT_ADDR_LE_NONE);
  slot->is_automatic = true;
  options.timeout = Duration::zero();
  options.accept_list = true;
  stack()->lens().set_phys(phys_of(create_param->options));
  return begin_attempt(*slot, options);
}

int bt_conn_create_auto_stop(void) {
  if (ready_stack() == nullptr) return -EAGAIN;
  for (bt_conn& conn : connections())
    if (conn.references > 0 && conn.is_automatic && conn.state == BT_CONN_STATE_CONNECTING) {
      stack()->touched();
      return stack()->host().initiator().cancel() ? 0 : -EINVAL;
    }
  return -EINVAL;
}

int bt_conn_disconnect(bt_conn* conn, uint8_t reason) {
  if (ready_stack() == nullptr || conn->reserved) return -ENOTCONN;
  stack()->touched();
  if (conn->state == BT_CONN_STATE_CONNECTING)
    return stack()->host().initiator().cancel() ? 0 : -ENOTCONN;
  if (conn->state == BT_CONN_STATE_DISCONNECTING) return 0;
  if (!conn->is_connected()) return -ENOTCONN;
  const int error = errno_of(stack()->host().connections().disconnect(
      conn->handle, static_cast<host::hci::ErrorCode>(reason)));
  if (error == 0) conn->state = BT_CONN_STATE_DISCONNECTING;
  return error;
}

int bt_conn_le_param_update(bt_conn* conn, const bt_le_conn_param* param) {
  if (ready_stack() == nullptr || !conn->is_connected()) return -ENOTCONN;
  const auto wanted = to_parameters(*param);
  if (!wanted.is_valid()) return -EINVAL;
  const auto& now = conn->parameters;
  if (now.interval_1250us >= param->interval_min && now.interval_1250us <= param->interval_max &&
      now.latency == param->latency && now.supervision_timeout_10ms == param->timeout)
    return -EALREADY;
  stack()->touched();
  return errno_of(stack()->host().connections().update_parameters(conn->handle, wanted));
}

int bt_conn_le_data_len_update(bt_conn* conn, const bt_conn_le_data_len_param* param) {
  if (ready_stack() == nullptr || !conn->is_connected()) return -ENOTCONN;
  if (conn->data_length.tx_max_len == param->tx_max_len &&
      conn->data_length.tx_max_time == param->tx_max_time)
    return -EALREADY;
  stack()->touched();
  return errno_of(stack()->link_layer().set_data_length(conn->handle, param->tx_max_len));
}

int bt_conn_le_phy_update(bt_conn* conn, const bt_conn_le_phy_param* param) {
  if (ready_stack() == nullptr || !conn->is_connected()) return -ENOTCONN;
  host::gap::PhyPreference preference;
  preference.tx = param->pref_tx_phy;
  preference.rx = param->pref_rx_phy;
  if ((param->options & BT_CONN_LE_PHY_OPT_CODED_S2) != 0)
    preference.coding = host::gap::PhyPreference::Coding::s2;
  else if ((param->options & BT_CONN_LE_PHY_OPT_CODED_S8) != 0)
    preference.coding = host::gap::PhyPreference::Coding::s8;
  stack()->touched();
  return errno_of(stack()->link_layer().set_phy(conn->handle, preference));
}

int bt_conn_get_remote_info(const bt_conn* conn, bt_conn_remote_info* info) {
  if (!conn->remote_known) return -EBUSY;
  info->type = BT_CONN_TYPE_LE;
  info->version = conn->remote.version;
  info->manufacturer = conn->remote.company_identifier;
  info->subversion = conn->remote.subversion;
  info->le.features = conn->remote_features;
  return 0;
}
