/* Talks to a Nordic UART: the MTU grows, a long line goes out and comes back. */
#include <zephyr/bluetooth/services/nus.h>

#include "../../client.h"

static struct bt_gatt_subscribe_params subscription;
static struct k_poll_signal answered = K_POLL_SIGNAL_INITIALIZER(answered);
static char line[246];

static uint8_t on_value(struct bt_conn* conn, struct bt_gatt_subscribe_params* params,
                        const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data == NULL) return BT_GATT_ITER_STOP;
  printk("answer of %u octets: %.10s...\n", length, (const char*)data);
  k_poll_signal_raise(&answered, length);
  return BT_GATT_ITER_CONTINUE;
}
static void on_mtu(struct bt_conn* conn, uint16_t tx, uint16_t rx) {
  ARG_UNUSED(conn);
  printk("MTU %u %u\n", tx, rx);
}
static struct bt_gatt_cb gatt_callbacks = {.att_mtu_updated = on_mtu};

int main(void) {
  int err = bt_enable(NULL);
  bt_gatt_cb_register(&gatt_callbacks);
  if (err == 0) err = client_connect("Westwind UART");
  if (err == 0) err = client_exchange_mtu();
  printk("exchanged (%d), again: %d\n", err, client_exchange_mtu());
  const uint16_t out = client_find(BT_UUID_NUS_RX_CHAR);
  if (err == 0)
    err = client_subscribe(&subscription, client_find(BT_UUID_NUS_TX_CHAR), BT_GATT_CCC_NOTIFY,
                           on_value);
  for (size_t i = 0; i < 200; ++i)
    line[i] = (char)('a' + i % 26);
  if (err == 0) err = bt_gatt_write_without_response(client_link, out, line, 200, false);
  printk("written (%d), too long: %d\n", err,
         bt_gatt_write_without_response(client_link, out, line, 245, false));
  printk("answered: %d\n", client_wait(&answered, 5));
  printk("left (%d)\n", client_disconnect());
  return err;
}
