// Whom a scanner listens to, and how it reports.
#include "controller/scan_terms.hpp"

#include <algorithm>

#include "wire/hci_extended.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using ll::AdvertisingPduType;
using Extended = hci::LeExtendedAdvertisingReport;

namespace {
constexpr std::uint16_t backoff_limit_max = 256;

hci::LeAdvertisingReport::Type report_type(AdvertisingPduType type) {
  using Type = hci::LeAdvertisingReport::Type;
  switch (type) {
  case AdvertisingPduType::adv_direct_ind: return Type::adv_direct_ind;
  case AdvertisingPduType::adv_scan_ind: return Type::adv_scan_ind;
  case AdvertisingPduType::adv_nonconn_ind: return Type::adv_nonconn_ind;
  case AdvertisingPduType::scan_rsp: return Type::scan_rsp;
  default: return Type::adv_ind;
  }
}

std::uint16_t extended_type(AdvertisingPduType type, AdvertisingPduType asked_type) {
  switch (type) {
  case AdvertisingPduType::adv_direct_ind:
    return Extended::legacy | Extended::connectable | Extended::directed;
  case AdvertisingPduType::adv_scan_ind: return Extended::legacy | Extended::scannable;
  case AdvertisingPduType::adv_nonconn_ind: return Extended::legacy;
  case AdvertisingPduType::scan_rsp:
    return static_cast<std::uint16_t>(extended_type(asked_type, asked_type) |
                                      Extended::scan_response);
  default: return Extended::legacy | Extended::connectable | Extended::scannable;
  }
}
}  // namespace

void ScanBackoff::on_result(bool success, std::uint64_t random) {
  successes_ = success ? static_cast<std::uint8_t>(successes_ + 1) : 0;
  failures_ = success ? 0 : static_cast<std::uint8_t>(failures_ + 1);
  if (successes_ == 2) {
    successes_ = 0;
    upper_limit_ = std::max<std::uint16_t>(upper_limit_ / 2, 1);
  }
  if (failures_ == 2) {
    failures_ = 0;
    upper_limit_ = std::min<std::uint16_t>(upper_limit_ * 2, backoff_limit_max);
  }
  count_ = static_cast<std::uint16_t>(1 + random % upper_limit_);
}

bool ScanTerms::is_wanted(const KnownDevice& advertiser,
                          const std::optional<wire::DeviceAddress>& target) const {
  if (only_listed() && !accept_list_.contains(advertiser.identity())) return false;
  if (!target || is_us(*target)) return true;
  // Behind a private address there may be anybody.
  const bool takes_unknown_targets = (parameters.filter_policy & 2) != 0;
  return takes_unknown_targets && target->type == wire::AddressType::random_device &&
         target->address.is_resolvable_private();
}

bool ScanTerms::ask(Scheduler& scheduler, const Activity& scanner, const KnownDevice& advertiser,
                    const Tuning& tuning, Instant end, std::uint16_t data_info) {
  const bool primary = tuning.channel >= ll::first_advertising_channel;
  const std::size_t longest_answer =
      primary ? sizeof(ll::Advertisement) + ll::advertising_data_max : ll::extended_payload_max;
  if (filter.has_seen(advertiser.known_as, ReportFilter::scan_response, data_info)) return false;
  const Instant answered = end + t_ifs + payload_time(tuning.phy, sizeof(ll::ScanRequest)) + t_ifs +
                           payload_time(tuning.phy, longest_answer);
  if (scheduler.free_until(scanner) < answered) return false;
  if (!backoff.is_due()) return false;
  const auto own_address = own_for(advertiser);
  if (!own_address) return false;
  Octets<sizeof(ll::AdvertisingHeader) + sizeof(ll::ScanRequest) + ll::crc_octets> octets;
  Writer writer(octets);
  writer.put(ll::advertising_header(AdvertisingPduType::scan_req, own_address->type,
                                    advertiser.on_air.type, sizeof(ll::ScanRequest)));
  writer.put(ll::ScanRequest{own_address->address, advertiser.on_air.address});
  writer.put(ll::crc24(ll::advertising_crc_init, writer.written()));
  scheduler.radio().transmit(tuning, writer.written(), end + t_ifs,
                             primary ? PacketKind::advertising : PacketKind::auxiliary);
  scheduler.hold(true);
  scheduler.wake_owner(Instant::never());
  return true;
}

void ScanTerms::report(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                       std::int8_t rssi_dbm, Phy primary, AdvertisingPduType asked_type) const {
  if (!parameters.extended) return report_legacy(heard, advertiser, rssi_dbm);
  const bool directed = heard.type() == AdvertisingPduType::adv_direct_ind;
  report({.type = extended_type(heard.type(), asked_type),
          .device = advertiser.known_as,
          .primary_phy = static_cast<std::uint8_t>(primary),
          .secondary_phy = 0,
          .sid = 0xff,
          .tx_power_dbm = 127,
          .rssi_dbm = rssi_dbm,
          .periodic_interval_1250us = 0,
          .target = directed ? *heard.target() : wire::DeviceAddress{},
          .data_length = 0},
         directed ? Bytes() : heard.rest, 0);
}

void ScanTerms::report_legacy(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                              std::int8_t rssi_dbm) const {
  const bool directed = heard.type() == AdvertisingPduType::adv_direct_ind;
  if (directed && !is_us(*heard.target())) {
    host_.le_event(hci::LeDirectedAdvertisingReport{1},
                   octets_of(hci::LeDirectedAdvertisingReport::Report{
                       report_type(heard.type()), advertiser.known_as, *heard.target(), rssi_dbm}));
    return;
  }
  const Bytes data = directed ? Bytes() : heard.rest;
  Octets<sizeof(hci::LeAdvertisingReport::Head) + ll::advertising_data_max + 1> octets;
  Writer writer(octets);
  writer.put(hci::LeAdvertisingReport::Head{report_type(heard.type()), advertiser.known_as,
                                            static_cast<std::uint8_t>(data.size())});
  writer.bytes(data);
  writer.put(rssi_dbm);
  host_.le_event(hci::LeAdvertisingReport{1}, writer.written());
}

void ScanTerms::report(Extended::Head head, Bytes data, std::uint16_t status) const {
  const std::uint16_t type = head.type;
  do {
    const Bytes piece = data.first(std::min(data.size(), Extended::data_max));
    data = data.subspan(piece.size());
    const int state = data.empty() ? int{status} : int{Extended::more_to_come};
    head.type = static_cast<std::uint16_t>(type | state);
    head.data_length = static_cast<std::uint8_t>(piece.size());
    Octets<sizeof(Extended::Head) + Extended::data_max> octets;
    Writer writer(octets);
    writer.put(head);
    writer.bytes(piece);
    host_.le_event(Extended{1}, writer.written());
  } while (!data.empty());
}

}  // namespace westwind::controller
