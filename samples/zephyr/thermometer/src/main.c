/* A thermometer whose values are indicated: the next one follows the confirmation. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/byteorder.h>

static struct bt_gatt_indicate_params indication;
static uint8_t measurement[5]; /* flags, and a float of 32 bits: 11073-20601 */
static bool wanted, indicating;
static int confirmed, destroyed;

static void on_ccc(const struct bt_gatt_attr* attr, uint16_t value) {
  ARG_UNUSED(attr);
  wanted = value == BT_GATT_CCC_INDICATE;
  printk("indications %s\n", wanted ? "on" : "off");
}
BT_GATT_SERVICE_DEFINE(hts, BT_GATT_PRIMARY_SERVICE(BT_UUID_HTS),
                       BT_GATT_CHARACTERISTIC(BT_UUID_HTS_MEASUREMENT, BT_GATT_CHRC_INDICATE,
                                              BT_GATT_PERM_READ, NULL, NULL, NULL),
                       BT_GATT_CCC(on_ccc, BT_GATT_PERM_READ | BT_GATT_PERM_WRITE), );

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA_BYTES(BT_DATA_UUID16_ALL, BT_UUID_16_ENCODE(BT_UUID_HTS_VAL)),
};

static void on_confirmed(struct bt_conn* conn, struct bt_gatt_indicate_params* params,
                         uint8_t err) {
  ARG_UNUSED(conn);
  ARG_UNUSED(params);
  if (err == 0) ++confirmed;
}
static void on_destroyed(struct bt_gatt_indicate_params* params) {
  ARG_UNUSED(params);
  indicating = false;
  if (++destroyed == 10) printk("%d confirmed, %d destroyed\n", confirmed, destroyed);
}

int main(void) {
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0);
  printk("advertising (%d)\n", err);
  for (uint32_t tenths = 200; err == 0; ++tenths) {
    k_sleep(K_MSEC(500));
    if (!wanted || indicating) continue;
    sys_put_le24(tenths, &measurement[1]);
    measurement[4] = 0xff; /* times 10 to the power of -1 */
    indication.attr = &hts.attrs[2];
    indication.func = on_confirmed;
    indication.destroy = on_destroyed;
    indication.data = measurement;
    indication.len = sizeof(measurement);
    indicating = bt_gatt_indicate(NULL, &indication) == 0;
  }
  return 1;
}
