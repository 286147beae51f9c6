/* Reads what needs level 4: first without, then it enters a passkey, wrong and right. */
#include "../../client.h"

#define SECRET                                                                                     \
  BT_UUID_DECLARE_128(BT_UUID_128_ENCODE(0x12345678, 0x1234, 0x5678, 0x1234, 0x56789abcdef1))

static struct k_poll_signal secured = K_POLL_SIGNAL_INITIALIZER(secured);
static unsigned int entered = 654321;

static void on_entry(struct bt_conn* conn) {
  printk("entered %06u (%d)\n", entered, bt_conn_auth_passkey_entry(conn, entered));
}
static void on_cancel(struct bt_conn* conn) {
  ARG_UNUSED(conn);
  printk("cancelled\n");
}
static const struct bt_conn_auth_cb user = {.passkey_entry = on_entry, .cancel = on_cancel};

static void on_security(struct bt_conn* conn, bt_security_t level, enum bt_security_err err) {
  ARG_UNUSED(conn);
  printk("security %u (%s)\n", level, bt_security_err_to_str(err));
  k_poll_signal_raise(&secured, err);
}
BT_CONN_CB_DEFINE(security) = {.security_changed = on_security};

static uint8_t on_read(struct bt_conn* conn, uint8_t err, struct bt_gatt_read_params* params,
                       const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data != NULL)
    printk("the secret: %.*s\n", length, (const char*)data);
  else
    printk("refused: %s\n", bt_att_err_to_str(err));
  k_poll_signal_raise(&client_done, err);
  return BT_GATT_ITER_STOP;
}
static void read_secret(uint16_t handle) {
  static struct bt_gatt_read_params params;
  params = (struct bt_gatt_read_params){.func = on_read, .handle_count = 1};
  params.single.handle = handle;
  if (bt_gatt_read(client_link, &params) == 0) client_wait(&client_done, 5);
}

int main(void) {
  bt_conn_auth_cb_register(&user);
  int err = bt_enable(NULL);
  if (err == 0) err = client_connect("Westwind vault");
  const uint16_t secret = client_find(SECRET);
  read_secret(secret);
  bt_conn_set_security(client_link, BT_SECURITY_L4);
  client_wait(&secured, 10);
  entered = 123456;
  k_sleep(K_SECONDS(3));
  printk("once more (%d)\n", bt_conn_set_security(client_link, BT_SECURITY_L4));
  client_wait(&secured, 10);
  read_secret(secret);
  struct bt_conn_info info;
  bt_conn_get_info(client_link, &info);
  printk("level %u, flags %u\n", info.security.level, info.security.flags);
  return err;
}
