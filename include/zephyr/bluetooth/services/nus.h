/* The Nordic UART Service: octets both ways. CONFIG_BT_ZEPHYR_NUS. */
#pragma once

#include <stdbool.h>

#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/uuid.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BT_UUID_NUS_SRV_VAL BT_UUID_128_ENCODE(0x6e400001, 0xb5a3, 0xf393, 0xe0a9, 0xe50e24dcca9e)
#define BT_UUID_NUS_RX_CHAR_VAL                                                                    \
  BT_UUID_128_ENCODE(0x6e400002, 0xb5a3, 0xf393, 0xe0a9, 0xe50e24dcca9e)
#define BT_UUID_NUS_TX_CHAR_VAL                                                                    \
  BT_UUID_128_ENCODE(0x6e400003, 0xb5a3, 0xf393, 0xe0a9, 0xe50e24dcca9e)
#define BT_UUID_NUS_SERVICE BT_UUID_DECLARE_128(BT_UUID_NUS_SRV_VAL)
#define BT_UUID_NUS_RX_CHAR BT_UUID_DECLARE_128(BT_UUID_NUS_RX_CHAR_VAL)
#define BT_UUID_NUS_TX_CHAR BT_UUID_DECLARE_128(BT_UUID_NUS_TX_CHAR_VAL)

struct bt_nus_inst;
struct bt_nus_cb {
  void (*notif_enabled)(bool enabled, void* ctx);
  void (*received)(struct bt_conn* conn, const void* data, uint16_t len, void* ctx);
  sys_snode_t _node;
};
/** `cb` must stay. `inst` NULL: the one there is. -EINVAL; -EALREADY. */
int bt_nus_inst_cb_register(struct bt_nus_inst* inst, struct bt_nus_cb* cb, void* ctx);
/** As bt_gatt_notify; `conn` NULL: all that have subscribed. */
int bt_nus_inst_send(struct bt_conn* conn, struct bt_nus_inst* inst, const void* data,
                     uint16_t len);
static inline int bt_nus_cb_register(struct bt_nus_cb* cb, void* ctx) {
  return bt_nus_inst_cb_register(NULL, cb, ctx);
}
static inline int bt_nus_send(struct bt_conn* conn, const void* data, uint16_t len) {
  return bt_nus_inst_send(conn, NULL, data, len);
}

#ifdef __cplusplus
}
#endif
