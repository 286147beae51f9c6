// The simulated world's clock: integer microseconds that pass only from event to event. It knows no
// wall clock (see sim/real_time.hpp). Same seed and same calls, same sequence of events, byte for
// byte.
#pragma once

#include <cstdint>

#include "air/event_queue.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace westwind::air {

class World {
 public:
  using Action = EventQueue::Action;

  explicit World(std::uint64_t seed) : seed_(seed), random_(seed) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::uint64_t seed() const { return seed_; }
  Instant now() const { return now_; }
  /// A generator for one part of the world, so that parts do not disturb each other's sequence.
  Random fork_random() { return random_.fork(); }

  /// Runs `action` at `at`, which must not be past; among equals, after those scheduled before.
  /// Whatever the action points to must live until then or cancel the event.
  EventHandle schedule(Instant at, Action action);
  EventHandle schedule_in(Duration delay, Action action) { return schedule(now_ + delay, action); }
  /// False when the event has run or was cancelled; the handle is then good for nothing, and
  /// harmless.
  bool cancel(EventHandle event) { return events_.cancel(event); }
  bool is_pending(EventHandle event) const { return events_.is_pending(event); }

  /// `Instant::never()` when nothing is scheduled.
  Instant next_event_time() const { return events_.next_time(); }
  /// Runs the next event, moving the clock to it. False when there is none.
  bool run_one();
  /// Runs everything up to and including `until`, then sets the clock to `until`.
  void run_until(Instant until);
  void run_for(Duration duration) { run_until(now_ + duration); }

  std::uint64_t events_run() const { return events_run_; }

 private:
  std::uint64_t seed_;
  Random random_;
  EventQueue events_;
  Instant now_;
  std::uint64_t events_run_ = 0;
};

}  // namespace westwind::air
