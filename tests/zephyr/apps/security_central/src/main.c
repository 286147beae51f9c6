/* Pairs by each method, and finds what a bond is worth at the next link. */
#include "../../../../../samples/zephyr/client.h"
#include "../../check.h"

static struct k_poll_signal secured = K_POLL_SIGNAL_INITIALIZER(secured);
static bt_security_t level;
static int bonded_pairings, plain_pairings, deleted, resolved, values;

static void on_security(struct bt_conn* conn, bt_security_t reached, enum bt_security_err err) {
  ARG_UNUSED(conn);
  level = reached;
  k_poll_signal_raise(&secured, err);
}
static void on_resolved(struct bt_conn* conn, const bt_addr_le_t* rpa,
                        const bt_addr_le_t* identity) {
  ARG_UNUSED(conn);
  ARG_UNUSED(rpa);
  ARG_UNUSED(identity);
  ++resolved;
}
BT_CONN_CB_DEFINE(security) = {.security_changed = on_security, .identity_resolved = on_resolved};

static void on_complete(struct bt_conn* conn, bool bonded) {
  ARG_UNUSED(conn);
  ++*(bonded ? &bonded_pairings : &plain_pairings);
}
static void on_deleted(uint8_t id, const bt_addr_le_t* peer) {
  ARG_UNUSED(peer);
  CHECK_EQUAL(id, BT_ID_DEFAULT);
  ++deleted;
}
static struct bt_conn_auth_info_cb info = {.pairing_complete = on_complete,
                                           .bond_deleted = on_deleted};

static void on_compare(struct bt_conn* conn, unsigned int passkey) {
  ARG_UNUSED(passkey);
  CHECK_EQUAL(bt_conn_auth_passkey_confirm(conn), 0);
}
static void on_display(struct bt_conn* conn, unsigned int passkey) {
  ARG_UNUSED(conn);
  ARG_UNUSED(passkey);
}
static void on_entry(struct bt_conn* conn) {
  CHECK_EQUAL(bt_conn_auth_passkey_entry(conn, 1000000), -EINVAL);
  CHECK_EQUAL(bt_conn_auth_keypress_notify(conn, BT_CONN_AUTH_KEYPRESS_DIGIT_ENTERED), 0);
  CHECK_EQUAL(bt_conn_auth_keypress_notify(conn, BT_CONN_AUTH_KEYPRESS_DIGIT_ENTERED), 0);
  CHECK_EQUAL(bt_conn_auth_passkey_entry(conn, 4711), 0);
}
static void on_cancel(struct bt_conn* conn) { ARG_UNUSED(conn); }
static void on_display_keypress(struct bt_conn* conn, enum bt_conn_auth_keypress type) {
  ARG_UNUSED(conn);
  ARG_UNUSED(type);
}
static const struct bt_conn_auth_cb comparing = {
    .passkey_display = on_display, .passkey_confirm = on_compare, .cancel = on_cancel};
static const struct bt_conn_auth_cb entering = {.passkey_entry = on_entry,
                                                .passkey_display_keypress = on_display_keypress,
                                                .cancel = on_cancel};

static int secure(bt_security_t wanted) {
  k_poll_signal_reset(&secured);
  const int err = bt_conn_set_security(client_link, wanted);
  return err != 0 ? err : client_wait(&secured, 10);
}

static void pair_plainly(void) {
  CHECK_EQUAL(client_connect("security"), 0);
  CHECK_EQUAL(bt_conn_set_security(client_link, BT_SECURITY_L3), -EINVAL);
  CHECK_EQUAL(bt_conn_set_security(client_link, (bt_security_t)9), -EINVAL);
  CHECK(secure(BT_SECURITY_L2) != 0 && level == BT_SECURITY_L1);
  k_sleep(K_SECONDS(3));
  CHECK_EQUAL(bt_conn_set_bondable(client_link, true), 0);
  CHECK_EQUAL(secure(BT_SECURITY_L2), 0);
  CHECK(level == BT_SECURITY_L2 && plain_pairings == 1 && bonded_pairings == 0);
  CHECK_EQUAL(bt_conn_set_security(client_link, BT_SECURITY_L2), 0);
  CHECK(!bt_le_bond_exists(BT_ID_DEFAULT, bt_conn_get_dst(client_link)));
  CHECK_EQUAL(client_disconnect(), 0);
}

static uint8_t on_value(struct bt_conn* conn, struct bt_gatt_subscribe_params* params,
                        const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  ARG_UNUSED(length);
  if (data != NULL) ++values;
  return BT_GATT_ITER_CONTINUE;
}
static void pair_by_comparison(void) {
  CHECK_EQUAL(bt_conn_auth_cb_register(&comparing), 0);
  CHECK_EQUAL(client_connect("security"), 0);
  CHECK(secure(BT_SECURITY_L4) == BT_SECURITY_ERR_AUTH_FAIL && level == BT_SECURITY_L1);
  k_sleep(K_SECONDS(3));
  CHECK_EQUAL(secure(BT_SECURITY_L4), 0);
  CHECK(level == BT_SECURITY_L4 && bonded_pairings == 1);
  CHECK(bt_le_bond_exists(BT_ID_DEFAULT, bt_conn_get_dst(client_link)));
  CHECK_EQUAL(bt_conn_enc_key_size(client_link), 16);
  /* Our last keys are on their way: without them the peer keeps no bond. */
  k_msleep(200);
  CHECK_EQUAL(client_disconnect(), 0);
  CHECK_EQUAL(bt_conn_auth_cb_register(NULL), 0);
}

static void use_the_bond_and_pair_anew(void) {
  static struct bt_gatt_subscribe_params params;
  CHECK_EQUAL(client_connect("security"), 0);
  CHECK_EQUAL(bt_conn_auth_cb_overlay(client_link, &entering), 0);
  CHECK_EQUAL(bt_conn_auth_cb_overlay(client_link, &entering), -EALREADY);
  CHECK_EQUAL(secure(BT_SECURITY_L2), 0);
  CHECK(level == BT_SECURITY_L4 && bonded_pairings == 1);
  CHECK_EQUAL(secure((bt_security_t)(BT_SECURITY_L4 | BT_SECURITY_FORCE_PAIR)), 0);
  CHECK(level == BT_SECURITY_L4 && bonded_pairings == 2);
  CHECK_EQUAL(client_subscribe(&params, client_find(BT_UUID_BAS_BATTERY_LEVEL), BT_GATT_CCC_NOTIFY,
                               on_value),
              0);
  const bt_addr_le_t peer = *bt_conn_get_dst(client_link);
  CHECK_EQUAL(client_disconnect(), 0);
  CHECK_EQUAL(bt_gatt_resubscribe(BT_ID_DEFAULT, &peer, &params), -EALREADY);
  CHECK_EQUAL(client_connect("security"), 0);
  CHECK_EQUAL(secure(BT_SECURITY_L2), 0);
  CHECK_EQUAL(bt_gatt_subscribe(client_link, &params), -EALREADY);
  CHECK_EQUAL(bt_unpair(BT_ID_DEFAULT, &peer), 0);
  CHECK(client_wait(&client_down, 5) != -ETIMEDOUT && deleted == 1);
}

int main(void) {
  CHECK_EQUAL(bt_conn_auth_info_cb_register(&info), 0);
  CHECK_EQUAL(bt_enable(NULL), 0);
  pair_plainly();
  pair_by_comparison();
  use_the_bond_and_pair_anew();
  CHECK(resolved == 0 && values == 0);
  return checks_end();
}
