// Advertising sets, and legacy advertising on controllers that are spoken to with extended
// commands.
#pragma once

#include <zephyr/bluetooth/bluetooth.h>

#include "api/zephyr/bluetooth/connection.hpp"

namespace westwind::zephyr {

/// Data of a set; they stay where they are while the controller may be told of them.
struct SetData {
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  SetData() = default;
  SetData(const SetData&) = delete;
  SetData& operator=(const SetData&) = delete;
  ~SetData() { delete[] octets; }
  /// -ENOMEM; -EINVAL: longer than `most`.
  int set(const bt_data* data, std::size_t count, std::size_t most);
  Bytes bytes() const { return {octets, size}; }
};

/// What the options and the identity say of a set.
int set_options_of(const bt_le_adv_param& param, bool has_scan_response,
                   host::gap::SetOptions& options);
host::gap::AddressMode mode_of(const bt_le_adv_param& param);
bool is_connectable(const bt_le_adv_param& param);

/// Whether the controller is spoken to with extended commands.
bool uses_extended();
/// Memory of the sets that the configuration allows; false: none.
bool make_sets();
void forget_sets();

}  // namespace westwind::zephyr

struct bt_le_ext_adv {
  westwind::host::gap::AdvertisingSet set;
  westwind::zephyr::SetData data, scan_response;
  bt_le_adv_param param{};
  bt_addr_le_t peer{};
  bt_addr_le_t shown{};
  const bt_le_ext_adv_cb* cb = nullptr;
  bt_conn* conn = nullptr;  // reserved for the link that it makes
  std::uint8_t index = 0;
  bool is_used = false;
  bool is_leaving = false;  // the controller has it still
};
