// What the peer, the controller or a shortage made the host refuse. Wrong input is counted and
// answered, never asserted on.
#pragma once

#include <cstdint>

namespace westwind::host::hci {

struct Counters {
  std::uint32_t malformed_packets = 0;   ///< H4 packets whose lengths do not add up, unknown packet
                                         ///< types
  std::uint32_t malformed_events = 0;    ///< events shorter than their fixed part
  std::uint32_t unexpected_replies = 0;  ///< answers to commands that were not sent
  std::uint32_t unknown_handles = 0;     ///< data or completions for no link of ours
  std::uint32_t acl_out_of_sequence = 0;  ///< continuation without a start, start before the end
  std::uint32_t acl_too_long = 0;  ///< L2CAP PDUs over our limit, or longer than their header says
  std::uint32_t acl_without_memory = 0;  ///< reassembly memory was full; the link is closed
  std::uint32_t links_refused = 0;       ///< connections beyond our table, closed at once
  std::uint32_t pdus_on_unknown_channel = 0;
  std::uint32_t commands_delayed = 0;  ///< commands that had to wait for a free slot or memory
};

}  // namespace westwind::host::hci
