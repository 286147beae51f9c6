// Which 32-bit words may be the access address of a connection. Vol 6 Part B 2.1.2.
// The initiator draws random words until one passes.
#pragma once

#include <bit>
#include <cstdint>

namespace westwind::wire::ll {

/// `coded_phy`: also the two rules for devices that support the LE coded PHY.
constexpr bool is_valid_access_address(std::uint32_t word, bool coded_phy = false) {
  constexpr std::uint32_t advertising = 0x8e89bed6;
  if (std::popcount(word ^ advertising) < 2) return false;
  if (word == (word << 8 | word >> 24)) return false;  // four equal octets

  // Bit i is set where bits i and i+1 differ.
  const std::uint32_t transitions = (word ^ word >> 1) & 0x7fffffff;
  if (std::popcount(transitions) > 24) return false;
  if (std::popcount(transitions >> 26) < 2) return false;

  // More than six equal bits in a row are six neighbours without a transition.
  std::uint32_t equal = ~transitions & 0x7fffffff;
  for (int i = 1; i < 6; ++i)
    equal &= equal >> 1;
  if (equal != 0) return false;

  if (!coded_phy) return true;
  return std::popcount(word & 0xff) >= 3 && std::popcount(transitions & 0x7fff) <= 11;
}

}  // namespace westwind::wire::ll
