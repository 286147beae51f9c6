/* The Heart Rate Service. CONFIG_BT_HRS. */
#pragma once

#include <stdbool.h>

#include <zephyr/sys/slist.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BT_HRS_CONTROL_POINT_RESET_ENERGY_EXPANDED_REQ 0x01

struct bt_hrs_cb {
  /** Peers have subscribed, or none is left that has. */
  void (*ntf_changed)(bool enabled);
  /** The control point was written. 0, or an errno: the peer gets Control Point Not Supported. */
  int (*ctrl_point_write)(uint8_t request);
  sys_snode_t _node;
};
/** `cb` must stay. -EINVAL. */
int bt_hrs_cb_register(struct bt_hrs_cb* cb);
int bt_hrs_cb_unregister(struct bt_hrs_cb* cb);
/** Notifies a rate in beats a minute. As bt_gatt_notify; nobody subscribed: 0. */
int bt_hrs_notify(uint16_t heartrate);

#ifdef __cplusplus
}
#endif
