/* Discovers, reads and writes all that the server has, by every procedure. */
#include <westwind/bluetooth.h>

#include "../../../../../samples/zephyr/client.h"
#include "../../check.h"

struct found {
  int count;
  uint16_t handle, end, value;
  uint8_t properties;
  char uuid[BT_UUID_STR_LEN];
};
static struct found found;
static struct bt_gatt_discover_params discovery;
static int stop_after;

static uint8_t on_attr(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                       struct bt_gatt_discover_params* params) {
  CHECK(conn == client_link && params == &discovery);
  if (attr == NULL) {
    k_poll_signal_raise(&client_done, 0);
    return BT_GATT_ITER_STOP;
  }
  ++found.count;
  found.handle = attr->handle;
  const struct bt_uuid* uuid = attr->uuid;
  if (params->type == BT_GATT_DISCOVER_PRIMARY) {
    uuid = ((struct bt_gatt_service_val*)attr->user_data)->uuid;
    found.end = ((struct bt_gatt_service_val*)attr->user_data)->end_handle;
  } else if (params->type == BT_GATT_DISCOVER_INCLUDE) {
    found.value = ((struct bt_gatt_include*)attr->user_data)->start_handle;
    found.end = ((struct bt_gatt_include*)attr->user_data)->end_handle;
    CHECK(((struct bt_gatt_include*)attr->user_data)->uuid == NULL);
  } else if (params->type == BT_GATT_DISCOVER_CHARACTERISTIC) {
    uuid = ((struct bt_gatt_chrc*)attr->user_data)->uuid;
    found.value = ((struct bt_gatt_chrc*)attr->user_data)->value_handle;
    found.properties = ((struct bt_gatt_chrc*)attr->user_data)->properties;
    CHECK_EQUAL(bt_gatt_attr_value_handle(attr), found.value);
  } else if (params->type == BT_GATT_DISCOVER_STD_CHAR_DESC) {
    found.value = ((struct bt_gatt_cep*)attr->user_data)->properties;
  }
  bt_uuid_to_str(uuid, found.uuid, sizeof(found.uuid));
  if (stop_after == found.count) {
    k_poll_signal_raise(&client_done, 1);
    return BT_GATT_ITER_STOP;
  }
  return BT_GATT_ITER_CONTINUE;
}
static int discover(const struct bt_uuid* uuid, uint16_t start, uint16_t end, uint8_t type) {
  found = (struct found){0};
  discovery = (struct bt_gatt_discover_params){
      .uuid = uuid, .func = on_attr, .start_handle = start, .end_handle = end, .type = type};
  const int err = bt_gatt_discover(client_link, &discovery);
  return err != 0 ? err : client_wait(&client_done, 5);
}

static uint8_t value[512];
static int parts;
static uint16_t value_size;
static uint8_t on_read(struct bt_conn* conn, uint8_t err, struct bt_gatt_read_params* params,
                       const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data == NULL) {
    k_poll_signal_raise(&client_done, err);
    return BT_GATT_ITER_STOP;
  }
  ++parts;
  memcpy(value + value_size, data, length);
  value_size += length;
  return BT_GATT_ITER_CONTINUE;
}
static struct bt_gatt_read_params reading;
static int finish_reading(void) {
  parts = value_size = 0;
  reading.func = on_read;
  const int err = bt_gatt_read(client_link, &reading);
  return err != 0 ? err : client_wait(&client_done, 5);
}
static int read_one(uint16_t handle, uint16_t offset) {
  reading = (struct bt_gatt_read_params){.handle_count = 1};
  reading.single.handle = handle;
  reading.single.offset = offset;
  return finish_reading();
}

static void on_written(struct bt_conn* conn, uint8_t err, struct bt_gatt_write_params* params) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  k_poll_signal_raise(&client_done, err);
}
static int write_value(uint16_t handle, uint16_t offset, const void* data, uint16_t length) {
  static struct bt_gatt_write_params params;
  params = (struct bt_gatt_write_params){
      .func = on_written, .handle = handle, .offset = offset, .data = data, .length = length};
  const int err = bt_gatt_write(client_link, &params);
  return err != 0 ? err : client_wait(&client_done, 5);
}

static uint16_t service, service_end, long_value, prepared, wide, control, forbidden;

static void check_discovery(void) {
  CHECK_EQUAL(discover(NULL, 1, 0xffff, BT_GATT_DISCOVER_PRIMARY), 0);
  CHECK_EQUAL(found.count, 5); /* two of the host's, three of the application's */
  CHECK(strcmp(found.uuid, "f010") == 0);
  CHECK_EQUAL(discover(BT_UUID_DECLARE_128(BT_UUID_128_ENCODE(0xabcd0000, 1, 2, 3, 4)), 1, 0xffff,
                       BT_GATT_DISCOVER_PRIMARY),
              0);
  CHECK_EQUAL(found.count, 1);
  service = found.handle;
  service_end = found.end;
  CHECK_EQUAL(discover(BT_UUID_HRS, 1, 0xffff, BT_GATT_DISCOVER_PRIMARY), 0);
  CHECK_EQUAL(found.count, 0);
  CHECK_EQUAL(discover(NULL, 1, 0xffff, BT_GATT_DISCOVER_INCLUDE), 0);
  CHECK(found.count == 1 && found.value == service && found.end == service_end);
  CHECK_EQUAL(discover(NULL, service, service_end, BT_GATT_DISCOVER_CHARACTERISTIC), 0);
  CHECK(found.count == 3 && found.properties == (BT_GATT_CHRC_NOTIFY | BT_GATT_CHRC_INDICATE));
  CHECK(strcmp(found.uuid, "12340002-0000-1000-8000-00805f9b34fb") == 0);
  wide = found.value;
  stop_after = 1;
  CHECK_EQUAL(discover(NULL, service, service_end, BT_GATT_DISCOVER_CHARACTERISTIC), 1);
  CHECK(found.count == 1);
  long_value = found.value;
  stop_after = 0;
  prepared = client_find(BT_UUID_DECLARE_16(0xf001));
  control = client_find(BT_UUID_DECLARE_16(0xf003));
  forbidden = client_find(BT_UUID_DECLARE_16(0xf004));
  CHECK_EQUAL(discover(NULL, service + 3, service_end, BT_GATT_DISCOVER_DESCRIPTOR), 0);
  CHECK(found.count == 8 && strcmp(found.uuid, "2902") == 0 && found.handle == service_end);
  CHECK_EQUAL(discover(NULL, 1, 0xffff, BT_GATT_DISCOVER_ATTRIBUTE), 0);
  CHECK(found.count > 25);
  CHECK_EQUAL(discover(BT_UUID_GATT_CEP, service, service_end, BT_GATT_DISCOVER_STD_CHAR_DESC), 0);
  CHECK(found.count == 1 && found.value == BT_GATT_CEP_RELIABLE_WRITE);
  CHECK_EQUAL(discover(BT_UUID_HRS, service, service_end, BT_GATT_DISCOVER_STD_CHAR_DESC), -EINVAL);
  CHECK_EQUAL(discover(NULL, 0, 0xffff, BT_GATT_DISCOVER_PRIMARY), -EINVAL);
  CHECK_EQUAL(discover(NULL, 9, 8, BT_GATT_DISCOVER_PRIMARY), -EINVAL);
}

static void check_reading(void) {
  CHECK_EQUAL(read_one(long_value, 0), 0);
  CHECK(value_size == 300 && value[0] == 0 && value[299] == (uint8_t)299);
  CHECK_EQUAL(parts, 4); /* 99 octets each */
  CHECK_EQUAL(read_one(long_value, 290), 0);
  CHECK(value_size == 10 && value[0] == (uint8_t)290);
  CHECK_EQUAL(read_one(long_value, 301), BT_ATT_ERR_INVALID_OFFSET);
  CHECK_EQUAL(read_one(0xfff0, 0), BT_ATT_ERR_INVALID_HANDLE);
  CHECK_EQUAL(read_one(control, 0), BT_ATT_ERR_READ_NOT_PERMITTED);
  CHECK_EQUAL(read_one(forbidden, 0), BT_ATT_ERR_AUTHORIZATION);
  CHECK_EQUAL(read_one(long_value + 1, 0), 0);
  CHECK(value_size == 10 && memcmp(value, "a long one", 10) == 0);
  CHECK_EQUAL(read_one(long_value + 2, 0), 0);
  CHECK(value_size == 7 && value[0] == 4 && value[2] == 0x00 && value[3] == 0x27);
  uint16_t handles[] = {(uint16_t)(long_value + 1), (uint16_t)(long_value + 2)};
  reading = (struct bt_gatt_read_params){.handle_count = 2};
  reading.multiple.handles = handles;
  CHECK_EQUAL(finish_reading(), 0);
  CHECK(parts == 1 && value_size == 17);
  reading = (struct bt_gatt_read_params){.handle_count = 2};
  reading.multiple.handles = handles;
  reading.multiple.variable = true;
  CHECK_EQUAL(finish_reading(), 0);
  CHECK(parts == 2 && value_size == 17);
  reading = (struct bt_gatt_read_params){.handle_count = 0};
  reading.by_uuid.start_handle = 1;
  reading.by_uuid.end_handle = 0xffff;
  reading.by_uuid.uuid = BT_UUID_GAP_APPEARANCE;
  CHECK_EQUAL(finish_reading(), 0);
  CHECK(value_size == 2 && sys_get_le16(value) == 1234);
  reading.by_uuid.start_handle = 1;
  reading.by_uuid.uuid = BT_UUID_HRS_MEASUREMENT;
  CHECK_EQUAL(finish_reading(), BT_ATT_ERR_ATTRIBUTE_NOT_FOUND);
}

static void check_writing(void) {
  uint8_t longer[64];
  for (size_t i = 0; i < sizeof(longer); ++i)
    longer[i] = (uint8_t)(200 - i);
  CHECK_EQUAL(write_value(prepared, 0, longer, 10), 0);
  CHECK_EQUAL(write_value(prepared, 8, longer, 50), 0); /* with an offset: queued */
  CHECK_EQUAL(read_one(prepared, 0), 0);
  CHECK(value_size == 64 && value[7] == 193 && value[8] == 200 && value[57] == 151);
  CHECK_EQUAL(write_value(prepared, 60, longer, 20), BT_ATT_ERR_INVALID_OFFSET);
  CHECK_EQUAL(write_value(control, 0, "ab", 2), BT_ATT_ERR_INVALID_ATTRIBUTE_LEN);
  CHECK_EQUAL(write_value(control, 0, "x", 1), 0x80);
  CHECK_EQUAL(write_value(long_value, 0, "x", 1), BT_ATT_ERR_WRITE_NOT_PERMITTED);
  CHECK_EQUAL(write_value(0, 0, "x", 1), -EINVAL);
}

static char seen[16];
static int indications, unsolicited;
static uint8_t on_value(struct bt_conn* conn, struct bt_gatt_subscribe_params* params,
                        const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data == NULL) {
    strcat(seen, ".");
    return BT_GATT_ITER_STOP;
  }
  const char letter[2] = {length == 1 ? *(const char*)data : 'L', 0};
  strcat(seen, letter);
  return BT_GATT_ITER_CONTINUE;
}
static void on_any_value(struct bt_conn* conn, uint16_t handle, bool is_indication,
                         const void* data, uint16_t length) {
  ARG_UNUSED(data);
  ARG_UNUSED(length);
  if (conn == client_link && handle == wide) ++unsolicited;
  if (is_indication) ++indications;
}
static struct westwind_value_cb values = {.value = on_any_value};

static void check_subscriptions(void) {
  static struct bt_gatt_subscribe_params params;
  CHECK_EQUAL(westwind_value_cb_register(&values), 0);
  CHECK_EQUAL(westwind_value_cb_register(&values), -EEXIST);
  CHECK_EQUAL(write_value(control, 0, "u", 1), 0);
  CHECK_EQUAL(bt_gatt_unsubscribe(client_link, &params), -EINVAL);
  /* The server refuses the first time. */
  CHECK_EQUAL(client_subscribe(&params, wide, BT_GATT_CCC_NOTIFY | BT_GATT_CCC_INDICATE, on_value),
              BT_ATT_ERR_WRITE_REQ_REJECTED);
  CHECK(strcmp(seen, ".") == 0);
  CHECK_EQUAL(client_subscribe(&params, wide, BT_GATT_CCC_NOTIFY | BT_GATT_CCC_INDICATE, on_value),
              0);
  CHECK_EQUAL(bt_gatt_subscribe(client_link, &params), -EALREADY);
  CHECK_EQUAL(params.ccc_handle, service_end);
  CHECK_EQUAL(write_value(control, 0, "n", 1), 0);
  k_msleep(500);
  CHECK(strcmp(seen, ".abcLd") == 0);
  CHECK(unsolicited == 5 && indications == 1);
  CHECK_EQUAL(bt_gatt_unsubscribe(client_link, &params), 0);
  CHECK(strcmp(seen, ".abcLd.") == 0);
  CHECK_EQUAL(write_value(control, 0, "d", 1), 0);
  k_msleep(200);
  CHECK_EQUAL(discover(NULL, 1, 0xffff, BT_GATT_DISCOVER_PRIMARY), 0);
  CHECK_EQUAL(found.count, 4);
}

static int phases, updated_interval;
static void on_updated(struct bt_conn* conn, uint16_t interval, uint16_t latency,
                       uint16_t timeout) {
  ARG_UNUSED(conn);
  ARG_UNUSED(latency);
  ARG_UNUSED(timeout);
  updated_interval = interval;
}
static int told_of_peer;
static void on_remote_info(struct bt_conn* conn, struct bt_conn_remote_info* info) {
  struct bt_conn_remote_info same;
  CHECK(bt_conn_get_remote_info(conn, &same) == 0 && same.version == info->version &&
        same.le.features == info->le.features);
  CHECK(info->version >= BT_HCI_VERSION_4_2 && (info->le.features[0] & 1) == 1);
  ++told_of_peer;
}
BT_CONN_CB_DEFINE(updates) = {.le_param_updated = on_updated,
                              .remote_info_available = on_remote_info};

static void check_link(void) {
  struct bt_conn_info info;
  struct bt_conn* other = NULL;
  bt_addr_le_t peer = *bt_conn_get_dst(client_link);
  CHECK_EQUAL(bt_conn_get_info(client_link, &info), 0);
  CHECK(info.type == BT_CONN_TYPE_LE && info.role == BT_CONN_ROLE_CENTRAL &&
        info.state == BT_CONN_STATE_CONNECTED && info.le.interval >= 24 && info.le.interval <= 40 &&
        info.security.level == BT_SECURITY_L1);
  CHECK_EQUAL(told_of_peer, 1);
  CHECK_EQUAL(bt_conn_index(client_link), 0);
  CHECK_EQUAL(bt_conn_le_create(&peer, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &other),
              -EINVAL);
  CHECK_EQUAL(bt_conn_le_param_update(client_link, BT_LE_CONN_PARAM(40, 30, 0, 400)), -EINVAL);
  CHECK_EQUAL(bt_conn_le_param_update(client_link, BT_LE_CONN_PARAM(6, 6, 0, 100)), 0);
  k_msleep(1000);
  CHECK_EQUAL(updated_interval, 6);
  CHECK_EQUAL(bt_conn_le_param_update(client_link, BT_LE_CONN_PARAM(6, 6, 0, 100)), -EALREADY);
  other = bt_conn_lookup_addr_le(BT_ID_DEFAULT, &peer);
  CHECK(other == client_link);
  bt_conn_unref(other);
  CHECK(bt_conn_lookup_addr_le(BT_ID_DEFAULT, BT_ADDR_LE_ANY) == NULL);
  CHECK_EQUAL(bt_conn_set_security(client_link, BT_SECURITY_L2), -EOPNOTSUPP);
  struct westwind_counters counters;
  CHECK(westwind_get_counters(&counters) == 0 && counters.malformed_packets == 0);
  ++phases;
}

int main(void) {
  struct bt_le_scan_param param = *BT_LE_SCAN_PASSIVE;
  CHECK_EQUAL(bt_le_scan_start(&param, NULL), -EAGAIN);
  CHECK_EQUAL(westwind_set_mtu(101), -EINVAL);
  CHECK_EQUAL(bt_enable(NULL), 0);
  param.window = param.interval + 1;
  CHECK_EQUAL(bt_le_scan_start(&param, NULL), -EINVAL);
  CHECK_EQUAL(bt_le_scan_stop(), -EALREADY);
  struct bt_conn* nobody = NULL;
  bt_addr_le_t absent;
  bt_addr_le_from_str("11:22:33:44:55:66", "public", &absent);
  client_name = "?";
  CHECK_EQUAL(bt_le_scan_start(BT_LE_SCAN_PASSIVE, NULL), 0);
  CHECK_EQUAL(bt_conn_le_create(&absent, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &nobody),
              -EAGAIN);
  CHECK_EQUAL(bt_le_scan_stop(), 0);
  /* Nobody there: told after the time of CONFIG_BT_CREATE_CONN_TIMEOUT. */
  const int64_t begin = k_uptime_get();
  CHECK_EQUAL(
      bt_conn_le_create(&absent, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &client_link),
      0);
  CHECK_EQUAL(bt_conn_le_create(&absent, BT_CONN_LE_CREATE_CONN, BT_LE_CONN_PARAM_DEFAULT, &nobody),
              -EALREADY);
  CHECK_EQUAL(client_wait(&client_up, 10), BT_HCI_ERR_UNKNOWN_CONN_ID);
  CHECK(k_uptime_get() - begin >= 3000 && k_uptime_get() - begin < 3200 && client_link == NULL);
  CHECK_EQUAL(client_connect("contract"), 0);
  CHECK_EQUAL(bt_gatt_get_mtu(client_link), 23);
  CHECK_EQUAL(client_exchange_mtu(), 0);
  CHECK_EQUAL(bt_gatt_get_mtu(client_link), 100);
  check_discovery();
  check_reading();
  check_writing();
  check_subscriptions();
  check_link();
  CHECK_EQUAL(client_disconnect(), 0);
  CHECK_EQUAL(phases, 1);
  return checks_end();
}
