/* The Battery Service. CONFIG_BT_BAS. */
#pragma once

#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Percent. */
uint8_t bt_bas_get_battery_level(void);
/** 0 to 100; whoever subscribed is notified. -EINVAL. */
int bt_bas_set_battery_level(uint8_t level);

#ifdef __cplusplus
}
#endif
