// From a PDU's header to a line.
#include "decode/air_text.hpp"

#include <fmt/format.h>

#include "base/codec.hpp"
#include "decode/names.hpp"
#include "wire/ll.hpp"

namespace westwind::decode {
namespace ll = wire::ll;

namespace {
constexpr std::uint16_t cid_att = 4, cid_signalling = 5, cid_smp = 6;

std::string extended_text(const ll::AdvertisingHeader& header, Reader reader) {
  const auto fields = ll::take_extended(reader);
  if (!fields) return " (malformed)";
  constexpr const char* modes[] = {"", " connectable", " scannable"};
  constexpr const char* phys[] = {"1M", "2M", "Coded"};
  std::string text = modes[static_cast<std::size_t>(fields->mode)];
  if (fields->advertiser)
    text += " " +
            address_text(*fields->advertiser, header.sender() == wire::AddressType::random_device);
  if (fields->target)
    text += " to " +
            address_text(*fields->target, header.addressed() == wire::AddressType::random_device);
  if (fields->info)
    text += fmt::format(" set {} data {:#05x}", fields->info->sid(), fields->info->did());
  if (fields->next)
    text +=
        fmt::format(" next in {} us on {} {}", fields->next->offset_us(), fields->next->channel(),
                    fields->next->phy() < 3 ? phys[fields->next->phy()] : "?");
  const std::string data = advertising_data_text(reader.rest());
  return data.empty() ? text : text + "  " + data;
}
}  // namespace

std::string AirText::describe(const AirRecord& record) {
  const bool is_data = record.kind == AirKind::to_peripheral || record.kind == AirKind::to_central;
  return is_data ? data(record) : advertising(record);
}

const AirLink* AirText::link_of(const AirRecord& record) const {
  const auto found = links_.find(record.access_address);
  return found == links_.end() ? nullptr : &found->second;
}

std::string AirText::advertising(const AirRecord& record) {
  Reader reader(record.pdu);
  const auto header = reader.take<ll::AdvertisingHeader>();
  if (!header || header->length != reader.size()) return "malformed: " + octets_text(record.pdu);
  const auto type = static_cast<std::uint8_t>(header->flags & 0x0f);
  const bool auxiliary = record.kind == AirKind::auxiliary;
  const std::string name = advertising_pdu_name(type, auxiliary);
  if (type >= 7) return name + extended_text(*header, reader);
  const auto sender = reader.take<wire::Address>();
  if (!sender) return name + " (malformed)";
  std::string text =
      name + " " + address_text(*sender, header->sender() == wire::AddressType::random_device);
  const bool names_receiver = type == 1 || type == 3 || type == 5;
  if (!names_receiver) {
    const std::string data = advertising_data_text(reader.rest());
    return data.empty() ? text : text + "  " + data;
  }
  const auto receiver = reader.take<wire::Address>();
  if (!receiver) return text + " (malformed)";
  const std::string to =
      address_text(*receiver, header->addressed() == wire::AddressType::random_device);
  text += " to " + to;
  const auto connection = type == 5 ? reader.take<ll::ConnectionData>() : std::nullopt;
  if (!connection) return text;
  AirLink& link = links_[connection->access_address];
  link = {++links_made_, address_text(*sender, false), address_text(*receiver, false)};
  return text + fmt::format("  link {}: interval {} us, latency {}, timeout {} ms", link.number,
                            connection->interval_1250us * 1250, std::uint16_t{connection->latency},
                            connection->supervision_timeout_10ms * 10);
}

std::string AirText::data(const AirRecord& record) const {
  const AirLink* link = link_of(record);
  Reader reader(record.pdu);
  const auto header = reader.take<ll::DataHeader>();
  if (!header) return "malformed: " + octets_text(record.pdu);
  const std::string name = link != nullptr ? fmt::format("link {}", link->number)
                                           : fmt::format("link {:08x}", record.access_address);
  std::string text = fmt::format(
      "{} {} sn {} nesn {}{}", name, record.kind == AirKind::to_peripheral ? "C->P" : "P->C",
      int{header->sn()}, int{header->nesn()}, header->more_data() ? " more" : "");
  if (record.decrypted) text += " encrypted";
  const Bytes payload = reader.rest();
  if (header->llid() == ll::Llid::control && !payload.empty()) {
    text += "  " + control_pdu_name(payload[0]);
    if (payload.size() > 1) text += " " + octets_text(payload.subspan(1));
  } else if (payload.empty()) {
    text += "  empty";
  } else if (header->llid() == ll::Llid::start) {
    text += "  " + l2cap_text(payload);
  } else {
    text += fmt::format("  continuation, {} octets", payload.size());
  }
  return text;
}

std::string l2cap_text(Bytes pdu) {
  Reader reader(pdu);
  const auto length = reader.take<Le16>();
  const auto channel = reader.take<Le16>();
  if (!channel) return octets_text(pdu);
  const Bytes payload = reader.rest();
  const std::string whole =
      payload.size() < *length ? fmt::format(" ({} of {} octets)", payload.size(), *length) : "";
  if (payload.empty()) return fmt::format("L2CAP channel {:#06x}{}", *channel, whole);
  switch (*channel) {
  case cid_att:
    return "ATT " + att_name(payload[0]) + whole +
           (payload.size() > 1 ? " " + octets_text(payload.subspan(1)) : "");
  case cid_smp: return "SMP " + smp_name(payload[0]) + whole;
  case cid_signalling: return fmt::format("L2CAP signalling {:#04x}{}", payload[0], whole);
  default:
    return fmt::format("L2CAP channel {:#06x}, {} octets{}", *channel, payload.size(), whole);
  }
}

}  // namespace westwind::decode
