/* Opens a channel, which is refused until the link is encrypted; sends SDUs and counts what comes
 * back. */
#include <zephyr/bluetooth/l2cap.h>

#include "../../client.h"

#define SDU 1000

NET_BUF_POOL_FIXED_DEFINE(pool, 3, BT_L2CAP_SDU_BUF_SIZE(SDU), 8, NULL);

static struct bt_l2cap_le_chan channel;
static K_SEM_DEFINE(opened, 0, 1);
static K_SEM_DEFINE(closed, 0, 1);
static struct k_poll_signal secured = K_POLL_SIGNAL_INITIALIZER(secured);
static int echoed, wrong, sent_sdus;

static void on_connected(struct bt_l2cap_chan* chan) {
  ARG_UNUSED(chan);
  k_sem_give(&opened);
}
static void on_disconnected(struct bt_l2cap_chan* chan) {
  ARG_UNUSED(chan);
  k_sem_give(&closed);
}
static int on_recv(struct bt_l2cap_chan* chan, struct net_buf* buf) {
  ARG_UNUSED(chan);
  if (buf->len != SDU || buf->data[0] != (uint8_t)echoed) ++wrong;
  ++echoed;
  return 0;
}
static void on_sent(struct bt_l2cap_chan* chan) {
  ARG_UNUSED(chan);
  ++sent_sdus;
}
static const struct bt_l2cap_chan_ops ops = {
    .connected = on_connected, .disconnected = on_disconnected, .recv = on_recv, .sent = on_sent};
static void on_security(struct bt_conn* conn, bt_security_t level, enum bt_security_err err) {
  ARG_UNUSED(conn);
  ARG_UNUSED(err);
  k_poll_signal_raise(&secured, level);
}
BT_CONN_CB_DEFINE(security) = {.security_changed = on_security};

static int open_channel(void) {
  channel.chan.ops = &ops;
  channel.rx.mtu = SDU;
  const int err = bt_l2cap_chan_connect(client_link, &channel.chan, 0x29);
  if (err != 0) return err;
  while (k_sem_take(&opened, K_MSEC(100)) != 0)
    if (k_sem_take(&closed, K_NO_WAIT) == 0) return -EACCES;
  return 0;
}

int main(void) {
  int err = bt_enable(NULL);
  if (err == 0) err = client_connect("Westwind channel");
  printk("plain: %s\n", open_channel() == -EACCES ? "refused" : "?");
  bt_conn_set_security(client_link, BT_SECURITY_L2);
  client_wait(&secured, 10);
  err = open_channel();
  printk("encrypted: %d\n", err);
  for (int i = 0; err == 0 && i < 100; ++i) {
    struct net_buf* buf = net_buf_alloc(&pool, K_SECONDS(10));
    if (buf == NULL) break;
    net_buf_reserve(buf, BT_L2CAP_SDU_CHAN_SEND_RESERVE);
    memset(net_buf_add(buf, SDU), i, SDU);
    const int sent = bt_l2cap_chan_send(&channel.chan, buf);
    if (sent < 0) {
      net_buf_unref(buf);
      err = sent;
    }
  }
  k_sleep(K_SECONDS(5));
  printk("%d sent, %d echoed, %d wrong (%d)\n", sent_sdus, echoed, wrong, err);
  bt_l2cap_chan_disconnect(&channel.chan);
  k_sem_take(&closed, K_SECONDS(5));
  printk("closed, %ld buffers free\n", (long)atomic_get(&pool.avail_count));
  return err;
}
