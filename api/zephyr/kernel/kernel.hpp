// The kernel's inside: waiting, and what goes on meanwhile.
//
// The work of all, the host and its callbacks, timers, work queues, is done by sources. Where there
// are threads, each has one of its own; on one stack whoever waits runs them, on top of what waits.
// A source whose function is on some stack is not entered again. There is no preemption: one thread
// runs until it waits (docs/zephyr.md).
#pragma once

#include <zephyr/kernel.h>

#include "base/time.hpp"

namespace westwind::zephyr {

/// Something that has work to do now and then: the host, the timers, a work queue.
class Source {
 public:
  /// Does what is due; true if that was anything.
  virtual bool run() = 0;
  /// When there will be more; the past: now.
  virtual Instant deadline() const = 0;
  /// It has to look whether there is something, each time the program slept.
  virtual bool looks() const { return false; }
  /// Of its thread.
  virtual int priority() const { return K_HIGHEST_THREAD_PRIO; }

  Source* next = nullptr;
  bool is_running = false;     ///< on some stack
  unsigned looked_at = 0;      ///< sleeps of the program that it knows of
  k_thread* thread = nullptr;  ///< its own, where there are threads

 protected:
  ~Source() = default;
};

Instant now();
/// Begins at the call. K_FOREVER: never.
Instant end_of(k_timeout_t timeout);

/// Runs with all others from the next wait on. Once.
void add_source(Source& source);

/// Waits until `is_over(argument)` or `end`; whether it was over. Asks at least once, from any
/// thread: it must change nothing.
bool wait_until(bool (*is_over)(void* argument), void* argument, Instant end);

template <typename Condition>
bool wait_for(const Condition& condition, Instant end) {
  return wait_until([](void* c) { return (*static_cast<const Condition*>(c))(); },
                    const_cast<Condition*>(&condition), end);
}

/// Lets everybody else do what is due, once.
void let_others_run();
/// Nothing to do before `end`: sleeps until then, or until a source or the carrier has something.
void idle(Instant end);

/// Timeouts of timers and delayable work; put in order of time, of equal ones the earlier first.
void arm(westwind_timeout& timeout, Instant at);
void disarm(westwind_timeout& timeout);

[[noreturn]] void stop_program(const char* reason);

}  // namespace westwind::zephyr
