/* Waits in vain, is waited for in vain, and then comes and goes hundreds of times. */
#include <westwind/bluetooth.h>

#include "../../../../../samples/zephyr/client.h"
#include "../../check.h"

enum { VISITS = 300 };

static struct bt_gatt_read_params first, second;
static int first_error = -1, second_error = -1;
static int64_t began, ended;
static uint16_t handle;

static uint8_t on_read(struct bt_conn* conn, uint8_t err, struct bt_gatt_read_params* params,
                       const void* data, uint16_t length) {
  CHECK(conn == client_link);
  if (data != NULL) {
    CHECK(length == 4 && memcmp(data, "late", 4) == 0);
    return BT_GATT_ITER_CONTINUE;
  }
  *(params == &first ? &first_error : &second_error) = err;
  if (params == &first) ended = k_uptime_get();
  k_poll_signal_raise(&client_done, err);
  return BT_GATT_ITER_STOP;
}
static void read_with(struct bt_gatt_read_params* params) {
  *params = (struct bt_gatt_read_params){.func = on_read, .handle_count = 1};
  params->single.handle = handle;
  CHECK_EQUAL(bt_gatt_read(client_link, params), 0);
}

static void wait_in_vain(void) {
  CHECK_EQUAL(client_connect("silent"), 0);
  struct bt_conn_remote_info info;
  CHECK_EQUAL(bt_conn_get_remote_info(client_link, &info), -EBUSY); /* nobody asks */
  handle = client_find(BT_UUID_DECLARE_16(0xf101));
  CHECK(handle != 0);
  began = k_uptime_get();
  read_with(&first);
  read_with(&second);
  CHECK_EQUAL(client_wait(&client_down, 100), BT_HCI_ERR_LOCALHOST_TERM_CONN);
  CHECK_EQUAL(first_error, BT_ATT_ERR_UNLIKELY);
  CHECK_EQUAL(second_error, BT_ATT_ERR_UNLIKELY);
  CHECK(ended - began >= 30000 && ended - began < 30100);
  CHECK(client_link == NULL);
  k_poll_signal_reset(&client_done);
}

static uint8_t on_indication(struct bt_conn* conn, struct bt_gatt_subscribe_params* params,
                             const void* data, uint16_t length) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (data == NULL) return BT_GATT_ITER_STOP;
  CHECK_EQUAL(length, 1);
  k_sleep(K_SECONDS(32));
  return BT_GATT_ITER_CONTINUE;
}

static void be_silent(void) {
  static struct bt_gatt_subscribe_params params;
  k_sleep(K_SECONDS(5)); /* until the server is back */
  CHECK_EQUAL(client_connect("silent"), 0);
  CHECK_EQUAL(client_subscribe(&params, handle, BT_GATT_CCC_INDICATE, on_indication), 0);
  CHECK_EQUAL(client_wait(&client_down, 100), BT_HCI_ERR_REMOTE_USER_TERM_CONN);
}

static void count_link(struct bt_conn* conn, void* count) {
  ARG_UNUSED(conn);
  ++*(int*)count;
}

static void come_and_go(void) {
  struct westwind_counters counters;
  for (int i = 0; i < VISITS; ++i) {
    CHECK_EQUAL(client_connect("silent"), 0);
    CHECK_EQUAL(client_exchange_mtu(), 0);
    read_with(&first);
    CHECK_EQUAL(client_wait(&client_done, 5), 0);
    CHECK_EQUAL(client_disconnect(), 0);
  }
  int links = 0;
  bt_conn_foreach(BT_CONN_TYPE_LE, count_link, &links);
  CHECK_EQUAL(links, 0);
  CHECK(westwind_get_counters(&counters) == 0 && counters.malformed_packets == 0);
}

int main(void) {
  CHECK_EQUAL(bt_enable(NULL), 0);
  wait_in_vain();
  be_silent();
  come_and_go();
  return checks_end();
}
