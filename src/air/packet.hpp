// What flies: packets, what a receiver is tuned to, and what a station is told. Vol 6 Part
// B 2.1, 2.2. air depends on base only, so these mirror controller/radio.hpp; sim/air_radio
// translates.
#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace westwind::air {

inline constexpr std::size_t channel_count = 40;
/// PDU header, payload and CRC.
inline constexpr std::size_t max_packet_octets = 2 + 255 + 3;

enum class Phy : std::uint8_t { le_1m = 1, le_2m = 2, le_coded = 3 };
enum class PacketKind : std::uint8_t {
  advertising,
  data_to_peripheral,
  data_to_central,
  auxiliary,  // advertising on a secondary channel
};

struct Tuning {
  std::uint8_t channel = 0;  ///< channel index 0..39
  Phy phy = Phy::le_1m;
  std::uint32_t access_address = 0;
  constexpr bool operator==(const Tuning&) const = default;
};

/// A packet as one receiver heard it to its end.
struct Reception {
  Tuning tuning;
  Instant start;  ///< first bit of the preamble
  Instant end;    ///< last bit of the CRC
  std::int8_t rssi_dbm = 0;
  Bytes octets;  ///< PDU and CRC; valid during the call
  bool intact = true;
};

/// What a station is told. Calls come from the world's events only, never from within a call to the
/// station.
class StationEvents {
 public:
  virtual void on_transmitted(Instant now) = 0;
  virtual void on_synchronised(Instant start) = 0;
  virtual void on_received(const Reception& reception) = 0;

 protected:
  ~StationEvents() = default;
};

/// From the first preamble bit to the last bit of the access address (coded: its 256 us included).
constexpr Duration synchronisation_time(Phy phy) {
  switch (phy) {
  case Phy::le_1m: return Duration::microseconds(8 + 32);
  case Phy::le_2m: return Duration::microseconds(8 + 16);
  case Phy::le_coded: break;
  }
  return Duration::microseconds(80 + 256);
}

/// Air time of one octet (coded: S=8).
constexpr Duration octet_time(Phy phy) {
  switch (phy) {
  case Phy::le_1m: return Duration::microseconds(8);
  case Phy::le_2m: return Duration::microseconds(4);
  case Phy::le_coded: break;
  }
  return Duration::microseconds(64);
}

/// From the first preamble bit to the last CRC bit (coded: with CI, TERM1 and TERM2); `octets` is
/// PDU and CRC.
constexpr Duration air_time(Phy phy, std::size_t octets) {
  const Duration coding = Duration::microseconds(phy == Phy::le_coded ? 16 + 24 + 24 : 0);
  return synchronisation_time(phy) + coding + octet_time(phy) * static_cast<std::int64_t>(octets);
}
static_assert(air_time(Phy::le_1m, 2 + 37 + 3) == Duration::microseconds(376));
static_assert(air_time(Phy::le_2m, 2 + 3) == Duration::microseconds(44));
static_assert(air_time(Phy::le_coded, 2 + 3) == Duration::microseconds(720));

}  // namespace westwind::air
