// Extended advertising.
#include "api/zephyr/bluetooth/ext_advertising.hpp"

#include <new>

#include "api/zephyr/bluetooth/identities.hpp"
#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

using host::gap::SetOptions;
using host::hci::ErrorCode;

namespace {

/// As many as are configured, and one behind them for bt_le_adv_start.
std::span<bt_le_ext_adv> sets;
westwind_timeout rotation;

bt_le_ext_adv& set_of(const host::gap::AdvertisingSet& set) {
  for (bt_le_ext_adv& adv : sets)
    if (&adv.set == &set) return adv;
  stop_program("an advertising set that nobody made");
}

bool is_on(const bt_le_ext_adv& adv) { return adv.set.is_wanted(); }

void release(bt_le_ext_adv& adv) {
  if (adv.conn != nullptr) bt_conn_unref(adv.conn);
  adv.conn = nullptr;
}

bool has_private_address(const bt_le_ext_adv& adv) {
  return mode_of(adv.param) >= host::gap::AddressMode::resolvable_private;
}

int apply(bt_le_ext_adv& adv) {
  SetOptions options;
  const int error = set_options_of(adv.param, adv.scan_response.size > 0, options);
  if (error != 0) return error;
  adv.shown = to_c(options.own);
  return errno_of(stack()->extended()->set_options(adv.set, options));
}

/// Private addresses grow old.
void rotate(westwind_timeout*) {
  bool any = false;
  for (bt_le_ext_adv& adv : sets) {
    if (!adv.is_used || !is_on(adv) || !has_private_address(adv)) continue;
    any = true;
    const bool may =
        adv.cb == nullptr || adv.cb->rpa_expired == nullptr || adv.cb->rpa_expired(&adv);
    if (may) (void)apply(adv);
  }
  if (any) arm(rotation, now() + Duration::seconds(westwind_config.rpa_timeout_s));
  if (stack() != nullptr) stack()->touched();
}

std::uint16_t properties_of(const bt_le_adv_param& param, bool has_scan_response) {
  using namespace wire::hci;
  const bool extended = (param.options & BT_LE_ADV_OPT_EXT_ADV) != 0;
  const bool connectable = is_connectable(param);
  const bool directed = param.peer != nullptr;
  const bool scannable = (param.options & BT_LE_ADV_OPT_SCANNABLE) != 0 ||
                         (!extended && has_scan_response) ||
                         (!extended && connectable && !directed);
  std::uint16_t bits = extended ? 0 : property_legacy;
  if (connectable) bits |= property_connectable;
  if (scannable) bits |= property_scannable;
  if (directed) bits |= property_directed;
  if (directed && !extended && (param.options & BT_LE_ADV_OPT_DIR_MODE_LOW_DUTY) == 0)
    bits |= property_high_duty;
  if ((param.options & BT_LE_ADV_OPT_ANONYMOUS) != 0) bits |= property_anonymous;
  if ((param.options & BT_LE_ADV_OPT_USE_TX_POWER) != 0 && extended) bits |= property_tx_power;
  return bits;
}

}  // namespace

bool is_connectable(const bt_le_adv_param& param) {
  return (param.options & _BT_LE_ADV_OPT_CONNECTABLE) != 0;
}

int set_options_of(const bt_le_adv_param& param, bool has_scan_response, SetOptions& options) {
  if (!has_identity(param.id) || param.sid > BT_GAP_SID_MAX) return -EINVAL;
  options.properties = properties_of(param, has_scan_response);
  options.interval_min = Duration::microseconds(std::int64_t{param.interval_min} * 625);
  options.interval_max = Duration::microseconds(std::int64_t{param.interval_max} * 625);
  options.channel_map = static_cast<std::uint8_t>(7 & ~(param.options >> 15));
  if (param.peer != nullptr) options.peer = from_c(*param.peer);
  options.filter_policy =
      static_cast<std::uint8_t>(((param.options & BT_LE_ADV_OPT_FILTER_SCAN_REQ) != 0 ? 1 : 0) |
                                ((param.options & BT_LE_ADV_OPT_FILTER_CONN) != 0 ? 2 : 0));
  const bool coded = (param.options & BT_LE_ADV_OPT_CODED) != 0;
  options.primary_phy = coded ? 3 : 1;
  const bool on_2m = (param.options & BT_LE_ADV_OPT_NO_2M) == 0 &&
                     stack()->host().hci().controller().has(wire::hci::LeFeature::phy_2m);
  options.secondary_phy = coded ? 3 : on_2m ? 2 : 1;
  options.secondary_skip = param.secondary_max_skip;
  options.sid = param.sid;
  options.notify_scan_requests = (param.options & BT_LE_ADV_OPT_NOTIFY_SCAN_REQ) != 0;
  options.own = identity_address(param.id);
  const host::gap::AddressMode mode = mode_of(param);
  if (mode < host::gap::AddressMode::resolvable_private) return 0;
  options.own.type = wire::AddressType::random_device;
  const bool resolvable = mode == host::gap::AddressMode::resolvable_private;
  return stack()->host().security().make_private_address(resolvable, options.own.address) ? 0
                                                                                          : -EAGAIN;
}

int SetData::set(const bt_data* data, std::size_t count, std::size_t most) {
  const std::size_t wanted = bt_data_get_len(data, count);
  if (wanted > most) return -EINVAL;
  auto* const made = new (std::nothrow) std::uint8_t[wanted > 0 ? wanted : 1];
  if (made == nullptr) return -ENOMEM;
  delete[] octets;
  octets = made;
  size = 0;
  for (std::size_t i = 0; i < count; ++i)
    size += bt_data_serialize(&data[i], &octets[size]);
  return 0;
}

bool uses_extended() { return stack() != nullptr && stack()->extended() != nullptr; }

bool make_sets() {
  const std::size_t count = westwind_config.ext_adv_sets;
  auto* const made = new (std::nothrow) bt_le_ext_adv[count];
  if (made == nullptr) return false;
  sets = {made, count};
  for (std::size_t i = 0; i < count; ++i)
    made[i].index = static_cast<std::uint8_t>(i);
  return true;
}

void forget_sets() {
  for (bt_le_ext_adv& adv : sets)
    release(adv);
  disarm(rotation);
  delete[] sets.data();
  sets = {};
}

void Stack::on_set_ended(host::gap::AdvertisingSet& set, ErrorCode status, host::hci::Link* link,
                         std::uint8_t events) {
  if (take_legacy_end(set, status, link)) return;
  bt_le_ext_adv& adv = set_of(set);
  if (status == ErrorCode::success && link != nullptr && adv.conn != nullptr) {
    bt_conn* const conn = adv.conn;
    adv.conn = nullptr;
    open_link(*conn, *link, adv.param.id);
    bt_le_ext_adv_connected_info info{conn};
    if (adv.cb != nullptr && adv.cb->connected != nullptr) adv.cb->connected(&adv, &info);
    return;
  }
  release(adv);
  const bool is_over =
      status == ErrorCode::limit_reached || status == ErrorCode::advertising_timeout;
  if (!is_over) {
    printk("westwind: the controller refused to advertise: %s\n",
           bt_hci_err_to_str(static_cast<std::uint8_t>(status)));
    return;
  }
  bt_le_ext_adv_sent_info info{events};
  if (adv.cb != nullptr && adv.cb->sent != nullptr) adv.cb->sent(&adv, &info);
}

void Stack::on_scan_request(host::gap::AdvertisingSet& set, const wire::DeviceAddress& scanner) {
  if (is_legacy_set(set)) return;
  bt_le_ext_adv& adv = set_of(set);
  bt_addr_le_t address = to_c(scanner);
  bt_le_ext_adv_scanned_info info{&address};
  if (adv.cb != nullptr && adv.cb->scanned != nullptr) adv.cb->scanned(&adv, &info);
}

void Stack::on_set_removed(host::gap::AdvertisingSet& set) { set_of(set).is_leaving = false; }

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_le_ext_adv_create(const bt_le_adv_param* param, const bt_le_ext_adv_cb* cb,
                         bt_le_ext_adv** adv) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (!uses_extended()) return -ENOTSUP;
  SetOptions options;
  const int error = set_options_of(*param, false, options);
  if (error != 0) return error;
  for (bt_le_ext_adv& each : sets) {
    if (each.is_used || each.is_leaving) continue;
    each.param = *param;
    if (param->peer != nullptr) {
      each.peer = *param->peer;
      each.param.peer = &each.peer;
    }
    const Status added = stack()->extended()->add(each.set, each.index, options);
    if (!added) return errno_of(added);
    each.shown = to_c(options.own);
    each.cb = cb;
    each.is_used = true;
    *adv = &each;
    return 0;
  }
  return -ENOMEM;
}

int bt_le_ext_adv_start(bt_le_ext_adv* adv, const bt_le_ext_adv_start_param* param) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (is_on(*adv)) return -EALREADY;
  if (is_connectable(adv->param)) {
    if (adv->conn == nullptr) adv->conn = take_slot();
    if (adv->conn == nullptr) return -ENOMEM;
    adv->conn->state = BT_CONN_STATE_CONNECTING;
    adv->conn->role = wire::hci::Role::peripheral;
    adv->conn->reserved = true;
  }
  int error = has_private_address(*adv) ? apply(*adv) : 0;
  const Duration duration = Duration::milliseconds(param != nullptr ? param->timeout * 10 : 0);
  const std::uint8_t events = param != nullptr ? param->num_events : std::uint8_t{0};
  if (error == 0) error = errno_of(stack()->extended()->start(adv->set, duration, events));
  if (error != 0) {
    release(*adv);
    return error;
  }
  stack()->touched();
  rotation._function = &rotate;
  if (has_private_address(*adv) && !rotation._armed)
    arm(rotation, now() + Duration::seconds(westwind_config.rpa_timeout_s));
  return 0;
}

int bt_le_ext_adv_stop(bt_le_ext_adv* adv) {
  if (ready_stack() == nullptr) return -EAGAIN;
  stack()->extended()->stop(adv->set);
  stack()->touched();
  release(*adv);
  return 0;
}

int bt_le_ext_adv_set_data(bt_le_ext_adv* adv, const bt_data* ad, size_t ad_len, const bt_data* sd,
                           size_t sd_len) {
  if (ready_stack() == nullptr) return -EAGAIN;
  const bool extended = (adv->param.options & BT_LE_ADV_OPT_EXT_ADV) != 0;
  const bool scannable = (adv->param.options & BT_LE_ADV_OPT_SCANNABLE) != 0;
  // Extended PDUs have one place for data: where they can be scanned, the response.
  if (extended && ((scannable && ad_len > 0) || (!scannable && sd_len > 0))) return -EINVAL;
  const size_t most = extended ? BT_GAP_ADV_MAX_EXT_ADV_DATA_LEN : BT_GAP_ADV_MAX_ADV_DATA_LEN;
  const bool had_response = adv->scan_response.size > 0;
  int error = adv->data.set(ad, ad_len, most);
  if (error == 0) error = adv->scan_response.set(sd, sd_len, most);
  if (error != 0) return error;
  if (had_response != (sd_len > 0)) error = apply(*adv);
  if (error != 0) return error;
  stack()->touched();
  const Status set = stack()->extended()->set_data(adv->set, adv->data.bytes());
  if (!set) return errno_of(set);
  return errno_of(stack()->extended()->set_scan_response(adv->set, adv->scan_response.bytes()));
}

int bt_le_ext_adv_update_param(bt_le_ext_adv* adv, const bt_le_adv_param* param) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (is_on(*adv)) return -EINVAL;
  const bt_le_adv_param before = adv->param;
  adv->param = *param;
  if (param->peer != nullptr) {
    adv->peer = *param->peer;
    adv->param.peer = &adv->peer;
  }
  const int error = apply(*adv);
  if (error != 0) adv->param = before;
  return error;
}

int bt_le_ext_adv_delete(bt_le_ext_adv* adv) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (is_on(*adv)) return -EBUSY;
  adv->is_used = false;
  adv->is_leaving = true;
  stack()->extended()->remove(adv->set);
  stack()->touched();
  return 0;
}

uint8_t bt_le_ext_adv_get_index(bt_le_ext_adv* adv) { return adv->index; }

bt_le_ext_adv* bt_le_ext_adv_lookup_addr(const bt_addr_le_t* addr) {
  for (bt_le_ext_adv& adv : sets)
    if (adv.is_used && bt_addr_le_eq(&adv.shown, addr)) return &adv;
  return nullptr;
}

int bt_le_ext_adv_get_info(const bt_le_ext_adv* adv, bt_le_ext_adv_info* info) {
  *info = {};
  info->id = adv->param.id;
  info->sid = adv->param.sid;
  info->tx_power = adv->set.tx_power_dbm();
  info->addr = &adv->shown;
  info->ext_adv_state = is_on(*adv) ? BT_LE_EXT_ADV_STATE_ENABLED : BT_LE_EXT_ADV_STATE_DISABLED;
  return 0;
}

int bt_le_ext_adv_oob_get_local(bt_le_ext_adv* adv, bt_le_oob* oob) {
  const int error = bt_le_oob_get_local(adv->param.id, oob);
  if (error == 0) oob->addr = adv->shown;
  return error;
}

int bt_hci_get_adv_handle(const bt_le_ext_adv* adv, uint8_t* adv_handle) {
  *adv_handle = adv->index;
  return 0;
}

bt_le_ext_adv* bt_hci_adv_lookup_handle(uint8_t handle) {
  return handle < sets.size() && sets[handle].is_used ? &sets[handle] : nullptr;
}
