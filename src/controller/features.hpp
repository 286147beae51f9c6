// What this link layer can do, as it tells peers and its host. Vol 6 Part B 4.6; Vol 4 Part
// E 7.8.3, 7.4.1.
#pragma once

#include "controller/config.hpp"
#include "wire/hci_le_command.hpp"

namespace westwind::controller {

/// Features that the link layer has by itself; those that need HCI commands are added by the
/// command table.
constexpr std::uint64_t link_layer_features(FeatureProfile profile) {
  using wire::hci::LeFeature;
  const std::uint64_t always = feature_bit(LeFeature::extended_reject_indication) |
                               feature_bit(LeFeature::peripheral_initiated_features_exchange) |
                               feature_bit(LeFeature::ping);
  if (profile < FeatureProfile::core_5) return always;
  return always | feature_bit(LeFeature::channel_selection_algorithm_2);
}

/// All of them for a profile: the link layer's, and those of the commands it offers
/// (command_table.cpp).
std::uint64_t supported_features(FeatureProfile profile);

/// Vol 4 Part E 7.4.1, LL VersNr in the assigned numbers.
constexpr std::uint8_t version_number(FeatureProfile profile) {
  return profile == FeatureProfile::core_4_2 ? 0x08 : 0x0b;  // 4.2, 5.2
}
constexpr std::uint16_t subversion = 0x0001;

}  // namespace westwind::controller
