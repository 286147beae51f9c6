/* Secure Connections only: a value that needs a key that nobody in the middle can have; shows a
 * passkey. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/kernel.h>

#define VAULT                                                                                      \
  BT_UUID_DECLARE_128(BT_UUID_128_ENCODE(0x12345678, 0x1234, 0x5678, 0x1234, 0x56789abcdef0))
#define SECRET                                                                                     \
  BT_UUID_DECLARE_128(BT_UUID_128_ENCODE(0x12345678, 0x1234, 0x5678, 0x1234, 0x56789abcdef1))

static ssize_t read_secret(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                           uint16_t len, uint16_t offset) {
  return bt_gatt_attr_read(conn, attr, buf, len, offset, "sesame", 6);
}
BT_GATT_SERVICE_DEFINE(vault, BT_GATT_PRIMARY_SERVICE(VAULT),
                       BT_GATT_CHARACTERISTIC(SECRET, BT_GATT_CHRC_READ, BT_GATT_PERM_READ_LESC,
                                              read_secret, NULL, NULL));

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};

static void on_display(struct bt_conn* conn, unsigned int passkey) {
  ARG_UNUSED(conn);
  printk("passkey %06u\n", passkey);
}
static void on_cancel(struct bt_conn* conn) {
  ARG_UNUSED(conn);
  printk("cancelled\n");
}
static const struct bt_conn_auth_cb user = {.passkey_display = on_display, .cancel = on_cancel};

static void on_paired(struct bt_conn* conn, bool bonded) {
  printk("paired, level %u, key of %u octets, bonded %d\n", bt_conn_get_security(conn),
         bt_conn_enc_key_size(conn), bonded);
}
static void on_failed(struct bt_conn* conn, enum bt_security_err reason) {
  ARG_UNUSED(conn);
  printk("pairing failed: %s\n", bt_security_err_to_str(reason));
}
static struct bt_conn_auth_info_cb info = {.pairing_complete = on_paired,
                                           .pairing_failed = on_failed};

int main(void) {
  const struct bt_conn_auth_cb silent = {.passkey_display = on_display};
  printk("without cancel: %d\n", bt_conn_auth_cb_register(&silent));
  int err = bt_conn_auth_cb_register(&user);
  printk("twice: %d\n", bt_conn_auth_cb_register(&user));
  bt_conn_auth_info_cb_register(&info);
  bt_passkey_set(123456);
  if (err == 0) err = bt_enable(NULL);
  if (err == 0) err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0);
  printk("advertising (%d)\n", err);
  return err;
}
