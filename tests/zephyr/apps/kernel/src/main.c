/* What the kernel calls promise, in virtual time. */
#include <zephyr/logging/log.h>
#include <zephyr/net_buf.h>
#include <zephyr/random/random.h>
#include <zephyr/settings/settings.h>
#include <zephyr/sys/byteorder.h>

#include "../../check.h"

LOG_MODULE_REGISTER(kernel_test, LOG_LEVEL_INF);

/* --- before main */
static int order, early_at, late_at;
static int run_early(void) { return early_at = ++order; }
static int run_late(void) { return late_at = ++order; }
SYS_INIT(run_late, APPLICATION, 10);
SYS_INIT(run_early, POST_KERNEL, 90);

static int defined_runs;
static void defined_entry(void* first, void* second, void* third) {
  defined_runs += (int)(intptr_t)first + (int)(intptr_t)second + (int)(intptr_t)third;
}
K_THREAD_DEFINE(defined, 1024, defined_entry, INT_TO_POINTER(1), INT_TO_POINTER(2),
                INT_TO_POINTER(4), 5, 0, 100);

static void check_start(void) {
  CHECK(early_at == 1 && late_at == 2);
  CHECK_EQUAL(defined_runs, 0);
  k_sleep(K_MSEC(200));
  CHECK_EQUAL(defined_runs, 7);
}

/* --- time */
static void check_time(void) {
  int64_t reference = k_uptime_get();
  CHECK_EQUAL(k_sleep(K_SECONDS(3600)), 0);
  const int64_t span = k_uptime_delta(&reference);
  CHECK(span >= 3600000 && span < 3600010);
  k_busy_wait(1500);
  CHECK(k_uptime_delta(&reference) >= 1);
  const k_timepoint_t end = sys_timepoint_calc(K_MSEC(50));
  CHECK(!sys_timepoint_expired(end));
  k_msleep(60);
  CHECK(sys_timepoint_expired(end));
  CHECK_EQUAL(sys_timepoint_timeout(sys_timepoint_calc(K_FOREVER)).ticks, -1);
  CHECK(K_TIMEOUT_EQ(K_MSEC(2), K_USEC(2000)) && K_TIMEOUT_EQ(K_MSEC(-5), K_NO_WAIT));
}

/* --- semaphores, mutexes */
static struct k_sem sem;
static void give(struct k_timer* timer) {
  ARG_UNUSED(timer);
  k_sem_give(&sem);
}
static void reset(struct k_timer* timer) {
  ARG_UNUSED(timer);
  k_sem_reset(&sem);
}
static void check_semaphores(void) {
  struct k_timer timer;
  CHECK_EQUAL(k_sem_init(&sem, 2, 1), -EINVAL);
  CHECK_EQUAL(k_sem_init(&sem, 0, 0), -EINVAL);
  CHECK_EQUAL(k_sem_init(&sem, 1, 2), 0);
  CHECK_EQUAL(k_sem_take(&sem, K_NO_WAIT), 0);
  CHECK_EQUAL(k_sem_take(&sem, K_NO_WAIT), -EBUSY);
  const int64_t begin = k_uptime_get();
  CHECK_EQUAL(k_sem_take(&sem, K_MSEC(30)), -EAGAIN);
  CHECK(k_uptime_get() - begin >= 30);
  for (int i = 0; i < 5; ++i)
    k_sem_give(&sem);
  CHECK_EQUAL(k_sem_count_get(&sem), 2);
  k_sem_reset(&sem);
  CHECK_EQUAL(k_sem_count_get(&sem), 0);
  k_timer_init(&timer, give, NULL);
  k_timer_start(&timer, K_MSEC(20), K_NO_WAIT);
  CHECK_EQUAL(k_sem_take(&sem, K_FOREVER), 0);
  k_timer_init(&timer, reset, NULL);
  k_timer_start(&timer, K_MSEC(20), K_NO_WAIT);
  CHECK_EQUAL(k_sem_take(&sem, K_FOREVER), -EAGAIN);
}

static K_MUTEX_DEFINE(mutex);
static K_CONDVAR_DEFINE(condition);
static K_THREAD_STACK_DEFINE(stack, 1024);
static int steps;

static void hold_mutex(void* first, void* second, void* third) {
  ARG_UNUSED(first);
  ARG_UNUSED(second);
  ARG_UNUSED(third);
  CHECK_EQUAL(k_mutex_lock(&mutex, K_FOREVER), 0);
  k_msleep(50);
  CHECK_EQUAL(k_mutex_unlock(&mutex), 0);
  CHECK_EQUAL(k_mutex_lock(&mutex, K_FOREVER), 0);
  ++steps;
  CHECK_EQUAL(k_condvar_wait(&condition, &mutex, K_SECONDS(1)), 0);
  ++steps;
  CHECK_EQUAL(k_condvar_wait(&condition, &mutex, K_MSEC(10)), -EAGAIN);
  CHECK_EQUAL(k_mutex_unlock(&mutex), 0);
}
static void check_threads(void) {
  struct k_thread thread;
  const k_tid_t id = k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), hold_mutex, NULL,
                                     NULL, NULL, 3, 0, K_NO_WAIT);
  CHECK(id == &thread && k_current_get() != id);
  k_thread_name_set(id, "holder");
  CHECK(strcmp(k_thread_name_get(id), "holder") == 0 && k_thread_priority_get(id) == 3);
  k_yield();
  CHECK_EQUAL(k_mutex_lock(&mutex, K_NO_WAIT), -EBUSY);
  CHECK_EQUAL(k_mutex_unlock(&mutex), -EPERM);
  CHECK_EQUAL(k_mutex_lock(&mutex, K_MSEC(10)), -EAGAIN);
  CHECK_EQUAL(k_thread_join(id, K_NO_WAIT), -EBUSY);
  CHECK_EQUAL(k_thread_join(k_current_get(), K_NO_WAIT), -EDEADLK);
  CHECK_EQUAL(k_mutex_lock(&mutex, K_SECONDS(1)), 0);
  CHECK_EQUAL(k_mutex_lock(&mutex, K_NO_WAIT), 0);
  CHECK_EQUAL(k_mutex_unlock(&mutex), 0);
  CHECK_EQUAL(k_mutex_unlock(&mutex), 0);
  CHECK_EQUAL(k_mutex_unlock(&mutex), -EINVAL);
  k_msleep(1);
  CHECK_EQUAL(steps, 1);
  CHECK_EQUAL(k_condvar_signal(&condition), 0);
  CHECK_EQUAL(k_thread_join(id, K_SECONDS(1)), 0);
  CHECK_EQUAL(steps, 2);
}

static char trace[8];
static void note(void* first, void* second, void* third) {
  ARG_UNUSED(second);
  ARG_UNUSED(third);
  strncat(trace, (const char*)first, 1);
  k_sleep(K_FOREVER);
}
static void check_priorities(void) {
  static struct k_thread threads[3];
  static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
  const int priorities[] = {7, -2, 4};
  for (int i = 0; i < 3; ++i)
    k_thread_create(&threads[i], stacks[i], 1024, note, (void*)&"abc"[i], NULL, NULL, priorities[i],
                    0, i == 2 ? K_FOREVER : K_NO_WAIT);
  k_msleep(1);
  CHECK(strcmp(trace, "ba") == 0);
  k_thread_start(&threads[2]);
  k_msleep(1);
  CHECK(strcmp(trace, "bac") == 0);
  k_wakeup(&threads[1]);
  CHECK_EQUAL(k_thread_join(&threads[1], K_MSEC(10)), 0);
  k_thread_abort(&threads[0]);
  CHECK_EQUAL(k_thread_join(&threads[0], K_NO_WAIT), 0);
}

/* --- queues, messages, polling, events, slabs */
struct item {
  void* reserved;
  int number;
};
static K_FIFO_DEFINE(fifo);
static K_LIFO_DEFINE(lifo);
K_MSGQ_DEFINE(messages, sizeof(int), 2, 4);
static struct item items[3] = {{NULL, 0}, {NULL, 1}, {NULL, 2}};

static void put_item(struct k_timer* timer) {
  ARG_UNUSED(timer);
  k_fifo_put(&fifo, &items[0]);
}
static void check_queues(void) {
  struct k_timer timer;
  for (int i = 0; i < 3; ++i)
    k_fifo_put(&fifo, &items[i]);
  for (int i = 0; i < 3; ++i)
    CHECK(k_fifo_get(&fifo, K_NO_WAIT) == &items[i]);
  CHECK(k_fifo_get(&fifo, K_NO_WAIT) == NULL && k_fifo_is_empty(&fifo));
  for (int i = 0; i < 3; ++i)
    k_lifo_put(&lifo, &items[i]);
  CHECK(k_lifo_get(&lifo, K_NO_WAIT) == &items[2]);
  k_timer_init(&timer, put_item, NULL);
  k_timer_start(&timer, K_MSEC(5), K_NO_WAIT);
  CHECK(k_fifo_get(&fifo, K_FOREVER) == &items[0]);
  int value = 7;
  CHECK_EQUAL(k_msgq_put(&messages, &value, K_NO_WAIT), 0);
  value = 8;
  CHECK_EQUAL(k_msgq_put(&messages, &value, K_NO_WAIT), 0);
  CHECK_EQUAL(k_msgq_put(&messages, &value, K_NO_WAIT), -ENOMSG);
  CHECK_EQUAL(k_msgq_put(&messages, &value, K_MSEC(5)), -EAGAIN);
  CHECK_EQUAL(k_msgq_num_free_get(&messages), 0);
  CHECK(k_msgq_peek(&messages, &value) == 0 && value == 7);
  CHECK(k_msgq_get(&messages, &value, K_NO_WAIT) == 0 && value == 7);
  k_msgq_purge(&messages);
  CHECK_EQUAL(k_msgq_get(&messages, &value, K_NO_WAIT), -ENOMSG);
}

static struct k_poll_signal signal_later = K_POLL_SIGNAL_INITIALIZER(signal_later);
static void raise_signal(struct k_timer* timer) {
  ARG_UNUSED(timer);
  k_poll_signal_raise(&signal_later, 42);
}
static void check_polling(void) {
  struct k_timer timer;
  struct k_event bits;
  struct k_poll_event events[] = {
      K_POLL_EVENT_INITIALIZER(K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, &signal_later),
      K_POLL_EVENT_INITIALIZER(K_POLL_TYPE_FIFO_DATA_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY, &fifo)};
  CHECK_EQUAL(k_poll(events, 2, K_NO_WAIT), -EAGAIN);
  k_timer_init(&timer, raise_signal, NULL);
  k_timer_start(&timer, K_MSEC(5), K_NO_WAIT);
  CHECK_EQUAL(k_poll(events, 2, K_FOREVER), 0);
  CHECK(events[0].state == K_POLL_STATE_SIGNALED && events[1].state == K_POLL_STATE_NOT_READY);
  unsigned int signaled;
  int result;
  k_poll_signal_check(&signal_later, &signaled, &result);
  CHECK(signaled == 1 && result == 42);
  k_poll_signal_reset(&signal_later);
  k_event_init(&bits);
  k_event_post(&bits, 0x3);
  CHECK_EQUAL(k_event_wait(&bits, 0x5, false, K_NO_WAIT), 0x1);
  CHECK_EQUAL(k_event_wait_all(&bits, 0x5, false, K_MSEC(5)), 0);
  k_event_post(&bits, 0x4);
  CHECK_EQUAL(k_event_wait_all(&bits, 0x5, false, K_MSEC(5)), 0x5);
}

K_MEM_SLAB_DEFINE_STATIC(slab, 24, 2, 8);
static void check_slabs(void) {
  void* blocks[3];
  CHECK_EQUAL(k_mem_slab_alloc(&slab, &blocks[0], K_NO_WAIT), 0);
  CHECK_EQUAL(k_mem_slab_alloc(&slab, &blocks[1], K_NO_WAIT), 0);
  CHECK_EQUAL(k_mem_slab_alloc(&slab, &blocks[2], K_NO_WAIT), -ENOMEM);
  CHECK_EQUAL(k_mem_slab_alloc(&slab, &blocks[2], K_MSEC(1)), -EAGAIN);
  CHECK(blocks[2] == NULL && k_mem_slab_num_free_get(&slab) == 0);
  k_mem_slab_free(&slab, blocks[0]);
  CHECK_EQUAL(k_mem_slab_num_used_get(&slab), 1);
}

/* --- timers and work */
static int expiries, stops, works, nested;
static void on_expiry(struct k_timer* timer) {
  ARG_UNUSED(timer);
  ++expiries;
}
static void on_stop(struct k_timer* timer) {
  ARG_UNUSED(timer);
  ++stops;
}
static void on_work(struct k_work* work) {
  ARG_UNUSED(work);
  ++works;
}
static void on_long_work(struct k_work* work) {
  ARG_UNUSED(work);
  k_msleep(50);
  ++nested;
}
static void check_timers(void) {
  struct k_timer timer;
  k_timer_init(&timer, on_expiry, on_stop);
  k_timer_start(&timer, K_MSEC(10), K_MSEC(20));
  k_msleep(75);
  CHECK_EQUAL(expiries, 4);
  CHECK_EQUAL(k_timer_status_get(&timer), 4);
  CHECK(k_timer_remaining_get(&timer) <= 20);
  CHECK_EQUAL(k_timer_status_sync(&timer), 1);
  k_timer_stop(&timer);
  k_timer_stop(&timer);
  CHECK_EQUAL(stops, 1);
  k_msleep(100);
  CHECK_EQUAL(expiries, 5);
}
static void check_work(void) {
  static struct k_work_q queue;
  static K_THREAD_STACK_DEFINE(queue_stack, 1024);
  static K_WORK_DEFINE(work, on_work);
  static K_WORK_DELAYABLE_DEFINE(delayed, on_work);
  static struct k_work long_work;
  struct k_work_sync sync;
  CHECK_EQUAL(k_work_submit(&work), 1);
  CHECK_EQUAL(k_work_submit(&work), 0);
  CHECK(k_work_is_pending(&work) && works == 0);
  CHECK(k_work_flush(&work, &sync) && works == 1);
  CHECK_EQUAL(k_work_schedule(&delayed, K_MSEC(20)), 1);
  CHECK_EQUAL(k_work_schedule(&delayed, K_MSEC(1)), 0);
  k_msleep(10);
  CHECK_EQUAL(works, 1);
  CHECK_EQUAL(k_work_reschedule(&delayed, K_MSEC(20)), 1);
  k_msleep(15);
  CHECK_EQUAL(works, 1);
  k_msleep(10);
  CHECK_EQUAL(works, 2);
  k_work_schedule(&delayed, K_MSEC(20));
  CHECK(k_work_cancel_delayable_sync(&delayed, &sync));
  CHECK_EQUAL(k_work_cancel_delayable(&delayed), 0);
  k_msleep(30);
  CHECK_EQUAL(works, 2);
  /* A handler that waits holds up its own queue, and no other. */
  k_work_queue_init(&queue);
  k_work_queue_start(&queue, queue_stack, K_THREAD_STACK_SIZEOF(queue_stack), 5, NULL);
  k_work_init(&long_work, on_long_work);
  k_work_submit_to_queue(&queue, &long_work);
  k_msleep(10);
  CHECK_EQUAL(k_work_busy_get(&long_work), K_WORK_RUNNING);
  k_work_submit(&work);
  k_msleep(10);
  CHECK(works == 3 && nested == 0);
  CHECK(k_work_cancel_sync(&long_work, &sync) && nested == 1);
  CHECK_EQUAL(k_work_queue_drain(&queue, true), 0);
  CHECK_EQUAL(k_work_submit_to_queue(&queue, &work), -EBUSY);
  CHECK_EQUAL(k_work_queue_unplug(&queue), 0);
  CHECK_EQUAL(k_work_queue_unplug(&queue), -EALREADY);
}

/* --- buffers, lists, numbers */
static int destroyed;
static void on_destroy(struct net_buf* buf) {
  ++destroyed;
  net_buf_destroy(buf);
}
NET_BUF_POOL_FIXED_DEFINE(fixed_pool, 2, 32, 4, on_destroy);
NET_BUF_POOL_HEAP_DEFINE(heap_pool, 2, 0, NULL);
static void check_buffers(void) {
  struct net_buf* buf = net_buf_alloc(&fixed_pool, K_NO_WAIT);
  CHECK(buf != NULL && net_buf_tailroom(buf) == 32 && net_buf_user_data(buf) != NULL);
  net_buf_reserve(buf, 4);
  net_buf_add_le16(buf, 0x1234);
  net_buf_add_be24(buf, 0x56789a);
  net_buf_add_u8(buf, 0xff);
  net_buf_push_le32(buf, 0xdeadbeef);
  CHECK(buf->len == 10 && net_buf_headroom(buf) == 0);
  CHECK_EQUAL(net_buf_pull_le32(buf), 0xdeadbeef);
  CHECK_EQUAL(net_buf_remove_u8(buf), 0xff);
  CHECK_EQUAL(net_buf_pull_le16(buf), 0x1234);
  CHECK_EQUAL(net_buf_pull_be24(buf), 0x56789a);
  CHECK_EQUAL(buf->len, 0);
  struct net_buf* second = net_buf_clone(net_buf_ref(buf), K_NO_WAIT);
  CHECK(second != NULL && atomic_get(&fixed_pool.avail_count) == 0);
  CHECK(net_buf_alloc(&fixed_pool, K_MSEC(5)) == NULL);
  net_buf_unref(buf);
  CHECK_EQUAL(destroyed, 0);
  net_buf_frag_add(buf, second);
  net_buf_add_mem(buf, "ab", 2);
  net_buf_add_mem(second, "cd", 2);
  char text[4];
  CHECK(net_buf_frags_len(buf) == 4 && net_buf_linearize(text, 4, buf, 1, 3) == 3);
  CHECK(memcmp(text, "bcd", 3) == 0);
  net_buf_unref(buf);
  CHECK(destroyed == 2 && atomic_get(&fixed_pool.avail_count) == 2);
  buf = net_buf_alloc_len(&heap_pool, 500, K_NO_WAIT);
  CHECK(buf != NULL && net_buf_tailroom(buf) == 500);
  net_buf_unref(buf);
  struct net_buf_simple* simple = NET_BUF_SIMPLE(16);
  net_buf_simple_init(simple, 2);
  net_buf_simple_add_mem(simple, "xyz", 3);
  struct net_buf_simple_state state;
  net_buf_simple_save(simple, &state);
  CHECK(net_buf_simple_pull_u8(simple) == 'x' && net_buf_simple_tailroom(simple) == 11);
  net_buf_simple_restore(simple, &state);
  CHECK_EQUAL(simple->len, 3);
}

struct linked {
  sys_snode_t node;
  int number;
};
static void check_lists(void) {
  sys_slist_t list = SYS_SLIST_STATIC_INIT(&list);
  struct linked members[3] = {{{NULL}, 1}, {{NULL}, 2}, {{NULL}, 3}};
  struct linked *each, *after;
  int sum = 0;
  for (int i = 0; i < 3; ++i)
    sys_slist_append(&list, &members[i].node);
  SYS_SLIST_FOR_EACH_CONTAINER(&list, each, node) { sum = sum * 10 + each->number; }
  CHECK_EQUAL(sum, 123);
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&list, each, after, node) {
    if (each->number == 2) CHECK(sys_slist_find_and_remove(&list, &each->node));
  }
  CHECK(sys_slist_len(&list) == 2 && sys_slist_peek_tail(&list) == &members[2].node);
  CHECK(sys_slist_get(&list) == &members[0].node && !sys_slist_is_empty(&list));
}

static void check_numbers(void) {
  uint8_t octets[6];
  char text[16];
  ATOMIC_DEFINE(bits, 70);
  memset(bits, 0, sizeof(bits));
  sys_put_le24(0x123456, octets);
  CHECK(octets[0] == 0x56 && sys_get_be24(octets) == 0x563412);
  sys_put_be48(0x0102030405060708ULL & 0xffffffffffffULL, octets);
  CHECK(octets[0] == 0x03 && sys_get_le48(octets) == 0x080706050403ULL);
  CHECK_EQUAL(sys_cpu_to_be16(0x1234), 0x3412);
  sys_mem_swap(octets, 6);
  CHECK_EQUAL(octets[0], 0x08);
  CHECK(bin2hex(octets, 3, text, sizeof(text)) == 6 && strcmp(text, "080706") == 0);
  CHECK_EQUAL(bin2hex(octets, 8, text, sizeof(text)), 0);
  CHECK(hex2bin("A1b2c", 5, octets, 6) == 3 && octets[0] == 0x0a && octets[2] == 0x2c);
  CHECK_EQUAL(hex2bin("xy", 2, octets, 6), 0);
  CHECK(u8_to_dec(text, 3, 105) == 3 && memcmp(text, "105", 3) == 0);
  CHECK(!atomic_test_and_set_bit(bits, 69) && atomic_test_bit(bits, 69));
  CHECK(atomic_test_and_clear_bit(bits, 69) && !atomic_test_bit(bits, 69));
  atomic_t value = ATOMIC_INIT(5);
  CHECK(atomic_inc(&value) == 5 && atomic_cas(&value, 6, 9) && atomic_get(&value) == 9);
  CHECK_EQUAL(IS_ENABLED(CONFIG_SETTINGS), 1);
  CHECK_EQUAL(IS_ENABLED(CONFIG_NOT_THERE), 0);
  CHECK_EQUAL(COND_CODE_1(CONFIG_SETTINGS, (3), (4)), 3);
  CHECK_EQUAL(COND_CODE_1(CONFIG_NOT_THERE, (3), (4)), 4);
  CHECK(sys_rand32_get() != sys_rand32_get());
}

/* --- settings */
static uint8_t stored[4];
static int committed, exported;
static int on_set(const char* key, size_t size, settings_read_cb read, void* argument) {
  if (strcmp(key, "value") != 0) return -ENOENT;
  CHECK_EQUAL(size, sizeof(stored));
  return read(argument, stored, sizeof(stored)) == sizeof(stored) ? 0 : -EIO;
}
static int on_get(const char* key, char* value, int space) {
  if (strcmp(key, "value") != 0) return -ENOENT;
  memcpy(value, stored, MIN(space, (int)sizeof(stored)));
  return sizeof(stored);
}
static int on_commit(void) { return ++committed, 0; }
static int on_export(int (*export_func)(const char*, const void*, size_t)) {
  ++exported;
  return export_func("app/value", stored, sizeof(stored));
}
SETTINGS_STATIC_HANDLER_DEFINE(app, "app", on_get, on_set, on_commit, on_export);
static struct settings_handler deeper = {.name = "app/deep"};
static struct settings_handler again = {.name = "app"};

static int count_direct(const char* key, size_t size, settings_read_cb read, void* argument,
                        void* parameter) {
  ARG_UNUSED(read);
  ARG_UNUSED(argument);
  if (strcmp(key, "value") == 0 && size == 4) ++*(int*)parameter;
  return 0;
}
static void check_settings(void) {
  const char* next;
  int found = 0;
  uint8_t value[4] = {1, 2, 3, 4};
  CHECK_EQUAL(settings_subsys_init(), 0);
  CHECK_EQUAL(settings_register(&again), -EEXIST);
  CHECK_EQUAL(settings_register(&deeper), 0);
  CHECK_EQUAL(settings_save_one("app/value", value, sizeof(value)), 0);
  CHECK_EQUAL(settings_load(), 0);
  CHECK(memcmp(stored, value, 4) == 0 && committed == 1);
  value[0] = 9;
  CHECK_EQUAL(settings_runtime_set("app/value", value, sizeof(value)), 0);
  CHECK_EQUAL(stored[0], 9);
  CHECK_EQUAL(settings_runtime_set("nobody/value", value, 4), -EINVAL);
  CHECK_EQUAL(settings_runtime_get("app/value", value, 4), 4);
  CHECK_EQUAL(settings_load_one("app/value", value, 4), 4);
  CHECK_EQUAL(value[0], 1);
  CHECK(settings_save() == 0 && exported == 1);
  CHECK(settings_load_one("app/value", value, 4) == 4 && value[0] == 9);
  CHECK(settings_load_subtree_direct("app", count_direct, &found) == 0 && found == 1);
  CHECK_EQUAL(settings_delete("app/value"), 0);
  CHECK_EQUAL(settings_load_one("app/value", value, 4), -ENOENT);
  CHECK(settings_name_steq("app/value/x", "app/value", &next) == 1 && strcmp(next, "x") == 0);
  CHECK_EQUAL(settings_name_steq("application", "app", NULL), 0);
  CHECK(settings_name_next("app/value", &next) == 3 && strcmp(next, "value") == 0);
}

int main(void) {
  check_start();
  check_time();
  check_semaphores();
  check_threads();
  check_priorities();
  check_queues();
  check_polling();
  check_slabs();
  check_timers();
  check_work();
  check_buffers();
  check_lists();
  check_numbers();
  check_settings();
  LOG_INF("an hour in %s", "a moment");
  LOG_DBG("not shown");
  return checks_end();
}
