/* Devices: there are none, so that applications go on without. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <zephyr/devicetree.h>
#include <zephyr/init.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct device {
  const char* name;
};
#define DEVICE_DT_GET(node) ((const struct device*)NULL)
#define DEVICE_DT_GET_ANY(compatible) ((const struct device*)NULL)
#define DEVICE_DT_GET_ONE(compatible) ((const struct device*)NULL)
#define DEVICE_DT_GET_OR_NULL(node) ((const struct device*)NULL)
static inline const struct device* device_get_binding(const char* name) {
  (void)name;
  return NULL;
}
static inline bool device_is_ready(const struct device* device) {
  (void)device;
  return false;
}

#ifdef __cplusplus
}
#endif
