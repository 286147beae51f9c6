// See report_data.hpp.
#include "cli/report_data.hpp"

#include <algorithm>

#include "decode/names.hpp"
#include "wire/hci_extended.hpp"
#include "wire/ll.hpp"

namespace westwind::cli {
using nlohmann::json;

namespace {
namespace hci = wire::hci;
namespace ll = wire::ll;

/// Of the throughput curves: as many as fit, but none shorter than a few connection events.
constexpr std::int64_t bins_max = 120;
constexpr std::int64_t bin_min_us = 100'000;
/// A page with more texts takes long to load; the rest is painted without.
constexpr std::size_t texts_max = 50'000;
}  // namespace

void ReportData::take(const decode::CapturedPacket& packet) {
  if (packet.interface->link_type == decode::link_type_le_ll_with_phdr) take_air(packet);
  if (packet.interface->link_type == decode::link_type_hci_h4_with_phdr) take_hci(packet);
}

std::size_t ReportData::station(const std::string& name) {
  const auto found = std::find(stations_.begin(), stations_.end(), name);
  if (found != stations_.end()) return static_cast<std::size_t>(found - stations_.begin());
  stations_.push_back(name);
  return stations_.size() - 1;
}

void ReportData::take_air(const decode::CapturedPacket& packet) {
  const auto record = decode::parse_air_record(packet.octets, packet.comment);
  if (!record) return;
  std::string text = text_.describe(*record);
  const bool is_data = record->kind >= decode::AirKind::to_peripheral;
  const int type = record->pdu[0] & 0x0f;
  const Paint paint = record->kind == decode::AirKind::to_peripheral ? down
                      : record->kind == decode::AirKind::to_central  ? up
                      : record->kind == decode::AirKind::auxiliary   ? auxiliary
                      : type == 3 || type == 4                       ? scanning
                      : type == 5                                    ? connecting
                                                                     : advertising;
  for (const decode::AirLoss& loss : record->losses) {
    text += "\nlost by " + loss.receiver + ": " + loss.reason;
    ++losses_[loss.receiver][loss.reason];
  }
  const std::size_t lost = record->losses.size() + record->more_losses;
  loss_count_ += lost;
  if (packets_.size() >= texts_max) text.clear();
  if (packets_.empty()) first_us_ = packet.us;
  first_us_ = std::min(first_us_, packet.us);
  last_us_ = std::max(last_us_, packet.us + record->duration_us);
  packets_.push_back({packet.us, record->duration_us, station(record->sender), lost,
                      std::move(text), record->channel, paint});
  if (is_data)
    note_data(*record, packet.us);
  else
    note_advertiser(*record);
}

/// Payload that had not flown before: a sequence number that repeats is the same packet again.
void ReportData::note_data(const decode::AirRecord& record, std::int64_t us) {
  const decode::AirLink* named = text_.link_of(record);
  if (named == nullptr || record.pdu.size() < 2) return;
  Link& link = links_[named->number];
  link.names = *named;
  const ll::DataHeader header{record.pdu[0], record.pdu[1]};
  const bool to_peripheral = record.kind == decode::AirKind::to_peripheral;
  int& last = link.last_sn[to_peripheral ? 0 : 1];
  if (last == int{header.sn()}) {
    ++link.repeated;
    return;
  }
  last = int{header.sn()};
  if (header.llid() == ll::Llid::control || record.pdu.size() == 2) return;
  link.transfers.push_back({us, static_cast<std::uint16_t>(record.pdu.size() - 2), to_peripheral});
}

void ReportData::note_advertiser(const decode::AirRecord& record) {
  Reader reader(record.pdu);
  const auto header = reader.take<ll::AdvertisingHeader>();
  const int type = record.pdu[0] & 0x0f;
  if (!header || type == 3 || type == 5 || type == 8) return;
  std::optional<wire::Address> advertiser;
  if (type == 7) {
    const auto fields = ll::take_extended(reader);
    if (fields) advertiser = fields->advertiser;
  } else {
    advertiser = reader.take<wire::Address>();
  }
  if (advertiser) on_air_[record.sender].insert(decode::address_text(*advertiser, false));
}

void ReportData::note_reported(Host& host, std::int64_t us, const std::string& address) {
  if (host.reported.insert(address).second) host.curve.emplace_back(us, host.reported.size());
}

void ReportData::take_hci(const decode::CapturedPacket& packet) {
  Reader reader(packet.octets);
  const auto direction = reader.bytes(4);
  const auto type = reader.take<hci::PacketType>();
  const auto header = reader.take<hci::EventHeader>();
  const auto meta = reader.take<hci::LeMeta>();
  if (!direction || !meta || *type != hci::PacketType::event || header->code != hci::LeMeta::code)
    return;
  std::optional<wire::DeviceAddress> device;
  if (meta->subevent == hci::LeAdvertisingReport::subevent &&
      reader.take<hci::LeAdvertisingReport>()) {
    if (const auto head = reader.take<hci::LeAdvertisingReport::Head>()) device = head->device;
  } else if (meta->subevent == hci::LeExtendedAdvertisingReport::subevent &&
             reader.take<hci::LeExtendedAdvertisingReport>()) {
    if (const auto head = reader.take<hci::LeExtendedAdvertisingReport::Head>())
      device = head->device;
  }
  if (device && device->type != wire::AddressType::anonymous)
    note_reported(hosts_[packet.interface->name], packet.us,
                  decode::address_text(device->address, false));
}

json ReportData::losses_json(const std::set<std::string>& reasons) const {
  json rows = json::array();
  for (const auto& [receiver, counts] : losses_) {
    json row = json::array();
    for (const std::string& reason : reasons)
      row.push_back(counts.contains(reason) ? counts.at(reason) : 0);
    rows.push_back({{"receiver", receiver}, {"counts", row}});
  }
  return rows;
}

json ReportData::links_json(std::int64_t bin_us) const {
  const auto bins = static_cast<std::size_t>((last_us_ - first_us_) / bin_us + 1);
  json rows = json::array();
  for (const auto& [number, link] : links_) {
    std::vector<std::uint64_t> octets[2] = {std::vector<std::uint64_t>(bins),
                                            std::vector<std::uint64_t>(bins)};
    std::uint64_t total[2] = {0, 0};
    for (const Transfer& transfer : link.transfers) {
      const std::size_t way = transfer.to_peripheral ? 0 : 1;
      octets[way][static_cast<std::size_t>((transfer.us - first_us_) / bin_us)] += transfer.octets;
      total[way] += transfer.octets;
    }
    rows.push_back({{"number", number},
                    {"central", link.names.central},
                    {"peripheral", link.names.peripheral},
                    {"down", total[0]},
                    {"up", total[1]},
                    {"repeated", link.repeated},
                    {"bins_down", octets[0]},
                    {"bins_up", octets[1]}});
  }
  return rows;
}

json ReportData::yields_json() const {
  json rows = json::array();
  for (const auto& [board, host] : hosts_) {
    std::set<std::string> others;
    for (const auto& [sender, addresses] : on_air_)
      if (sender != board) others.insert(addresses.begin(), addresses.end());
    rows.push_back({{"board", board},
                    {"reported", host.reported.size()},
                    {"on_air", others.size()},
                    {"curve", host.curve}});
  }
  return rows;
}

std::string ReportData::page_data(const std::string& file) const {
  const std::int64_t bin_us = std::max(bin_min_us, (last_us_ - first_us_) / bins_max + 1);
  std::set<std::string> reasons;
  for (const auto& [receiver, counts] : losses_)
    for (const auto& [reason, count] : counts)
      reasons.insert(reason);
  json packets = json::array();
  for (const Painted& p : packets_)
    packets.push_back({p.us, p.channel, p.duration_us, p.paint, p.sender, p.losses, p.text});
  const json page{{"file", file},
                  {"from", first_us_},
                  {"to", last_us_},
                  {"stations", stations_},
                  {"bin_us", bin_us},
                  {"loss_count", loss_count_},
                  {"cut", packets_.size() > texts_max ? texts_max : 0},
                  {"packets", packets},
                  {"reasons", reasons},
                  {"losses", losses_json(reasons)},
                  {"links", links_json(bin_us)},
                  {"yields", yields_json()}};
  std::string text = page.dump(-1, ' ', true, json::error_handler_t::replace);
  // "</script>" in a device's name must not end the element.
  for (std::size_t at = 0; (at = text.find("</", at)) != std::string::npos; at += 3)
    text.replace(at, 2, "<\\/");
  return text;
}

}  // namespace westwind::cli
