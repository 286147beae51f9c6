// H4 packets of hosts that tests play.
#pragma once

#include <vector>

#include "base/codec.hpp"
#include "wire/hci_command.hpp"

namespace westwind::controller {

/// A command with its packet type and header, as `Controller::receive` takes it.
template <wire::hci::Command C>
std::vector<std::uint8_t> h4_command(const C& command) {
  const auto parameters = wire::hci::parameters_of(command);
  const auto header =
      octets_of(wire::hci::CommandHeader{C::opcode, static_cast<std::uint8_t>(parameters.size())});
  std::vector<std::uint8_t> packet{static_cast<std::uint8_t>(wire::hci::PacketType::command)};
  packet.insert(packet.end(), header.begin(), header.end());
  packet.insert(packet.end(), parameters.begin(), parameters.end());
  return packet;
}

}  // namespace westwind::controller
