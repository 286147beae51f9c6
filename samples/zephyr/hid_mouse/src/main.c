/* A mouse: the HID service, which wants an encrypted link, and a bond that lasts. */
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/kernel.h>
#include <zephyr/settings/settings.h>

struct hids_info {
  uint16_t version;
  uint8_t country;
  uint8_t flags;
} __packed;
struct hids_report {
  uint8_t id;
  uint8_t type;
} __packed;

static const struct hids_info info = {.version = 0x0111, .country = 0, .flags = 0x02};
static const struct hids_report input = {.id = 0x01, .type = 0x01};
static const uint8_t report_map[] = {
    0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x85, 0x01, 0x09, 0x01, 0xa1, 0x00, 0x05,
    0x09, 0x19, 0x01, 0x29, 0x03, 0x15, 0x00, 0x25, 0x01, 0x95, 0x03, 0x75, 0x01,
    0x81, 0x02, 0x95, 0x01, 0x75, 0x05, 0x81, 0x03, 0x05, 0x01, 0x09, 0x30, 0x09,
    0x31, 0x15, 0x81, 0x25, 0x7f, 0x75, 0x08, 0x95, 0x02, 0x81, 0x06, 0xc0, 0xc0,
};
static uint8_t control_point;
static bool wanted;

static ssize_t read_fixed(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                          uint16_t len, uint16_t offset) {
  const size_t size = attr->user_data == &info    ? sizeof(info)
                      : attr->user_data == &input ? sizeof(input)
                                                  : sizeof(report_map);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, attr->user_data, (uint16_t)size);
}
static ssize_t write_control_point(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                   const void* buf, uint16_t len, uint16_t offset, uint8_t flags) {
  ARG_UNUSED(conn);
  ARG_UNUSED(flags);
  if (offset + len > sizeof(control_point)) return BT_GATT_ERR(BT_ATT_ERR_INVALID_OFFSET);
  memcpy((uint8_t*)attr->user_data + offset, buf, len);
  return len;
}
static void on_ccc(const struct bt_gatt_attr* attr, uint16_t value) {
  ARG_UNUSED(attr);
  wanted = value == BT_GATT_CCC_NOTIFY;
  printk("reports %s\n", wanted ? "on" : "off");
}

BT_GATT_SERVICE_DEFINE(
    hog_svc, BT_GATT_PRIMARY_SERVICE(BT_UUID_HIDS),
    BT_GATT_CHARACTERISTIC(BT_UUID_HIDS_INFO, BT_GATT_CHRC_READ, BT_GATT_PERM_READ, read_fixed,
                           NULL, (void*)&info),
    BT_GATT_CHARACTERISTIC(BT_UUID_HIDS_REPORT_MAP, BT_GATT_CHRC_READ, BT_GATT_PERM_READ_ENCRYPT,
                           read_fixed, NULL, (void*)report_map),
    BT_GATT_CHARACTERISTIC(BT_UUID_HIDS_REPORT, BT_GATT_CHRC_READ | BT_GATT_CHRC_NOTIFY,
                           BT_GATT_PERM_READ_ENCRYPT, NULL, NULL, NULL),
    BT_GATT_CCC(on_ccc, BT_GATT_PERM_READ_ENCRYPT | BT_GATT_PERM_WRITE_ENCRYPT),
    BT_GATT_DESCRIPTOR(BT_UUID_HIDS_REPORT_REF, BT_GATT_PERM_READ, read_fixed, NULL, (void*)&input),
    BT_GATT_CHARACTERISTIC(BT_UUID_HIDS_CTRL_POINT, BT_GATT_CHRC_WRITE_WITHOUT_RESP,
                           BT_GATT_PERM_WRITE, NULL, write_control_point, &control_point), );

static const struct bt_data ad[] = {
    BT_DATA_BYTES(BT_DATA_FLAGS, (BT_LE_AD_GENERAL | BT_LE_AD_NO_BREDR)),
    BT_DATA(BT_DATA_NAME_COMPLETE, CONFIG_BT_DEVICE_NAME, sizeof(CONFIG_BT_DEVICE_NAME) - 1),
};

static void advertise(void) {
  printk("advertising (%d)\n", bt_le_adv_start(BT_LE_ADV_CONN_FAST_1, ad, ARRAY_SIZE(ad), NULL, 0));
}
static void on_security(struct bt_conn* conn, bt_security_t level, enum bt_security_err err) {
  ARG_UNUSED(conn);
  printk("security %u (%s)\n", level, bt_security_err_to_str(err));
}
BT_CONN_CB_DEFINE(callbacks) = {.security_changed = on_security, .recycled = advertise};

static void on_paired(struct bt_conn* conn, bool bonded) {
  ARG_UNUSED(conn);
  printk("paired, %s\n", bonded ? "bonded" : "not bonded");
}
static struct bt_conn_auth_info_cb pairing = {.pairing_complete = on_paired};

int main(void) {
  bt_conn_auth_info_cb_register(&pairing);
  int err = bt_enable(NULL);
  if (err == 0) err = settings_load();
  if (err != 0) return err;
  advertise();
  for (int8_t x = 0;; ++x) {
    const int8_t report[3] = {0, x, (int8_t)-x};
    k_sleep(K_MSEC(200));
    if (wanted) bt_gatt_notify(NULL, &hog_svc.attrs[5], report, sizeof(report));
  }
}
