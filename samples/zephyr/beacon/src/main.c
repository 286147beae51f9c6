/* A beacon: an Eddystone URL nobody can connect to, and a counter in manufacturer data, a new one
 * each second. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/kernel.h>

static uint8_t counted[] = {0xff, 0xff, 0x00}; /* company: none */
static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, BT_LE_AD_NO_BREDR),
    BT_DATA_BYTES(BT_DATA_UUID16_ALL, 0xaa, 0xfe),
    BT_DATA_BYTES(BT_DATA_SVC_DATA16, 0xaa, 0xfe, 0x10, 0x00, 0x00, 'w', 'w', 0x08),
    BT_DATA(BT_DATA_MANUFACTURER_DATA, counted, sizeof(counted)),
};

int main(void) {
  char text[BT_ADDR_LE_STR_LEN];
  bt_addr_le_t own;
  size_t count = 1;
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_adv_start(BT_LE_ADV_NCONN_IDENTITY, ad, ARRAY_SIZE(ad), NULL, 0);
  bt_id_get(&own, &count);
  bt_addr_le_to_str(&own, text, sizeof(text));
  printk("beacon %s (%d)\n", text, err);
  while (err == 0) {
    k_msleep(1000);
    ++counted[2];
    err = bt_le_adv_update_data(ad, ARRAY_SIZE(ad), NULL, 0);
  }
  printk("failed (%d)\n", err);
  return 1;
}
