// Who has the turn, where there are threads: each waits in runtime_wait until somebody passes it
// on, so that never two of them run.
#include "api/zephyr/kernel/turns.hpp"

namespace westwind::zephyr {

namespace {

k_thread main_thread;
k_thread* running = &main_thread;
k_thread* begun = nullptr;  // made, and not run yet

/// The newest frame of each thread is the one it waits in.
bool is_newest(const Waiter& waiter) {
  for (const Waiter* at = waiters(); at != &waiter; at = at->next)
    if (at->thread == waiter.thread) return false;
  return true;
}

k_thread* most_important(k_thread* a, k_thread* b) {
  return a == nullptr || b->_priority < a->_priority ? b : a;
}

k_thread* next_thread() {
  k_thread* best = nullptr;
  for (k_thread* at = begun; at != nullptr; at = static_cast<k_thread*>(at->_arguments[3]))
    best = most_important(best, at);
  // The oldest waiter of those of one priority: the list has the newest first.
  for (const Waiter* at = waiters(); at != nullptr; at = at->next) {
    if (at->thread == running || at->thread->_state == thread_ended) continue;
    if (!is_newest(*at) || !at->is_ready()) continue;
    if (best == nullptr || at->thread->_priority <= best->_priority) best = at->thread;
  }
  return best;
}

void no_longer_begun(k_thread& thread) {
  void** at = reinterpret_cast<void**>(&begun);
  while (*at != nullptr && *at != &thread)
    at = &static_cast<k_thread*>(*at)->_arguments[3];
  if (*at != nullptr) *at = thread._arguments[3];
}

void give_turn_to(k_thread& next) {
  no_longer_begun(next);
  running = &next;
  runtime_wake(next);
}

}  // namespace

bool has_threads() { return true; }

k_thread* current_thread() { return running; }

bool pass_turn() {
  k_thread& self = *running;
  k_thread* const next = next_thread();
  if (next == nullptr) return false;
  give_turn_to(*next);
  runtime_wait(self);
  return true;
}

void make_thread(k_thread& thread, std::size_t stack_octets) {
  thread._state = thread_alive;
  thread._arguments[3] = begun;
  begun = &thread;
  runtime_start(thread, stack_octets);
}

void run_thread(k_thread& thread) {
  runtime_wait(thread);
  thread._entry(thread._arguments[0], thread._arguments[1], thread._arguments[2]);
  thread._state = thread_ended;
  end_thread();
}

/// Nothing of it may be looked at from here on: its owner may use the memory anew.
void end_thread() {
  void* const context = running->_context;
  forget_thread(*running);
  // Somebody has to look for who goes on.
  static k_thread nobody;
  running = &nobody;
  k_thread* next = next_thread();
  while (next == nullptr) {
    idle(Instant::never());
    next = next_thread();
  }
  give_turn_to(*next);
  runtime_exit(context);
}

void forget_thread(k_thread& thread) {
  no_longer_begun(thread);
  for (Waiter** at = &waiters(); *at != nullptr;)
    if ((*at)->thread == &thread)
      *at = (*at)->next;
    else
      at = &(*at)->next;
}

}  // namespace westwind::zephyr
