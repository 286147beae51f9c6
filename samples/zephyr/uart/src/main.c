/* The Nordic UART Service: sends back what comes, in capitals. */
#include <ctype.h>
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/services/nus.h>
#include <zephyr/kernel.h>

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};
static const struct bt_data sd[] = {BT_DATA_BYTES(BT_DATA_UUID128_ALL, BT_UUID_NUS_SRV_VAL)};

static void on_enabled(bool enabled, void* ctx) {
  ARG_UNUSED(ctx);
  printk("notifications %s\n", enabled ? "on" : "off");
}
static void on_received(struct bt_conn* conn, const void* data, uint16_t len, void* ctx) {
  char answer[244];
  ARG_UNUSED(ctx);
  for (uint16_t i = 0; i < len; ++i)
    answer[i] = (char)toupper(((const char*)data)[i]);
  printk("got %u octets, answered (%d)\n", len, bt_nus_send(conn, answer, len));
}
static struct bt_nus_cb callbacks = {.notif_enabled = on_enabled, .received = on_received};

int main(void) {
  int err = bt_nus_cb_register(&callbacks, NULL);
  if (err == 0) err = bt_enable(NULL);
  if (err == 0)
    err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), sd, ARRAY_SIZE(sd));
  printk("advertising (%d), registered again: %d\n", err, bt_nus_cb_register(&callbacks, NULL));
  return err;
}
