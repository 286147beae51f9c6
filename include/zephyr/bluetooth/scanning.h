/* Scanning. Part of <zephyr/bluetooth/bluetooth.h>. Core Specification Vol 3 Part C 9.1, Vol 4 Part
 * E 7.8.64. */
#pragma once

#include <zephyr/bluetooth/addr.h>
#include <zephyr/bluetooth/gap.h>
#include <zephyr/net_buf.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bt_le_scan_opt {
  BT_LE_SCAN_OPT_NONE = 0,
  BT_LE_SCAN_OPT_FILTER_DUPLICATE = BIT(0),
  BT_LE_SCAN_OPT_FILTER_ACCEPT_LIST = BIT(1),
  BT_LE_SCAN_OPT_CODED = BIT(2),
  BT_LE_SCAN_OPT_NO_1M = BIT(3),
};
enum bt_le_scan_type {
  BT_LE_SCAN_TYPE_PASSIVE = 0,
  BT_LE_SCAN_TYPE_ACTIVE = 1,
};

/** `timeout` in 10 ms, 0: until stopped. Intervals and windows in 0.625 ms; of Coded: 0, as the
 * others. */
struct bt_le_scan_param {
  uint8_t type;
  uint32_t options;
  uint16_t interval;
  uint16_t window;
  uint16_t timeout;
  uint16_t interval_coded;
  uint16_t window_coded;
};
#define BT_LE_SCAN_PARAM_INIT(_type, _options, _interval, _window)                                 \
  {                                                                                                \
    .type = (_type), .options = (_options), .interval = (_interval), .window = (_window),          \
    .timeout = 0, .interval_coded = 0, .window_coded = 0                                           \
  }
#define BT_LE_SCAN_PARAM(_type, _options, _interval, _window)                                      \
  ((struct bt_le_scan_param[]){BT_LE_SCAN_PARAM_INIT(_type, _options, _interval, _window)})
#define BT_LE_SCAN_ACTIVE                                                                          \
  BT_LE_SCAN_PARAM(BT_LE_SCAN_TYPE_ACTIVE, BT_LE_SCAN_OPT_FILTER_DUPLICATE,                        \
                   BT_GAP_SCAN_FAST_INTERVAL, BT_GAP_SCAN_FAST_WINDOW)
#define BT_LE_SCAN_ACTIVE_CONTINUOUS                                                               \
  BT_LE_SCAN_PARAM(BT_LE_SCAN_TYPE_ACTIVE, BT_LE_SCAN_OPT_FILTER_DUPLICATE,                        \
                   BT_GAP_SCAN_FAST_INTERVAL_MIN, BT_GAP_SCAN_FAST_WINDOW)
#define BT_LE_SCAN_PASSIVE                                                                         \
  BT_LE_SCAN_PARAM(BT_LE_SCAN_TYPE_PASSIVE, BT_LE_SCAN_OPT_FILTER_DUPLICATE,                       \
                   BT_GAP_SCAN_FAST_INTERVAL, BT_GAP_SCAN_FAST_WINDOW)
#define BT_LE_SCAN_PASSIVE_CONTINUOUS                                                              \
  BT_LE_SCAN_PARAM(BT_LE_SCAN_TYPE_PASSIVE, BT_LE_SCAN_OPT_FILTER_DUPLICATE,                       \
                   BT_GAP_SCAN_FAST_INTERVAL_MIN, BT_GAP_SCAN_FAST_WINDOW)
#define BT_LE_SCAN_CODED_ACTIVE                                                                    \
  BT_LE_SCAN_PARAM(BT_LE_SCAN_TYPE_ACTIVE, BT_LE_SCAN_OPT_CODED | BT_LE_SCAN_OPT_FILTER_DUPLICATE, \
                   BT_GAP_SCAN_FAST_INTERVAL, BT_GAP_SCAN_FAST_WINDOW)
#define BT_LE_SCAN_CODED_PASSIVE                                                                   \
  BT_LE_SCAN_PARAM(BT_LE_SCAN_TYPE_PASSIVE,                                                        \
                   BT_LE_SCAN_OPT_CODED | BT_LE_SCAN_OPT_FILTER_DUPLICATE,                         \
                   BT_GAP_SCAN_FAST_INTERVAL, BT_GAP_SCAN_FAST_WINDOW)

/** Whom it is from: the identity of a bonded peer where known, else what is on the air. */
struct bt_le_scan_recv_info {
  const bt_addr_le_t* addr;
  uint8_t sid;
  int8_t rssi;
  int8_t tx_power;
  uint8_t adv_type;
  uint16_t adv_props;
  uint16_t interval;
  uint8_t primary_phy;
  uint8_t secondary_phy;
};

/** One report. All is valid during the call; `buf` may be consumed. */
typedef void bt_le_scan_cb_t(const bt_addr_le_t* addr, int8_t rssi, uint8_t adv_type,
                             struct net_buf_simple* buf);
struct bt_le_scan_cb {
  void (*recv)(const struct bt_le_scan_recv_info* info, struct net_buf_simple* buf);
  /** bt_le_scan_param.timeout is over. */
  void (*timeout)(void);
  sys_snode_t node;
};

/** `cb` (or NULL) and all that are registered get the reports. -EALREADY: it runs; -EINVAL. */
int bt_le_scan_start(const struct bt_le_scan_param* param, bt_le_scan_cb_t cb);
/** No report comes after it returned. -EALREADY: it does not run. */
int bt_le_scan_stop(void);
/** `cb` must stay. -EEXIST. */
int bt_le_scan_cb_register(struct bt_le_scan_cb* cb);
void bt_le_scan_cb_unregister(struct bt_le_scan_cb* cb);

#ifdef __cplusplus
}
#endif
