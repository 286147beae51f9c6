// Durations and instants in integer microseconds. The core has no clock: whoever calls it says what
// time it is.
#pragma once

#include <compare>
#include <cstdint>

namespace westwind {

class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration microseconds(std::int64_t count) { return Duration(count); }
  static constexpr Duration milliseconds(std::int64_t count) { return Duration(count * 1000); }
  static constexpr Duration seconds(std::int64_t count) { return Duration(count * 1000000); }
  static constexpr Duration zero() { return Duration(); }

  constexpr std::int64_t count_us() const { return us_; }
  constexpr std::int64_t count_ms() const { return us_ / 1000; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator+(Duration other) const { return Duration(us_ + other.us_); }
  constexpr Duration operator-(Duration other) const { return Duration(us_ - other.us_); }
  constexpr Duration operator*(std::int64_t factor) const { return Duration(us_ * factor); }
  constexpr Duration operator/(std::int64_t divisor) const { return Duration(us_ / divisor); }
  constexpr std::int64_t operator/(Duration other) const { return us_ / other.us_; }

 private:
  constexpr explicit Duration(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

/// A point on the caller's monotonic clock.
class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant from_us(std::int64_t us) { return Instant(us); }
  /// Later than every instant that will be reached: "no deadline".
  static constexpr Instant never() { return Instant(INT64_MAX); }

  constexpr std::int64_t us() const { return us_; }
  constexpr bool is_never() const { return us_ == INT64_MAX; }

  constexpr auto operator<=>(const Instant&) const = default;
  constexpr Instant operator+(Duration d) const { return Instant(us_ + d.count_us()); }
  constexpr Instant operator-(Duration d) const { return Instant(us_ - d.count_us()); }
  constexpr Duration operator-(Instant other) const {
    return Duration::microseconds(us_ - other.us_);
  }

 private:
  constexpr explicit Instant(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

constexpr Instant earlier(Instant a, Instant b) { return a < b ? a : b; }

/// A duration counted in units of `UnitUs` microseconds, as HCI and the link layer carry it.
template <std::int64_t UnitUs>
struct Slots {
  std::uint16_t count = 0;
  constexpr Duration duration() const { return Duration::microseconds(count * UnitUs); }
  /// Rounds down; saturates at the field's ends.
  static constexpr Slots from(Duration d) {
    const std::int64_t units = d.count_us() / UnitUs;
    return {static_cast<std::uint16_t>(units < 0 ? 0 : units > 0xffff ? 0xffff : units)};
  }
  constexpr auto operator<=>(const Slots&) const = default;
};

}  // namespace westwind
