/* Sensors: there are none. */
#pragma once

#include <errno.h>

#include <zephyr/device.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sensor_value {
  int32_t val1; /* whole */
  int32_t val2; /* millionths */
};
enum sensor_channel {
  SENSOR_CHAN_DIE_TEMP,
  SENSOR_CHAN_AMBIENT_TEMP,
  SENSOR_CHAN_HUMIDITY,
  SENSOR_CHAN_PRESS,
  SENSOR_CHAN_ALL,
};
static inline int sensor_sample_fetch(const struct device* device) {
  (void)device;
  return -ENODEV;
}
static inline int sensor_channel_get(const struct device* device, enum sensor_channel channel,
                                     struct sensor_value* value) {
  (void)device;
  (void)channel;
  value->val1 = value->val2 = 0;
  return -ENODEV;
}
static inline double sensor_value_to_double(const struct sensor_value* value) {
  return value->val1 + value->val2 / 1000000.0;
}
static inline float sensor_value_to_float(const struct sensor_value* value) {
  return (float)sensor_value_to_double(value);
}

#ifdef __cplusplus
}
#endif
