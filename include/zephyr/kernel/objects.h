/* Semaphores, mutexes, queues, signals, memory. Part of <zephyr/kernel.h>. */
#pragma once

#include <limits.h>

#include <zephyr/sys/slist.h>
#include <zephyr/sys_clock.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- semaphores */
struct k_sem {
  unsigned int count;
  unsigned int limit;
  unsigned int _resets;
};
#define K_SEM_MAX_LIMIT UINT_MAX
#define Z_SEM_INITIALIZER(name, initial, most)                                                     \
  { initial, most, 0 }
#define K_SEM_DEFINE(name, initial, most) struct k_sem name = Z_SEM_INITIALIZER(name, initial, most)
/** -EINVAL: no limit, or more than the limit. */
int k_sem_init(struct k_sem* semaphore, unsigned int count, unsigned int limit);
/** -EBUSY: none there and K_NO_WAIT; -EAGAIN: timeout, or k_sem_reset meanwhile. */
int k_sem_take(struct k_sem* semaphore, k_timeout_t timeout);
void k_sem_give(struct k_sem* semaphore);
/** Count 0; all who wait get -EAGAIN. */
void k_sem_reset(struct k_sem* semaphore);
static inline unsigned int k_sem_count_get(struct k_sem* semaphore) { return semaphore->count; }

/* --- mutexes, which their owner may lock again */
struct k_mutex {
  void* _owner;
  unsigned int _depth;
};
#define K_MUTEX_DEFINE(name) struct k_mutex name = {NULL, 0}
int k_mutex_init(struct k_mutex* mutex);
/** -EBUSY: K_NO_WAIT; -EAGAIN. */
int k_mutex_lock(struct k_mutex* mutex, k_timeout_t timeout);
/** -EPERM: somebody else's; -EINVAL: not locked. */
int k_mutex_unlock(struct k_mutex* mutex);

struct k_condvar {
  unsigned int _signals;
  unsigned int _waiters;
};
#define K_CONDVAR_DEFINE(name) struct k_condvar name = {0, 0}
int k_condvar_init(struct k_condvar* condition);
int k_condvar_signal(struct k_condvar* condition);
/** @return How many were waiting. */
int k_condvar_broadcast(struct k_condvar* condition);
/** Unlocks `mutex` while it waits, and locks it again in any case. */
int k_condvar_wait(struct k_condvar* condition, struct k_mutex* mutex, k_timeout_t timeout);

/* --- queues of items whose first word is the queue's while they are in it */
struct k_queue {
  sys_slist_t _items;
  unsigned int _cancels;
};
struct k_fifo {
  struct k_queue _queue;
};
struct k_lifo {
  struct k_queue _queue;
};
#define Z_QUEUE_INITIALIZER                                                                        \
  { {NULL, NULL}, 0 }
#define K_QUEUE_DEFINE(name) struct k_queue name = Z_QUEUE_INITIALIZER
#define K_FIFO_DEFINE(name) struct k_fifo name = {Z_QUEUE_INITIALIZER}
#define K_LIFO_DEFINE(name) struct k_lifo name = {Z_QUEUE_INITIALIZER}
#define Z_FIFO_INITIALIZER(name)                                                                   \
  { Z_QUEUE_INITIALIZER }
void k_queue_init(struct k_queue* queue);
void k_queue_append(struct k_queue* queue, void* item);
void k_queue_prepend(struct k_queue* queue, void* item);
/** NULL: the timeout is over, or k_queue_cancel_wait. */
void* k_queue_get(struct k_queue* queue, k_timeout_t timeout);
bool k_queue_remove(struct k_queue* queue, void* item);
void k_queue_cancel_wait(struct k_queue* queue);
static inline int k_queue_is_empty(struct k_queue* queue) {
  return sys_slist_is_empty(&queue->_items);
}
#define k_fifo_init(fifo) k_queue_init(&(fifo)->_queue)
#define k_fifo_put(fifo, item) k_queue_append(&(fifo)->_queue, item)
#define k_fifo_get(fifo, timeout) k_queue_get(&(fifo)->_queue, timeout)
#define k_fifo_is_empty(fifo) k_queue_is_empty(&(fifo)->_queue)
#define k_fifo_cancel_wait(fifo) k_queue_cancel_wait(&(fifo)->_queue)
#define k_fifo_peek_head(fifo) ((void*)sys_slist_peek_head(&(fifo)->_queue._items))
#define k_lifo_init(lifo) k_queue_init(&(lifo)->_queue)
#define k_lifo_put(lifo, item) k_queue_prepend(&(lifo)->_queue, item)
#define k_lifo_get(lifo, timeout) k_queue_get(&(lifo)->_queue, timeout)

/* --- queues of messages of one size, which are copied */
struct k_msgq {
  char* buffer;
  size_t msg_size;
  uint32_t max_msgs;
  uint32_t used_msgs;
  uint32_t _first;
  unsigned int _purges;
};
#define K_MSGQ_DEFINE(name, octets, count, alignment)                                              \
  static char __aligned(alignment) _k_fifo_buf_##name[(count) * (octets)];                         \
  struct k_msgq name = {_k_fifo_buf_##name, octets, count, 0, 0, 0}
void k_msgq_init(struct k_msgq* queue, char* buffer, size_t message_size, uint32_t count);
/** -ENOMSG: full and K_NO_WAIT, or k_msgq_purge meanwhile; -EAGAIN. */
int k_msgq_put(struct k_msgq* queue, const void* message, k_timeout_t timeout);
/** -ENOMSG: empty and K_NO_WAIT; -EAGAIN. */
int k_msgq_get(struct k_msgq* queue, void* message, k_timeout_t timeout);
int k_msgq_peek(struct k_msgq* queue, void* message);
void k_msgq_purge(struct k_msgq* queue);
static inline uint32_t k_msgq_num_used_get(struct k_msgq* queue) { return queue->used_msgs; }
static inline uint32_t k_msgq_num_free_get(struct k_msgq* queue) {
  return queue->max_msgs - queue->used_msgs;
}

/* --- signals, and waiting for one of many things */
struct k_poll_signal {
  unsigned int signaled;
  int result;
};
struct k_poll_event {
  union {
    void* obj;
    struct k_poll_signal* signal;
    struct k_sem* sem;
    struct k_fifo* fifo;
    struct k_queue* queue;
    struct k_msgq* msgq;
  };
  uint32_t type;
  uint32_t state;
  uint32_t tag;
};
#define K_POLL_TYPE_IGNORE 0
#define K_POLL_TYPE_SIGNAL 1
#define K_POLL_TYPE_SEM_AVAILABLE 2
#define K_POLL_TYPE_DATA_AVAILABLE 4
#define K_POLL_TYPE_FIFO_DATA_AVAILABLE K_POLL_TYPE_DATA_AVAILABLE
#define K_POLL_TYPE_MSGQ_DATA_AVAILABLE 8
#define K_POLL_STATE_NOT_READY 0
#define K_POLL_STATE_SIGNALED 1
#define K_POLL_STATE_SEM_AVAILABLE 2
#define K_POLL_STATE_DATA_AVAILABLE 4
#define K_POLL_STATE_FIFO_DATA_AVAILABLE K_POLL_STATE_DATA_AVAILABLE
#define K_POLL_STATE_MSGQ_DATA_AVAILABLE 8
#define K_POLL_STATE_CANCELLED 16
#define K_POLL_MODE_NOTIFY_ONLY 0
#define K_POLL_SIGNAL_INITIALIZER(name)                                                            \
  { 0, 0 }
#define K_POLL_EVENT_INITIALIZER(event_type, mode, object)                                         \
  { .obj = (void*)(object), .type = (event_type), .state = 0, .tag = 0 }
#define K_POLL_EVENT_STATIC_INITIALIZER(event_type, mode, object, event_tag)                       \
  { .obj = (void*)(object), .type = (event_type), .state = 0, .tag = (event_tag) }
void k_poll_event_init(struct k_poll_event* event, uint32_t type, int mode, void* object);
/** Waits until one event is ready and sets the states of all. -EAGAIN. */
int k_poll(struct k_poll_event* events, int count, k_timeout_t timeout);
void k_poll_signal_init(struct k_poll_signal* signal);
void k_poll_signal_reset(struct k_poll_signal* signal);
void k_poll_signal_check(struct k_poll_signal* signal, unsigned int* signaled, int* result);
int k_poll_signal_raise(struct k_poll_signal* signal, int result);

/* --- events: bits that threads wait for */
struct k_event {
  uint32_t events;
};
#define K_EVENT_DEFINE(name) struct k_event name = {0}
void k_event_init(struct k_event* event);
uint32_t k_event_post(struct k_event* event, uint32_t events);
uint32_t k_event_set(struct k_event* event, uint32_t events);
uint32_t k_event_clear(struct k_event* event, uint32_t events);
/** Those of `events` that are set; 0: none in time. `reset`: clears all before it waits. */
uint32_t k_event_wait(struct k_event* event, uint32_t events, bool reset, k_timeout_t timeout);
uint32_t k_event_wait_all(struct k_event* event, uint32_t events, bool reset, k_timeout_t timeout);

/* --- blocks of one size, and the heap */
struct k_mem_slab {
  char* _buffer;
  size_t _block_size;
  uint32_t _count;
  uint32_t _used;
  void* _free;
  bool _ready;
};
#define K_MEM_SLAB_DEFINE(name, octets, count, alignment)                                          \
  static char __aligned(MAX(alignment, sizeof(void*)))                                             \
      _k_mem_slab_buf_##name[(count)*WB_UP(octets)];                                               \
  struct k_mem_slab name = {_k_mem_slab_buf_##name, WB_UP(octets), count, 0, NULL, false}
#define K_MEM_SLAB_DEFINE_STATIC(name, octets, count, alignment)                                   \
  static char __aligned(MAX(alignment, sizeof(void*)))                                             \
      _k_mem_slab_buf_##name[(count)*WB_UP(octets)];                                               \
  static struct k_mem_slab name = {_k_mem_slab_buf_##name, WB_UP(octets), count, 0, NULL, false}
int k_mem_slab_init(struct k_mem_slab* slab, void* buffer, size_t block_size, uint32_t count);
/** -ENOMEM: none free and K_NO_WAIT; -EAGAIN. */
int k_mem_slab_alloc(struct k_mem_slab* slab, void** block, k_timeout_t timeout);
void k_mem_slab_free(struct k_mem_slab* slab, void* block);
static inline uint32_t k_mem_slab_num_used_get(struct k_mem_slab* slab) { return slab->_used; }
static inline uint32_t k_mem_slab_num_free_get(struct k_mem_slab* slab) {
  return slab->_count - slab->_used;
}
/** The C library's heap. */
void* k_malloc(size_t octets);
void* k_calloc(size_t count, size_t octets);
void k_free(void* memory);

#ifdef __cplusplus
}
#endif
