// The Current Time Service.
#include <zephyr/bluetooth/services/cts.h>

#include <errno.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/sys/byteorder.h>

static const struct bt_cts_cb* callbacks;

static void on_ccc(const struct bt_gatt_attr* attr, uint16_t value) {
  ARG_UNUSED(attr);
  if (callbacks != NULL && callbacks->notification_changed != NULL)
    callbacks->notification_changed(value == BT_GATT_CCC_NOTIFY);
}

static int now(struct bt_cts_time_format* time, uint8_t reason) {
  if (callbacks == NULL || callbacks->fill_current_cts_time == NULL) return -ENODATA;
  const int err = callbacks->fill_current_cts_time(time);
  time->year = sys_cpu_to_le16(time->year);
  time->reason = reason;
  return err;
}

static ssize_t read_time(struct bt_conn* conn, const struct bt_gatt_attr* attr, void* buf,
                         uint16_t len, uint16_t offset) {
  struct bt_cts_time_format time;
  memset(&time, 0, sizeof(time));
  if (now(&time, BT_CTS_UPDATE_REASON_UNKNOWN) != 0) return BT_GATT_ERR(BT_ATT_ERR_UNLIKELY);
  return bt_gatt_attr_read(conn, attr, buf, len, offset, &time, sizeof(time));
}

static ssize_t write_time(struct bt_conn* conn, const struct bt_gatt_attr* attr, const void* buf,
                          uint16_t len, uint16_t offset, uint8_t flags) {
  struct bt_cts_time_format time;
  ARG_UNUSED(conn);
  ARG_UNUSED(attr);
  ARG_UNUSED(flags);
  if (callbacks == NULL || callbacks->cts_time_write == NULL)
    return BT_GATT_ERR(BT_ATT_ERR_WRITE_NOT_PERMITTED);
  if (offset != 0) return BT_GATT_ERR(BT_ATT_ERR_INVALID_OFFSET);
  if (len != sizeof(time)) return BT_GATT_ERR(BT_ATT_ERR_INVALID_ATTRIBUTE_LEN);
  memcpy(&time, buf, sizeof(time));
  time.year = sys_le16_to_cpu(time.year);
  if (callbacks->cts_time_write(&time) != 0) return BT_GATT_ERR(BT_ATT_ERR_OUT_OF_RANGE);
  (void)bt_cts_send_notification(BT_CTS_UPDATE_REASON_MANUAL);
  return len;
}

BT_GATT_SERVICE_DEFINE(cts_svc, BT_GATT_PRIMARY_SERVICE(BT_UUID_CTS),
                       BT_GATT_CHARACTERISTIC(BT_UUID_CTS_CURRENT_TIME,
                                              BT_GATT_CHRC_READ | BT_GATT_CHRC_NOTIFY |
                                                  BT_GATT_CHRC_WRITE,
                                              BT_GATT_PERM_READ | BT_GATT_PERM_WRITE, read_time,
                                              write_time, NULL),
                       BT_GATT_CCC(on_ccc, BT_GATT_PERM_READ | BT_GATT_PERM_WRITE));

int bt_cts_init(const struct bt_cts_cb* cb) {
  if (cb == NULL || cb->fill_current_cts_time == NULL) return -EINVAL;
  callbacks = cb;
  return 0;
}

int bt_cts_send_notification(enum bt_cts_update_reason reason) {
  struct bt_cts_time_format time;
  memset(&time, 0, sizeof(time));
  const int err = now(&time, (uint8_t)reason);
  if (err != 0) return err;
  return bt_gatt_notify(NULL, &cts_svc.attrs[1], &time, sizeof(time));
}

/* Days of the Gregorian calendar since 1970-01-01; months from March on, so that the leap day is
 * last. */
static int64_t days_since_1970(int64_t year, int month, int day) {
  if (month <= 2) --year;
  const int64_t era = year / 400;
  const int64_t of_era = year - era * 400;
  const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int bt_cts_time_to_unix_ms(const struct bt_cts_time_format* ct_time, int64_t* unix_ms) {
  if (ct_time->year < 1970 || ct_time->mon < 1 || ct_time->mon > 12 || ct_time->mday < 1 ||
      ct_time->mday > 31 || ct_time->hours > 23 || ct_time->min > 59 || ct_time->sec > 59)
    return -EINVAL;
  const int64_t days = days_since_1970(ct_time->year, ct_time->mon, ct_time->mday);
  const int64_t seconds = ct_time->hours * 3600 + ct_time->min * 60 + ct_time->sec;
  *unix_ms = (days * 86400 + seconds) * 1000 + ct_time->fractions256 * 1000 / 256;
  return 0;
}

int bt_cts_time_from_unix_ms(struct bt_cts_time_format* ct_time, int64_t unix_ms) {
  if (unix_ms < 0) return -EINVAL;
  const int64_t days = unix_ms / 86400000;
  const int64_t seconds = unix_ms / 1000 % 86400;
  const int64_t shifted = days + 719468;
  const int64_t era = shifted / 146097;
  const int64_t of_era = shifted - era * 146097;
  const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * of_year + 2) / 153;
  ct_time->mday = (uint8_t)(of_year - (153 * month + 2) / 5 + 1);
  ct_time->mon = (uint8_t)(month < 10 ? month + 3 : month - 9);
  ct_time->year = (uint16_t)(year + era * 400 + (ct_time->mon <= 2 ? 1 : 0));
  ct_time->hours = (uint8_t)(seconds / 3600);
  ct_time->min = (uint8_t)(seconds / 60 % 60);
  ct_time->sec = (uint8_t)(seconds % 60);
  ct_time->wday = (uint8_t)((days + 3) % 7 + 1);
  ct_time->fractions256 = (uint8_t)(unix_ms % 1000 * 256 / 1000);
  return 0;
}
