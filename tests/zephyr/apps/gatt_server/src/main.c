/* A table with every kind of attribute, and what the server's calls promise. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/sys/byteorder.h>

#include "../../check.h"

#define SERVICE BT_UUID_DECLARE_128(BT_UUID_128_ENCODE(0xabcd0000, 1, 2, 3, 4))
#define LONG_VALUE BT_UUID_DECLARE_128(BT_UUID_128_ENCODE(0xabcd0001, 1, 2, 3, 4))
#define PREPARED BT_UUID_DECLARE_16(0xf001)
#define WIDE BT_UUID_DECLARE_32(0x12340002)
#define CONTROL BT_UUID_DECLARE_16(0xf003)
#define FORBIDDEN BT_UUID_DECLARE_16(0xf004)

static uint8_t long_value[300];
static uint8_t prepared_value[64];
static int prepares, executes, changes, ccc_writes;
static uint16_t last_ccc;
static struct bt_conn* link;

static ssize_t read_long(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                         uint16_t len, uint16_t offset) {
  return bt_gatt_attr_read(conn, attr, buf, len, offset, long_value, sizeof(long_value));
}
static ssize_t write_prepared(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                              const void* buf, uint16_t len, uint16_t offset, uint8_t flags) {
  ARG_UNUSED(conn);
  ARG_UNUSED(attr);
  if ((flags & BT_GATT_WRITE_FLAG_PREPARE) != 0) {
    ++prepares;
    return 0;
  }
  if (offset + len > sizeof(prepared_value)) return BT_GATT_ERR(BT_ATT_ERR_INVALID_OFFSET);
  if ((flags & BT_GATT_WRITE_FLAG_EXECUTE) != 0) ++executes;
  memcpy(prepared_value + offset, buf, len);
  return len;
}
static ssize_t read_prepared(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                             uint16_t len, uint16_t offset) {
  return bt_gatt_attr_read(conn, attr, buf, len, offset, prepared_value, sizeof(prepared_value));
}
static void on_ccc(const struct bt_gatt_attr* attr, uint16_t value) {
  CHECK(bt_uuid_cmp(attr->uuid, BT_UUID_GATT_CCC) == 0);
  ++changes;
  last_ccc = value;
}
static ssize_t on_ccc_write(struct bt_conn* conn, const struct bt_gatt_attr* attr, uint16_t value) {
  ARG_UNUSED(conn);
  ARG_UNUSED(attr);
  if (++ccc_writes == 1) return BT_GATT_ERR(BT_ATT_ERR_WRITE_REQ_REJECTED);
  return sizeof(value);
}

static const struct bt_gatt_cep properties = {.properties = BT_GATT_CEP_RELIABLE_WRITE};
static const struct bt_gatt_cpf format = {.format = 0x04, .unit = 0x2700, .name_space = 1};

/* Named to be first and last, whatever the linker makes of it. */
BT_GATT_SERVICE_DEFINE(
    z_main, BT_GATT_PRIMARY_SERVICE(SERVICE),
    BT_GATT_CHARACTERISTIC(LONG_VALUE, BT_GATT_CHRC_READ, BT_GATT_PERM_READ, read_long, NULL, NULL),
    BT_GATT_CUD("a long one", BT_GATT_PERM_READ), BT_GATT_CPF(&format),
    BT_GATT_CHARACTERISTIC(PREPARED, BT_GATT_CHRC_READ | BT_GATT_CHRC_WRITE | BT_GATT_CHRC_EXT_PROP,
                           BT_GATT_PERM_READ | BT_GATT_PERM_WRITE | BT_GATT_PERM_PREPARE_WRITE,
                           read_prepared, write_prepared, NULL),
    BT_GATT_CEP(&properties),
    BT_GATT_CHARACTERISTIC(WIDE, BT_GATT_CHRC_NOTIFY | BT_GATT_CHRC_INDICATE, BT_GATT_PERM_NONE,
                           NULL, NULL, NULL),
    BT_GATT_CCC_WITH_WRITE_CB(on_ccc, on_ccc_write, BT_GATT_PERM_READ | BT_GATT_PERM_WRITE), );

static ssize_t write_control(struct bt_conn* conn, const struct bt_gatt_attr* attr, const void* buf,
                             uint16_t len, uint16_t offset, uint8_t flags);
BT_GATT_SERVICE_DEFINE(a_control, BT_GATT_PRIMARY_SERVICE(BT_UUID_DECLARE_16(0xf000)),
                       BT_GATT_INCLUDE_SERVICE(&z_main.attrs[0]),
                       BT_GATT_CHARACTERISTIC(CONTROL, BT_GATT_CHRC_WRITE, BT_GATT_PERM_WRITE, NULL,
                                              write_control, NULL),
                       BT_GATT_CHARACTERISTIC(FORBIDDEN, BT_GATT_CHRC_READ, BT_GATT_PERM_READ,
                                              read_prepared, NULL, NULL), );

static uint8_t dynamic_value = 42;
static ssize_t read_dynamic(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                            uint16_t len, uint16_t offset) {
  return bt_gatt_attr_read(conn, attr, buf, len, offset, attr->user_data, 1);
}
static struct bt_gatt_attr dynamic_attrs[] = {
    BT_GATT_PRIMARY_SERVICE(BT_UUID_DECLARE_16(0xf010)),
    BT_GATT_CHARACTERISTIC(BT_UUID_DECLARE_16(0xf011), BT_GATT_CHRC_READ, BT_GATT_PERM_READ,
                           read_dynamic, NULL, &dynamic_value),
};
static struct bt_gatt_service dynamic = BT_GATT_SERVICE(dynamic_attrs);

static bool authorize(struct bt_conn* conn, const struct bt_gatt_attr* attr) {
  ARG_UNUSED(conn);
  return bt_uuid_cmp(attr->uuid, FORBIDDEN) != 0;
}
static const struct bt_gatt_authorization_cb authorization = {.read_authorize = authorize};

static uint8_t count_attr(const struct bt_gatt_attr* attr, uint16_t handle, void* user_data) {
  ARG_UNUSED(attr);
  ARG_UNUSED(handle);
  ++*(int*)user_data;
  return BT_GATT_ITER_CONTINUE;
}

static void check_table(void) {
  int count = 0;
  CHECK(bt_gatt_attr_get_handle(&a_control.attrs[0]) < bt_gatt_attr_get_handle(&z_main.attrs[0]));
  CHECK_EQUAL(bt_gatt_attr_value_handle(&z_main.attrs[1]),
              bt_gatt_attr_get_handle(&z_main.attrs[2]));
  CHECK_EQUAL(bt_gatt_attr_value_handle(&z_main.attrs[2]), 0);
  CHECK(bt_gatt_attr_next(&z_main.attrs[0]) == &z_main.attrs[1]);
  CHECK(bt_gatt_find_by_uuid(z_main.attrs, 0, PREPARED) == &z_main.attrs[6]);
  CHECK(bt_gatt_find_by_uuid(z_main.attrs, 3, PREPARED) == NULL);
  bt_gatt_foreach_attr(1, 0xffff, count_attr, &count);
  CHECK_EQUAL(count, (int)(z_main.attr_count + a_control.attr_count));
  count = 0;
  bt_gatt_foreach_attr_type(1, 0xffff, BT_UUID_GATT_CHRC, NULL, 2, count_attr, &count);
  CHECK_EQUAL(count, 2);
  CHECK_EQUAL(bt_gatt_service_unregister(&dynamic), -ENOENT);
  CHECK_EQUAL(bt_gatt_service_register(&dynamic), 0);
  CHECK_EQUAL(bt_gatt_service_register(&dynamic), -EALREADY);
  CHECK(bt_gatt_service_is_registered(&dynamic) && dynamic_attrs[0].handle != 0);
  CHECK_EQUAL(bt_gatt_authorization_cb_register(&authorization), 0);
  CHECK_EQUAL(bt_gatt_authorization_cb_register(&authorization), -EALREADY);
}

static int indicated, notified;
static void on_indicated(struct bt_conn* conn, struct bt_gatt_indicate_params* params,
                         uint8_t err) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  indicated += err == 0 ? 1 : 100;
}
static void on_notified(struct bt_conn* conn, void* user_data) {
  CHECK(conn == link && user_data == &notified);
  ++notified;
}
static struct bt_gatt_indicate_params indication = {.func = on_indicated};

/* The client says what is to be done. */
static void obey(struct k_work* work);
static K_WORK_DEFINE(obey_work, obey);
static char command;
static ssize_t write_control(struct bt_conn* conn, const struct bt_gatt_attr* attr, const void* buf,
                             uint16_t len, uint16_t offset, uint8_t flags) {
  ARG_UNUSED(conn);
  ARG_UNUSED(attr);
  if (offset != 0) return BT_GATT_ERR(BT_ATT_ERR_INVALID_OFFSET);
  if (len != 1) return BT_GATT_ERR(BT_ATT_ERR_INVALID_ATTRIBUTE_LEN);
  CHECK_EQUAL(flags, 0);
  command = *(const char*)buf;
  if (command == 'x') return BT_GATT_ERR(0x80);
  k_work_submit(&obey_work);
  return len;
}

static void notify_unsubscribed(void) {
  CHECK_EQUAL(bt_gatt_notify(link, &z_main.attrs[9], "no", 2), -EINVAL);
  CHECK_EQUAL(bt_gatt_notify(NULL, &z_main.attrs[9], "no", 2), -ENOTCONN);
  CHECK(!bt_gatt_is_subscribed(link, &z_main.attrs[9], BT_GATT_CCC_NOTIFY));
  indication.attr = &z_main.attrs[9];
  CHECK_EQUAL(bt_gatt_indicate(link, &indication), -EINVAL);
}

static void notify_all_ways(void) {
  char large[98] = {0};
  struct bt_gatt_notify_params params = {
      .attr = &z_main.attrs[8], .data = "b", .len = 1, .func = on_notified, .user_data = &notified};
  CHECK(bt_gatt_is_subscribed(link, &z_main.attrs[8], BT_GATT_CCC_NOTIFY) && changes == 1 &&
        last_ccc == (BT_GATT_CCC_NOTIFY | BT_GATT_CCC_INDICATE));
  CHECK_EQUAL(bt_gatt_notify(NULL, &z_main.attrs[9], "a", 1), 0);
  CHECK_EQUAL(bt_gatt_notify_cb(link, &params), 0);
  CHECK_EQUAL(bt_gatt_notify_uuid(NULL, WIDE, z_main.attrs, "c", 1), 0);
  CHECK_EQUAL(bt_gatt_notify_uuid(NULL, BT_UUID_HRS, z_main.attrs, "c", 1), -ENOENT);
  CHECK_EQUAL(bt_gatt_notify(link, &z_main.attrs[9], large, sizeof(large)), -ENOMEM);
  CHECK_EQUAL(bt_gatt_notify(link, &z_main.attrs[9], large, 97), 0);
  indication.data = "d";
  indication.len = 1;
  CHECK_EQUAL(bt_gatt_indicate(NULL, &indication), 0);
}

static void obey(struct k_work* work) {
  ARG_UNUSED(work);
  if (command == 'u') notify_unsubscribed();
  if (command == 'n') notify_all_ways();
  if (command == 'd') CHECK_EQUAL(bt_gatt_service_unregister(&dynamic), 0);
}

static int recycles, starts;
static bool gone;
static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, "contract", 8),
};
static int advertise(void) {
  return bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0);
}
static void on_connected(struct bt_conn* conn, uint8_t err) {
  CHECK_EQUAL(err, 0);
  link = bt_conn_ref(conn);
  recycles = 0;
  CHECK_EQUAL(advertise(), -ENOMEM);
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  CHECK(conn == link && reason == BT_HCI_ERR_REMOTE_USER_TERM_CONN);
  gone = true;
  CHECK(last_ccc == 0 && changes == 2);
  CHECK_EQUAL(bt_conn_disconnect(conn, BT_HCI_ERR_REMOTE_USER_TERM_CONN), -ENOTCONN);
  CHECK_EQUAL(bt_gatt_notify(conn, &z_main.attrs[9], "x", 1), -ENOTCONN);
  CHECK_EQUAL(advertise(), -ENOMEM);
  CHECK_EQUAL(recycles, 0);
}
/* Also when advertising ends without a link: its slot was taken. */
static void on_recycled(void) {
  if (link != NULL && ++recycles == 1) starts = advertise();
}
static struct bt_conn_cb callbacks = {
    .connected = on_connected, .disconnected = on_disconnected, .recycled = on_recycled};

static void check_advertising(void) {
  const struct bt_data too_long[] = {BT_DATA(BT_DATA_NAME_COMPLETE, long_value, 30)};
  struct bt_le_adv_param param = *BT_LE_ADV_CONN_FAST_1;
  CHECK_EQUAL(bt_le_adv_update_data(ad, ARRAY_SIZE(ad), NULL, 0), -EAGAIN);
  CHECK_EQUAL(bt_le_adv_start(&param, too_long, 1, NULL, 0), -EINVAL);
  param.interval_max = param.interval_min - 1;
  CHECK_EQUAL(bt_le_adv_start(&param, ad, ARRAY_SIZE(ad), NULL, 0), -EINVAL);
  param.interval_max = param.interval_min;
  param.id = 3;
  CHECK_EQUAL(bt_le_adv_start(&param, ad, ARRAY_SIZE(ad), NULL, 0), -EINVAL);
  CHECK_EQUAL(bt_le_adv_stop(), 0);
  CHECK_EQUAL(advertise(), 0);
  CHECK_EQUAL(advertise(), -EALREADY);
  CHECK_EQUAL(bt_le_adv_update_data(ad, ARRAY_SIZE(ad), NULL, 0), 0);
  CHECK_EQUAL(bt_le_adv_stop(), 0);
  CHECK_EQUAL(advertise(), 0);
}

int main(void) {
  for (size_t i = 0; i < sizeof(long_value); ++i)
    long_value[i] = (uint8_t)i;
  CHECK_EQUAL(bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0), -EAGAIN);
  CHECK(!bt_is_ready());
  CHECK_EQUAL(bt_disable(), -EALREADY);
  CHECK_EQUAL(bt_enable(NULL), 0);
  CHECK_EQUAL(bt_enable(NULL), -EALREADY);
  CHECK(bt_is_ready());
  CHECK(strcmp(bt_get_name(), "contract") == 0 && bt_get_appearance() == 1234);
  CHECK_EQUAL(bt_conn_cb_register(&callbacks), 0);
  CHECK_EQUAL(bt_conn_cb_register(&callbacks), -EEXIST);
  check_table();
  check_advertising();
  while (recycles == 0) {
    k_msleep(10);
    /* The slot comes free with the last reference. */
    if (gone && recycles == 0) {
      k_msleep(20);
      CHECK_EQUAL(recycles, 0);
      bt_conn_unref(link);
      k_msleep(20);
      CHECK_EQUAL(recycles, 1);
    }
  }
  CHECK_EQUAL(starts, 0);
  CHECK(prepares == 2 && executes == 1 && indicated == 1 && notified == 1);
  CHECK_EQUAL(bt_disable(), 0);
  CHECK_EQUAL(bt_conn_cb_unregister(&callbacks), 0);
  CHECK_EQUAL(bt_conn_cb_unregister(&callbacks), -ENOENT);
  for (int i = 0; i < 20; ++i) {
    CHECK_EQUAL(bt_enable(NULL), 0);
    CHECK_EQUAL(bt_disable(), 0);
  }
  return checks_end();
}
