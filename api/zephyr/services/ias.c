// The Immediate Alert Service: what peers write, told to all who are defined.
#include <zephyr/bluetooth/services/ias.h>

#include <errno.h>
#include <zephyr/bluetooth/gatt.h>

WESTWIND_SECTION_DECLARE(bt_ias_cb);

static uint8_t alert_level;

static void tell(uint8_t level) {
  const struct westwind_section_entry* entry = WESTWIND_SECTION_BEGIN(bt_ias_cb);
  for (; entry != WESTWIND_SECTION_END(bt_ias_cb); ++entry) {
    const struct bt_ias_cb* cb = (const struct bt_ias_cb*)entry->object;
    void (*const functions[])(void) = {cb->no_alert, cb->mild_alert, cb->high_alert};
    if (functions[level] != NULL) functions[level]();
  }
}

static void set_level(uint8_t level) {
  if (level == alert_level) return;
  alert_level = level;
  tell(level);
}

static ssize_t write_level(struct bt_conn* conn, const struct bt_gatt_attr* attr, const void* buf,
                           uint16_t len, uint16_t offset, uint8_t flags) {
  ARG_UNUSED(conn);
  ARG_UNUSED(attr);
  ARG_UNUSED(flags);
  if (offset != 0) return BT_GATT_ERR(BT_ATT_ERR_INVALID_OFFSET);
  if (len != sizeof(uint8_t)) return BT_GATT_ERR(BT_ATT_ERR_INVALID_ATTRIBUTE_LEN);
  const uint8_t level = *(const uint8_t*)buf;
  if (level > BT_IAS_ALERT_LVL_HIGH_ALERT) return BT_GATT_ERR(BT_ATT_ERR_VALUE_NOT_ALLOWED);
  set_level(level);
  return len;
}

/* An alert does not outlast the link that asked for it. */
static void on_disconnected(struct bt_conn* conn, uint8_t reason) {
  ARG_UNUSED(conn);
  ARG_UNUSED(reason);
  set_level(BT_IAS_ALERT_LVL_NO_ALERT);
}

BT_CONN_CB_DEFINE(ias_conn) = {.disconnected = on_disconnected};

BT_GATT_SERVICE_DEFINE(ias_svc, BT_GATT_PRIMARY_SERVICE(BT_UUID_IAS),
                       BT_GATT_CHARACTERISTIC(BT_UUID_ALERT_LEVEL, BT_GATT_CHRC_WRITE_WITHOUT_RESP,
                                              BT_GATT_PERM_WRITE, NULL, write_level, NULL));

int bt_ias_local_alert_stop(void) {
  set_level(BT_IAS_ALERT_LVL_NO_ALERT);
  return 0;
}
