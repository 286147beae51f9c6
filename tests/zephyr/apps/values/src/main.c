/* What needs no peer: addresses, UUIDs, texts, AES, commands, lists, sets, identities. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/buf.h>
#include <zephyr/bluetooth/ead.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/bluetooth/services/bas.h>
#include <zephyr/bluetooth/services/cts.h>
#include <zephyr/bluetooth/services/ias.h>
#include <zephyr/sys/byteorder.h>

#include "../../check.h"

static void check_addresses(void) {
  bt_addr_le_t a, b;
  char text[BT_ADDR_LE_STR_LEN];
  CHECK_EQUAL(bt_addr_le_from_str("C0:FF:EE:00:00:01", "random", &a), 0);
  CHECK(a.a.val[0] == 0x01 && a.a.val[5] == 0xc0 && bt_addr_le_is_identity(&a));
  CHECK(BT_ADDR_IS_STATIC(&a.a) && !bt_addr_le_is_rpa(&a));
  CHECK(bt_addr_le_to_str(&a, text, sizeof(text)) == 26 &&
        strcmp(text, "C0:FF:EE:00:00:01 (random)") == 0);
  bt_addr_le_copy(&b, &a);
  CHECK(bt_addr_le_eq(&a, &b) && bt_addr_le_cmp(&a, BT_ADDR_LE_ANY) != 0);
  BT_ADDR_SET_RPA(&b.a);
  CHECK(bt_addr_le_is_rpa(&b) && !bt_addr_le_is_identity(&b) && !bt_addr_eq(&a.a, &b.a));
  bt_addr_copy(&b.a, &a.a);
  CHECK(bt_addr_cmp(&a.a, &b.a) == 0);
  CHECK(bt_addr_to_str(&a.a, text, sizeof(text)) == 17);
  CHECK_EQUAL(bt_addr_from_str("C0:FF:EE:00:00:0", &a.a), -EINVAL);
  CHECK_EQUAL(bt_addr_from_str("C0:FF:EE:00-00:01", &a.a), -EINVAL);
  CHECK_EQUAL(bt_addr_from_str("C0:FF:EE:00:00:0g", &a.a), -EINVAL);
  CHECK_EQUAL(bt_addr_le_from_str("C0:FF:EE:00:00:01", "(public)", &a), 0);
  CHECK_EQUAL(a.type, BT_ADDR_LE_PUBLIC);
  CHECK_EQUAL(bt_addr_le_from_str("C0:FF:EE:00:00:01", "other", &a), -EINVAL);
}

static void check_uuids(void) {
  struct bt_uuid_128 made;
  char text[BT_UUID_STR_LEN];
  const uint8_t octets[] = {0x0d, 0x18};
  const struct bt_uuid* full =
      BT_UUID_DECLARE_128(BT_UUID_128_ENCODE(0x0000180d, 0x0000, 0x1000, 0x8000, 0x00805f9b34fb));
  CHECK(bt_uuid_cmp(BT_UUID_HRS, full) == 0 && bt_uuid_cmp(BT_UUID_BAS, full) != 0);
  CHECK(bt_uuid_cmp(BT_UUID_DECLARE_32(0x180d), BT_UUID_HRS) == 0);
  CHECK(bt_uuid_create(&made.uuid, octets, 2) && bt_uuid_cmp(&made.uuid, BT_UUID_HRS) == 0);
  CHECK(!bt_uuid_create(&made.uuid, octets, 3));
  bt_uuid_to_str(full, text, sizeof(text));
  CHECK(strcmp(text, "0000180d-0000-1000-8000-00805f9b34fb") == 0);
  bt_uuid_to_str(BT_UUID_DECLARE_32(0xdeadbeef), text, sizeof(text));
  CHECK(strcmp(text, "deadbeef") == 0);
}

static bool count_data(struct bt_data* data, void* user_data) {
  *(int*)user_data = *(int*)user_data * 10 + data->type + data->data_len;
  return data->type != 3;
}
static void check_data(void) {
  const struct bt_data data[] = {BT_DATA_BYTES(1, 6), BT_DATA_BYTES(2, 1, 2), BT_DATA_BYTES(3)};
  uint8_t octets[32];
  size_t at = 0;
  int sum = 0;
  CHECK_EQUAL(bt_data_get_len(data, 3), 9);
  for (int i = 0; i < 3; ++i)
    at += bt_data_serialize(&data[i], octets + at);
  octets[at++] = 9; /* goes beyond the end */
  octets[at++] = 0xff;
  struct net_buf_simple buf;
  net_buf_simple_init_with_data(&buf, octets, at);
  bt_data_parse(&buf, count_data, &sum);
  CHECK_EQUAL(sum, 243);
  net_buf_simple_init_with_data(&buf, octets, 7);
  octets[3] = 0; /* ends early */
  sum = 0;
  bt_data_parse(&buf, count_data, &sum);
  CHECK_EQUAL(sum, 2);
}

/* FIPS-197 C.1; RFC 3610 packet vector 1; the sample data of Supplement Part A 1.23.4. */
static void check_crypto(void) {
  uint8_t key[16], block[16], out[64], reversed_key[16];
  for (uint8_t i = 0; i < 16; ++i) {
    key[i] = i;
    block[i] = (uint8_t)(i * 0x11);
  }
  CHECK_EQUAL(bt_encrypt_be(key, block, out), 0);
  CHECK(out[0] == 0x69 && out[15] == 0x5a);
  sys_memcpy_swap(reversed_key, key, 16);
  sys_mem_swap(block, 16);
  CHECK_EQUAL(bt_encrypt_le(reversed_key, block, out), 0);
  CHECK(out[15] == 0x69 && out[0] == 0x5a);
  uint8_t nonce[13] = {0, 0, 0, 3, 2, 1, 0, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5};
  uint8_t ccm_key[16], message[31];
  for (uint8_t i = 0; i < 16; ++i)
    ccm_key[i] = (uint8_t)(0xc0 + i);
  for (uint8_t i = 0; i < 31; ++i)
    message[i] = i;
  CHECK_EQUAL(bt_ccm_encrypt(ccm_key, nonce, message + 8, 23, message, 8, out, 8), 0);
  CHECK(out[0] == 0x58 && out[22] == 0x84 && out[23] == 0x17 && out[30] == 0xe0);
  uint8_t back[23];
  CHECK_EQUAL(bt_ccm_decrypt(ccm_key, nonce, out, 23, message, 8, back, 8), 0);
  CHECK(memcmp(back, message + 8, 23) == 0);
  out[30] ^= 1;
  CHECK_EQUAL(bt_ccm_decrypt(ccm_key, nonce, out, 23, message, 8, back, 8), -EBADMSG);
  CHECK_EQUAL(bt_ccm_encrypt(ccm_key, nonce, message, 4, NULL, 0, out, 3), -EINVAL);
  static const uint8_t ead_key[] = {0x57, 0xa9, 0xda, 0x12, 0xd1, 0x2e, 0x6e, 0x13,
                                    0x1e, 0x20, 0x61, 0x2a, 0xd1, 0x0a, 0x6a, 0x19};
  static const uint8_t iv[] = {0x9e, 0x7a, 0x00, 0xef, 0xb1, 0x7a, 0xe7, 0x46};
  static const uint8_t sealed[] = {0x18, 0xe1, 0x57, 0xca, 0xde, 0x74, 0xe4, 0xdc, 0xaf, 0xdc,
                                   0x51, 0xc7, 0x28, 0x28, 0x10, 0xc2, 0x21, 0x7f, 0x0e, 0x4c,
                                   0xef, 0x43, 0x43, 0x18, 0x1f, 0xba, 0x00, 0x69, 0xcc};
  CHECK_EQUAL(bt_ead_decrypt(ead_key, iv, sealed, sizeof(sealed), out), 0);
  CHECK(memcmp(out, "\x0f\x09Short Mini-Bus\x03\x19\x0a\x8c", 20) == 0);
  CHECK_EQUAL(bt_ead_decrypt(ead_key, iv, sealed, 9, out), -EINVAL);
  CHECK_EQUAL(bt_ead_encrypt(ead_key, NULL, sealed, 4, out), -EINVAL);
}

static void check_names(void) {
  CHECK(strcmp(bt_hci_err_to_str(0x13), "BT_HCI_ERR_REMOTE_USER_TERM_CONN") == 0);
  CHECK(strcmp(bt_att_err_to_str(0x05), "BT_ATT_ERR_AUTHENTICATION") == 0);
  CHECK(strcmp(bt_gatt_err_to_str(BT_GATT_ERR(BT_ATT_ERR_UNLIKELY)), "BT_ATT_ERR_UNLIKELY") == 0);
  CHECK(strcmp(bt_hci_get_ver_str(BT_HCI_VERSION_5_2), "5.2") == 0);
  CHECK(strcmp(bt_hci_err_to_str(0xff), "(unknown)") == 0);
  CHECK(bt_buf_type_to_h4(BT_BUF_EVT) == 4 && bt_buf_type_from_h4(2, true) == BT_BUF_ACL_OUT);
}

static void check_commands(void) {
  struct net_buf* rsp = NULL;
  struct bt_le_local_features features;
  uint8_t random[20] = {0}, none[20] = {0};
  CHECK_EQUAL(bt_hci_cmd_send_sync(BT_HCI_OP_READ_BD_ADDR, NULL, &rsp), 0);
  CHECK(rsp != NULL && rsp->len == sizeof(struct bt_hci_rp_read_bd_addr) && rsp->data[0] == 0);
  net_buf_unref(rsp);
  CHECK_EQUAL(bt_hci_cmd_send_sync(BT_OP(BT_OGF_VS, 0x3ff), NULL, NULL), -EIO);
  struct net_buf* buf = bt_hci_cmd_create(BT_HCI_OP_LE_SET_DEFAULT_PHY, 3);
  net_buf_add_mem(buf, "\x03\x00\x00", 3);
  CHECK_EQUAL(bt_hci_cmd_send(BT_HCI_OP_LE_SET_DEFAULT_PHY, buf), 0);
  CHECK_EQUAL(bt_conn_le_set_default_phy(BT_GAP_LE_PHY_2M, 0), 0);
  uint8_t map[5] = {0xff, 0xff, 0xff, 0xff, 0x1f};
  CHECK_EQUAL(bt_le_set_chan_map(map), 0);
  CHECK_EQUAL(bt_rand(random, sizeof(random)), 0);
  CHECK(memcmp(random, none, sizeof(random)) != 0 && bt_hci_le_rand(random, 4) == 0);
  CHECK(bt_le_get_local_features(&features) == 0 && (features.features[0] & 1) != 0 &&
        features.acl_mtu >= 27);
  CHECK_EQUAL(bt_hci_register_vnd_evt_cb(NULL), 0);
  rsp = bt_buf_get_evt(0x0e, false, K_NO_WAIT);
  CHECK(rsp != NULL && rsp->data[0] == 4);
  net_buf_unref(rsp);
  rsp = bt_buf_get_tx(BT_BUF_CMD, K_NO_WAIT, "ab", 2);
  CHECK(rsp != NULL && rsp->len == 3);
  net_buf_unref(rsp);
}

static void check_lists(void) {
  bt_addr_le_t someone;
  struct bt_le_scan_cb scan = {.recv = NULL};
  bt_addr_le_from_str("C0:FF:EE:00:00:01", "random", &someone);
  CHECK_EQUAL(bt_le_filter_accept_list_add(&someone), 0);
  CHECK_EQUAL(bt_le_filter_accept_list_remove(&someone), 0);
  CHECK_EQUAL(bt_le_filter_accept_list_clear(), 0);
  CHECK(bt_le_scan_cb_register(&scan) == 0 && bt_le_scan_cb_register(&scan) == -EEXIST);
  bt_le_scan_cb_unregister(&scan);
  CHECK_EQUAL(bt_le_scan_cb_register(&scan), 0);
  CHECK(!bt_le_bond_exists(BT_ID_DEFAULT, &someone));
  CHECK_EQUAL(bt_unpair(9, NULL), -EINVAL);
  CHECK_EQUAL(bt_unpair(BT_ID_DEFAULT, NULL), 0);
  CHECK(bt_le_set_rpa_timeout(0) == -EINVAL && bt_le_set_rpa_timeout(3601) == -EINVAL &&
        bt_le_set_rpa_timeout(10) == 0);
  CHECK_EQUAL(bt_conn_le_create_auto(BT_CONN_LE_CREATE_CONN_AUTO, BT_LE_CONN_PARAM_DEFAULT), 0);
  CHECK_EQUAL(bt_conn_le_create_auto(BT_CONN_LE_CREATE_CONN_AUTO, BT_LE_CONN_PARAM_DEFAULT),
              -EALREADY);
  k_msleep(50);
  CHECK_EQUAL(bt_conn_create_auto_stop(), 0);
  k_msleep(50);
  CHECK_EQUAL(bt_conn_create_auto_stop(), -EINVAL);
}

static void check_own(void) {
  struct bt_le_oob oob, again;
  char long_name[250];
  memset(long_name, 'x', sizeof(long_name));
  long_name[249] = '\0';
  CHECK_EQUAL(bt_set_name("another"), 0);
  CHECK(strcmp(bt_get_name(), "another") == 0 && bt_set_name(long_name) == -ENOMEM);
  CHECK(bt_set_appearance(833) == 0 && bt_get_appearance() == 833);
  bt_set_bondable(false);
  CHECK(!bt_get_bondable());
  bt_set_bondable(true);
  CHECK(bt_get_bondable());
  CHECK_EQUAL(bt_passkey_set(1000000), -EINVAL);
  CHECK_EQUAL(bt_le_oob_get_local(BT_ID_DEFAULT, &oob), 0);
  CHECK_EQUAL(bt_le_oob_get_local(BT_ID_DEFAULT, &again), 0);
  CHECK(memcmp(oob.le_sc_data.r, oob.le_sc_data.c, 16) != 0);
}

static int rotations;
static bool on_rotation(struct bt_le_ext_adv* adv) {
  ARG_UNUSED(adv);
  ++rotations;
  return true;
}
static void check_sets(void) {
  static const struct bt_le_ext_adv_cb cb = {.rpa_expired = on_rotation};
  struct bt_le_ext_adv *adv, *other;
  struct bt_le_ext_adv_info info;
  struct bt_le_oob oob;
  uint8_t handle;
  uint8_t large[255] = {0};
  const struct bt_data data[] = {BT_DATA(BT_DATA_MANUFACTURER_DATA, large, 200)};
  CHECK_EQUAL(bt_le_ext_adv_create(BT_LE_EXT_ADV_NCONN, &cb, &adv), 0);
  CHECK_EQUAL(bt_le_ext_adv_create(BT_LE_EXT_ADV_NCONN, NULL, &other), -ENOMEM);
  CHECK(bt_hci_get_adv_handle(adv, &handle) == 0 && bt_hci_adv_lookup_handle(handle) == adv);
  CHECK_EQUAL(bt_le_ext_adv_set_data(adv, data, 1, data, 1), -EINVAL);
  CHECK_EQUAL(bt_le_ext_adv_set_data(adv, data, 1, NULL, 0), 0);
  CHECK_EQUAL(bt_le_ext_adv_start(adv, BT_LE_EXT_ADV_START_DEFAULT), 0);
  CHECK_EQUAL(bt_le_ext_adv_start(adv, BT_LE_EXT_ADV_START_DEFAULT), -EALREADY);
  CHECK_EQUAL(bt_le_ext_adv_update_param(adv, BT_LE_EXT_ADV_NCONN), -EINVAL);
  CHECK_EQUAL(bt_le_ext_adv_delete(adv), -EBUSY);
  k_msleep(100);
  CHECK_EQUAL(bt_le_ext_adv_get_info(adv, &info), 0);
  CHECK(info.ext_adv_state == BT_LE_EXT_ADV_STATE_ENABLED && bt_addr_le_is_rpa(info.addr));
  CHECK(bt_le_ext_adv_lookup_addr(info.addr) == adv);
  const bt_addr_le_t before = *info.addr;
  k_sleep(K_SECONDS(11));
  CHECK(rotations == 1 && !bt_addr_le_eq(info.addr, &before) && bt_addr_le_is_rpa(info.addr));
  CHECK_EQUAL(bt_le_ext_adv_oob_get_local(adv, &oob), 0);
  CHECK(bt_addr_le_eq(&oob.addr, info.addr));
  CHECK_EQUAL(bt_le_ext_adv_stop(adv), 0);
  CHECK_EQUAL(bt_le_ext_adv_update_param(adv, BT_LE_EXT_ADV_NCONN_IDENTITY), 0);
  CHECK(bt_le_ext_adv_get_info(adv, &info) == 0 && !bt_addr_le_is_rpa(info.addr));
  CHECK_EQUAL(bt_le_ext_adv_delete(adv), 0);
  k_msleep(50);
  CHECK_EQUAL(bt_le_ext_adv_create(BT_LE_EXT_ADV_CODED_NCONN, NULL, &adv), 0);
}

static int now(struct bt_cts_time_format* time) {
  return bt_cts_time_from_unix_ms(time, 1767225600000LL + 86400000LL * 59 + 3661500);
}
static void check_services(void) {
  static const struct bt_cts_cb cb = {.fill_current_cts_time = now};
  struct bt_cts_time_format time = {0};
  int64_t ms;
  CHECK_EQUAL(bt_cts_init(NULL), -EINVAL);
  CHECK_EQUAL(bt_cts_init(&cb), 0);
  CHECK_EQUAL(bt_cts_send_notification(BT_CTS_UPDATE_REASON_MANUAL), -ENOTCONN);
  CHECK(now(&time) == 0 && time.year == 2026 && time.mon == 3 && time.mday == 1 &&
        time.hours == 1 && time.min == 1 && time.sec == 1 && time.wday == 7);
  CHECK(bt_cts_time_to_unix_ms(&time, &ms) == 0 && ms / 1000 == 1767225600LL + 86400LL * 59 + 3661);
  time.year = 1969;
  CHECK_EQUAL(bt_cts_time_to_unix_ms(&time, &ms), -EINVAL);
  CHECK_EQUAL(bt_bas_set_battery_level(101), -EINVAL);
  CHECK(bt_bas_set_battery_level(50) == 0 && bt_bas_get_battery_level() == 50);
  CHECK_EQUAL(bt_ias_local_alert_stop(), 0);
}

int main(void) {
  uint8_t octet;
  CHECK_EQUAL(bt_rand(&octet, 1), -EIO);
  check_addresses();
  check_uuids();
  check_data();
  check_names();
  CHECK_EQUAL(bt_enable(NULL), 0);
  check_crypto();
  check_commands();
  check_lists();
  check_own();
  check_sets();
  check_services();
  return checks_end();
}
