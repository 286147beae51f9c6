// Threads where POSIX has them. Each k_thread is a POSIX thread that waits for its turn, so that
// never two of them run.
#include <pthread.h>

#include <cstdlib>

#include "api/port.h"
#include "api/zephyr/kernel/threads.hpp"

namespace westwind::zephyr {

namespace {

struct Context {
  pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
};

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
k_thread main_thread;
k_thread* running = &main_thread;
k_thread* begun = nullptr;  // made, and not run yet
constexpr std::size_t stack_octets = 256 * 1024;

Context& context_of(k_thread& thread) {
  if (thread._context == nullptr) thread._context = new Context;
  return *static_cast<Context*>(thread._context);
}

/// The turn is `next`'s; returns when it is `self`'s again.
void hand_over(k_thread& self, k_thread& next) {
  (void)pthread_mutex_lock(&mutex);
  running = &next;
  (void)pthread_cond_signal(&context_of(next).turn);
  Context& own = context_of(self);
  while (running != &self)
    (void)pthread_cond_wait(&own.turn, &mutex);
  (void)pthread_mutex_unlock(&mutex);
}

void* run_thread(void* argument) {
  auto& self = *static_cast<k_thread*>(argument);
  (void)pthread_mutex_lock(&mutex);
  while (running != &self)
    (void)pthread_cond_wait(&context_of(self).turn, &mutex);
  (void)pthread_mutex_unlock(&mutex);
  self._entry(self._arguments[0], self._arguments[1], self._arguments[2]);
  self._state = thread_ended;
  end_thread();
  return nullptr;
}

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

}  // namespace

bool has_threads() { return true; }

k_thread* current_thread() { return running; }

bool pass_turn() {
  k_thread* const next = next_thread();
  if (next == nullptr) return false;
  no_longer_begun(*next);
  hand_over(*running, *next);
  return true;
}

void make_thread(k_thread& thread, std::size_t) {
  westwind_port_share();
  context_of(thread);
  pthread_attr_t attributes;
  (void)pthread_attr_init(&attributes);
  (void)pthread_attr_setstacksize(&attributes, stack_octets);
  (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t id;
  const int error = pthread_create(&id, &attributes, &run_thread, &thread);
  (void)pthread_attr_destroy(&attributes);
  if (error != 0) stop_program("the system gives no further thread");
  thread._state = thread_alive;
  thread._arguments[3] = begun;
  begun = &thread;
}

/// Nothing of it may be looked at from here on: its owner may use the memory anew.
void end_thread() {
  forget_thread(*running);
  // Somebody has to look for who goes on.
  static k_thread nobody;
  running = &nobody;
  k_thread* next = next_thread();
  while (next == nullptr) {
    idle(Instant::never());
    next = next_thread();
  }
  no_longer_begun(*next);
  (void)pthread_mutex_lock(&mutex);
  running = next;
  (void)pthread_cond_signal(&context_of(*next).turn);
  (void)pthread_mutex_unlock(&mutex);
  pthread_exit(nullptr);
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
