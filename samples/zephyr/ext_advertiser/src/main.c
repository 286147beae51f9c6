/* Two advertising sets side by side: one with 300 octets that nobody connects to, one that takes a
 * link. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/kernel.h>

#define LONG_SID 3

static uint8_t long_data[246];
static struct bt_data broadcast[] = {
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
    BT_DATA(BT_DATA_MANUFACTURER_DATA, long_data, sizeof(long_data)),
    BT_DATA_BYTES(BT_DATA_SVC_DATA16, 0x0f, 0x18, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                  16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35),
};
static const struct bt_data connectable[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, "Westwind link", 13),
};

static K_SEM_DEFINE(free_slot, 0, 1);

static void on_set_connected(struct bt_le_ext_adv* adv, struct bt_le_ext_adv_connected_info* info) {
  ARG_UNUSED(info);
  printk("set %u made a link\n", bt_le_ext_adv_get_index(adv));
}
static void on_sent(struct bt_le_ext_adv* adv, struct bt_le_ext_adv_sent_info* info) {
  printk("set %u: %u events sent\n", bt_le_ext_adv_get_index(adv), info->num_sent);
}
static const struct bt_le_ext_adv_cb set_callbacks = {.connected = on_set_connected,
                                                      .sent = on_sent};

static void on_connected(struct bt_conn* conn, uint8_t err) {
  ARG_UNUSED(conn);
  printk("connected (%u)\n", err);
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  ARG_UNUSED(conn);
  printk("disconnected: %s\n", bt_hci_err_to_str(reason));
}
static void on_recycled(void) { k_sem_give(&free_slot); }
BT_CONN_CB_DEFINE(callbacks) = {
    .connected = on_connected, .disconnected = on_disconnected, .recycled = on_recycled};

static int begin_broadcast(void) {
  struct bt_le_adv_param param = *BT_LE_EXT_ADV_NCONN;
  struct bt_le_ext_adv* adv;
  param.sid = LONG_SID;
  for (size_t i = 0; i < sizeof(long_data); ++i)
    long_data[i] = (uint8_t)i;
  int err = bt_le_ext_adv_create(&param, &set_callbacks, &adv);
  if (err == 0) err = bt_le_ext_adv_set_data(adv, broadcast, ARRAY_SIZE(broadcast), NULL, 0);
  if (err == 0) err = bt_le_ext_adv_start(adv, BT_LE_EXT_ADV_START_PARAM(0, 50));
  return err;
}

int main(void) {
  struct bt_le_ext_adv* adv;
  int err = bt_enable(NULL);
  if (err == 0) err = begin_broadcast();
  if (err == 0) err = bt_le_ext_adv_create(BT_LE_EXT_ADV_CONN, &set_callbacks, &adv);
  if (err == 0) err = bt_le_ext_adv_set_data(adv, connectable, ARRAY_SIZE(connectable), NULL, 0);
  while (err == 0) {
    err = bt_le_ext_adv_start(adv, BT_LE_EXT_ADV_START_DEFAULT);
    if (err == 0) {
      printk("advertising\n");
      k_sem_take(&free_slot, K_FOREVER);
    }
  }
  printk("failed (%d)\n", err);
  return 1;
}
