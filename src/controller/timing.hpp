// The link layer's times and how long a receiver must stay open. Vol 6 Part B 4.1, 4.2, 4.5.
#pragma once

#include "controller/radio.hpp"
#include "wire/ll_crc.hpp"

namespace westwind::controller {

/// Inter frame space. 4.1.1.
constexpr Duration t_ifs = Duration::microseconds(150);
/// From the first bit of the preamble to the end of the access address. 2.1, 2.2.
constexpr Duration synchronisation_time(Phy phy) {
  switch (phy) {
  case Phy::le_1m: return Duration::microseconds(8 + 32);
  case Phy::le_2m: return Duration::microseconds(8 + 16);
  case Phy::le_coded: break;
  }
  return Duration::microseconds(80 + 256);
}
/// Two active clocks, 2 us each (4.2.1), and one microsecond of rounding at both ends.
constexpr Duration active_clock_tolerance = Duration::microseconds(5);

/// When to stop listening for a packet that must begin at `start`.
constexpr Instant listen_until(Instant start, Phy phy) {
  return start + synchronisation_time(phy) + active_clock_tolerance;
}
/// The same for an answer to a packet that ended at `end`.
constexpr Instant answer_deadline(Instant end, Phy phy) { return listen_until(end + t_ifs, phy); }

/// Air time of a PDU with that many payload octets.
constexpr Duration payload_time(Phy phy, std::size_t payload) { return air_time(phy, 2 + payload); }
constexpr Duration air_time_1m(std::size_t payload) { return payload_time(Phy::le_1m, payload); }

constexpr Duration slots_625us(std::int64_t count) { return Duration::microseconds(count * 625); }
constexpr Duration slots_1250us(std::int64_t count) { return Duration::microseconds(count * 1250); }

/// How far two sleep clocks may have drifted apart after `elapsed`, and 16 us of jitter on both
/// sides. 4.2.4.
constexpr Duration window_widening(std::uint32_t ppm_of_both, Duration elapsed) {
  return Duration::microseconds((elapsed.count_us() * ppm_of_both + 999'999) / 1'000'000 + 32);
}
static_assert(window_widening(40, Duration::microseconds(7500)).count_us() == 33);
static_assert(window_widening(500, Duration::seconds(1)).count_us() == 532);
static_assert(window_widening(1000, Duration::seconds(4)).count_us() == 4032);

}  // namespace westwind::controller
