/* What is known of a link, and what it can be asked for. Part of <zephyr/bluetooth/conn.h>. */
#pragma once

#include <stdbool.h>

#include <zephyr/bluetooth/addr.h>
#include <zephyr/bluetooth/gap.h>
#include <zephyr/sys/iterable_sections.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bt_conn;

enum bt_conn_type {
  BT_CONN_TYPE_LE = BIT(0),
  BT_CONN_TYPE_BR = BIT(1),
  BT_CONN_TYPE_SCO = BIT(2),
  BT_CONN_TYPE_ISO = BIT(3),
  BT_CONN_TYPE_ALL = BT_CONN_TYPE_LE | BT_CONN_TYPE_BR | BT_CONN_TYPE_SCO | BT_CONN_TYPE_ISO,
};
enum bt_conn_state {
  BT_CONN_STATE_DISCONNECTED,
  BT_CONN_STATE_CONNECTING,
  BT_CONN_STATE_CONNECTED,
  BT_CONN_STATE_DISCONNECTING,
};
enum {
  BT_CONN_ROLE_CENTRAL = 0,
  BT_CONN_ROLE_PERIPHERAL = 1,
};

/** Intervals in 1.25 ms, `timeout` in 10 ms. Core Specification Vol 4 Part E 7.8.18. */
struct bt_le_conn_param {
  uint16_t interval_min;
  uint16_t interval_max;
  uint16_t latency;
  uint16_t timeout;
};
#define BT_LE_CONN_PARAM_INIT(int_min, int_max, lat, to)                                           \
  { .interval_min = (int_min), .interval_max = (int_max), .latency = (lat), .timeout = (to) }
#define BT_LE_CONN_PARAM(int_min, int_max, lat, to)                                                \
  ((struct bt_le_conn_param[]){BT_LE_CONN_PARAM_INIT(int_min, int_max, lat, to)})
#define BT_LE_CONN_PARAM_DEFAULT                                                                   \
  BT_LE_CONN_PARAM(BT_GAP_INIT_CONN_INT_MIN, BT_GAP_INIT_CONN_INT_MAX, 0, 400)
#define BT_CONN_INTERVAL_TO_MS(interval) ((interval)*5U / 4U)
#define BT_CONN_INTERVAL_TO_US(interval) ((interval)*1250U)

/** BT_GAP_LE_PHY_*. */
struct bt_conn_le_phy_info {
  uint8_t tx_phy;
  uint8_t rx_phy;
};
enum {
  BT_CONN_LE_PHY_OPT_NONE = 0,
  BT_CONN_LE_PHY_OPT_CODED_S2 = BIT(0),
  BT_CONN_LE_PHY_OPT_CODED_S8 = BIT(1),
};
struct bt_conn_le_phy_param {
  uint16_t options;
  uint8_t pref_tx_phy;
  uint8_t pref_rx_phy;
};
#define BT_CONN_LE_PHY_PARAM_INIT(_pref_tx_phy, _pref_rx_phy)                                      \
  {                                                                                                \
    .options = BT_CONN_LE_PHY_OPT_NONE, .pref_tx_phy = (_pref_tx_phy),                             \
    .pref_rx_phy = (_pref_rx_phy)                                                                  \
  }
#define BT_CONN_LE_PHY_PARAM(_pref_tx_phy, _pref_rx_phy)                                           \
  ((struct bt_conn_le_phy_param[]){BT_CONN_LE_PHY_PARAM_INIT(_pref_tx_phy, _pref_rx_phy)})
#define BT_CONN_LE_PHY_PARAM_1M BT_CONN_LE_PHY_PARAM(BT_GAP_LE_PHY_1M, BT_GAP_LE_PHY_1M)
#define BT_CONN_LE_PHY_PARAM_2M BT_CONN_LE_PHY_PARAM(BT_GAP_LE_PHY_2M, BT_GAP_LE_PHY_2M)
#define BT_CONN_LE_PHY_PARAM_CODED BT_CONN_LE_PHY_PARAM(BT_GAP_LE_PHY_CODED, BT_GAP_LE_PHY_CODED)
#define BT_CONN_LE_PHY_PARAM_ALL                                                                   \
  BT_CONN_LE_PHY_PARAM(BT_GAP_LE_PHY_1M | BT_GAP_LE_PHY_2M | BT_GAP_LE_PHY_CODED,                  \
                       BT_GAP_LE_PHY_1M | BT_GAP_LE_PHY_2M | BT_GAP_LE_PHY_CODED)

/** Lengths in octets, times in microseconds. */
struct bt_conn_le_data_len_info {
  uint16_t tx_max_len;
  uint16_t tx_max_time;
  uint16_t rx_max_len;
  uint16_t rx_max_time;
};
struct bt_conn_le_data_len_param {
  uint16_t tx_max_len;
  uint16_t tx_max_time;
};
#define BT_CONN_LE_DATA_LEN_PARAM_INIT(_tx_max_len, _tx_max_time)                                  \
  { .tx_max_len = (_tx_max_len), .tx_max_time = (_tx_max_time) }
#define BT_CONN_LE_DATA_LEN_PARAM(_tx_max_len, _tx_max_time)                                       \
  ((struct bt_conn_le_data_len_param[]){BT_CONN_LE_DATA_LEN_PARAM_INIT(_tx_max_len, _tx_max_time)})
#define BT_LE_DATA_LEN_PARAM_DEFAULT                                                               \
  BT_CONN_LE_DATA_LEN_PARAM(BT_GAP_DATA_LEN_DEFAULT, BT_GAP_DATA_TIME_DEFAULT)
#define BT_LE_DATA_LEN_PARAM_MAX                                                                   \
  BT_CONN_LE_DATA_LEN_PARAM(BT_GAP_DATA_LEN_MAX, BT_GAP_DATA_TIME_MAX)

/** `timeout` in 10 ms, 0: CONFIG_BT_CREATE_CONN_TIMEOUT. Intervals and windows in 0.625 ms. */
struct bt_conn_le_create_param {
  uint32_t options;
  uint16_t interval;
  uint16_t window;
  uint16_t interval_coded;
  uint16_t window_coded;
  uint16_t timeout;
};
enum {
  BT_CONN_LE_OPT_NONE = 0,
  BT_CONN_LE_OPT_CODED = BIT(0),
  BT_CONN_LE_OPT_NO_1M = BIT(1),
};
#define BT_CONN_LE_CREATE_PARAM_INIT(_options, _interval, _window)                                 \
  {                                                                                                \
    .options = (_options), .interval = (_interval), .window = (_window), .interval_coded = 0,      \
    .window_coded = 0, .timeout = 0                                                                \
  }
#define BT_CONN_LE_CREATE_PARAM(_options, _interval, _window)                                      \
  ((struct bt_conn_le_create_param[]){BT_CONN_LE_CREATE_PARAM_INIT(_options, _interval, _window)})
#define BT_CONN_LE_CREATE_CONN                                                                     \
  BT_CONN_LE_CREATE_PARAM(BT_CONN_LE_OPT_NONE, BT_GAP_SCAN_FAST_INTERVAL, BT_GAP_SCAN_FAST_INTERVAL)
#define BT_CONN_LE_CREATE_CONN_AUTO                                                                \
  BT_CONN_LE_CREATE_PARAM(BT_CONN_LE_OPT_NONE, BT_GAP_SCAN_FAST_INTERVAL, BT_GAP_SCAN_FAST_WINDOW)

typedef enum __packed {
  BT_SECURITY_L0,                  /* of Classic only */
  BT_SECURITY_L1,                  /* nothing */
  BT_SECURITY_L2,                  /* encrypted */
  BT_SECURITY_L3,                  /* ... by a key that a man in the middle cannot have */
  BT_SECURITY_L4,                  /* ... made by LE Secure Connections, of 16 octets */
  BT_SECURITY_FORCE_PAIR = BIT(7), /* pair again whatever there is */
} bt_security_t;
enum bt_security_flag {
  BT_SECURITY_FLAG_SC = BIT(0),
  BT_SECURITY_FLAG_OOB = BIT(1),
};
struct bt_security_info {
  bt_security_t level;
  uint8_t enc_key_size;
  enum bt_security_flag flags;
};

/** Addresses as identities (src, dst) and as they were on the air; all valid as long as the link.
 */
struct bt_conn_le_info {
  const bt_addr_le_t* src;
  const bt_addr_le_t* dst;
  const bt_addr_le_t* local;
  const bt_addr_le_t* remote;
  uint32_t interval_us;
  uint16_t interval; /* 1.25 ms */
  uint16_t latency;
  uint16_t timeout; /* 10 ms */
  const struct bt_conn_le_phy_info* phy;
  const struct bt_conn_le_data_len_info* data_len;
};
struct bt_conn_info {
  uint8_t type;
  uint8_t role;
  uint8_t id;
  union {
    struct bt_conn_le_info le;
  };
  enum bt_conn_state state;
  struct bt_security_info security;
};
struct bt_conn_le_remote_info {
  const uint8_t* features; /* eight octets */
};
struct bt_conn_remote_info {
  uint8_t type;
  uint8_t version;
  uint16_t manufacturer;
  uint16_t subversion;
  union {
    struct bt_conn_le_remote_info le;
  };
};

#ifdef __cplusplus
}
#endif
