// Which PHYs a link uses and which ones its sides want. Vol 6 Part B 5.1.10; Vol 4 Part E 7.8.48,
// 7.8.49.
#pragma once

#include <optional>

#include "controller/radio.hpp"
#include "wire/hci.hpp"

namespace westwind::controller {

/// In use, as this side sees it.
struct Phys {
  Phy tx = Phy::le_1m;
  Phy rx = Phy::le_1m;
  constexpr bool operator==(const Phys&) const = default;
};

/// Bits: 1 LE 1M, 2 LE 2M, 4 LE Coded.
using PhySet = std::uint8_t;
constexpr PhySet all_phys = 0x07;
constexpr PhySet phy_set(Phy phy) { return static_cast<PhySet>(1 << (static_cast<int>(phy) - 1)); }
constexpr bool contains(PhySet set, Phy phy) { return (set & phy_set(phy)) != 0; }
/// The fastest; nothing of an empty set.
constexpr std::optional<Phy> fastest_of(unsigned set) {
  for (const Phy phy : {Phy::le_2m, Phy::le_1m, Phy::le_coded})
    if ((set & phy_set(phy)) != 0) return phy;
  return std::nullopt;
}
/// The only one; nothing of an empty set, or where there are several.
constexpr std::optional<Phy> only_of(PhySet set) {
  const auto phy = fastest_of(set);
  return phy && set == phy_set(*phy) ? phy : std::nullopt;
}

/// What one side would like: all of them is no preference.
struct PhyWish {
  PhySet tx = all_phys;
  PhySet rx = all_phys;
};

/// As a host says it; bit 0 of `no_preference`: of what we send with, bit 1: receive with.
constexpr PhyWish wish_of(std::uint8_t no_preference, PhySet tx, PhySet rx) {
  return {(no_preference & 1) != 0 ? all_phys : tx, (no_preference & 2) != 0 ? all_phys : rx};
}
/// unsupported_feature_or_parameter_value: a PHY that is not supported;
/// invalid_command_parameters: none at all.
constexpr wire::hci::ErrorCode check(const PhyWish& wish) {
  for (const PhySet set : {wish.tx, wish.rx}) {
    if ((set & ~all_phys) != 0) return wire::hci::ErrorCode::unsupported_feature_or_parameter_value;
    if (set == 0) return wire::hci::ErrorCode::invalid_command_parameters;
  }
  return wire::hci::ErrorCode::success;
}

}  // namespace westwind::controller
