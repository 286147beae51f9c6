/* Subscribes to a thermometer's indications, takes ten, unsubscribes and leaves. */
#include "../../client.h"

static struct bt_gatt_subscribe_params subscription;
static int values;
static bool ended;

static uint8_t on_value(struct bt_conn* conn, struct bt_gatt_subscribe_params* params,
                        const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data == NULL) {
    ended = true;
    return BT_GATT_ITER_STOP;
  }
  const uint32_t tenths = sys_get_le24((const uint8_t*)data + 1);
  printk("%u.%u degrees, %u octets\n", tenths / 10, tenths % 10, length);
  ++values;
  return BT_GATT_ITER_CONTINUE;
}

static bool has_service(struct bt_data* data, void* found) {
  if (data->type == BT_DATA_UUID16_ALL && sys_get_le16(data->data) == BT_UUID_HTS_VAL)
    *(bool*)found = true;
  return true;
}
static void on_report(const bt_addr_le_t* addr, int8_t rssi, uint8_t type,
                      struct net_buf_simple* ad) {
  bool found = false;
  ARG_UNUSED(rssi);
  if (type != BT_GAP_ADV_TYPE_ADV_IND) return;
  bt_data_parse(ad, has_service, &found);
  if (found && bt_le_scan_stop() == 0)
    bt_conn_le_create(addr, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &client_link);
}

int main(void) {
  ARG_UNUSED(client_on_report);
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_scan_start(BT_LE_SCAN_PASSIVE, on_report);
  if (err == 0) err = client_wait(&client_up, 10);
  const uint16_t handle = err == 0 ? client_find(BT_UUID_HTS_MEASUREMENT) : 0;
  err = client_subscribe(&subscription, handle, BT_GATT_CCC_INDICATE, on_value);
  printk("subscribed (%d), again: %d\n", err, bt_gatt_subscribe(client_link, &subscription));
  while (err == 0 && values < 10)
    k_sleep(K_MSEC(100));
  err = bt_gatt_unsubscribe(client_link, &subscription);
  printk("unsubscribed (%d), ended %d\n", err, ended);
  const int before = values;
  k_sleep(K_SECONDS(3));
  printk("%d values, %d afterwards\n", before, values - before);
  printk("left (%d)\n", client_disconnect());
  return err;
}
