// The kernel's inside: waiting, and what goes on meanwhile.
//
// Who waits does the work of all: the host and its callbacks, timers, work queues, other threads. A
// source whose function is on some stack is not entered again, so a callback that waits holds up
// its own source and nothing else. There is no preemption: one thread runs until it waits
// (docs/zephyr.md).
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

  Source* next = nullptr;
  bool is_running = false;  ///< on some stack

 protected:
  ~Source() = default;
};

Instant now();
/// Begins at the call. K_FOREVER: never.
Instant end_of(k_timeout_t timeout);

/// Runs with all others from the next wait on. Once.
void add_source(Source& source);

/// Waits until `is_over(argument)` or `end`; whether it was over. Asks at least once.
bool wait_until(bool (*is_over)(void* argument), void* argument, Instant end);

template <typename Condition>
bool wait_for(const Condition& condition, Instant end) {
  return wait_until([](void* c) { return (*static_cast<const Condition*>(c))(); },
                    const_cast<Condition*>(&condition), end);
}

/// Runs each source once; true if any had something to do.
bool run_sources();
/// Nothing to do before `end`: sleeps until then, or until a source or the carrier has something.
void idle(Instant end);

/// Timeouts of timers and delayable work; put in order of time, of equal ones the earlier first.
void arm(westwind_timeout& timeout, Instant at);
void disarm(westwind_timeout& timeout);

[[noreturn]] void stop_program(const char* reason);

}  // namespace westwind::zephyr
