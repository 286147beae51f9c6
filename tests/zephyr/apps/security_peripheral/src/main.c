/* The peer in pairings: what it is asked changes with each link. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/bluetooth/services/bas.h>

#include "../../check.h"

static int links, accepts, consents, compares, displays, keypresses, cancels, completes, failures;
static enum bt_security_err last_failure;
static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};
static void advertise(void) {
  const int err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0);
  CHECK(err == 0 || err == -EALREADY);
}

static enum bt_security_err on_accept(struct bt_conn* conn,
                                      const struct bt_conn_pairing_feat* feat) {
  ARG_UNUSED(conn);
  CHECK(feat->max_enc_key_size == 16);
  return ++accepts == 1 ? BT_SECURITY_ERR_PAIR_NOT_ALLOWED : BT_SECURITY_ERR_SUCCESS;
}
static void on_consent(struct bt_conn* conn) {
  ++consents;
  CHECK_EQUAL(bt_conn_auth_pairing_confirm(conn), 0);
}
static void on_compare(struct bt_conn* conn, unsigned int passkey) {
  CHECK(passkey < 1000000);
  /* No the first time, yes the second. */
  CHECK_EQUAL(++compares == 1 ? bt_conn_auth_cancel(conn) : bt_conn_auth_passkey_confirm(conn), 0);
  CHECK_EQUAL(bt_conn_auth_passkey_confirm(conn), -EINVAL);
}
static void on_display(struct bt_conn* conn, unsigned int passkey) {
  ARG_UNUSED(conn);
  ARG_UNUSED(passkey);
  ++displays;
}
static void on_keypress(struct bt_conn* conn, enum bt_conn_auth_keypress type) {
  ARG_UNUSED(conn);
  keypresses = keypresses * 10 + (int)type + 1;
}
static void on_cancel(struct bt_conn* conn) {
  ARG_UNUSED(conn);
  ++cancels;
}
static const struct bt_conn_auth_cb plain = {
    .pairing_accept = on_accept, .pairing_confirm = on_consent, .cancel = on_cancel};
static const struct bt_conn_auth_cb comparing = {
    .passkey_display = on_display, .passkey_confirm = on_compare, .cancel = on_cancel};
static const struct bt_conn_auth_cb showing = {
    .passkey_display = on_display, .passkey_display_keypress = on_keypress, .cancel = on_cancel};

static void on_complete(struct bt_conn* conn, bool bonded) {
  CHECK(bonded == (completes != 0)); /* the first pairing is with bt_set_bondable(false) */
  ++completes;
  CHECK(bt_conn_get_security(conn) >= BT_SECURITY_L2);
}
static void on_failed(struct bt_conn* conn, enum bt_security_err reason) {
  ARG_UNUSED(conn);
  ++failures;
  last_failure = reason;
}
static struct bt_conn_auth_info_cb info = {.pairing_complete = on_complete,
                                           .pairing_failed = on_failed};

/* In the order of the central's links. */
static void on_connected(struct bt_conn* conn, uint8_t err) {
  ARG_UNUSED(conn);
  CHECK_EQUAL(err, 0);
  CHECK_EQUAL(bt_conn_auth_cb_register(NULL), 0);
  bt_set_bondable(++links != 1);
  CHECK_EQUAL(bt_conn_auth_cb_register(links <= 1   ? &plain
                                       : links <= 2 ? &comparing
                                                    : &showing),
              0);
  bt_passkey_set(links == 3 ? 4711 : BT_PASSKEY_INVALID);
}
BT_CONN_CB_DEFINE(callbacks) = {.connected = on_connected, .recycled = advertise};

int main(void) {
  CHECK_EQUAL(bt_conn_auth_info_cb_register(&info), 0);
  CHECK_EQUAL(bt_conn_auth_info_cb_register(&info), -EALREADY);
  CHECK_EQUAL(bt_enable(NULL), 0);
  advertise();
  while (links < 4)
    k_msleep(100);
  k_sleep(K_SECONDS(5));
  CHECK(accepts == 2 && consents == 1 && compares == 2 && displays == 1);
  CHECK(completes == 3 && failures == 2 && cancels >= 1);
  CHECK_EQUAL(keypresses, 1225); /* started, two digits, completed */
  CHECK_EQUAL(last_failure, BT_SECURITY_ERR_AUTH_FAIL);
  CHECK_EQUAL(bt_conn_auth_info_cb_unregister(&info), 0);
  CHECK_EQUAL(bt_conn_auth_info_cb_unregister(&info), -EALREADY);
  return checks_end();
}
