// The Battery Service.
#include <zephyr/bluetooth/services/bas.h>

#include <errno.h>
#include <zephyr/bluetooth/gatt.h>

static uint8_t battery_level = 100;

static ssize_t read_level(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                          uint16_t len, uint16_t offset) {
  return bt_gatt_attr_read(conn, attr, buf, len, offset, &battery_level, sizeof(battery_level));
}

BT_GATT_SERVICE_DEFINE(bas, BT_GATT_PRIMARY_SERVICE(BT_UUID_BAS),
                       BT_GATT_CHARACTERISTIC(BT_UUID_BAS_BATTERY_LEVEL,
                                              BT_GATT_CHRC_READ | BT_GATT_CHRC_NOTIFY,
                                              BT_GATT_PERM_READ, read_level, NULL, NULL),
                       BT_GATT_CCC(NULL, BT_GATT_PERM_READ | BT_GATT_PERM_WRITE));

uint8_t bt_bas_get_battery_level(void) { return battery_level; }

int bt_bas_set_battery_level(uint8_t level) {
  if (level > 100) return -EINVAL;
  battery_level = level;
  const int error = bt_gatt_notify(NULL, &bas.attrs[1], &level, sizeof(level));
  return error == -ENOTCONN || error == -EAGAIN ? 0 : error;
}
