/* A heart rate sensor: the standard services, a value each second, advertising again behind each
 * link. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/bluetooth/services/bas.h>
#include <zephyr/bluetooth/services/hrs.h>
#include <zephyr/bluetooth/uuid.h>
#include <zephyr/kernel.h>

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA_BYTES(BT_DATA_UUID16_ALL, BT_UUID_16_ENCODE(BT_UUID_HRS_VAL),
                  BT_UUID_16_ENCODE(BT_UUID_BAS_VAL)),
};
static const struct bt_data sd[] = {
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};

static bool is_wanted;

static void advertise(struct k_work* work) {
  const int err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), sd, ARRAY_SIZE(sd));
  ARG_UNUSED(work);
  printk(err == 0 ? "advertising\n" : "advertising failed (%d)\n", err);
}
static K_WORK_DEFINE(advertise_work, advertise);

static void on_connected(struct bt_conn* conn, uint8_t err) {
  char peer[BT_ADDR_LE_STR_LEN];
  bt_addr_le_to_str(bt_conn_get_dst(conn), peer, sizeof(peer));
  printk(err == 0 ? "connected: %s\n" : "not connected: %s\n", peer);
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  ARG_UNUSED(conn);
  printk("disconnected: %s\n", bt_hci_err_to_str(reason));
}
static void on_recycled(void) { k_work_submit(&advertise_work); }

BT_CONN_CB_DEFINE(callbacks) = {
    .connected = on_connected, .disconnected = on_disconnected, .recycled = on_recycled};

static void on_ntf_changed(bool enabled) {
  is_wanted = enabled;
  printk("notifications %s\n", enabled ? "on" : "off");
}
static struct bt_hrs_cb hrs_callbacks = {.ntf_changed = on_ntf_changed};

int main(void) {
  const int err = bt_enable(NULL);
  if (err != 0) {
    printk("bt_enable: %d\n", err);
    return 1;
  }
  bt_hrs_cb_register(&hrs_callbacks);
  advertise(NULL);
  for (uint8_t level = 100;; level = level > 1 ? level - 1 : 100) {
    k_sleep(K_SECONDS(1));
    bt_bas_set_battery_level(level);
    if (is_wanted) bt_hrs_notify(60 + level % 40);
  }
  return 0;
}
