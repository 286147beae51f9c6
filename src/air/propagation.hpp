// How strong a packet arrives: log-distance path loss, in integers, so that every machine computes
// the same RSSI.
//
// loss(d) = 40 dB + 10 n log10(d / 1 m), n = 2.5. 40 dB is free space at 1 m and 2.44 GHz; n is 2
// in free space, 2 to 3.5 in houses. Nearer than 10 cm counts as 10 cm. Not modelled: fading,
// walls, antennas, propagation delay (3 ns/m).
#pragma once

#include <array>
#include <cstdint>

#include "air/packet.hpp"

namespace westwind::air {

/// Metres, as people give it.
struct Position {
  double x = 0, y = 0, z = 0;
};

/// Millimetres, as the medium computes with it; no coordinate is farther out than 1000 km.
struct Point {
  std::int32_t x_mm = 0, y_mm = 0, z_mm = 0;
  constexpr bool operator==(const Point&) const = default;
};
Point point_of(const Position& position);

struct Propagation {
  std::int32_t loss_at_1m_cdb = 4000;   ///< hundredths of a decibel
  std::int32_t exponent_percent = 250;  ///< n, in hundredths
};

std::int32_t path_loss_cdb(const Propagation& propagation, const Point& from, const Point& to);
/// Received power in dBm, rounded, within -127..20 (what HCI can say).
int received_dbm(const Propagation& propagation, const Point& from, int transmit_power_dbm,
                 const Point& to);
/// A distance beyond which the path loses more than `loss_db` for certain.
std::int64_t reach_mm(const Propagation& propagation, int loss_db);

/// Thermal noise in 1 MHz and a 10 dB receiver: what a channel is like when nothing is wrong.
inline constexpr int noise_floor_dbm = -104;
/// What a receiver needs on a channel with that noise; more noise raises the need by as much.
constexpr int sensitivity_dbm(Phy phy) {
  switch (phy) {
  case Phy::le_1m: return -95;
  case Phy::le_2m: return -92;
  case Phy::le_coded: break;
  }
  return -103;
}
/// A receiver that lacks more than this does not notice the packet at all: no loss is counted.
inline constexpr int notice_margin_db = 10;

}  // namespace westwind::air
