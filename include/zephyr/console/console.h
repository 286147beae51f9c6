/* Characters from the console. */
#pragma once

#include <stdio.h>

#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline int console_init(void) { return 0; }
/** Waits; everything else does too. */
static inline int console_getchar(void) { return getchar(); }
static inline int console_putchar(char c) { return putchar(c); }

#ifdef __cplusplus
}
#endif
