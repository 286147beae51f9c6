/* Takes what a client writes as fast as it can, and says how much that was. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/kernel.h>

#define SERVICE BT_UUID_DECLARE_16(0xfff0)
#define SINK BT_UUID_DECLARE_16(0xfff1)

static uint32_t octets, next_number, gaps;

static ssize_t on_write(struct bt_conn* conn, const struct bt_gatt_attr* attr, const void* buf,
                        uint16_t len, uint16_t offset, uint8_t flags) {
  ARG_UNUSED(conn);
  ARG_UNUSED(attr);
  ARG_UNUSED(offset);
  if ((flags & BT_GATT_WRITE_FLAG_CMD) == 0) return BT_GATT_ERR(BT_ATT_ERR_WRITE_REQ_REJECTED);
  uint32_t number;
  memcpy(&number, buf, sizeof(number));
  if (number != next_number) ++gaps;
  next_number = number + 1;
  octets += len;
  return len;
}
BT_GATT_SERVICE_DEFINE(sink, BT_GATT_PRIMARY_SERVICE(SERVICE),
                       BT_GATT_CHARACTERISTIC(SINK,
                                              BT_GATT_CHRC_WRITE | BT_GATT_CHRC_WRITE_WITHOUT_RESP,
                                              BT_GATT_PERM_WRITE, NULL, on_write, NULL), );

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};

static void on_phy(struct bt_conn* conn, struct bt_conn_le_phy_info* info) {
  ARG_UNUSED(conn);
  printk("PHY %u %u\n", info->tx_phy, info->rx_phy);
}
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  ARG_UNUSED(conn);
  ARG_UNUSED(reason);
  printk("%u octets, %u gaps\n", octets, gaps);
}
BT_CONN_CB_DEFINE(callbacks) = {.le_phy_updated = on_phy, .disconnected = on_disconnected};

int main(void) {
  int err = bt_enable(NULL);
  if (err == 0) err = bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0);
  printk("advertising (%d)\n", err);
  return err;
}
