/* What the centrals here have in common: to find an advertiser, connect, and find a value. */
#pragma once

#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/byteorder.h>

static struct bt_conn* client_link;
static struct k_poll_signal client_up = K_POLL_SIGNAL_INITIALIZER(client_up);
static struct k_poll_signal client_down = K_POLL_SIGNAL_INITIALIZER(client_down);
static struct k_poll_signal client_done = K_POLL_SIGNAL_INITIALIZER(client_done);
static const char* client_name;

/* Waits for a signal and takes it. */
static int client_wait(struct k_poll_signal* signal, int seconds) {
  struct k_poll_event event =
      K_POLL_EVENT_INITIALIZER(K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, signal);
  if (k_poll(&event, 1, K_SECONDS(seconds)) != 0) return -ETIMEDOUT;
  k_poll_signal_reset(signal);
  return signal->result;
}

static bool client_is_name(struct bt_data* data, void* found) {
  if (data->type == BT_DATA_NAME_COMPLETE && data->data_len == strlen(client_name) &&
      memcmp(data->data, client_name, data->data_len) == 0)
    *(bool*)found = true;
  return !*(bool*)found;
}
static void client_on_report(const bt_addr_le_t* addr, int8_t rssi, uint8_t type,
                             struct net_buf_simple* ad) {
  bool found = false;
  ARG_UNUSED(rssi);
  ARG_UNUSED(type);
  bt_data_parse(ad, client_is_name, &found);
  if (!found || bt_le_scan_stop() != 0) return;
  const int err =
      bt_conn_le_create(addr, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &client_link);
  if (err != 0) k_poll_signal_raise(&client_up, err);
}
static void client_on_connected(struct bt_conn* conn, uint8_t err) {
  if (conn != client_link) return;
  if (err != 0) {
    bt_conn_unref(conn);
    client_link = NULL;
  }
  k_poll_signal_raise(&client_up, err);
}
static void client_on_disconnected(struct bt_conn* conn, uint8_t reason) {
  if (conn != client_link) return;
  bt_conn_unref(conn);
  client_link = NULL;
  k_poll_signal_raise(&client_down, reason);
}
BT_CONN_CB_DEFINE(client) = {.connected = client_on_connected,
                             .disconnected = client_on_disconnected};

/* Connects to the advertiser with this complete name. */
static __maybe_unused int client_connect(const char* name) {
  client_name = name;
  k_poll_signal_reset(&client_up);
  k_poll_signal_reset(&client_down);
  const int err = bt_le_scan_start(BT_LE_SCAN_ACTIVE, client_on_report);
  return err != 0 ? err : client_wait(&client_up, 10);
}
static __maybe_unused int client_disconnect(void) {
  const int err = bt_conn_disconnect(client_link, BT_HCI_ERR_REMOTE_USER_TERM_CONN);
  return err != 0 ? err : client_wait(&client_down, 5) * 0;
}

static uint16_t client_found;
static uint8_t client_on_found(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                               struct bt_gatt_discover_params* params) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (attr != NULL) client_found = ((struct bt_gatt_chrc*)attr->user_data)->value_handle;
  k_poll_signal_raise(&client_done, attr != NULL ? 0 : -ENOENT);
  return BT_GATT_ITER_STOP;
}
/* The handle of the characteristic with this UUID; 0: there is none. */
static __maybe_unused uint16_t client_find(const struct bt_uuid* uuid) {
  static struct bt_gatt_discover_params params;
  params = (struct bt_gatt_discover_params){
      .uuid = uuid,
      .func = client_on_found,
      .start_handle = BT_ATT_FIRST_ATTRIBUTE_HANDLE,
      .end_handle = BT_ATT_LAST_ATTRIBUTE_HANDLE,
      .type = BT_GATT_DISCOVER_CHARACTERISTIC,
  };
  if (bt_gatt_discover(client_link, &params) != 0) return 0;
  return client_wait(&client_done, 5) == 0 ? client_found : 0;
}

static void client_on_subscribed(struct bt_conn* conn, uint8_t err,
                                 struct bt_gatt_subscribe_params* params) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  k_poll_signal_raise(&client_done, err);
}
/* Subscribes; the descriptor is looked for. */
static __maybe_unused int client_subscribe(struct bt_gatt_subscribe_params* params, uint16_t handle,
                                           uint16_t value, bt_gatt_notify_func_t notify) {
  static struct bt_gatt_discover_params discovery;
  params->notify = notify;
  params->subscribe = client_on_subscribed;
  params->value_handle = handle;
  params->ccc_handle = BT_GATT_AUTO_DISCOVER_CCC_HANDLE;
  params->end_handle = BT_ATT_LAST_ATTRIBUTE_HANDLE;
  params->disc_params = &discovery;
  params->value = value;
  const int err = bt_gatt_subscribe(client_link, params);
  return err != 0 ? err : client_wait(&client_done, 5);
}

static void client_on_mtu(struct bt_conn* conn, uint8_t err,
                          struct bt_gatt_exchange_params* params) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  k_poll_signal_raise(&client_done, err);
}
static __maybe_unused int client_exchange_mtu(void) {
  static struct bt_gatt_exchange_params params = {.func = client_on_mtu};
  const int err = bt_gatt_exchange_mtu(client_link, &params);
  return err != 0 ? err : client_wait(&client_done, 5);
}
