// The loop of the discrete-event simulation.
#include "air/world.hpp"

#include "base/assert.hpp"

namespace westwind::air {

EventHandle World::schedule(Instant at, Action action) {
  ensure(at >= now_ && static_cast<bool>(action));
  return events_.push(at, action);
}

bool World::run_one() {
  if (events_.empty()) return false;
  now_ = events_.next_time();
  ++events_run_;
  events_.pop()();
  return true;
}

void World::run_until(Instant until) {
  while (events_.next_time() <= until && run_one()) {
  }
  if (until > now_ && !until.is_never()) now_ = until;
}

}  // namespace westwind::air
