// k_thread_*: what all runtimes have in common.
#include "api/zephyr/kernel/threads.hpp"

using namespace westwind;
using namespace westwind::zephyr;

namespace {

/// A thread that begins later stands in the list of timeouts; one at a time is enough for its
/// start.
struct Start {
  westwind_timeout timeout;
  k_thread* thread;
  std::size_t stack_size;
};

constexpr int most_starts = 8;
Start starts[most_starts];

void begin_now(westwind_timeout* timeout) {
  Start& start = *CONTAINER_OF(timeout, Start, timeout);
  k_thread* const thread = start.thread;
  start.thread = nullptr;
  if (thread->_state == thread_new) make_thread(*thread, start.stack_size);
}

}  // namespace

k_tid_t k_thread_create(k_thread* thread, k_thread_stack_t*, size_t stack_size,
                        k_thread_entry_t entry, void* first, void* second, void* third,
                        int priority, uint32_t, k_timeout_t delay) {
  *thread = {};
  thread->_entry = entry;
  thread->_arguments[0] = first;
  thread->_arguments[1] = second;
  thread->_arguments[2] = third;
  thread->_priority = priority;
  thread->_state = thread_new;
  if (delay.ticks == 0) make_thread(*thread, stack_size);
  if (delay.ticks == 0 || delay.ticks == -1) return thread;
  for (Start& start : starts) {
    if (start.thread != nullptr) continue;
    start = {{nullptr, &begin_now, 0, false}, thread, stack_size};
    arm(start.timeout, end_of(delay));
    return thread;
  }
  stop_program("k_thread_create: too many threads wait for their start");
}

void k_thread_start(k_tid_t thread) {
  if (thread->_state == thread_new) make_thread(*thread, 0);
}

int k_thread_join(k_thread* thread, k_timeout_t timeout) {
  if (thread == k_current_get()) return -EDEADLK;
  const auto has_ended = [thread] {
    return thread->_state == thread_ended || thread->_state == thread_unused;
  };
  if (wait_for(has_ended, end_of(timeout))) return 0;
  return timeout.ticks == 0 ? -EBUSY : -EAGAIN;
}

void k_thread_abort(k_tid_t thread) {
  thread->_state = thread_ended;
  if (thread == k_current_get()) end_thread();
  forget_thread(*thread);
}

k_tid_t k_current_get(void) { return current_thread(); }

void k_wakeup(k_tid_t thread) { thread->_woken = true; }

int k_thread_name_set(k_tid_t thread, const char* name) {
  (thread != nullptr ? thread : k_current_get())->_name = name;
  return 0;
}

const char* k_thread_name_get(k_tid_t thread) {
  return thread->_name != nullptr ? thread->_name : "";
}

int k_thread_priority_get(k_tid_t thread) { return thread->_priority; }
void k_thread_priority_set(k_tid_t thread, int priority) { thread->_priority = priority; }
