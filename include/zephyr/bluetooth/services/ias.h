/* The Immediate Alert Service, both sides. CONFIG_BT_IAS, CONFIG_BT_IAS_CLIENT. */
#pragma once

#include <zephyr/bluetooth/conn.h>
#include <zephyr/sys/iterable_sections.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bt_ias_alert_lvl {
  BT_IAS_ALERT_LVL_NO_ALERT,
  BT_IAS_ALERT_LVL_MILD_ALERT,
  BT_IAS_ALERT_LVL_HIGH_ALERT,
};
struct bt_ias_cb {
  void (*no_alert)(void);
  void (*mild_alert)(void);
  void (*high_alert)(void);
};
/** BT_IAS_CB_DEFINE(name) = {.no_alert = …}; */
#define BT_IAS_CB_DEFINE(_name)                                                                    \
  static const struct bt_ias_cb bt_ias_cb_##_name;                                                 \
  WESTWIND_SECTION_ENTRY(bt_ias_cb, bt_ias_cb_##_name);                                            \
  static const struct bt_ias_cb bt_ias_cb_##_name
/** Stops the alert from this side. */
int bt_ias_local_alert_stop(void);

struct bt_ias_client_cb {
  void (*discover)(struct bt_conn* conn, int err);
};
int bt_ias_client_cb_register(const struct bt_ias_client_cb* cb);
/** `discover` follows. */
int bt_ias_discover(struct bt_conn* conn);
/** After the discovery. */
int bt_ias_client_alert_write(struct bt_conn* conn, enum bt_ias_alert_lvl level);

#ifdef __cplusplus
}
#endif
