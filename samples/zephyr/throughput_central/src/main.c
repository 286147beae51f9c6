/* Writes for five seconds over LE 2M with long packets, as many at once as there is memory for, and
 * never waits for more than that. */
#include "../../client.h"

#define SINK BT_UUID_DECLARE_16(0xfff1)

static uint32_t sent, completed;
static struct k_poll_signal faster = K_POLL_SIGNAL_INITIALIZER(faster);

static void on_phy(struct bt_conn* conn, struct bt_conn_le_phy_info* info) {
  ARG_UNUSED(conn);
  k_poll_signal_raise(&faster, info->tx_phy);
}
static void on_length(struct bt_conn* conn, struct bt_conn_le_data_len_info* info) {
  ARG_UNUSED(conn);
  printk("packets of %u octets\n", info->tx_max_len);
}
BT_CONN_CB_DEFINE(speed) = {.le_phy_updated = on_phy, .le_data_len_updated = on_length};

static void on_complete(struct bt_conn* conn, void* user_data) {
  ARG_UNUSED(conn);
  ARG_UNUSED(user_data);
  ++completed;
}

int main(void) {
  uint8_t value[244];
  memset(value, 0x5a, sizeof(value));
  int err = bt_enable(NULL);
  if (err == 0) err = client_connect("Westwind sink");
  if (err == 0) err = client_exchange_mtu();
  if (err == 0) err = bt_conn_le_phy_update(client_link, BT_CONN_LE_PHY_PARAM_2M);
  if (err == 0) printk("PHY %d\n", client_wait(&faster, 5));
  const uint16_t sink = client_find(SINK);
  const int64_t begin = k_uptime_get();
  while (err == 0 && k_uptime_get() - begin < 5000) {
    memcpy(value, &sent, sizeof(sent));
    err = bt_gatt_write_without_response_cb(client_link, sink, value, sizeof(value), false,
                                            on_complete, NULL);
    if (err == 0) ++sent;
  }
  k_sleep(K_SECONDS(1));
  printk("%u written, all complete: %s (%d)\n", sent, sent == completed ? "yes" : "no", err);
  printk("%s\n", sent * 244 / 5 > 100000 ? "more than 100 kB/s" : "slow");
  client_disconnect();
  return err;
}
