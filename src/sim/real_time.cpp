// Two anchors and a factor; the anchors move only when the world gives up lag.
#include "sim/real_time.hpp"

#include <cmath>

#include "base/assert.hpp"

namespace westwind::sim {

RealTime::RealTime(air::World& world, Instant wall_now, const Options& options)
    : world_(world), options_(options), wall_anchor_(wall_now), world_anchor_(world.now()) {
  ensure(options.speed > 0);
}

Instant RealTime::world_time_of(Instant wall) const {
  const double elapsed_us = static_cast<double>((wall - wall_anchor_).count_us()) * options_.speed;
  return world_anchor_ + Duration::microseconds(std::llround(std::floor(elapsed_us)));
}

Instant RealTime::wall_time_of(Instant world_time) const {
  if (world_time.is_never()) return world_time;
  const double ahead_us =
      static_cast<double>((world_time - world_anchor_).count_us()) / options_.speed;
  Instant wall = wall_anchor_ + Duration::microseconds(std::llround(std::ceil(ahead_us)));
  // Rounding must never ask for a pump that then finds the event not due.
  while (world_time_of(wall) < world_time)
    wall = wall + Duration::microseconds(1);
  return wall;
}

Instant RealTime::pump(Instant wall_now) {
  Instant target = world_time_of(wall_now);
  // Waiting long for nothing is no lag; an event that is long overdue is.
  const Instant limit =
      world_.next_event_time().is_never() ? target : world_.next_event_time() + options_.most_lag;
  if (target > limit) {
    const Duration given_up = target - limit;
    slipped_ = slipped_ + given_up;
    target = limit;
    wall_anchor_ = wall_now;
    world_anchor_ = target;
  }
  world_.run_until(target > world_.now() ? target : world_.now());
  return wall_time_of(world_.next_event_time());
}

}  // namespace westwind::sim
