/* Connects to the first heart rate sensor, subscribes, prints ten values and leaves. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/bluetooth/uuid.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/byteorder.h>

static struct bt_conn* sensor;
static struct bt_gatt_discover_params discovery;
static struct bt_gatt_subscribe_params subscription;
static struct bt_uuid_16 searched = BT_UUID_INIT_16(0);
static K_SEM_DEFINE(gone, 0, 1);
static int values;

static uint8_t on_value(struct bt_conn* conn, struct bt_gatt_subscribe_params* params,
                        const void* data, uint16_t length) {
  if (data == NULL) {
    params->value_handle = 0;
    return BT_GATT_ITER_STOP;
  }
  printk("heart rate %u (%u octets)\n", ((const uint8_t*)data)[1], length);
  if (++values == 10) bt_conn_disconnect(conn, BT_HCI_ERR_REMOTE_USER_TERM_CONN);
  return BT_GATT_ITER_CONTINUE;
}

static void search(struct bt_conn* conn, uint16_t uuid, uint16_t start, uint8_t type) {
  searched.val = uuid;
  discovery.uuid = &searched.uuid;
  discovery.start_handle = start;
  discovery.end_handle = BT_ATT_LAST_ATTRIBUTE_HANDLE;
  discovery.type = type;
  const int err = bt_gatt_discover(conn, &discovery);
  if (err != 0) printk("discovery failed (%d)\n", err);
}

static uint8_t on_found(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                        struct bt_gatt_discover_params* params) {
  if (attr == NULL) {
    printk("nothing found\n");
    return BT_GATT_ITER_STOP;
  }
  if (searched.val == BT_UUID_HRS_VAL) {
    search(conn, BT_UUID_HRS_MEASUREMENT_VAL, attr->handle + 1, BT_GATT_DISCOVER_CHARACTERISTIC);
  } else if (searched.val == BT_UUID_HRS_MEASUREMENT_VAL) {
    subscription.value_handle = bt_gatt_attr_value_handle(attr);
    search(conn, BT_UUID_GATT_CCC_VAL, attr->handle + 2, BT_GATT_DISCOVER_DESCRIPTOR);
  } else {
    subscription.notify = on_value;
    subscription.value = BT_GATT_CCC_NOTIFY;
    subscription.ccc_handle = attr->handle;
    const int err = bt_gatt_subscribe(conn, &subscription);
    printk(err == 0 ? "subscribed\n" : "subscription failed (%d)\n", err);
  }
  ARG_UNUSED(params);
  return BT_GATT_ITER_STOP;
}

static bool is_sensor(struct bt_data* data, void* found) {
  if (data->type != BT_DATA_UUID16_ALL && data->type != BT_DATA_UUID16_SOME) return true;
  for (int i = 0; i + 1 < data->data_len; i += 2)
    if (sys_get_le16(&data->data[i]) == BT_UUID_HRS_VAL) *(bool*)found = true;
  return !*(bool*)found;
}

static void on_report(const bt_addr_le_t* addr, int8_t rssi, uint8_t type,
                      struct net_buf_simple* ad) {
  bool found = false;
  ARG_UNUSED(rssi);
  if (type != BT_GAP_ADV_TYPE_ADV_IND && type != BT_GAP_ADV_TYPE_ADV_DIRECT_IND) return;
  bt_data_parse(ad, is_sensor, &found);
  if (!found || bt_le_scan_stop() != 0) return;
  const int err =
      bt_conn_le_create(addr, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &sensor);
  if (err != 0) printk("connecting failed (%d)\n", err);
}

static void on_connected(struct bt_conn* conn, uint8_t err) {
  if (err != 0) {
    printk("not connected: %s\n", bt_hci_err_to_str(err));
    return;
  }
  printk("connected\n");
  discovery.func = on_found;
  search(conn, BT_UUID_HRS_VAL, BT_ATT_FIRST_ATTRIBUTE_HANDLE, BT_GATT_DISCOVER_PRIMARY);
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  printk("disconnected: %s\n", bt_hci_err_to_str(reason));
  bt_conn_unref(conn);
  sensor = NULL;
  k_sem_give(&gone);
}
BT_CONN_CB_DEFINE(callbacks) = {.connected = on_connected, .disconnected = on_disconnected};

int main(void) {
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_scan_start(BT_LE_SCAN_ACTIVE, on_report);
  if (err != 0) {
    printk("no scan (%d)\n", err);
    return 1;
  }
  k_sem_take(&gone, K_FOREVER);
  printk("%d values\n", values);
  return values == 10 ? 0 : 1;
}
