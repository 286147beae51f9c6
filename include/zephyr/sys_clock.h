/* Spans and points of time as kernel calls take them. A tick is a microsecond. */
#pragma once

#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef CONFIG_SYS_CLOCK_TICKS_PER_SEC
#define CONFIG_SYS_CLOCK_TICKS_PER_SEC 1000000
#endif

typedef int64_t k_ticks_t;
/** How long a call may wait. Negative but for -1: a point of time since the start
 * (K_TIMEOUT_ABS_*). */
typedef struct {
  k_ticks_t ticks;
} k_timeout_t;
/** When a timeout is over, for calls that wait more than once. */
typedef struct {
  int64_t tick;
} k_timepoint_t;

#define MSEC_PER_SEC 1000U
#define USEC_PER_MSEC 1000U
#define USEC_PER_SEC 1000000U
#define NSEC_PER_USEC 1000U
#define NSEC_PER_MSEC 1000000U
#define NSEC_PER_SEC 1000000000U
#define SEC_PER_MIN 60U
#define MIN_PER_HOUR 60U

#ifdef __cplusplus
#define WESTWIND_TIMEOUT(count) (k_timeout_t{(k_ticks_t)(count)})
#else
#define WESTWIND_TIMEOUT(count) ((k_timeout_t){(k_ticks_t)(count)})
#endif
#define WESTWIND_SPAN(count) WESTWIND_TIMEOUT((count) > 0 ? (k_ticks_t)(count) : 0)
#define K_NO_WAIT WESTWIND_TIMEOUT(0)
#define K_FOREVER WESTWIND_TIMEOUT(-1)
#define K_TICKS(count) WESTWIND_SPAN(count)
#define K_CYC(count) WESTWIND_SPAN(count)
#define K_NSEC(count) WESTWIND_SPAN(((k_ticks_t)(count) + 999) / 1000)
#define K_USEC(count) WESTWIND_SPAN(count)
#define K_MSEC(count) WESTWIND_SPAN((k_ticks_t)(count)*1000)
#define K_SECONDS(count) K_MSEC((k_ticks_t)(count)*1000)
#define K_MINUTES(count) K_SECONDS((k_ticks_t)(count)*60)
#define K_HOURS(count) K_MINUTES((k_ticks_t)(count)*60)
#define K_TIMEOUT_EQ(a, b) ((a).ticks == (b).ticks)
#define K_TIMEOUT_ABS_TICKS(count) WESTWIND_TIMEOUT(-2 - (k_ticks_t)(count))
#define K_TIMEOUT_ABS_US(count) K_TIMEOUT_ABS_TICKS(count)
#define K_TIMEOUT_ABS_MS(count) K_TIMEOUT_ABS_TICKS((k_ticks_t)(count)*1000)
#define K_TIMEOUT_ABS_SEC(count) K_TIMEOUT_ABS_MS((k_ticks_t)(count)*1000)
#define Z_TIMEOUT_TICKS(count) WESTWIND_TIMEOUT(count)

static inline uint32_t sys_clock_hw_cycles_per_sec(void) { return 1000000; }

#define k_ms_to_ticks_ceil32(ms) ((uint32_t)(ms)*1000U)
#define k_ms_to_ticks_ceil64(ms) ((uint64_t)(ms)*1000U)
#define k_us_to_ticks_ceil32(us) ((uint32_t)(us))
#define k_us_to_ticks_ceil64(us) ((uint64_t)(us))
#define k_ticks_to_ms_floor32(ticks) ((uint32_t)((ticks) / 1000))
#define k_ticks_to_ms_floor64(ticks) ((uint64_t)((ticks) / 1000))
#define k_ticks_to_ms_ceil32(ticks) ((uint32_t)(((ticks) + 999) / 1000))
#define k_ticks_to_us_floor32(ticks) ((uint32_t)(ticks))
#define k_ticks_to_us_floor64(ticks) ((uint64_t)(ticks))
#define k_cyc_to_us_floor32(cycles) ((uint32_t)(cycles))
#define k_cyc_to_us_floor64(cycles) ((uint64_t)(cycles))
#define k_cyc_to_ms_floor32(cycles) ((uint32_t)((cycles) / 1000))
#define k_cyc_to_ns_floor64(cycles) ((uint64_t)(cycles)*1000U)
#define k_ms_to_cyc_ceil32(ms) ((uint32_t)(ms)*1000U)

/** The point of time at which `timeout`, begun now, is over. */
k_timepoint_t sys_timepoint_calc(k_timeout_t timeout);
/** What is left until then; K_NO_WAIT when it is over. */
k_timeout_t sys_timepoint_timeout(k_timepoint_t timepoint);
static inline bool sys_timepoint_expired(k_timepoint_t timepoint) {
  return sys_timepoint_timeout(timepoint).ticks == 0;
}
int64_t sys_clock_tick_get(void);

#ifdef __cplusplus
}
#endif
