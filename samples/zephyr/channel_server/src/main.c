/* A credit based channel: echoes SDUs, from a pool of its own. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/l2cap.h>
#include <zephyr/kernel.h>

#define SDU 1000

NET_BUF_POOL_FIXED_DEFINE(pool, 4, BT_L2CAP_SDU_BUF_SIZE(SDU), 8, NULL);

static struct bt_l2cap_le_chan channel;

static void on_connected(struct bt_l2cap_chan* chan) {
  printk("channel of %u and %u octets\n", BT_L2CAP_LE_CHAN(chan)->rx.mtu,
         BT_L2CAP_LE_CHAN(chan)->tx.mtu);
}
static void on_disconnected(struct bt_l2cap_chan* chan) {
  ARG_UNUSED(chan);
  printk("channel closed, %ld buffers free\n", (long)atomic_get(&pool.avail_count));
}
static struct net_buf* on_alloc(struct bt_l2cap_chan* chan) {
  ARG_UNUSED(chan);
  return net_buf_alloc(&pool, K_NO_WAIT);
}
static int on_recv(struct bt_l2cap_chan* chan, struct net_buf* buf) {
  struct net_buf* answer = net_buf_alloc(&pool, K_NO_WAIT);
  if (answer == NULL) return -ENOMEM;
  net_buf_reserve(answer, BT_L2CAP_SDU_CHAN_SEND_RESERVE);
  net_buf_add_mem(answer, buf->data, buf->len);
  const int sent = bt_l2cap_chan_send(chan, answer);
  if (sent < 0) net_buf_unref(answer);
  return 0;
}
static const struct bt_l2cap_chan_ops ops = {.connected = on_connected,
                                             .disconnected = on_disconnected,
                                             .alloc_buf = on_alloc,
                                             .recv = on_recv};

static int on_accept(struct bt_conn* conn, struct bt_l2cap_server* server,
                     struct bt_l2cap_chan** chan) {
  ARG_UNUSED(conn);
  ARG_UNUSED(server);
  if (channel.chan.conn != NULL) return -ENOMEM;
  channel.chan.ops = &ops;
  channel.rx.mtu = SDU;
  *chan = &channel.chan;
  return 0;
}
static struct bt_l2cap_server server = {
    .psm = 0x29, .sec_level = BT_SECURITY_L2, .accept = on_accept};
static struct bt_l2cap_server second = {.psm = 0x29, .accept = on_accept};
static struct bt_l2cap_server any = {.accept = on_accept};

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};

int main(void) {
  int err = bt_enable(NULL);
  if (err == 0) err = bt_l2cap_server_register(&server);
  const int taken = bt_l2cap_server_register(&second);
  const int chosen = bt_l2cap_server_register(&any);
  printk("registered (%d), taken: %s, any: %d, PSM 0x%02x\n", err,
         taken == -EADDRINUSE ? "yes" : "no", chosen, any.psm);
  const int first = bt_l2cap_server_unregister(&any);
  const int again = bt_l2cap_server_unregister(&any);
  printk("unregistered (%d), again: %s\n", first, again == -ENOENT ? "unknown" : "?");
  if (err == 0) err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0);
  while (channel.chan.conn == NULL)
    k_sleep(K_MSEC(100));
  printk("in use: %s\n", bt_l2cap_server_unregister(&server) == -EBUSY ? "yes" : "no");
  return err;
}
