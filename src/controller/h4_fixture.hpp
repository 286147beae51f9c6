// H4 packets of hosts that tests play.
#pragma once

#include <vector>

#include "base/codec.hpp"
#include "wire/hci_command.hpp"

namespace westwind::controller {

/// A command with its packet type and header, as `Controller::receive` takes it. `tail`: what
/// follows the fixed parameters.
template <wire::hci::Command C>
std::vector<std::uint8_t> h4_command(const C& command, Bytes tail = {}) {
  const auto parameters = wire::hci::parameters_of(command);
  const auto header = octets_of(wire::hci::CommandHeader{
      C::opcode, static_cast<std::uint8_t>(parameters.size() + tail.size())});
  std::vector<std::uint8_t> packet{static_cast<std::uint8_t>(wire::hci::PacketType::command)};
  packet.insert(packet.end(), header.begin(), header.end());
  packet.insert(packet.end(), parameters.begin(), parameters.end());
  packet.insert(packet.end(), tail.begin(), tail.end());
  return packet;
}

}  // namespace westwind::controller
