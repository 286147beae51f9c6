/* Sizes of HCI packets. The host has packet memory of its own; these are for applications' buffers.
 */
#pragma once

#include <zephyr/net_buf.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Room in front of a packet for its H4 type. */
#define BT_BUF_RESERVE 1
#define BT_BUF_SIZE(size) (BT_BUF_RESERVE + (size))
#define BT_BUF_ACL_SIZE(size) BT_BUF_SIZE(4 + (size))
#define BT_BUF_EVT_SIZE(size) BT_BUF_SIZE(2 + (size))
#define BT_BUF_CMD_SIZE(size) BT_BUF_SIZE(3 + (size))
#ifndef CONFIG_BT_BUF_ACL_RX_SIZE
#define CONFIG_BT_BUF_ACL_RX_SIZE 69
#endif
#ifndef CONFIG_BT_BUF_CMD_TX_SIZE
#define CONFIG_BT_BUF_CMD_TX_SIZE 255
#endif
#define BT_BUF_ACL_RX_SIZE CONFIG_BT_BUF_ACL_RX_SIZE
#define BT_BUF_CMD_TX_SIZE BT_BUF_CMD_SIZE(CONFIG_BT_BUF_CMD_TX_SIZE)

enum bt_buf_type {
  BT_BUF_CMD = BIT(0),
  BT_BUF_EVT = BIT(1),
  BT_BUF_ACL_OUT = BIT(2),
  BT_BUF_ACL_IN = BIT(3),
  BT_BUF_ISO_OUT = BIT(4),
  BT_BUF_ISO_IN = BIT(5),
  BT_BUF_H4 = BIT(6),
};

/** The octet in front of an H4 packet; 0: not of HCI. */
static inline uint8_t bt_buf_type_to_h4(enum bt_buf_type type) {
  switch (type) {
  case BT_BUF_CMD: return 0x01;
  case BT_BUF_ACL_OUT:
  case BT_BUF_ACL_IN: return 0x02;
  case BT_BUF_EVT: return 0x04;
  case BT_BUF_ISO_OUT:
  case BT_BUF_ISO_IN: return 0x05;
  default: return 0;
  }
}
/** What a packet with this octet is; `out`: to the controller. */
static inline enum bt_buf_type bt_buf_type_from_h4(uint8_t h4_type, bool out) {
  switch (h4_type) {
  case 0x01: return BT_BUF_CMD;
  case 0x02: return out ? BT_BUF_ACL_OUT : BT_BUF_ACL_IN;
  case 0x05: return out ? BT_BUF_ISO_OUT : BT_BUF_ISO_IN;
  default: return BT_BUF_EVT;
  }
}
/** Buffers for packets, with their H4 octet in front; they hold a command or an event. The host has
 * memory of its own. NULL: none in time. */
struct net_buf* bt_buf_get_rx(enum bt_buf_type type, k_timeout_t timeout);
struct net_buf* bt_buf_get_tx(enum bt_buf_type type, k_timeout_t timeout, const void* data,
                              size_t size);
struct net_buf* bt_buf_get_evt(uint8_t evt, bool discardable, k_timeout_t timeout);

#ifdef __cplusplus
}
#endif
