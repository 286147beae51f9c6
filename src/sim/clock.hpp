// A device's own clock, made of the world's: it runs fast or slow. Vol 6 Part B 4.2.
#pragma once

#include "base/time.hpp"

namespace westwind::sim {

/// How good a device's clock is.
struct ClockConfig {
  std::int32_t drift_ppm = 0;  ///< positive: it runs fast; within ±10000
  std::uint8_t jitter_us = 0;  ///< packets leave up to so much early or late
};

class Clock {
 public:
  constexpr Clock() = default;
  constexpr explicit Clock(std::int32_t drift_ppm) : drift_ppm_(drift_ppm) {}

  /// What it shows when the world's clock shows `world` (not before zero).
  constexpr Instant local(Instant world) const {
    if (world.is_never()) return world;
    // In two parts, so that years do not overflow.
    const std::int64_t whole = world.us() / million, rest = world.us() % million;
    return world + Duration::microseconds(whole * drift_ppm_ + floor(rest * drift_ppm_));
  }
  /// When it first shows `local` or later.
  constexpr Instant world(Instant local) const {
    if (local.is_never() || drift_ppm_ == 0) return local;
    const std::int64_t rate = million + drift_ppm_;
    Instant at = Instant::from_us(local.us() / rate * million + local.us() % rate * million / rate);
    while (this->local(at) < local)
      at = at + Duration::microseconds(1);
    while (at.us() > 0 && this->local(at - Duration::microseconds(1)) >= local)
      at = at - Duration::microseconds(1);
    return at;
  }

 private:
  static constexpr std::int64_t million = 1'000'000;
  static constexpr std::int64_t floor(std::int64_t parts) {
    return parts >= 0 ? parts / million : -((-parts + million - 1) / million);
  }
  std::int32_t drift_ppm_ = 0;
};

}  // namespace westwind::sim
