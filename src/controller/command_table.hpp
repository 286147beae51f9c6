// The HCI commands that this controller has: opcode, lengths, place in the map of supported
// commands, handler. The front finds handlers here; the maps of commands and features are derived
// from it, so they cannot lie.
#pragma once

#include "controller/commands.hpp"

namespace westwind::controller {

struct CommandEntry {
  wire::hci::Opcode opcode;
  std::uint8_t parameter_length;  ///< or what a variable one has at least
  std::uint8_t reply_length;      ///< of the return parameters; 0: answered by Command Status
  bool is_variable;
  bool reply_has_handle;   ///< behind the status, as in the command's first field
  std::uint8_t map_octet;  ///< in Supported Commands. Vol 4 Part E 6.27
  std::uint8_t map_bit;
  FeatureProfile since;
  std::uint64_t features;  ///< of the LE feature set, that come with this command
  Parts::Dialect dialect;  ///< of which set of commands, if it matters
  /// Writes the return parameters, or the status of a Command Status, into `reply`.
  void (*run)(Parts& parts, Bytes parameters, MutableBytes reply);
};

constexpr std::size_t reply_length_max = 65;

/// Null when the controller of that profile does not know the command.
const CommandEntry* find_command(wire::hci::Opcode opcode, FeatureProfile profile);
Octets<64> supported_commands(FeatureProfile profile);

/// Not in the table, as it is never answered.
constexpr wire::hci::Opcode host_number_of_completed_packets_opcode =
    wire::hci::opcode(0x03, 0x0035);

}  // namespace westwind::controller
