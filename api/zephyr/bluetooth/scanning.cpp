// Scanning, and the accept list.
#include "api/zephyr/bluetooth/ext_advertising.hpp"
#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

namespace {

sys_slist_t callbacks = SYS_SLIST_STATIC_INIT(&callbacks);
bt_le_scan_cb_t* current = nullptr;
bool is_scanning = false;
bool has_timeout = false;

constexpr std::uint16_t legacy_properties(std::uint8_t type) {
  switch (type) {
  case BT_GAP_ADV_TYPE_ADV_IND: return BT_GAP_ADV_PROP_CONNECTABLE | BT_GAP_ADV_PROP_SCANNABLE;
  case BT_GAP_ADV_TYPE_ADV_DIRECT_IND:
    return BT_GAP_ADV_PROP_CONNECTABLE | BT_GAP_ADV_PROP_DIRECTED;
  case BT_GAP_ADV_TYPE_ADV_SCAN_IND: return BT_GAP_ADV_PROP_SCANNABLE;
  case BT_GAP_ADV_TYPE_SCAN_RSP: return BT_GAP_ADV_PROP_SCAN_RESPONSE;
  default: return 0;
  }
}

}  // namespace

void tell_report(const bt_le_scan_recv_info& info, Bytes data) {
  // Each has a buffer of its own over the same octets: consuming them is allowed.
  const auto buffer_of = [data] {
    net_buf_simple buffer;
    net_buf_simple_init_with_data(&buffer, const_cast<std::uint8_t*>(data.data()), data.size());
    return buffer;
  };
  if (current != nullptr) {
    net_buf_simple buffer = buffer_of();
    current(info.addr, info.rssi, info.adv_type, &buffer);
  }
  bt_le_scan_cb* each = nullptr;
  bt_le_scan_cb* after = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&callbacks, each, after, node) {
    if (each->recv == nullptr || !is_scanning) continue;
    net_buf_simple buffer = buffer_of();
    each->recv(&info, &buffer);
  }
}

void Stack::on_report(const host::gap::AdvertisingReport& report) {
  if (!is_scanning) return;
  const bt_addr_le_t address = to_c(report.device);
  bt_le_scan_recv_info info{};
  info.addr = &address;
  info.sid = BT_GAP_SID_INVALID;
  info.rssi = report.rssi_dbm;
  info.tx_power = BT_GAP_TX_POWER_INVALID;
  info.adv_type = static_cast<std::uint8_t>(report.type);
  info.adv_props = legacy_properties(info.adv_type);
  info.primary_phy = BT_GAP_LE_PHY_1M;
  tell_report(info, report.data);
}

void Stack::on_extended_report(const host::gap::ExtendedReport& report) {
  if (!is_scanning) return;
  const bt_addr_le_t address = to_c(report.device);
  bt_le_scan_recv_info info{};
  info.addr = &address;
  info.sid = report.sid;
  info.rssi = report.rssi_dbm;
  info.tx_power = report.tx_power_dbm;
  info.adv_type = BT_GAP_ADV_TYPE_EXT_ADV;
  // The bits are those of HCI but for the legacy one, whose place says "extended" here.
  info.adv_props = static_cast<std::uint16_t>((report.type & 0x0f) | BT_GAP_ADV_PROP_EXT_ADV);
  info.interval = report.periodic_interval_1250us;
  const auto phy = [](std::uint8_t number) {
    return static_cast<std::uint8_t>(number != 0 ? 1u << (number - 1) : 0);
  };
  info.primary_phy = phy(report.primary_phy);
  info.secondary_phy = phy(report.secondary_phy);
  tell_report(info, report.data);
}

void Stack::on_scan_ended(host::hci::ErrorCode reason) {
  if (!is_scanning || host_.scanner().is_wanted()) return;
  is_scanning = false;
  if (reason != host::hci::ErrorCode::success) {
    printk("westwind: the controller refused to scan: %s\n",
           bt_hci_err_to_str(static_cast<std::uint8_t>(reason)));
    return;
  }
  if (!has_timeout) return;
  bt_le_scan_cb* each = nullptr;
  bt_le_scan_cb* after = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&callbacks, each, after, node)
  if (each->timeout != nullptr) each->timeout();
}

void forget_scan() { is_scanning = false; }

namespace {

/// The list's operations end later: waits for that where waiting is allowed.
int change_accept_list(Status (host::gap::AcceptList::*change)(const wire::DeviceAddress&),
                       const wire::DeviceAddress& peer) {
  if (ready_stack() == nullptr) return -EAGAIN;
  stack()->accept_list_outcome.reset();
  const Status asked =
      change != nullptr ? (stack()->accept_list().*change)(peer) : stack()->accept_list().clear();
  stack()->touched();
  if (!asked || stack()->is_inside()) return errno_of(asked);
  (void)wait_for([] { return stack()->accept_list_outcome.has_value(); },
                 now() + Duration::seconds(2));
  if (!stack()->accept_list_outcome) return -EIO;
  const auto outcome = *stack()->accept_list_outcome;
  return outcome == host::hci::ErrorCode::command_disallowed ? -EINVAL : errno_of(outcome);
}

}  // namespace

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_le_scan_start(const bt_le_scan_param* param, bt_le_scan_cb_t cb) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (param->type > BT_LE_SCAN_TYPE_ACTIVE ||
      (param->options & ~(BT_LE_SCAN_OPT_FILTER_DUPLICATE | BT_LE_SCAN_OPT_FILTER_ACCEPT_LIST |
                          BT_LE_SCAN_OPT_CODED | BT_LE_SCAN_OPT_NO_1M)) != 0)
    return -EINVAL;
  if (param->interval < 4 || param->interval > 0x4000 || param->window < 4 ||
      param->window > param->interval)
    return -EINVAL;
  if (is_scanning) return -EALREADY;
  host::gap::ScanOptions options;
  options.active = param->type == BT_LE_SCAN_TYPE_ACTIVE;
  options.interval = Duration::microseconds(param->interval * 625);
  options.window = Duration::microseconds(param->window * 625);
  options.duration = Duration::milliseconds(param->timeout * 10);
  options.filter_duplicates = (param->options & BT_LE_SCAN_OPT_FILTER_DUPLICATE) != 0;
  options.filter_policy = (param->options & BT_LE_SCAN_OPT_FILTER_ACCEPT_LIST) != 0 ? 1 : 0;
  if (stack()->host().initiator().is_active()) return -EAGAIN;
  const bool coded = (param->options & BT_LE_SCAN_OPT_CODED) != 0;
  const bool no_1m = (param->options & BT_LE_SCAN_OPT_NO_1M) != 0;
  if (coded && !uses_extended()) return -ENOTSUP;
  stack()->lens().set_phys(no_1m ? 4 : coded ? 5 : 1);
  const Status started = stack()->host().scanner().start(options);
  if (!started) return errno_of(started);
  is_scanning = true;
  current = cb;
  has_timeout = param->timeout != 0;
  stack()->touched();
  return 0;
}

int bt_le_scan_stop(void) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (!is_scanning) return -EALREADY;
  is_scanning = false;
  current = nullptr;
  (void)stack()->host().scanner().stop();
  stack()->touched();
  return 0;
}

int bt_le_scan_cb_register(bt_le_scan_cb* cb) {
  if (sys_slist_find(&callbacks, &cb->node, nullptr)) return -EEXIST;
  sys_slist_append(&callbacks, &cb->node);
  return 0;
}

void bt_le_scan_cb_unregister(bt_le_scan_cb* cb) {
  (void)sys_slist_find_and_remove(&callbacks, &cb->node);
}

int bt_le_filter_accept_list_add(const bt_addr_le_t* addr) {
  return change_accept_list(&host::gap::AcceptList::add, from_c(*addr));
}

int bt_le_filter_accept_list_remove(const bt_addr_le_t* addr) {
  return change_accept_list(&host::gap::AcceptList::remove, from_c(*addr));
}

int bt_le_filter_accept_list_clear(void) { return change_accept_list(nullptr, {}); }
