// Identities, the device's name and appearance, and bonds.
#include "api/zephyr/bluetooth/identities.hpp"

#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/settings/settings.h>

#include <cerrno>
#include <cstring>

#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

namespace {

constexpr std::size_t most_identities = 64;
constexpr std::size_t longest_name = 248;  // Vol 3 Part C 12.1
constexpr const char* id_name = "bt/id";

struct Names {
  char name[longest_name + 1];
  bool has_name = false;
  bool has_appearance = false;
  std::uint16_t appearance = 0;
};
Names names;

/// Number 0 is only here if the application made it, or the settings have it.
bt_addr_le_t addresses[most_identities];
std::size_t count = 0;

std::size_t most() { return MIN(westwind_config.id_max, most_identities); }

bool is_taken(const bt_addr_le_t& address) {
  for (std::size_t i = 0; i < count; ++i)
    if (bt_addr_le_eq(&addresses[i], &address)) return true;
  return ready_stack() != nullptr && from_c(address) == identity_address(0);
}

void store() {
  if (westwind_config.settings)
    (void)settings_save_one(id_name, addresses, count * sizeof addresses[0]);
}

void load_once() {
  static bool loaded = false;
  if (loaded || !westwind_config.settings) return;
  loaded = true;
  if (count == 0) {
    const ssize_t size = settings_load_one(id_name, addresses, sizeof addresses);
    if (size > 0) count = MIN(static_cast<std::size_t>(size) / sizeof addresses[0], most());
  }
  const ssize_t length = settings_load_one("bt/name", names.name, longest_name);
  if (length > 0) names.name[length] = '\0';
  names.has_name = length > 0;
}

int choose_address(bt_addr_le_t* wanted, bt_addr_le_t& chosen) {
  if (wanted != nullptr && !bt_addr_le_eq(wanted, BT_ADDR_LE_ANY)) {
    if (wanted->type != BT_ADDR_LE_RANDOM || !BT_ADDR_IS_STATIC(&wanted->a)) return -EINVAL;
    if (is_taken(*wanted)) return -EALREADY;
    chosen = *wanted;
    return 0;
  }
  const int error = bt_addr_le_create_static(&chosen);
  if (error == 0 && wanted != nullptr) *wanted = chosen;
  return error;
}

}  // namespace

std::optional<wire::Address> static_address_of(std::uint8_t id) {
  load_once();
  if (id >= count || addresses[id].type != BT_ADDR_LE_RANDOM) return std::nullopt;
  return from_c(addresses[id]).address;
}

bool has_identity(std::uint8_t id) {
  return id == 0 || (id < count && !bt_addr_le_eq(&addresses[id], BT_ADDR_LE_ANY));
}

wire::DeviceAddress identity_address(std::uint8_t id) {
  if (id < count && !bt_addr_le_eq(&addresses[id], BT_ADDR_LE_ANY)) return from_c(addresses[id]);
  return stack()->host().identity().own();
}

std::uint8_t identity_of(const wire::DeviceAddress& address) {
  for (std::size_t i = 1; i < count; ++i)
    if (from_c(addresses[i]) == address) return static_cast<std::uint8_t>(i);
  return 0;
}

void note_ready() {
  load_once();
  host::Host& host = stack()->host();
  // What number 0 is; a static one stays the same from now on.
  if (count == 0 || bt_addr_le_eq(&addresses[0], BT_ADDR_LE_ANY)) {
    addresses[0] = to_c(host.identity().own());
    if (count == 0) count = 1;
    store();
  }
  host.security().policy().bonding = westwind_config.smp && westwind_config.bondable;
  (void)host.identity().set_mode(default_mode(0));
}

host::gap::AddressMode default_mode(std::uint8_t id) {
  using host::gap::AddressMode;
  if (westwind_config.privacy) return AddressMode::resolvable_private;
  return identity_address(id).type == wire::AddressType::public_device ? AddressMode::public_device
                                                                       : AddressMode::static_random;
}

Status show_identity(std::uint8_t id, host::gap::AddressMode mode) {
  host::gap::Identity& identity = stack()->host().identity();
  const wire::DeviceAddress address = identity_address(id);
  const bool is_static = address.type == wire::AddressType::random_device;
  identity.set_identity(is_static ? std::optional(address.address) : std::nullopt);
  if (identity.mode() == mode && identity.own() == address) return {};
  return identity.set_mode(mode);
}

int forget_bonds(std::uint8_t id, const bt_addr_le_t* peer) {
  host::Host& host = stack()->host();
  Bonds& bonds = stack()->bonds();
  host::smp::Bond bond;
  bool any = false;
  for (std::size_t index = 0; bonds.load(index, bond);) {
    const bt_addr_le_t address = to_c(bond.peer);
    if (bonds.id_of(bond.peer) != id || (peer != nullptr && !bt_addr_le_eq(&address, peer))) {
      ++index;
      continue;
    }
    any = true;
    (void)host.security().unpair(bond.peer);
    for (bt_conn& conn : connections())
      if (conn.is_connected() && conn.id == id && bt_addr_le_eq(&conn.peer, &address))
        (void)bt_conn_disconnect(&conn, BT_HCI_ERR_REMOTE_USER_TERM_CONN);
    tell_bond_deleted(id, address);
  }
  if (!any && peer != nullptr)
    for (bt_conn& conn : connections())
      if (conn.is_connected() && conn.id == id && bt_addr_le_eq(&conn.peer, peer))
        (void)bt_conn_disconnect(&conn, BT_HCI_ERR_REMOTE_USER_TERM_CONN);
  return 0;
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

void bt_id_get(bt_addr_le_t* addrs, size_t* size) {
  load_once();
  if (addrs != nullptr) {
    if (*size > count) *size = count;
    memcpy(addrs, addresses, *size * sizeof addresses[0]);
  } else {
    *size = count;
  }
}

int bt_id_create(bt_addr_le_t* addr, uint8_t* irk) {
  load_once();
  if (irk != nullptr && !westwind_config.privacy) return -EINVAL;
  if (ready_stack() == nullptr && (count > 0 || addr == nullptr)) return -EINVAL;
  std::size_t id = 0;
  while (id < count && !bt_addr_le_eq(&addresses[id], BT_ADDR_LE_ANY))
    ++id;
  if (id >= most()) return -ENOMEM;
  bt_addr_le_t chosen;
  const int error = choose_address(addr, chosen);
  if (error != 0) return error;
  addresses[id] = chosen;
  if (id >= count) count = id + 1;
  store();
  return static_cast<int>(id);
}

int bt_id_reset(uint8_t id, bt_addr_le_t* addr, uint8_t* irk) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (id == BT_ID_DEFAULT || id >= count) return -EINVAL;
  if (irk != nullptr && !westwind_config.privacy) return -EINVAL;
  if (is_advertising(id)) return -EBUSY;
  bt_addr_le_t chosen;
  const int error = choose_address(addr, chosen);
  if (error != 0) return error;
  if (!bt_addr_le_eq(&addresses[id], BT_ADDR_LE_ANY)) (void)forget_bonds(id, nullptr);
  addresses[id] = chosen;
  store();
  return id;
}

int bt_id_delete(uint8_t id) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (id == BT_ID_DEFAULT || id >= count) return -EINVAL;
  if (bt_addr_le_eq(&addresses[id], BT_ADDR_LE_ANY)) return -EALREADY;
  if (is_advertising(id)) return -EBUSY;
  (void)forget_bonds(id, nullptr);
  bt_addr_le_copy(&addresses[id], BT_ADDR_LE_ANY);
  while (count > 1 && bt_addr_le_eq(&addresses[count - 1], BT_ADDR_LE_ANY))
    --count;
  store();
  return 0;
}

const char* bt_get_name(void) {
  load_once();
  return names.has_name ? names.name : westwind_config.device_name;
}

int bt_set_name(const char* name) {
  if (!westwind_config.name_dynamic) return -ENOTSUP;
  const std::size_t length = strlen(name);
  if (length > longest_name) return -ENOMEM;
  memcpy(names.name, name, length + 1);
  names.has_name = true;
  if (stack() != nullptr)
    stack()->host().generic_services().refer_to_name(
        {reinterpret_cast<const uint8_t*>(names.name), length});
  return westwind_config.settings ? settings_save_one("bt/name", name, length) : 0;
}

uint16_t bt_get_appearance(void) {
  return names.has_appearance ? names.appearance : westwind_config.appearance;
}

int bt_set_appearance(uint16_t appearance) {
  names.appearance = appearance;
  names.has_appearance = true;
  if (stack() != nullptr) stack()->host().generic_services().set_appearance(appearance);
  return 0;
}

int bt_unpair(uint8_t id, const bt_addr_le_t* addr) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (!has_identity(id)) return -EINVAL;
  const bool all = addr == nullptr || bt_addr_le_eq(addr, BT_ADDR_LE_ANY);
  stack()->touched();
  return forget_bonds(id, all ? nullptr : addr);
}

void bt_foreach_bond(uint8_t id, void (*func)(const bt_bond_info*, void*), void* user_data) {
  if (stack() == nullptr) return;
  Bonds& bonds = stack()->bonds();
  host::smp::Bond bond;
  for (std::size_t index = 0; bonds.load(index, bond);) {
    const wire::DeviceAddress peer = bond.peer;
    bt_bond_info info{to_c(peer)};
    if (bonds.id_of(peer) == id) func(&info, user_data);
    // The function may have removed it: the next one has its place then.
    if (bonds.load(peer, bond)) ++index;
  }
}

bool bt_le_bond_exists(uint8_t id, const bt_addr_le_t* addr) {
  host::smp::Bond bond;
  return stack() != nullptr && stack()->bonds().load(from_c(*addr), bond) &&
         stack()->bonds().id_of(bond.peer) == id;
}

int bt_le_set_rpa_timeout(uint16_t seconds) {
  if (seconds == 0 || seconds > 3600) return -EINVAL;
  if (stack() == nullptr) return -EAGAIN;
  stack()->host().identity().set_private_interval(Duration::seconds(seconds));
  return 0;
}
