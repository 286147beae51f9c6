/* Advertising, legacy and extended. Part of <zephyr/bluetooth/bluetooth.h>. Core Specification Vol
 * 3 Part C 9, Vol 4 Part E 7.8.53. */
#pragma once

#include <zephyr/bluetooth/addr.h>
#include <zephyr/bluetooth/data.h>
#include <zephyr/bluetooth/gap.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bt_conn;
struct bt_le_oob;

enum bt_le_adv_opt {
  BT_LE_ADV_OPT_NONE = 0,
  _BT_LE_ADV_OPT_CONNECTABLE = BIT(0),
  _BT_LE_ADV_OPT_ONE_TIME = BIT(1),
  /** Peers may connect; advertising ends then and is not begun again. */
  BT_LE_ADV_OPT_CONN = _BT_LE_ADV_OPT_CONNECTABLE | _BT_LE_ADV_OPT_ONE_TIME,
  /** Until 4.1: ... and is begun again when there is room for a link, unless ONE_TIME is given. */
  BT_LE_ADV_OPT_CONNECTABLE = _BT_LE_ADV_OPT_CONNECTABLE,
  BT_LE_ADV_OPT_ONE_TIME = _BT_LE_ADV_OPT_ONE_TIME,
  /** The identity address even with CONFIG_BT_PRIVACY. */
  BT_LE_ADV_OPT_USE_IDENTITY = BIT(2),
  /** Until 4.1: the device's name in the scan response. */
  BT_LE_ADV_OPT_USE_NAME = BIT(3),
  BT_LE_ADV_OPT_DIR_MODE_LOW_DUTY = BIT(4),
  BT_LE_ADV_OPT_DIR_ADDR_RPA = BIT(5),
  BT_LE_ADV_OPT_FILTER_SCAN_REQ = BIT(6),
  BT_LE_ADV_OPT_FILTER_CONN = BIT(7),
  BT_LE_ADV_OPT_NOTIFY_SCAN_REQ = BIT(8),
  BT_LE_ADV_OPT_SCANNABLE = BIT(9),
  BT_LE_ADV_OPT_EXT_ADV = BIT(10),
  BT_LE_ADV_OPT_NO_2M = BIT(11),
  BT_LE_ADV_OPT_CODED = BIT(12),
  BT_LE_ADV_OPT_ANONYMOUS = BIT(13),
  BT_LE_ADV_OPT_USE_TX_POWER = BIT(14),
  BT_LE_ADV_OPT_DISABLE_CHAN_37 = BIT(15),
  BT_LE_ADV_OPT_DISABLE_CHAN_38 = BIT(16),
  BT_LE_ADV_OPT_DISABLE_CHAN_39 = BIT(17),
  /** Until 4.1: the device's name in the advertising data. */
  BT_LE_ADV_OPT_FORCE_NAME_IN_AD = BIT(18),
  /** A non-resolvable private address. */
  BT_LE_ADV_OPT_USE_NRPA = BIT(19),
  BT_LE_ADV_OPT_REQUIRE_S2_CODING = BIT(20),
  BT_LE_ADV_OPT_REQUIRE_S8_CODING = BIT(21),
};

/** `peer` (or NULL): whom directed advertising is for. Intervals are in 0.625 ms. */
struct bt_le_adv_param {
  uint8_t id;
  uint8_t sid;
  uint8_t secondary_max_skip;
  uint32_t options;
  uint32_t interval_min;
  uint32_t interval_max;
  const bt_addr_le_t* peer;
};

#define BT_LE_ADV_PARAM_INIT(_options, _int_min, _int_max, _peer)                                  \
  {                                                                                                \
    .id = BT_ID_DEFAULT, .sid = 0, .secondary_max_skip = 0, .options = (_options),                 \
    .interval_min = (_int_min), .interval_max = (_int_max), .peer = (_peer)                        \
  }
#define BT_LE_ADV_PARAM(_options, _int_min, _int_max, _peer)                                       \
  ((struct bt_le_adv_param[]){BT_LE_ADV_PARAM_INIT(_options, _int_min, _int_max, _peer)})
#define BT_LE_ADV_CONN_FAST_1                                                                      \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONN, BT_GAP_ADV_FAST_INT_MIN_1, BT_GAP_ADV_FAST_INT_MAX_1, NULL)
#define BT_LE_ADV_CONN_FAST_2                                                                      \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONN, BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_ADV_CONN_DIR(_peer) BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONN, 0, 0, _peer)
#define BT_LE_ADV_CONN_DIR_LOW_DUTY(_peer)                                                         \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONN | BT_LE_ADV_OPT_DIR_MODE_LOW_DUTY, BT_GAP_ADV_FAST_INT_MIN_2, \
                  BT_GAP_ADV_FAST_INT_MAX_2, _peer)
#define BT_LE_ADV_NCONN                                                                            \
  BT_LE_ADV_PARAM(0, BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_ADV_NCONN_IDENTITY                                                                   \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_USE_IDENTITY, BT_GAP_ADV_FAST_INT_MIN_2,                           \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)

/**
 * Advertises. `ad` and `sd`, advertising data and scan response, are copied; with `sd` it can be
 * scanned. -EALREADY: it runs; -EINVAL: parameters or data no good; -ENOMEM: connectable and no
 * room for a link; -EAGAIN.
 */
int bt_le_adv_start(const struct bt_le_adv_param* param, const struct bt_data* ad, size_t ad_len,
                    const struct bt_data* sd, size_t sd_len);
/** Other data while it runs. -EAGAIN: it does not. */
int bt_le_adv_update_data(const struct bt_data* ad, size_t ad_len, const struct bt_data* sd,
                          size_t sd_len);
/** No error when it does not run. */
int bt_le_adv_stop(void);

/* --- extended advertising: sets with data and parameters of their own. CONFIG_BT_EXT_ADV. */
struct bt_le_ext_adv;

struct bt_le_ext_adv_sent_info {
  uint8_t num_sent;
};
struct bt_le_ext_adv_connected_info {
  struct bt_conn* conn;
};
struct bt_le_ext_adv_scanned_info {
  bt_addr_le_t* addr;
};
/** All may be NULL. From Bluetooth callbacks' context. */
struct bt_le_ext_adv_cb {
  /** The events or the time that bt_le_ext_adv_start was given are over. */
  void (*sent)(struct bt_le_ext_adv* adv, struct bt_le_ext_adv_sent_info* info);
  /** Ended by a link, which has been told of. */
  void (*connected)(struct bt_le_ext_adv* adv, struct bt_le_ext_adv_connected_info* info);
  /** With BT_LE_ADV_OPT_NOTIFY_SCAN_REQ. */
  void (*scanned)(struct bt_le_ext_adv* adv, struct bt_le_ext_adv_scanned_info* info);
  /** The private address is to change; whether it may. */
  bool (*rpa_expired)(struct bt_le_ext_adv* adv);
};

/** `timeout` in 10 ms, 0: none. `num_events` 0: no limit. */
struct bt_le_ext_adv_start_param {
  uint16_t timeout;
  uint8_t num_events;
};
#define BT_LE_EXT_ADV_START_PARAM_INIT(_timeout, _n_evts)                                          \
  { .timeout = (_timeout), .num_events = (_n_evts) }
#define BT_LE_EXT_ADV_START_PARAM(_timeout, _n_evts)                                               \
  ((struct bt_le_ext_adv_start_param[]){BT_LE_EXT_ADV_START_PARAM_INIT((_timeout), (_n_evts))})
#define BT_LE_EXT_ADV_START_DEFAULT BT_LE_EXT_ADV_START_PARAM(0, 0)

#define BT_LE_EXT_ADV_CONN                                                                         \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_CONN, BT_GAP_ADV_FAST_INT_MIN_2,           \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_SCAN                                                                         \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_SCANNABLE, BT_GAP_ADV_FAST_INT_MIN_2,      \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_NCONN                                                                        \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV, BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_NCONN_IDENTITY                                                               \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_USE_IDENTITY, BT_GAP_ADV_FAST_INT_MIN_2,   \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_CODED_NCONN                                                                  \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_CODED, BT_GAP_ADV_FAST_INT_MIN_2,          \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_CODED_NCONN_IDENTITY                                                         \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_CODED | BT_LE_ADV_OPT_USE_IDENTITY,        \
                  BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)

enum bt_le_ext_adv_state {
  BT_LE_EXT_ADV_STATE_DISABLED,
  BT_LE_EXT_ADV_STATE_ENABLED,
};
struct bt_le_ext_adv_info {
  uint8_t id;
  uint8_t sid;
  int8_t tx_power;
  const bt_addr_le_t* addr; /* on the air */
  enum bt_le_ext_adv_state ext_adv_state;
};

/** A set; `cb` (or NULL) must stay. -ENOMEM: CONFIG_BT_EXT_ADV_MAX_ADV_SET; -EINVAL; -EIO. */
int bt_le_ext_adv_create(const struct bt_le_adv_param* param, const struct bt_le_ext_adv_cb* cb,
                         struct bt_le_ext_adv** adv);
/** -EALREADY: it runs; -ENOMEM: connectable and no room for a link. */
int bt_le_ext_adv_start(struct bt_le_ext_adv* adv, const struct bt_le_ext_adv_start_param* param);
int bt_le_ext_adv_stop(struct bt_le_ext_adv* adv);
/** Also while it runs. -EINVAL: more than fits, or a kind that the parameters have no place for. */
int bt_le_ext_adv_set_data(struct bt_le_ext_adv* adv, const struct bt_data* ad, size_t ad_len,
                           const struct bt_data* sd, size_t sd_len);
/** -EINVAL: while it runs. */
int bt_le_ext_adv_update_param(struct bt_le_ext_adv* adv, const struct bt_le_adv_param* param);
/** -EBUSY: while it runs. `adv` is void afterwards. */
int bt_le_ext_adv_delete(struct bt_le_ext_adv* adv);
uint8_t bt_le_ext_adv_get_index(struct bt_le_ext_adv* adv);
struct bt_le_ext_adv* bt_le_ext_adv_lookup_addr(const bt_addr_le_t* addr);
int bt_le_ext_adv_get_info(const struct bt_le_ext_adv* adv, struct bt_le_ext_adv_info* info);
/** As bt_le_oob_get_local, with the set's address. */
int bt_le_ext_adv_oob_get_local(struct bt_le_ext_adv* adv, struct bt_le_oob* oob);

#ifdef __cplusplus
}
#endif
