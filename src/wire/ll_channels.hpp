// Data channels: the map of used ones and channel selection algorithm #1. Vol 6 Part
// B 1.4.1, 4.5.8.2.
#pragma once

#include <bit>

#include "base/bytes.hpp"

namespace westwind::wire::ll {

constexpr std::uint8_t data_channel_count = 37;

/// Which of the 37 data channels a connection uses.
class ChannelMap {
 public:
  constexpr ChannelMap() = default;  // all of them
  /// Bits above channel 36 are reserved and ignored.
  constexpr explicit ChannelMap(const Octets<5>& octets) : used_(0) {
    for (std::size_t i = 0; i < octets.size(); ++i)
      used_ |= std::uint64_t{octets[i]} << (8 * i);
    used_ &= all;
  }
  constexpr Octets<5> octets() const {
    Octets<5> octets{};
    for (std::size_t i = 0; i < octets.size(); ++i)
      octets[i] = static_cast<std::uint8_t>(used_ >> (8 * i));
    return octets;
  }
  constexpr bool operator==(const ChannelMap&) const = default;

  constexpr bool uses(std::uint8_t channel) const { return (used_ >> channel & 1) != 0; }
  constexpr std::uint8_t count() const { return static_cast<std::uint8_t>(std::popcount(used_)); }
  /// The `n`th used channel in ascending order, n < count().
  constexpr std::uint8_t nth(std::uint8_t n) const {
    std::uint64_t left = used_;
    for (; n > 0; --n)
      left &= left - 1;
    return static_cast<std::uint8_t>(std::countr_zero(left));
  }
  /// Two used channels are the least a connection can live on.
  constexpr bool is_usable() const { return count() >= 2; }

 private:
  static constexpr std::uint64_t all = 0x1f'ffff'ffff;
  std::uint64_t used_ = all;
};
static_assert(ChannelMap().octets() == Octets<5>{0xff, 0xff, 0xff, 0xff, 0x1f});

/// Channel selection algorithm #1: one step for every connection event, attended or not.
class ChannelHopping {
 public:
  constexpr ChannelHopping() = default;
  constexpr explicit ChannelHopping(std::uint8_t hop_increment) : hop_increment_(hop_increment) {}

  static constexpr bool is_valid_increment(std::uint8_t hop) { return hop >= 5 && hop <= 16; }

  /// Moves on by `events` connection events.
  constexpr void advance(std::uint32_t events) {
    unmapped_ = static_cast<std::uint8_t>((unmapped_ + std::uint64_t{hop_increment_} * events) %
                                          data_channel_count);
  }
  /// The channel of the event last advanced to.
  constexpr std::uint8_t channel(const ChannelMap& map) const {
    if (map.uses(unmapped_)) return unmapped_;
    return map.nth(static_cast<std::uint8_t>(unmapped_ % map.count()));
  }

 private:
  std::uint8_t hop_increment_ = 5;
  std::uint8_t unmapped_ = 0;
};

}  // namespace westwind::wire::ll
