/* A central with 20 links at once. Each is counted when it comes and when it goes. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/kernel.h>

static struct bt_conn* connecting;
static int links, most;
static uint32_t seen; /* slots, a bit each */

static void search(void);

static void on_report(const bt_addr_le_t* addr, int8_t rssi, uint8_t type,
                      struct net_buf_simple* ad) {
  ARG_UNUSED(rssi);
  ARG_UNUSED(ad);
  if (connecting != NULL || type != BT_GAP_ADV_TYPE_ADV_IND || bt_le_scan_stop() != 0) return;
  struct bt_conn* known = bt_conn_lookup_addr_le(BT_ID_DEFAULT, addr);
  if (known != NULL) {
    bt_conn_unref(known);
    search();
    return;
  }
  const int err = bt_conn_le_create(addr, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM(80, 80, 0, 400),
                                    &connecting);
  if (err != 0) printk("connecting failed (%d)\n", err);
}
static void search(void) {
  const int err = bt_le_scan_start(BT_LE_SCAN_PASSIVE_CONTINUOUS, on_report);
  if (err != 0 && err != -EALREADY) printk("no scan (%d)\n", err);
}
static void on_connected(struct bt_conn* conn, uint8_t err) {
  bt_conn_unref(connecting);
  connecting = NULL;
  if (err == 0) {
    seen |= BIT(bt_conn_index(conn));
    if (++links > most) most = links;
    if (links == CONFIG_BT_MAX_CONN) printk("%d links\n", links);
  }
  if (links < CONFIG_BT_MAX_CONN) search();
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  ARG_UNUSED(conn);
  ARG_UNUSED(reason);
  if (--links == 0) printk("no links, %d at most, slots %08x\n", most, seen);
}
BT_CONN_CB_DEFINE(callbacks) = {.connected = on_connected, .disconnected = on_disconnected};

static void leave(struct bt_conn* conn, void* data) {
  ++*(int*)data;
  bt_conn_disconnect(conn, BT_HCI_ERR_REMOTE_USER_TERM_CONN);
}

int main(void) {
  int asked = 0;
  const int err = bt_enable(NULL);
  if (err != 0) return err;
  search();
  while (links < CONFIG_BT_MAX_CONN)
    k_sleep(K_MSEC(100));
  k_sleep(K_SECONDS(2));
  bt_conn_foreach(BT_CONN_TYPE_LE, leave, &asked);
  printk("%d asked to leave\n", asked);
  return 0;
}
