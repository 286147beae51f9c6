// For the tests of the medium: stations that write down what they are told.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "air/medium.hpp"

namespace westwind::air {

inline Instant at_us(std::int64_t us) { return Instant::from_us(us); }

inline constexpr std::uint32_t advertising_access_address = 0x8e89bed6;
inline constexpr Tuning channel_37{37, Phy::le_1m, advertising_access_address};
/// 80 us on the air at 1M, of which the last 40 follow the access address.
inline constexpr Octets<5> short_packet = {0x02, 0x00, 0xaa, 0xbb, 0xcc};

/// A station and its log, lines like "received@180".
class Witness final : public StationEvents {
 public:
  Witness(Medium& medium, const StationConfig& config)
      : station(medium.add_station(config, *this)) {}

  void on_transmitted(Instant now) override { add("transmitted", now); }
  void on_synchronised(Instant start) override { add("synchronised", start); }
  void on_received(const Reception& reception) override {
    add(reception.intact ? "received" : "broken", reception.end);
    rssi_dbm = reception.rssi_dbm;
    octets.assign(reception.octets.begin(), reception.octets.end());
    if (on_packet) on_packet();
  }

  void send(std::int64_t start_us, const Tuning& tuning = channel_37, Bytes packet = short_packet) {
    station.transmit(tuning, packet, at_us(start_us), PacketKind::advertising);
  }

  Station& station;
  std::vector<std::string> log;
  std::vector<std::uint8_t> octets;
  int rssi_dbm = 0;
  std::function<void()> on_packet;

 private:
  void add(const char* what, Instant at) { log.push_back(what + ("@" + std::to_string(at.us()))); }
};

using Log = std::vector<std::string>;

struct MediumTest : testing::Test {
  World world{1};
  Medium medium{world};

  std::unique_ptr<Witness> station(const char* name, double x = 0, int power_dbm = 0) {
    return std::make_unique<Witness>(medium, StationConfig{name, Position{.x = x}, power_dbm});
  }
  void run(std::int64_t until_us) { world.run_until(at_us(until_us)); }
  std::uint64_t lost(Loss loss) const { return medium.counters().lost_for(loss); }
};

}  // namespace westwind::air
