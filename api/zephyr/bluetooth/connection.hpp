// The slots behind `struct bt_conn`, and their references.
#pragma once

#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>

#include "host/host.hpp"

struct bt_conn {
  westwind::wire::hci::ConnHandle handle = westwind::wire::hci::no_connection;
  std::uint16_t references = 0;
  std::uint8_t index = 0;
  std::uint8_t id = 0;
  westwind::wire::hci::Role role{};
  bt_conn_state state = BT_CONN_STATE_DISCONNECTED;
  bool reserved = false;       ///< by connectable advertising
  bool is_automatic = false;   ///< of bt_conn_le_create_auto
  bool asks_security = false;  ///< bt_conn_set_security waits for its end
  bool pairs = false;
  bool mtu_exchanged = false;
  bool parameters_asked = false;
  bt_security_t level = BT_SECURITY_L1;
  bt_addr_le_t own{}, peer{}, own_on_air{}, peer_on_air{};  // own and peer: identities
  bt_conn_le_phy_info phy{BT_GAP_LE_PHY_1M, BT_GAP_LE_PHY_1M};
  bt_conn_le_data_len_info data_length{27, 328, 27, 328};
  westwind::host::gap::PeerInformation remote;
  std::uint8_t remote_features[8] = {};
  bool remote_known = false;
  westwind::host::hci::LinkParameters parameters;
  westwind::host::hci::LinkSecurity security;
  const bt_conn_auth_cb* auth = nullptr;  ///< overlay
  bool has_overlay = false;
  std::int8_t bondable = -1;    ///< -1: as all
  sys_slist_t subscriptions{};  ///< bt_gatt_subscribe_params

  bool is_connected() const { return state == BT_CONN_STATE_CONNECTED; }
};

namespace westwind::zephyr {

/// All slots; made at the first bt_enable and kept, as applications may hold references.
std::span<bt_conn> connections();
bool make_connections();

/// A free slot with one reference; null: none.
bt_conn* take_slot();
/// The link's slot; null: none.
bt_conn* find_connection(wire::hci::ConnHandle handle);
/// A slot that connectable advertising holds.
bt_conn* reserved_slot();
/// Whether a slot came free since the last call.
bool take_recycled();

bt_addr_le_t to_c(const wire::DeviceAddress& address);
wire::DeviceAddress from_c(const bt_addr_le_t& address);

/// Calls a member of all registered bt_conn_cb.
template <typename Member, typename... Arguments>
void tell_connection(Member member, Arguments... arguments);

/// All registered, the dynamic ones first.
void for_each_conn_cb(void (*function)(bt_conn_cb& callbacks, void* argument), void* argument);

template <typename Member, typename... Arguments>
void tell_connection(Member member, Arguments... arguments) {
  auto call = [&](bt_conn_cb& callbacks) {
    if (callbacks.*member != nullptr) (callbacks.*member)(arguments...);
  };
  for_each_conn_cb(
      [](bt_conn_cb& callbacks, void* c) { (*static_cast<decltype(call)*>(c))(callbacks); }, &call);
}

}  // namespace westwind::zephyr
