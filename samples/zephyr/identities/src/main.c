/* Four identities advertise in turn; each takes a link under an address of its own. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/kernel.h>

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};
static int links;

static int advertise(uint8_t id) {
  struct bt_le_adv_param param = *BT_LE_ADV_CONN_FAST_1;
  param.id = id;
  return bt_le_adv_start(&param, ad, ARRAY_SIZE(ad), NULL, 0);
}
static void on_connected(struct bt_conn* conn, uint8_t err) {
  struct bt_conn_info info;
  char text[BT_ADDR_LE_STR_LEN];
  if (err != 0 || bt_conn_get_info(conn, &info) != 0) return;
  bt_addr_le_to_str(info.le.src, text, sizeof(text));
  printk("link %d of identity %u, %s, shown as it is: %d\n", ++links, info.id,
         info.le.src->type == BT_ADDR_LE_PUBLIC ? "public" : "random",
         bt_addr_le_eq(info.le.src, info.le.local));
  if (links < CONFIG_BT_ID_MAX) printk("next (%d)\n", advertise((uint8_t)links));
}
BT_CONN_CB_DEFINE(callbacks) = {.connected = on_connected};

int main(void) {
  bt_addr_le_t addresses[CONFIG_BT_ID_MAX];
  size_t count = ARRAY_SIZE(addresses);
  int err = bt_enable(NULL);
  for (int i = 1; err == 0 && i < CONFIG_BT_ID_MAX; ++i)
    if (bt_id_create(NULL, NULL) != i) err = -EIO;
  bt_id_get(addresses, &count);
  printk("%u identities, one more: %s\n", (unsigned int)count,
         bt_id_create(NULL, NULL) == -ENOMEM ? "no room" : "?");
  printk("taken: %s\n", bt_id_create(&addresses[1], NULL) == -ENOMEM ||
                                bt_id_reset(2, &addresses[1], NULL) == -EALREADY
                            ? "refused"
                            : "?");
  if (err == 0) err = advertise(BT_ID_DEFAULT);
  printk("advertising (%d), deleted the default: %d\n", err, bt_id_delete(BT_ID_DEFAULT));
  return err;
}
