// Public addresses of virtual controllers: defaults that are the same in every run, and who holds
// which now.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "wire/address.hpp"

namespace westwind::cli {

/// The address of the `number`th board (from 1) of a world: `02:57:ss:ss:nn:nn`, `s` from the seed.
inline wire::Address default_address(std::uint64_t seed, std::uint16_t number) {
  const std::uint64_t mixed = Random(seed).next();
  const auto octet = [](std::uint64_t value) { return static_cast<std::uint8_t>(value); };
  return wire::Address::from_display_order(
      {0x02, 0x57, octet(mixed), octet(mixed >> 8), octet(number >> 8), octet(number)});
}

/// Small numbers for boards: the lowest that is free, so that a host that comes back becomes the
/// board it was.
class Numbers {
 public:
  std::uint16_t take() {
    std::size_t index = 0;
    while (index < taken_.size() && taken_[index])
      ++index;
    if (index == taken_.size()) taken_.push_back(false);
    taken_[index] = true;
    return static_cast<std::uint16_t>(index + 1);
  }
  void give_back(std::uint16_t number) { taken_[number - 1u] = false; }

 private:
  std::vector<bool> taken_;
};

}  // namespace westwind::cli
