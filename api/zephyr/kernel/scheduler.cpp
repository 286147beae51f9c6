// Waiting, and doing everybody's work meanwhile.
#include "api/port.h"
#include "api/zephyr/kernel/threads.hpp"

namespace westwind::zephyr {

namespace {

Source* sources = nullptr;
Waiter* waiting = nullptr;
Instant begin;
unsigned sleeps = 0;  // of the whole program

/// Of the sources that can run now, the next time that one wants to.
Instant next_deadline() {
  Instant first = Instant::never();
  for (const Source* source = sources; source != nullptr; source = source->next)
    if (!source->is_running) first = earlier(first, source->deadline());
  for (const Waiter* waiter = waiting; waiter != nullptr; waiter = waiter->next)
    first = earlier(first, waiter->end);
  return first;
}

/// The caller was called by a source.
bool is_inside_source() {
  for (const Source* source = sources; source != nullptr; source = source->next)
    if (source->is_running && (!has_threads() || source->thread == current_thread())) return true;
  return false;
}

void forget(const Waiter& waiter) {
  Waiter** at = &waiting;
  while (*at != &waiter)
    at = &(*at)->next;
  *at = waiter.next;
}

}  // namespace

Waiter*& waiters() { return waiting; }

Instant now() { return Instant::from_us(westwind_port_now_us()); }

Instant end_of(k_timeout_t timeout) {
  if (timeout.ticks == -1) return Instant::never();
  if (timeout.ticks < -1) return begin + Duration::microseconds(-2 - timeout.ticks);
  return now() + Duration::microseconds(timeout.ticks);
}

namespace {

bool is_due(const Source& source) {
  return source.deadline() <= now() || (source.looks() && source.looked_at != sleeps);
}

void run_source(Source& source) {
  source.is_running = true;
  source.looked_at = sleeps;
  (void)source.run();
  source.is_running = false;
}

/// The life of a source's thread.
void serve(void* argument, void*, void*) {
  Source& source = *static_cast<Source*>(argument);
  for (;;) {
    (void)wait_for([&source] { return is_due(source); }, Instant::never());
    run_source(source);
  }
}

/// One turn of each source that has something to do; on one stack.
bool run_sources() {
  bool any = false;
  for (Source* source = sources; source != nullptr; source = source->next) {
    if (source->is_running || !is_due(*source)) continue;
    run_source(*source);
    any = true;
  }
  return any;
}

/// True when anybody did something.
bool take_turns() { return has_threads() ? pass_turn() : run_sources(); }

}  // namespace

void add_source(Source& source) {
  Source** at = &sources;
  while (*at != nullptr)
    at = &(*at)->next;
  *at = &source;
  if (!has_threads()) return;
  source.thread = static_cast<k_thread*>(k_calloc(1, sizeof(k_thread)));
  if (source.thread == nullptr) stop_program("no memory for a thread of the library");
  (void)k_thread_create(source.thread, nullptr, 0, &serve, &source, nullptr, nullptr,
                        source.priority(), 0, K_NO_WAIT);
}

void let_others_run() {
  Waiter self{[](void*) { return true; }, nullptr, Instant::never(), current_thread(), waiting};
  waiting = &self;
  ++sleeps;
  (void)take_turns();
  forget(self);
}

void idle(Instant end) {
  const Instant until = earlier(end, next_deadline());
  if (until > now()) westwind_port_wait(until == Instant::never() ? WESTWIND_NEVER : until.us());
  ++sleeps;
}

bool wait_until(bool (*is_over)(void*), void* argument, Instant end) {
  if (is_over(argument)) return true;
  if (now() >= end) {
    // A program that polls in a loop sees progress; a callback that looks is not interrupted.
    if (!is_inside_source()) let_others_run();
    return is_over(argument);
  }
  Waiter self{is_over, argument, end, current_thread(), waiting};
  waiting = &self;
  bool over = false;
  while (!over && now() < end) {
    const bool any = take_turns();
    over = is_over(argument);
    if (!any && !over) idle(end);
    over = over || is_over(argument);
  }
  forget(self);
  return over;
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int64_t k_uptime_ticks(void) {
  const Instant at = now();
  if (begin == Instant()) begin = at;
  return (at - begin).count_us();
}

int64_t k_uptime_get(void) { return k_uptime_ticks() / 1000; }

int64_t sys_clock_tick_get(void) { return k_uptime_ticks(); }

int64_t k_uptime_delta(int64_t* reference) {
  const int64_t at = k_uptime_get();
  const int64_t span = at - *reference;
  *reference = at;
  return span;
}

k_timepoint_t sys_timepoint_calc(k_timeout_t timeout) {
  const Instant end = end_of(timeout);
  return {end == Instant::never() ? INT64_MAX : end.us()};
}

k_timeout_t sys_timepoint_timeout(k_timepoint_t timepoint) {
  if (timepoint.tick == INT64_MAX) return K_FOREVER;
  const int64_t left = timepoint.tick - now().us();
  return K_TICKS(left);
}

int32_t k_usleep(int32_t us) {
  const Instant end = now() + Duration::microseconds(us);
  (void)k_sleep(K_USEC(us));
  const int64_t left = (end - now()).count_us();
  return left > 0 ? static_cast<int32_t>(left) : 0;
}

int32_t k_sleep(k_timeout_t timeout) {
  if (timeout.ticks == 0) {
    k_yield();
    return 0;
  }
  const Instant end = end_of(timeout);
  k_thread* const self = k_current_get();
  self->_woken = false;
  (void)wait_for([self] { return self->_woken; }, end);
  const int64_t left = end == Instant::never() ? 0 : (end - now()).count_us() / 1000;
  return left > 0 ? static_cast<int32_t>(left) : 0;
}

void k_busy_wait(uint32_t us) {
  const Instant end = now() + Duration::microseconds(us);
  while (now() < end) {
    let_others_run();
    idle(end);
  }
}

void k_yield(void) { let_others_run(); }
