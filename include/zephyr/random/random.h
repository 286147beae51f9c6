/* Random numbers. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For anything but keys; works without a controller. */
void sys_rand_get(void* octets, size_t size);
uint32_t sys_rand32_get(void);
static inline uint8_t sys_rand8_get(void) { return (uint8_t)sys_rand32_get(); }
static inline uint16_t sys_rand16_get(void) { return (uint16_t)sys_rand32_get(); }
/** For keys: the controller's. -EIO: the host is not up. */
int sys_csrand_get(void* octets, size_t size);

#ifdef __cplusplus
}
#endif
