// How much one activation of `bluetooth` takes from the heap, per kind of port. The port's makefile
// chooses with WESTWIND_LIMITS.
#pragma once

#include "host/host.hpp"

namespace westwind::micropython {

struct Limits {
  host::Limits host;
  std::uint16_t packet_octets;   ///< the longest H4 packet the controller may send, 258 at least
  std::uint16_t channel_octets;  ///< most that an L2CAP channel keeps for its reader, 512 at least
};

/// Microcontrollers: about 8 KB.
constexpr Limits firmware_limits{.host = {}, .packet_octets = 260, .channel_octets = 2048};

/// A desk has memory for many links: about 60 KB of the unix port's heap. Outgoing packets get no
/// more than on a board, so that a script meets ENOMEM here before it meets it there.
constexpr Limits desk_limits{.host = {.links = 32,
                                      .commands = 64,
                                      .transmit_octets = 8192,
                                      .receive_octets = 32768,
                                      .max_mtu = 517,
                                      .subscriptions = 512},
                             .packet_octets = 1026,
                             .channel_octets = 16384};

constexpr Limits limits = WESTWIND_LIMITS;

}  // namespace westwind::micropython
