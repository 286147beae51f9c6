// LE event masks of hosts that tests play.
#pragma once

#include "wire/hci_event.hpp"

namespace westwind::event_masks {

constexpr std::uint64_t bit(std::uint8_t subevent) { return std::uint64_t{1} << (subevent - 1); }
/// Connections are told by LE Connection Complete, and by nothing else.
constexpr std::uint64_t plain = ~(bit(wire::hci::LeEnhancedConnectionComplete::subevent) |
                                  bit(wire::hci::LeChannelSelectionAlgorithm::subevent));

}  // namespace westwind::event_masks
