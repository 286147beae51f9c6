// Legacy commands of scanning and connecting as extended ones.
#include "hci/extended_lens.hpp"

#include "wire/hci_command.hpp"
#include "wire/hci_le_command.hpp"

namespace westwind::host::hci {

using namespace wire::hci;

namespace {

constexpr struct {
  Opcode legacy, extended;
} pairs[] = {
    {LeSetScanParameters::opcode, LeSetExtendedScanParameters::opcode},
    {LeSetScanEnable::opcode, LeSetExtendedScanEnable::opcode},
    {LeCreateConnection::opcode, LeExtendedCreateConnection::opcode},
};

/// Where the opcode stands in a Command Complete or Command Status event, behind the H4 octet.
constexpr std::size_t complete_opcode = 4;
constexpr std::size_t status_opcode = 5;

}  // namespace

void ExtendedLens::send(Bytes h4) {
  Reader reader(h4);
  const auto type = reader.take<std::uint8_t>();
  if (!on_ || type != static_cast<std::uint8_t>(PacketType::command)) return carrier_.send(h4);
  const auto header = reader.take<CommandHeader>();
  if (!header) return carrier_.send(h4);
  if (header->opcode == LeSetScanParameters::opcode) {
    const auto command = *reader.take<LeSetScanParameters>();
    return send_entries(
        LeSetExtendedScanParameters{command.own_address_type, command.filter_policy, phys_},
        LeSetExtendedScanParameters::Entry{command.active, command.interval_625us,
                                           command.window_625us});
  }
  if (header->opcode == LeSetScanEnable::opcode) {
    const auto command = *reader.take<LeSetScanEnable>();
    return send_command(
        LeSetExtendedScanEnable::opcode,
        octets_of(LeSetExtendedScanEnable{command.enable, command.filter_duplicates, 0, 0}));
  }
  if (header->opcode == LeCreateConnection::opcode) {
    const auto command = *reader.take<LeCreateConnection>();
    return send_entries(
        LeExtendedCreateConnection{command.filter_policy, command.own_address_type, command.peer,
                                   phys_},
        LeExtendedCreateConnection::Entry{command.scan_interval_625us, command.scan_window_625us,
                                          command.parameters, command.event_length_min_625us,
                                          command.event_length_max_625us});
  }
  carrier_.send(h4);
}

/// The same for every PHY.
template <typename Head, typename Entry>
void ExtendedLens::send_entries(const Head& head, const Entry& entry) {
  Octets<sizeof(Head) + 3 * sizeof(Entry)> space;
  Writer parameters(space);
  parameters.put(head);
  for (std::uint8_t phys = phys_; phys != 0; phys &= static_cast<std::uint8_t>(phys - 1))
    parameters.put(entry);
  send_command(Head::opcode, parameters.written());
}

void ExtendedLens::send_command(Opcode opcode, Bytes parameters) {
  Octets<1 + sizeof(CommandHeader) + 64> space;
  Writer packet(space);
  packet.put(static_cast<std::uint8_t>(PacketType::command));
  packet.put(CommandHeader{opcode, static_cast<std::uint8_t>(parameters.size())});
  packet.bytes(parameters);
  carrier_.send(packet.written());
}

void ExtendedLens::receive(MutableBytes h4) const {
  if (!on_ || h4.size() < 6 || h4[0] != static_cast<std::uint8_t>(PacketType::event)) return;
  std::size_t at = 0;
  if (h4[1] == CommandComplete::code) at = complete_opcode;
  if (h4[1] == CommandStatus::code) at = status_opcode;
  if (at == 0 || h4.size() < at + 2) return;
  const auto opcode = *Reader(h4.subspan(at)).take<Opcode>();
  for (const auto& pair : pairs)
    if (opcode == pair.extended) copy_bytes(h4.subspan(at), octets_of(pair.legacy));
}

}  // namespace westwind::host::hci
