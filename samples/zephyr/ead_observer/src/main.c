/* Decrypts advertising data; another key finds them not authentic. */
#include "../../ead_common.h"

static uint8_t last_randomizer[BT_EAD_RANDOMIZER_SIZE];
static int randomizers, read_names, forged;

static bool on_inside(struct bt_data* data, void* user_data) {
  ARG_UNUSED(user_data);
  if (data->type == BT_DATA_NAME_COMPLETE && data->data_len == sizeof(EAD_NAME) - 1 &&
      memcmp(data->data, EAD_NAME, data->data_len) == 0)
    ++read_names;
  return false;
}
static bool on_data(struct bt_data* data, void* user_data) {
  uint8_t plain[64];
  uint8_t other[BT_EAD_KEY_SIZE] = {1};
  ARG_UNUSED(user_data);
  if (data->type != BT_DATA_ENCRYPTED_AD_DATA) return true;
  if (memcmp(data->data, last_randomizer, sizeof(last_randomizer)) != 0) ++randomizers;
  memcpy(last_randomizer, data->data, sizeof(last_randomizer));
  const size_t size = BT_EAD_DECRYPTED_PAYLOAD_SIZE(data->data_len);
  if (bt_ead_decrypt(other, ead_iv, data->data, data->data_len, plain) == 0) ++forged;
  if (bt_ead_decrypt(ead_key, ead_iv, data->data, data->data_len, plain) != 0) return false;
  struct net_buf_simple inside;
  net_buf_simple_init_with_data(&inside, plain, size);
  bt_data_parse(&inside, on_inside, NULL);
  return false;
}
static void on_report(const bt_addr_le_t* addr, int8_t rssi, uint8_t type,
                      struct net_buf_simple* buf) {
  ARG_UNUSED(addr);
  ARG_UNUSED(rssi);
  ARG_UNUSED(type);
  bt_data_parse(buf, on_data, NULL);
}

int main(void) {
  const struct bt_le_scan_param param = {.type = BT_LE_SCAN_TYPE_PASSIVE,
                                         .options = BT_LE_SCAN_OPT_NONE,
                                         .interval = BT_GAP_SCAN_FAST_WINDOW,
                                         .window = BT_GAP_SCAN_FAST_WINDOW};
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_scan_start(&param, on_report);
  k_sleep(K_SECONDS(5));
  printk("%s names, %s randomizers, %d with a wrong key (%d)\n", read_names >= 4 ? "many" : "few",
         randomizers >= 4 ? "many" : "few", forged, err);
  return err;
}
