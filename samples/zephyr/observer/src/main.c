/* Scans for ten seconds and counts what each manufacturer data says; stops, starts again, and is
 * told off twice. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/kernel.h>

static int reports, counters;
static uint8_t last;

static bool on_data(struct bt_data* data, void* user_data) {
  ARG_UNUSED(user_data);
  if (data->type != BT_DATA_MANUFACTURER_DATA || data->data_len != 3) return true;
  if (data->data[2] != last || counters == 0) ++counters;
  last = data->data[2];
  return false;
}
static void on_report(const bt_addr_le_t* addr, int8_t rssi, uint8_t type,
                      struct net_buf_simple* buf) {
  char text[BT_ADDR_LE_STR_LEN];
  if (reports++ == 0) {
    bt_addr_le_to_str(addr, text, sizeof(text));
    printk("heard %s, type %u, %d dBm, %u octets\n", text, type, rssi, buf->len);
  }
  bt_data_parse(buf, on_data, NULL);
}

int main(void) {
  const struct bt_le_scan_param param = {.type = BT_LE_SCAN_TYPE_PASSIVE,
                                         .options = BT_LE_SCAN_OPT_NONE,
                                         .interval = BT_GAP_SCAN_FAST_INTERVAL_MIN,
                                         .window = BT_GAP_SCAN_FAST_WINDOW};
  printk("before: %d\n", bt_le_scan_start(&param, on_report));
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_scan_start(&param, on_report);
  printk("started: %d, again: %d\n", err, bt_le_scan_start(&param, on_report));
  k_sleep(K_SECONDS(10));
  err = bt_le_scan_stop();
  printk("stopped: %d, again: %d\n", err, bt_le_scan_stop());
  const int heard = reports;
  k_sleep(K_SECONDS(2));
  printk("%d values, %d reports afterwards\n", counters, reports - heard);
  return 0;
}
