// Legacy advertising.
#include <memory>

#include "api/zephyr/bluetooth/advertising_data.hpp"
#include "api/zephyr/bluetooth/ext_advertising.hpp"
#include "api/zephyr/bluetooth/identities.hpp"
#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

using host::hci::ErrorCode;

namespace {

struct Advertising {
  bt_le_adv_param param{};
  bt_addr_le_t peer{};
  bool is_on = false;       // as the application sees it
  bool comes_back = false;  // BT_LE_ADV_OPT_CONNECTABLE without _ONE_TIME
};
Advertising advertising;

/// bt_le_adv_start on a controller that is spoken to with extended commands: a set of its own.
struct LegacySet {
  host::gap::AdvertisingSet set;
  Octets<BT_GAP_ADV_MAX_ADV_DATA_LEN> data, response;
  std::size_t data_size = 0, response_size = 0;

  void apply(host::gap::ExtendedAdvertiser& extended) {
    if (!set.is_linked()) return;
    (void)extended.set_data(set, Bytes(data).first(data_size));
    (void)extended.set_scan_response(set, Bytes(response).first(response_size));
  }
};
LegacySet legacy_set;

void release_slot() {
  if (bt_conn* const conn = reserved_slot()) bt_conn_unref(conn);
}

bool reserve_slot() {
  if (reserved_slot() != nullptr) return true;
  bt_conn* const conn = take_slot();
  if (conn == nullptr) return false;
  conn->state = BT_CONN_STATE_CONNECTING;
  conn->role = wire::hci::Role::peripheral;
  conn->reserved = true;
  return true;
}

wire::hci::AdvertisingType type_of(const bt_le_adv_param& param, bool has_scan_response) {
  using Type = wire::hci::AdvertisingType;
  if (is_connectable(param)) {
    if (param.peer == nullptr) return Type::connectable_undirected;
    return (param.options & BT_LE_ADV_OPT_DIR_MODE_LOW_DUTY) != 0
               ? Type::connectable_directed_low_duty
               : Type::connectable_directed_high_duty;
  }
  const bool scannable = has_scan_response || (param.options & BT_LE_ADV_OPT_SCANNABLE) != 0;
  return scannable ? Type::scannable_undirected : Type::non_connectable_undirected;
}

int begin_set(bool has_scan_response) {
  host::gap::SetOptions options;
  if (const int error = set_options_of(advertising.param, has_scan_response, options); error != 0)
    return error;
  host::gap::ExtendedAdvertiser& extended = *stack()->extended();
  const auto handle = static_cast<wire::hci::AdvertisingHandle>(westwind_config.ext_adv_sets);
  Status done = legacy_set.set.is_linked() ? extended.set_options(legacy_set.set, options)
                                           : extended.add(legacy_set.set, handle, options);
  legacy_set.apply(extended);
  if (done) done = extended.start(legacy_set.set, Duration::zero(), 0);
  return errno_of(done);
}

int begin(bool has_scan_response) {
  const bt_le_adv_param& param = advertising.param;
  if (is_connectable(param) && !reserve_slot()) return -ENOMEM;
  if (uses_extended()) {
    const int error = begin_set(has_scan_response);
    stack()->touched();
    if (error != 0 && is_connectable(param)) release_slot();
    return error;
  }
  host::gap::AdvertisingOptions options;
  options.type = type_of(param, has_scan_response);
  options.interval_min = Duration::microseconds(param.interval_min * 625);
  options.interval_max = Duration::microseconds(param.interval_max * 625);
  if (param.peer != nullptr) options.peer = from_c(advertising.peer);
  options.channel_map = static_cast<std::uint8_t>(7 & ~(param.options >> 15));
  options.filter_policy =
      static_cast<std::uint8_t>(((param.options & BT_LE_ADV_OPT_FILTER_SCAN_REQ) != 0 ? 1 : 0) |
                                ((param.options & BT_LE_ADV_OPT_FILTER_CONN) != 0 ? 2 : 0));
  Status started = show_identity(param.id, mode_of(param));
  if (started) started = stack()->host().advertiser().start(options);
  stack()->touched();
  if (!started && is_connectable(param)) release_slot();
  return errno_of(started);
}

int check(const bt_le_adv_param& param) {
  if (!has_identity(param.id)) return -EINVAL;
  const bool high_duty =
      param.peer != nullptr && (param.options & BT_LE_ADV_OPT_DIR_MODE_LOW_DUTY) == 0;
  if (param.peer != nullptr && !is_connectable(param)) return -EINVAL;
  if ((param.options & (BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_CODED)) != 0) return -EINVAL;
  if (high_duty) return 0;
  if (param.interval_min > param.interval_max || param.interval_min < 0x20 ||
      param.interval_max > 0x4000)
    return -EINVAL;
  return 0;
}

/// Data of both kinds, as the options add to them. Sets them in the host.
int set_data(const bt_le_adv_param& param, const bt_data* ad, size_t ad_len, const bt_data* sd,
             size_t sd_len) {
  AdvertisingData data;
  AdvertisingData response;
  const bool names_ad = (param.options & BT_LE_ADV_OPT_FORCE_NAME_IN_AD) != 0;
  const bool names = (param.options & BT_LE_ADV_OPT_USE_NAME) != 0;
  bool fits = data.add_all(ad, ad_len) && response.add_all(sd, sd_len);
  if (names && (names_ad || !(is_connectable(param) || sd_len > 0))) fits = fits && data.add_name();
  if (names && !names_ad && (is_connectable(param) || sd_len > 0))
    fits = fits && response.add_name();
  if (!fits) return -EINVAL;
  if (uses_extended()) {
    legacy_set.data_size = copy_bytes(legacy_set.data, data.bytes());
    legacy_set.response_size = copy_bytes(legacy_set.response, response.bytes());
    legacy_set.apply(*stack()->extended());
    return 0;
  }
  const Status set = stack()->host().advertiser().set_data(data.bytes());
  const Status set_response = stack()->host().advertiser().set_scan_response(response.bytes());
  return set && set_response ? 0 : -EINVAL;
}

}  // namespace

host::gap::AddressMode mode_of(const bt_le_adv_param& param) {
  using host::gap::AddressMode;
  if ((param.options & BT_LE_ADV_OPT_USE_NRPA) != 0) return AddressMode::non_resolvable_private;
  const bool as_identity = (param.options & BT_LE_ADV_OPT_USE_IDENTITY) != 0;
  if (westwind_config.privacy && !as_identity) return AddressMode::resolvable_private;
  return identity_address(param.id).type == wire::AddressType::public_device
             ? AddressMode::public_device
             : AddressMode::static_random;
}

bool is_legacy_set(const host::gap::AdvertisingSet& set) { return &set == &legacy_set.set; }

bool take_legacy_end(host::gap::AdvertisingSet& set, ErrorCode status, host::hci::Link* link) {
  if (!is_legacy_set(set)) return false;
  if (status == ErrorCode::success && link != nullptr) {
    advertising.is_on = advertising.comes_back;
    if (bt_conn* const conn = reserved_slot()) open_link(*conn, *link, advertising.param.id);
  } else {
    note_advertising_end(status);
  }
  return true;
}

bool is_advertising(std::uint8_t id) { return advertising.is_on && advertising.param.id == id; }

void Stack::on_advertising_ended(ErrorCode reason) { note_advertising_end(reason); }

void note_advertising_end(ErrorCode reason) {
  if (reason == ErrorCode::success) {
    advertising.is_on = advertising.comes_back;
    return;
  }
  advertising.is_on = false;
  if (reason == ErrorCode::advertising_timeout) {
    // As a connection that did not come about.
    if (bt_conn* const conn = reserved_slot()) {
      conn->reserved = false;
      conn->peer = advertising.peer;
      conn->state = BT_CONN_STATE_DISCONNECTED;
      tell_connection(&bt_conn_cb::connected, conn, static_cast<std::uint8_t>(reason));
      bt_conn_unref(conn);
    }
    return;
  }
  release_slot();
  printk("westwind: the controller refused to advertise: %s\n",
         bt_hci_err_to_str(static_cast<std::uint8_t>(reason)));
}

void note_advertising_link(const host::hci::Link& link) {
  if (link.role == wire::hci::Role::peripheral) advertising.is_on = advertising.comes_back;
}

/// The former kind, which comes back as soon as there is room for a link.
void run_advertising() {
  if (ready_stack() == nullptr || !advertising.is_on || !advertising.comes_back) return;
  if (stack()->host().advertiser().is_wanted() || legacy_set.set.is_wanted()) return;
  if (reserved_slot() == nullptr && !reserve_slot()) return;
  (void)begin(false);
}

void forget_advertising() {
  advertising = {};
  // The list that it stood in is gone with its host.
  std::destroy_at(&legacy_set);
  std::construct_at(&legacy_set);
  release_slot();
}

}  // namespace westwind::zephyr

using namespace westwind::zephyr;

int bt_le_adv_start(const bt_le_adv_param* param, const bt_data* ad, size_t ad_len,
                    const bt_data* sd, size_t sd_len) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (const int error = check(*param); error != 0) return error;
  if (advertising.is_on) return -EALREADY;
  if (const int error = set_data(*param, ad, ad_len, sd, sd_len); error != 0) return error;
  advertising.param = *param;
  if (param->peer != nullptr) {
    advertising.peer = *param->peer;
    advertising.param.peer = &advertising.peer;
  }
  const int error = begin(sd_len > 0);
  advertising.is_on = error == 0;
  advertising.comes_back = is_connectable(*param) && param->peer == nullptr &&
                           (param->options & _BT_LE_ADV_OPT_ONE_TIME) == 0;
  return error;
}

int bt_le_adv_update_data(const bt_data* ad, size_t ad_len, const bt_data* sd, size_t sd_len) {
  if (ready_stack() == nullptr || !advertising.is_on) return -EAGAIN;
  stack()->touched();
  return set_data(advertising.param, ad, ad_len, sd, sd_len);
}

int bt_le_adv_stop(void) {
  if (stack() == nullptr) return -EAGAIN;
  if (!advertising.is_on) return 0;
  advertising.is_on = advertising.comes_back = false;
  if (uses_extended())
    stack()->extended()->stop(legacy_set.set);
  else
    stack()->host().advertiser().stop();
  stack()->touched();
  // A link that is coming about has the slot; without one it is free.
  if (bt_conn* const conn = reserved_slot()) bt_conn_unref(conn);
  return 0;
}
