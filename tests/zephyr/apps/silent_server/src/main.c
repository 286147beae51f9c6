/* Answers the first read after 32 seconds, indicates to a client that is silent too, then serves
 * many short visits. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/bluetooth/hci.h>

#include "../../check.h"

enum { VISITS = 300 };

static int reads, ends, indication_ends, releases;
static int64_t indicated_at;
static uint8_t last_reason;
static bool wants_indication;
static struct bt_conn* link;

static ssize_t read_value(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                          uint16_t len, uint16_t offset) {
  static const char text[] = "late";
  if (++reads == 1) k_sleep(K_SECONDS(32));
  return bt_gatt_attr_read(conn, attr, buf, len, offset, text, 4);
}
static void on_ccc(const struct bt_gatt_attr* attr, uint16_t value) {
  ARG_UNUSED(attr);
  wants_indication = value == BT_GATT_CCC_INDICATE;
}
BT_GATT_SERVICE_DEFINE(silent, BT_GATT_PRIMARY_SERVICE(BT_UUID_DECLARE_16(0xf100)),
                       BT_GATT_CHARACTERISTIC(BT_UUID_DECLARE_16(0xf101),
                                              BT_GATT_CHRC_READ | BT_GATT_CHRC_INDICATE,
                                              BT_GATT_PERM_READ, read_value, NULL, NULL),
                       BT_GATT_CCC(on_ccc, BT_GATT_PERM_READ | BT_GATT_PERM_WRITE), );

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};
static void advertise(void) {
  CHECK_EQUAL(bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0), 0);
}
static void on_connected(struct bt_conn* conn, uint8_t err) {
  CHECK(err == 0 && link == NULL);
  link = bt_conn_ref(conn);
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  CHECK(conn == link);
  bt_conn_unref(link);
  link = NULL;
  last_reason = reason;
  ++ends;
}
BT_CONN_CB_DEFINE(callbacks) = {
    .connected = on_connected, .disconnected = on_disconnected, .recycled = advertise};

static void on_indicated(struct bt_conn* conn, struct bt_gatt_indicate_params* params,
                         uint8_t err) {
  ARG_UNUSED(params);
  CHECK(conn == link);
  CHECK_EQUAL(err, BT_ATT_ERR_UNLIKELY);
  const int64_t waited = k_uptime_get() - indicated_at;
  CHECK(waited >= 30000 && waited < 30100);
  ++indication_ends;
}
static void on_released(struct bt_gatt_indicate_params* params) {
  ARG_UNUSED(params);
  ++releases;
}

int main(void) {
  CHECK_EQUAL(bt_enable(NULL), 0);
  advertise();
  while (ends < 1)
    k_msleep(100);
  /* The client's patience ended first. */
  CHECK_EQUAL(last_reason, BT_HCI_ERR_REMOTE_USER_TERM_CONN);
  while (!wants_indication)
    k_msleep(100);
  static struct bt_gatt_indicate_params params = {.attr = &silent.attrs[2],
                                                  .func = on_indicated,
                                                  .destroy = on_released,
                                                  .data = "x",
                                                  .len = 1};
  indicated_at = k_uptime_get();
  CHECK_EQUAL(bt_gatt_indicate(link, &params), 0);
  while (ends < 2)
    k_msleep(100);
  CHECK(indication_ends == 1 && releases == 1);
  CHECK_EQUAL(last_reason, BT_HCI_ERR_LOCALHOST_TERM_CONN);
  while (ends < 2 + VISITS)
    k_msleep(100);
  CHECK_EQUAL(reads, 1 + VISITS);
  return checks_end();
}
