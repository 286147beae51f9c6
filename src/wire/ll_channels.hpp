// Data channels: the map of used ones, and which of them an event uses. Vol 6 Part B 1.4.1, 4.5.8.
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

/// Channel selection algorithm #1 (4.5.8.2): one step for every connection event, attended or not.
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

/// Channel selection algorithm #2 (4.5.8.3): any event's channel follows from its counter.
class ChannelDraw {
 public:
  constexpr explicit ChannelDraw(std::uint32_t access_address)
      : identifier_(static_cast<std::uint16_t>(access_address >> 16 ^ access_address)) {}

  constexpr std::uint16_t identifier() const { return identifier_; }
  /// prn_e.
  constexpr std::uint16_t pseudo_random(std::uint16_t event_counter) const {
    auto number = static_cast<std::uint16_t>(event_counter ^ identifier_);
    for (int round = 0; round < 3; ++round)
      number = static_cast<std::uint16_t>(with_octets_reversed(number) * 17u + identifier_);
    return number ^ identifier_;
  }
  constexpr std::uint8_t channel(const ChannelMap& map, std::uint16_t event_counter) const {
    const std::uint32_t drawn = pseudo_random(event_counter);
    const auto unmapped = static_cast<std::uint8_t>(drawn % data_channel_count);
    if (map.uses(unmapped)) return unmapped;
    return map.nth(static_cast<std::uint8_t>(map.count() * drawn >> 16));
  }

 private:
  /// The bits of each octet in the opposite order.
  static constexpr std::uint16_t with_octets_reversed(std::uint32_t number) {
    number = (number & 0xf0f0) >> 4 | (number & 0x0f0f) << 4;
    number = (number & 0xcccc) >> 2 | (number & 0x3333) << 2;
    return static_cast<std::uint16_t>((number & 0xaaaa) >> 1 | (number & 0x5555) << 1);
  }
  std::uint16_t identifier_;
};
// Vol 6 Part C 3.1, and the access address of its sample.
static_assert(ChannelDraw(0x8e89bed6).identifier() == 0x305f);
static_assert(ChannelDraw(0x8e89bed6).pseudo_random(0) == 56857);

}  // namespace westwind::wire::ll
