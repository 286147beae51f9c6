// Everything that can be made to go wrong on the air: one struct of knobs, losses for single links,
// and scripts. All off by default. The medium asks; whoever drives the world sets, at any time.
#pragma once

#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "air/transmission.hpp"
#include "base/random.hpp"

namespace westwind::air {

/// Probabilities, in millionths.
struct LossRates {
  std::uint32_t loss_ppm = 0;        ///< the packet is not noticed
  std::uint32_t corruption_ppm = 0;  ///< the packet arrives with broken bits
};

struct FaultKnobs {
  LossRates everywhere;
  std::array<LossRates, channel_count> channel{};
  /// Noise power on the channel, wherever one stands. Jamming is much noise.
  std::array<std::int8_t, channel_count> noise_dbm = filled(noise_floor_dbm);
  /// A packet survives others on its channel that arrive weaker by at least this (the strongest
  /// counts). The specification asks for 21 dB at the worst receiver, Vol 6 Part A 4.2; real ones
  /// need 6 to 11.
  int capture_threshold_db = 10;

  void jam(std::uint8_t channel_index) { noise_dbm[channel_index] = 20; }
  void unjam(std::uint8_t channel_index) { noise_dbm[channel_index] = noise_floor_dbm; }

 private:
  static constexpr std::array<std::int8_t, channel_count> filled(int dbm) {
    std::array<std::int8_t, channel_count> all{};
    all.fill(static_cast<std::int8_t>(dbm));
    return all;
  }
};

/// "Drop the third SCAN_REQ." Counts the transmissions that match, in the order of their access
/// addresses.
struct ScriptedFault {
  enum class Action : std::uint8_t { drop, corrupt };
  Action action = Action::drop;
  /// Empty matches every packet. Looks at sender, tuning, kind, start and octets; outcomes are not
  /// known yet.
  std::function<bool(const Transmission&)> matches;
  std::uint32_t nth = 1;        ///< the first match that suffers, counted from 1
  std::uint32_t count = 1;      ///< how many matches in a row suffer
  std::optional<StationId> at;  ///< only this receiver; others hear the packet
  std::uint32_t seen = 0;       ///< matches so far
};

class Faults {
 public:
  explicit Faults(Random random) : random_(random) {}

  FaultKnobs knobs;
  /// Replaces what was set for packets from one station to another; all zero clears it.
  void set_link(StationId from, StationId to, LossRates rates);
  void script(ScriptedFault fault) { scripts_.push_back(std::move(fault)); }
  void clear_scripts() { scripts_.clear(); }

  /// Counts a transmission in the scripts; call once each, before `judge`.
  void begin(const Transmission& transmission);
  /// What the knobs and scripts do to that transmission at one receiver.
  Loss judge(const Transmission& transmission, StationId receiver);
  /// Breaks at least one bit at or after octet `from`, in a way that no CRC-24 can miss.
  void corrupt(MutableBytes octets, std::size_t from);

 private:
  Loss roll(const LossRates& rates);
  static std::uint64_t link_of(StationId from, StationId to) {
    return std::uint64_t{from} << 32 | to;
  }

  Random random_;
  std::unordered_map<std::uint64_t, LossRates> links_;
  std::vector<ScriptedFault> scripts_;
  std::vector<std::size_t> striking_;  // scripts that hit the current transmission
};

}  // namespace westwind::air
