/* Lets nobody in but the one on its list. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/kernel.h>

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};

static void on_connected(struct bt_conn* conn, uint8_t err) {
  char text[BT_ADDR_LE_STR_LEN];
  bt_addr_le_to_str(bt_conn_get_dst(conn), text, sizeof(text));
  printk("connected (%u) %s\n", err, text);
}
BT_CONN_CB_DEFINE(callbacks) = {.connected = on_connected};

int main(void) {
  struct bt_le_adv_param param = *BT_LE_ADV_CONN_FAST_1;
  bt_addr_le_t friend;
  int err = bt_enable(NULL);
  bt_addr_le_from_str("C0:FF:EE:00:00:02", "public", &friend);
  if (err == 0) err = bt_le_filter_accept_list_add(&friend);
  param.options |= BT_LE_ADV_OPT_FILTER_CONN;
  if (err == 0) err = bt_le_adv_start(&param, ad, ARRAY_SIZE(ad), NULL, 0);
  printk("advertising (%d)\n", err);
  return err;
}
