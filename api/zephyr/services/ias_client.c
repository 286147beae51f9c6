// The Immediate Alert Service of a peer.
#include <errno.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/bluetooth/services/ias.h>

#ifndef WESTWIND_IAS_LINKS
#define WESTWIND_IAS_LINKS 64
#endif

static const struct bt_ias_client_cb* client;
static uint16_t alert_handles[WESTWIND_IAS_LINKS];
static struct bt_gatt_discover_params discovery;
static bool discovering;

static void finish(struct bt_conn* conn, int err) {
  discovering = false;
  if (client != NULL && client->discover != NULL) client->discover(conn, err);
}

static uint8_t on_characteristic(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                 struct bt_gatt_discover_params* params) {
  ARG_UNUSED(params);
  if (attr != NULL)
    alert_handles[bt_conn_index(conn)] = ((struct bt_gatt_chrc*)attr->user_data)->value_handle;
  finish(conn, attr != NULL ? 0 : -ENOENT);
  return BT_GATT_ITER_STOP;
}

static uint8_t on_service(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                          struct bt_gatt_discover_params* params) {
  if (attr == NULL) {
    finish(conn, -ENOENT);
    return BT_GATT_ITER_STOP;
  }
  params->uuid = BT_UUID_ALERT_LEVEL;
  params->start_handle = attr->handle + 1;
  params->end_handle = ((struct bt_gatt_service_val*)attr->user_data)->end_handle;
  params->type = BT_GATT_DISCOVER_CHARACTERISTIC;
  params->func = on_characteristic;
  const int err = bt_gatt_discover(conn, params);
  if (err != 0) finish(conn, err);
  return BT_GATT_ITER_STOP;
}

int bt_ias_client_cb_register(const struct bt_ias_client_cb* cb) {
  if (cb == NULL) return -EINVAL;
  if (client != NULL) return -EEXIST;
  client = cb;
  return 0;
}

int bt_ias_discover(struct bt_conn* conn) {
  if (conn == NULL) return -EINVAL;
  if (discovering) return -EBUSY;
  alert_handles[bt_conn_index(conn)] = 0;
  discovery = (struct bt_gatt_discover_params){
      .uuid = BT_UUID_IAS,
      .func = on_service,
      .start_handle = BT_ATT_FIRST_ATTRIBUTE_HANDLE,
      .end_handle = BT_ATT_LAST_ATTRIBUTE_HANDLE,
      .type = BT_GATT_DISCOVER_PRIMARY,
  };
  const int err = bt_gatt_discover(conn, &discovery);
  discovering = err == 0;
  return err;
}

int bt_ias_client_alert_write(struct bt_conn* conn, enum bt_ias_alert_lvl level) {
  const uint8_t value = (uint8_t)level;
  if (conn == NULL) return -ENOTCONN;
  if (level > BT_IAS_ALERT_LVL_HIGH_ALERT || alert_handles[bt_conn_index(conn)] == 0)
    return -EINVAL;
  return bt_gatt_write_without_response(conn, alert_handles[bt_conn_index(conn)], &value,
                                        sizeof(value), false);
}
