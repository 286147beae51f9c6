// Whitening of PDU and CRC: x^7 + x^4 + 1, set up by the channel index. Vol 6 Part B 3.2.
// The simulated air carries packets dewhitened; real radios and captures of raw bits need this.
#pragma once

#include "base/bytes.hpp"

namespace westwind::wire::ll {

/// Applied twice it changes nothing, so it whitens and dewhitens.
constexpr void whiten(std::uint8_t channel, MutableBytes octets) {
  // Position 0 of the specification's register is bit 6 here: it starts as 1, the channel index
  // stands below.
  std::uint8_t state = static_cast<std::uint8_t>(0x40 | channel);
  for (std::uint8_t& octet : octets) {
    for (int bit = 0; bit < 8; ++bit) {
      const std::uint8_t out = state & 1;
      octet = static_cast<std::uint8_t>(octet ^ out << bit);
      state = static_cast<std::uint8_t>(state >> 1 ^ (out != 0 ? 0x44 : 0));
    }
  }
}

}  // namespace westwind::wire::ll
