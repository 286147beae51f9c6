/* The Current Time Service. CONFIG_BT_CTS. */
#pragma once

#include <stdbool.h>

#include <zephyr/toolchain.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bt_cts_update_reason {
  BT_CTS_UPDATE_REASON_UNKNOWN = 0,
  BT_CTS_UPDATE_REASON_MANUAL = 0x01,
  BT_CTS_UPDATE_REASON_EXTERNAL_REF = 0x02,
  BT_CTS_UPDATE_REASON_TIME_ZONE_CHANGE = 0x04,
  BT_CTS_UPDATE_REASON_DAYLIGHT_SAVING = 0x08,
};
/** As on the air. */
struct bt_cts_time_format {
  uint16_t year;
  uint8_t mon;
  uint8_t mday;
  uint8_t hours;
  uint8_t min;
  uint8_t sec;
  uint8_t wday;
  uint8_t fractions256;
  uint8_t reason;
} __packed;
struct bt_cts_cb {
  void (*notification_changed)(bool enabled);
  /** A peer sets the time. 0, or an errno: refused. NULL: always refused. */
  int (*cts_time_write)(struct bt_cts_time_format* cts_time);
  /** What time is it? 0, or an errno. Needed. */
  int (*fill_current_cts_time)(struct bt_cts_time_format* cts_time);
};
/** `cb` must stay. -EINVAL. */
int bt_cts_init(const struct bt_cts_cb* cb);
/** -ENOTCONN: nobody has subscribed. */
int bt_cts_send_notification(enum bt_cts_update_reason reason);
/** Milliseconds since 1970, UTC. -EINVAL: not a date since 1970. */
int bt_cts_time_to_unix_ms(const struct bt_cts_time_format* ct_time, int64_t* unix_ms);
int bt_cts_time_from_unix_ms(struct bt_cts_time_format* ct_time, int64_t unix_ms);

#ifdef __cplusplus
}
#endif
