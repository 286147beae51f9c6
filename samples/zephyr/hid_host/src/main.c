/* Bonds with a mouse, leaves, comes back: encrypted at once with the bond, and the mouse still
 * knows that we want its reports. */
#include "../../client.h"
#include <zephyr/settings/settings.h>

static struct bt_gatt_subscribe_params subscription;
static struct k_poll_signal secured = K_POLL_SIGNAL_INITIALIZER(secured);
static struct bt_gatt_read_params reading;
static int reports, map_octets, map_error, bonds;

static uint8_t on_report_value(struct bt_conn* conn, struct bt_gatt_subscribe_params* params,
                               const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data != NULL && length == 3) ++reports;
  return BT_GATT_ITER_CONTINUE;
}
static uint8_t on_map(struct bt_conn* conn, uint8_t err, struct bt_gatt_read_params* params,
                      const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data != NULL) {
    map_octets += length;
    return BT_GATT_ITER_CONTINUE;
  }
  map_error = err;
  k_poll_signal_raise(&client_done, 0);
  return BT_GATT_ITER_STOP;
}
static void read_map(uint16_t handle) {
  map_octets = map_error = 0;
  reading = (struct bt_gatt_read_params){.func = on_map, .handle_count = 1};
  reading.single.handle = handle;
  if (bt_gatt_read(client_link, &reading) == 0) client_wait(&client_done, 5);
  printk("report map: %d octets (%s)\n", map_octets, bt_att_err_to_str((uint8_t)map_error));
}
static void on_security(struct bt_conn* conn, bt_security_t level, enum bt_security_err err) {
  ARG_UNUSED(conn);
  printk("security %u (%d)\n", level, err);
  k_poll_signal_raise(&secured, level);
}
BT_CONN_CB_DEFINE(security) = {.security_changed = on_security};

static void count_bond(const struct bt_bond_info* info, void* user_data) {
  ARG_UNUSED(info);
  ARG_UNUSED(user_data);
  ++bonds;
}

int main(void) {
  int err = bt_enable(NULL);
  if (err == 0) err = settings_load();
  if (err == 0) err = client_connect("Westwind mouse");
  const uint16_t map = client_find(BT_UUID_HIDS_REPORT_MAP);
  const uint16_t report = client_find(BT_UUID_HIDS_REPORT);
  read_map(map);
  bt_conn_set_security(client_link, BT_SECURITY_L2);
  client_wait(&secured, 10);
  read_map(map);
  err = client_subscribe(&subscription, report, BT_GATT_CCC_NOTIFY, on_report_value);
  k_sleep(K_SECONDS(2));
  printk("subscribed (%d), %s reports\n", err, reports > 5 ? "many" : "few");
  client_disconnect();
  bt_foreach_bond(BT_ID_DEFAULT, count_bond, NULL);
  reports = 0;
  err = client_connect("Westwind mouse");
  printk("back (%d), %d bond\n", err, bonds);
  bt_conn_set_security(client_link, BT_SECURITY_L2);
  client_wait(&secured, 10);
  k_sleep(K_SECONDS(2));
  printk("%s reports again\n", reports > 5 ? "many" : "few");
  printk("unpaired (%d)\n", bt_unpair(BT_ID_DEFAULT, bt_conn_get_dst(client_link)));
  client_wait(&client_down, 5);
  bonds = 0;
  bt_foreach_bond(BT_ID_DEFAULT, count_bond, NULL);
  printk("%d bonds left\n", bonds);
  return err;
}
