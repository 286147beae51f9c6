/* Timers, and functions that run later from a work queue. Part of <zephyr/kernel.h>. */
#pragma once

#include <zephyr/kernel/threads.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys_clock.h>

#ifdef __cplusplus
extern "C" {
#endif

struct k_work;
struct k_work_q;
struct k_timer;
typedef void (*k_work_handler_t)(struct k_work* work);
typedef void (*k_timer_expiry_t)(struct k_timer* timer);
typedef void (*k_timer_stop_t)(struct k_timer* timer);

/* Something that is due at a time; the kernel's. */
struct westwind_timeout {
  struct westwind_timeout* _next;
  void (*_function)(struct westwind_timeout* timeout);
  int64_t _at;
  bool _armed;
};

/* --- timers. Their functions must not wait. */
struct k_timer {
  struct westwind_timeout _timeout;
  k_timer_expiry_t expiry_fn;
  k_timer_stop_t stop_fn;
  void* user_data;
  int64_t _period;
  uint32_t status;
};
#define Z_TIMER_INITIALIZER(expiry, stop)                                                          \
  { {NULL, NULL, 0, false}, expiry, stop, NULL, 0, 0 }
#define K_TIMER_DEFINE(name, expiry, stop) struct k_timer name = Z_TIMER_INITIALIZER(expiry, stop)
void k_timer_init(struct k_timer* timer, k_timer_expiry_t expiry, k_timer_stop_t stop);
/** Expires after `duration`, then each `period` (K_NO_WAIT, K_FOREVER: once). Begins anew if it
 * runs. */
void k_timer_start(struct k_timer* timer, k_timeout_t duration, k_timeout_t period);
void k_timer_stop(struct k_timer* timer);
/** Expiries since the last call. */
uint32_t k_timer_status_get(struct k_timer* timer);
/** ... of which there is one at least, or the timer was stopped. */
uint32_t k_timer_status_sync(struct k_timer* timer);
/** Microseconds until it expires; 0: it does not run. */
k_ticks_t k_timer_remaining_ticks(const struct k_timer* timer);
static inline uint32_t k_timer_remaining_get(struct k_timer* timer) {
  return (uint32_t)(k_timer_remaining_ticks(timer) / 1000);
}
static inline void k_timer_user_data_set(struct k_timer* timer, void* data) {
  timer->user_data = data;
}
static inline void* k_timer_user_data_get(const struct k_timer* timer) { return timer->user_data; }

/* --- work. An item may be submitted from its own handler, and from anywhere. */
struct k_work {
  sys_snode_t node;
  k_work_handler_t handler;
  struct k_work_q* queue;
  uint32_t flags;
};
struct k_work_delayable {
  struct k_work work;
  struct westwind_timeout _timeout;
  struct k_work_q* queue;
};
struct k_work_sync {
  uint8_t _unused;
};
struct k_work_queue_config {
  const char* name;
  bool no_yield;
  bool essential;
};
struct k_work_q {
  struct k_thread thread;
  sys_slist_t _pending;
  struct k_work* _running;
  bool _begun;
  bool _draining;
  bool _plugged;
};
enum {
  K_WORK_RUNNING = 1,
  K_WORK_CANCELING = 2,
  K_WORK_QUEUED = 4,
  K_WORK_DELAYED = 8,
};
extern struct k_work_q k_sys_work_q;

#define Z_WORK_INITIALIZER(function)                                                               \
  { {NULL}, function, NULL, 0 }
#define K_WORK_DEFINE(name, function) struct k_work name = Z_WORK_INITIALIZER(function)
#define Z_WORK_DELAYABLE_INITIALIZER(function)                                                     \
  { Z_WORK_INITIALIZER(function), {NULL, NULL, 0, false}, NULL }
#define K_WORK_DELAYABLE_DEFINE(name, function)                                                    \
  struct k_work_delayable name = Z_WORK_DELAYABLE_INITIALIZER(function)

void k_work_init(struct k_work* work, k_work_handler_t handler);
/** 1: queued; 0: it was queued already; 2: it runs, and was queued again. -EBUSY: being cancelled.
 */
int k_work_submit(struct k_work* work);
int k_work_submit_to_queue(struct k_work_q* queue, struct k_work* work);
/** K_WORK_* bits. */
int k_work_busy_get(const struct k_work* work);
static inline bool k_work_is_pending(const struct k_work* work) {
  return k_work_busy_get(work) != 0;
}
/** Takes it from the queue. @return What k_work_busy_get would say now. */
int k_work_cancel(struct k_work* work);
/** ... and waits until it does not run. @return Whether there was anything to cancel. */
bool k_work_cancel_sync(struct k_work* work, struct k_work_sync* sync);
/** Waits until it has run. @return Whether that took waiting. */
bool k_work_flush(struct k_work* work, struct k_work_sync* sync);

void k_work_init_delayable(struct k_work_delayable* work, k_work_handler_t handler);
static inline struct k_work_delayable* k_work_delayable_from_work(struct k_work* work) {
  return CONTAINER_OF(work, struct k_work_delayable, work);
}
/** Submits after `delay`. 1: scheduled; 0: nothing changed, as it was scheduled or queued already.
 */
int k_work_schedule(struct k_work_delayable* work, k_timeout_t delay);
int k_work_schedule_for_queue(struct k_work_q* queue, struct k_work_delayable* work,
                              k_timeout_t delay);
/** ... in place of what was scheduled before. */
int k_work_reschedule(struct k_work_delayable* work, k_timeout_t delay);
int k_work_reschedule_for_queue(struct k_work_q* queue, struct k_work_delayable* work,
                                k_timeout_t delay);
int k_work_delayable_busy_get(const struct k_work_delayable* work);
static inline bool k_work_delayable_is_pending(const struct k_work_delayable* work) {
  return k_work_delayable_busy_get(work) != 0;
}
k_ticks_t k_work_delayable_remaining_get(const struct k_work_delayable* work);
k_ticks_t k_work_delayable_expires_get(const struct k_work_delayable* work);
int k_work_cancel_delayable(struct k_work_delayable* work);
bool k_work_cancel_delayable_sync(struct k_work_delayable* work, struct k_work_sync* sync);
bool k_work_flush_delayable(struct k_work_delayable* work, struct k_work_sync* sync);

void k_work_queue_init(struct k_work_q* queue);
/** From here on its items run; of the stack nothing is used where work runs from whoever waits. */
void k_work_queue_start(struct k_work_q* queue, k_thread_stack_t* stack, size_t stack_size,
                        int priority, const struct k_work_queue_config* config);
/** Waits until it is empty. `plug`: takes nothing more until k_work_queue_unplug. */
int k_work_queue_drain(struct k_work_q* queue, bool plug);
int k_work_queue_unplug(struct k_work_q* queue);

#ifdef __cplusplus
}
#endif
