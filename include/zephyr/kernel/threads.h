/* Time, waiting, and threads. Part of <zephyr/kernel.h>. */
#pragma once

#include <zephyr/sys/iterable_sections.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys_clock.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- time since the program began */
/** Milliseconds. */
int64_t k_uptime_get(void);
static inline uint32_t k_uptime_get_32(void) { return (uint32_t)k_uptime_get(); }
static inline uint32_t k_uptime_seconds(void) { return (uint32_t)(k_uptime_get() / 1000); }
/** Milliseconds since `*reference`, which becomes now. */
int64_t k_uptime_delta(int64_t* reference);
/** Microseconds. */
int64_t k_uptime_ticks(void);
static inline uint32_t k_cycle_get_32(void) { return (uint32_t)k_uptime_ticks(); }
static inline uint64_t k_cycle_get_64(void) { return (uint64_t)k_uptime_ticks(); }

/* --- waiting. From a callback these hold the callback up, but nothing else than its own source. */
/** @return Milliseconds left: not 0 only after k_wakeup. */
int32_t k_sleep(k_timeout_t timeout);
static inline int32_t k_msleep(int32_t ms) { return k_sleep(K_MSEC(ms)); }
/** @return Microseconds left. */
int32_t k_usleep(int32_t us);
/** Waits without letting other threads run; the host goes on. */
void k_busy_wait(uint32_t us);
/** Lets everybody else do what is due. */
void k_yield(void);

/* --- threads */
typedef void (*k_thread_entry_t)(void* first, void* second, void* third);
typedef struct k_thread* k_tid_t;
typedef char k_thread_stack_t;

struct k_thread {
  void* _context; /* the runtime's */
  k_thread_entry_t _entry;
  void* _arguments[4]; /* the last is the runtime's */
  k_timeout_t _delay;
  const char* _name;
  int _priority;
  uint8_t _state;
  bool _woken;
};

#define K_THREAD_STACK_DEFINE(name, octets) k_thread_stack_t name[octets] __aligned(8)
#define K_KERNEL_STACK_DEFINE(name, octets) K_THREAD_STACK_DEFINE(name, octets)
#define K_THREAD_STACK_ARRAY_DEFINE(name, count, octets)                                           \
  k_thread_stack_t name[count][octets] __aligned(8)
#define K_THREAD_STACK_MEMBER(name, octets) k_thread_stack_t name[octets] __aligned(8)
#define K_KERNEL_STACK_MEMBER(name, octets) K_THREAD_STACK_MEMBER(name, octets)
#define K_THREAD_STACK_SIZEOF(name) sizeof(name)
#define K_KERNEL_STACK_SIZEOF(name) sizeof(name)
#define K_PRIO_COOP(number) (-(16 - (number)))
#define K_PRIO_PREEMPT(number) (number)
#define K_HIGHEST_THREAD_PRIO (-16)
#define K_LOWEST_THREAD_PRIO 15
#define K_LOWEST_APPLICATION_THREAD_PRIO 14
#define K_ESSENTIAL 1
#define K_FP_REGS 2
#define K_USER 4
#define K_INHERIT_PERMS 8
#define K_FOREVER_TID ((k_tid_t)0)

/**
 * Starts a thread after `delay` (K_FOREVER: k_thread_start starts it). On the runtime without
 * threads this ends the program with a message. Where the runtime has stacks of its own, `stack`
 * stays unused.
 */
k_tid_t k_thread_create(struct k_thread* thread, k_thread_stack_t* stack, size_t stack_size,
                        k_thread_entry_t entry, void* first, void* second, void* third,
                        int priority, uint32_t options, k_timeout_t delay);
void k_thread_start(k_tid_t thread);
/** Waits for its end. -EBUSY or -EAGAIN: not over yet; -EDEADLK: the caller itself. */
int k_thread_join(struct k_thread* thread, k_timeout_t timeout);
/** Only for the calling thread, or one that waits: it runs no further. */
void k_thread_abort(k_tid_t thread);
k_tid_t k_current_get(void);
/** Ends another thread's k_sleep. */
void k_wakeup(k_tid_t thread);
int k_thread_name_set(k_tid_t thread, const char* name);
const char* k_thread_name_get(k_tid_t thread);
int k_thread_priority_get(k_tid_t thread);
void k_thread_priority_set(k_tid_t thread, int priority);

static inline bool k_is_in_isr(void) { return false; }
static inline bool k_is_preempt_thread(void) { return false; }
static inline void k_sched_lock(void) {}
static inline void k_sched_unlock(void) {}
static inline unsigned int irq_lock(void) { return 0; }
static inline void irq_unlock(unsigned int key) { (void)key; }

struct westwind_thread_entry {
  struct k_thread* thread;
  k_thread_stack_t* stack;
  size_t stack_size;
  k_thread_entry_t entry;
  void* arguments[3];
  int priority;
  int32_t delay_ms;
};

/** A thread that starts before main, `delay` milliseconds later. */
#define K_THREAD_DEFINE(name, stack_octets, entry, first, second, third, prio, options, delay)     \
  static K_THREAD_STACK_DEFINE(_k_thread_stack_##name, stack_octets);                              \
  static struct k_thread _k_thread_obj_##name;                                                     \
  const k_tid_t name = &_k_thread_obj_##name;                                                      \
  static struct westwind_thread_entry westwind_thread_##name = {                                   \
      &_k_thread_obj_##name,                                                                       \
      _k_thread_stack_##name,                                                                      \
      stack_octets,                                                                                \
      entry,                                                                                       \
      {(void*)(first), (void*)(second), (void*)(third)},                                           \
      prio,                                                                                        \
      delay};                                                                                      \
  WESTWIND_SECTION_ENTRY(westwind_thread_entry, westwind_thread_##name)

/* --- spin locks: nothing interrupts, so there is nothing to lock */
struct k_spinlock {
  uint8_t _unused;
};
typedef struct {
  int key;
} k_spinlock_key_t;
static inline k_spinlock_key_t k_spin_lock(struct k_spinlock* lock) {
  k_spinlock_key_t key = {0};
  (void)lock;
  return key;
}
static inline void k_spin_unlock(struct k_spinlock* lock, k_spinlock_key_t key) {
  (void)lock;
  (void)key;
}

#ifdef __cplusplus
}
#endif
