/* One of many: can be connected to once. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/kernel.h>

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR))};

static void on_ready(int err) {
  if (err == 0) err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_2, ad, ARRAY_SIZE(ad), NULL, 0);
  if (err != 0) printk("failed (%d)\n", err);
}

int main(void) { return bt_enable(on_ready); }
