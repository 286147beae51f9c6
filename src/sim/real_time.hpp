// Lets a world run at the pace of a clock that the caller reads: for hosts that live in real time
// behind a pty or socket. The loop around it is the caller's: `wait until the returned time or
// until a host sends something, then pump again`.
#pragma once

#include "air/world.hpp"

namespace westwind::sim {

class RealTime {
 public:
  struct Options {
    double speed = 1.0;  ///< seconds of the world in a second of the clock; above 0
    /// A world that lags behind the clock by more (a suspended process, a slow machine) does not
    /// catch up: its time slips instead, as a burst of seconds of traffic would drown the hosts.
    Duration most_lag = Duration::seconds(1);
  };

  /// The world's now is the clock's `wall_now` from here on.
  RealTime(air::World& world, Instant wall_now) : RealTime(world, wall_now, Options{}) {}
  RealTime(air::World& world, Instant wall_now, const Options& options);

  /// Runs everything that is due, moves the world to `wall_now`, and returns when the next event is
  /// due by the clock
  /// (`Instant::never()` when nothing is scheduled). Call it before handing the world anything from
  /// outside.
  Instant pump(Instant wall_now);
  Instant wall_time_of(Instant world_time) const;
  /// World time that was given up because the world lagged.
  Duration slipped() const { return slipped_; }

 private:
  Instant world_time_of(Instant wall) const;

  air::World& world_;
  Options options_;
  Instant wall_anchor_;
  Instant world_anchor_;
  Duration slipped_;
};

}  // namespace westwind::sim
