// Commands, events and data, each with what people look for first.
#include "decode/hci_text.hpp"

#include <fmt/format.h>

#include "base/codec.hpp"
#include "decode/air_text.hpp"
#include "decode/names.hpp"
#include "wire/hci_event.hpp"

namespace westwind::decode {
namespace hci = wire::hci;

namespace {
std::string command_text(Reader reader) {
  const auto header = reader.take<hci::CommandHeader>();
  if (!header) return "command (malformed)";
  const std::string name = hci_command_name(header->opcode.value);
  return reader.empty() ? name : name + "  " + octets_text(reader.rest());
}

std::string complete_text(Reader reader) {
  const auto event = reader.take<hci::CommandComplete>();
  if (!event) return "Command Complete (malformed)";
  const Bytes reply = reader.rest();
  std::string text = hci_command_name(event->opcode.value);
  if (!reply.empty()) text += ": " + hci_error_name(reply[0]);
  if (reply.size() > 1) text += "  " + octets_text(reply.subspan(1));
  return text;
}

std::string le_text(Reader reader) {
  const auto meta = reader.take<hci::LeMeta>();
  if (!meta) return "LE Meta (malformed)";
  const std::string name = le_event_name(meta->subevent);
  if (meta->subevent == hci::LeAdvertisingReport::subevent) {
    const auto report = reader.take<hci::LeAdvertisingReport>();
    const auto head = reader.take<hci::LeAdvertisingReport::Head>();
    const auto data = head ? reader.bytes(head->data_length) : std::nullopt;
    const auto rssi = data ? reader.take<std::int8_t>() : std::nullopt;
    if (!report || !rssi) return name + " (malformed)";
    return fmt::format(
        "{} {} {} dBm  {}", name,
        address_text(head->device.address,
                     wire::without_identity(head->device).type == wire::AddressType::random_device),
        int{*rssi}, advertising_data_text(*data));
  }
  return reader.empty() ? name : name + "  " + octets_text(reader.rest());
}

std::string event_text(Reader reader) {
  const auto header = reader.take<hci::EventHeader>();
  if (!header) return "event (malformed)";
  if (header->code == hci::LeMeta::code) return le_text(reader);
  if (header->code == hci::CommandComplete::code) return complete_text(reader);
  if (header->code == hci::CommandStatus::code) {
    const auto event = reader.take<hci::CommandStatus>();
    if (!event) return "Command Status (malformed)";
    return hci_command_name(event->opcode.value) + ": " +
           hci_error_name(static_cast<std::uint8_t>(event->status));
  }
  const std::string name = hci_event_name(header->code);
  if (header->code == hci::DisconnectionComplete::code) {
    const auto event = reader.take<hci::DisconnectionComplete>();
    if (!event) return name + " (malformed)";
    return fmt::format("{} handle {}: {}", name, event->handle.value.value(),
                       hci_error_name(static_cast<std::uint8_t>(event->reason)));
  }
  return reader.empty() ? name : name + "  " + octets_text(reader.rest());
}

std::string acl_text(Reader reader) {
  const auto header = reader.take<hci::AclHeader>();
  if (!header) return "ACL (malformed)";
  const std::string link = fmt::format("ACL handle {} ", header->handle().value.value());
  if (header->packet_boundary() == hci::PacketBoundary::continuing)
    return link + fmt::format("continuation, {} octets", reader.size());
  return link + l2cap_text(reader.rest());
}
}  // namespace

std::string hci_text(Bytes h4) {
  Reader reader(h4);
  const auto type = reader.take<hci::PacketType>();
  if (!type) return "nothing";
  switch (*type) {
  case hci::PacketType::command: return command_text(reader);
  case hci::PacketType::event: return event_text(reader);
  case hci::PacketType::acl: return acl_text(reader);
  default: return "H4 " + octets_text(h4);
  }
}

}  // namespace westwind::decode
