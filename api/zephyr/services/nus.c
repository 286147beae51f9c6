// The Nordic UART Service.
#include <zephyr/bluetooth/services/nus.h>

#include <errno.h>
#include <zephyr/bluetooth/gatt.h>

struct registration {
  struct bt_nus_cb* cb;
  void* ctx;
};
static struct registration registered[4];

static void on_ccc(const struct bt_gatt_attr* attr, uint16_t value) {
  ARG_UNUSED(attr);
  for (size_t i = 0; i < ARRAY_SIZE(registered); ++i) {
    const struct bt_nus_cb* cb = registered[i].cb;
    if (cb != NULL && cb->notif_enabled != NULL)
      cb->notif_enabled(value == BT_GATT_CCC_NOTIFY, registered[i].ctx);
  }
}

static ssize_t on_write(struct bt_conn* conn, const struct bt_gatt_attr* attr, const void* buf,
                        uint16_t len, uint16_t offset, uint8_t flags) {
  ARG_UNUSED(attr);
  ARG_UNUSED(offset);
  ARG_UNUSED(flags);
  for (size_t i = 0; i < ARRAY_SIZE(registered); ++i) {
    const struct bt_nus_cb* cb = registered[i].cb;
    if (cb != NULL && cb->received != NULL) cb->received(conn, buf, len, registered[i].ctx);
  }
  return len;
}

BT_GATT_SERVICE_DEFINE(nus_svc, BT_GATT_PRIMARY_SERVICE(BT_UUID_NUS_SERVICE),
                       BT_GATT_CHARACTERISTIC(BT_UUID_NUS_TX_CHAR, BT_GATT_CHRC_NOTIFY,
                                              BT_GATT_PERM_READ, NULL, NULL, NULL),
                       BT_GATT_CCC(on_ccc, BT_GATT_PERM_READ | BT_GATT_PERM_WRITE),
                       BT_GATT_CHARACTERISTIC(BT_UUID_NUS_RX_CHAR,
                                              BT_GATT_CHRC_WRITE | BT_GATT_CHRC_WRITE_WITHOUT_RESP,
                                              BT_GATT_PERM_WRITE, NULL, on_write, NULL));

int bt_nus_inst_cb_register(struct bt_nus_inst* inst, struct bt_nus_cb* cb, void* ctx) {
  if (inst != NULL || cb == NULL) return -EINVAL;
  for (size_t i = 0; i < ARRAY_SIZE(registered); ++i)
    if (registered[i].cb == cb) return -EALREADY;
  for (size_t i = 0; i < ARRAY_SIZE(registered); ++i) {
    if (registered[i].cb != NULL) continue;
    registered[i].cb = cb;
    registered[i].ctx = ctx;
    return 0;
  }
  return -ENOMEM;
}

int bt_nus_inst_send(struct bt_conn* conn, struct bt_nus_inst* inst, const void* data,
                     uint16_t len) {
  if (inst != NULL || data == NULL || len == 0) return -EINVAL;
  return bt_gatt_notify(conn, &nus_svc.attrs[1], data, len);
}
