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

#ifdef __cplusplus
}
#endif
