/* Hears extended advertising, of which one has 300 octets, then connects to the set that takes
 * links. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/kernel.h>

static struct bt_conn* link;
static bool heard_long, connecting;
static struct k_poll_signal up = K_POLL_SIGNAL_INITIALIZER(up);

static void on_report(const struct bt_le_scan_recv_info* info, struct net_buf_simple* buf) {
  if ((info->adv_props & BT_GAP_ADV_PROP_EXT_ADV) == 0) return;
  if (info->sid == 3 && !heard_long) {
    heard_long = true;
    printk("heard %u octets, set %u, secondary PHY %u\n", buf->len, info->sid, info->secondary_phy);
  }
  if (!heard_long || connecting || (info->adv_props & BT_GAP_ADV_PROP_CONNECTABLE) == 0) return;
  connecting = bt_le_scan_stop() == 0;
  const int err =
      bt_conn_le_create(info->addr, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &link);
  if (err != 0) printk("connecting failed (%d)\n", err);
}
static struct bt_le_scan_cb scan_callbacks = {.recv = on_report};

static void on_connected(struct bt_conn* conn, uint8_t err) {
  ARG_UNUSED(conn);
  k_poll_signal_raise(&up, err);
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  printk("disconnected: %s\n", bt_hci_err_to_str(reason));
  bt_conn_unref(conn);
  link = NULL;
}
BT_CONN_CB_DEFINE(callbacks) = {.connected = on_connected, .disconnected = on_disconnected};

int main(void) {
  struct k_poll_event events[] = {
      K_POLL_EVENT_INITIALIZER(K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, &up)};
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_scan_cb_register(&scan_callbacks);
  if (err == 0) err = bt_le_scan_start(BT_LE_SCAN_PASSIVE_CONTINUOUS, NULL);
  if (err != 0) {
    printk("no scan (%d)\n", err);
    return 1;
  }
  k_poll(events, ARRAY_SIZE(events), K_FOREVER);
  printk("connected (%d)\n", up.result);
  k_sleep(K_SECONDS(1));
  return bt_conn_disconnect(link, BT_HCI_ERR_REMOTE_USER_TERM_CONN);
}
