// The Heart Rate Service.
#include <zephyr/bluetooth/services/hrs.h>

#include <errno.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/sys/byteorder.h>

#define CONTROL_POINT_NOT_SUPPORTED 0x80

static sys_slist_t callbacks;
static const uint8_t sensor_location = 0x01; /* the chest */

static void on_ccc(const struct bt_gatt_attr* attr, uint16_t value) {
  struct bt_hrs_cb* each;
  ARG_UNUSED(attr);
  SYS_SLIST_FOR_EACH_CONTAINER(&callbacks, each, _node) {
    if (each->ntf_changed != NULL) each->ntf_changed(value == BT_GATT_CCC_NOTIFY);
  }
}

static ssize_t read_location(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                             uint16_t len, uint16_t offset) {
  return bt_gatt_attr_read(conn, attr, buf, len, offset, &sensor_location, sizeof(sensor_location));
}

static ssize_t write_control_point(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                   const void* buf, uint16_t len, uint16_t offset, uint8_t flags) {
  bool taken = false;
  struct bt_hrs_cb* each;
  ARG_UNUSED(conn);
  ARG_UNUSED(attr);
  ARG_UNUSED(flags);
  if (offset != 0) return BT_GATT_ERR(BT_ATT_ERR_INVALID_OFFSET);
  if (len != sizeof(uint8_t)) return BT_GATT_ERR(BT_ATT_ERR_INVALID_ATTRIBUTE_LEN);
  SYS_SLIST_FOR_EACH_CONTAINER(&callbacks, each, _node) {
    if (each->ctrl_point_write != NULL && each->ctrl_point_write(*(const uint8_t*)buf) == 0)
      taken = true;
  }
  return taken ? (ssize_t)len : BT_GATT_ERR(CONTROL_POINT_NOT_SUPPORTED);
}

BT_GATT_SERVICE_DEFINE(hrs_svc, BT_GATT_PRIMARY_SERVICE(BT_UUID_HRS),
                       BT_GATT_CHARACTERISTIC(BT_UUID_HRS_MEASUREMENT, BT_GATT_CHRC_NOTIFY,
                                              BT_GATT_PERM_NONE, NULL, NULL, NULL),
                       BT_GATT_CCC(on_ccc, BT_GATT_PERM_READ | BT_GATT_PERM_WRITE),
                       BT_GATT_CHARACTERISTIC(BT_UUID_HRS_BODY_SENSOR, BT_GATT_CHRC_READ,
                                              BT_GATT_PERM_READ, read_location, NULL, NULL),
                       BT_GATT_CHARACTERISTIC(BT_UUID_HRS_CONTROL_POINT, BT_GATT_CHRC_WRITE,
                                              BT_GATT_PERM_WRITE, NULL, write_control_point, NULL));

int bt_hrs_cb_register(struct bt_hrs_cb* cb) {
  if (cb == NULL) return -EINVAL;
  sys_slist_append(&callbacks, &cb->_node);
  return 0;
}

int bt_hrs_cb_unregister(struct bt_hrs_cb* cb) {
  if (cb == NULL) return -EINVAL;
  return sys_slist_find_and_remove(&callbacks, &cb->_node) ? 0 : -ENOENT;
}

int bt_hrs_notify(uint16_t heartrate) {
  uint8_t measurement[3];
  uint16_t size = 2;
  measurement[0] = 0x06; /* eight bits, sensor contact */
  measurement[1] = (uint8_t)heartrate;
  if (heartrate > 0xff) {
    measurement[0] |= 0x01;
    sys_put_le16(heartrate, &measurement[1]);
    size = 3;
  }
  const int error = bt_gatt_notify(NULL, &hrs_svc.attrs[1], measurement, size);
  return error == -ENOTCONN ? 0 : error;
}
