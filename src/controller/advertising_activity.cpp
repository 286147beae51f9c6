// Requests that advertisers get, and the end of advertising.
#include "controller/advertising_activity.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using wire::DeviceAddress;

namespace {
// 4.4.2.2.1: the random part of the time between two events.
constexpr std::uint32_t adv_delay_max_us = 10'000;

/// Of that type and exactly that long.
template <Wire T>
std::optional<std::pair<ll::AdvertisingHeader, T>> request_of(ll::AdvertisingPduType type,
                                                              Bytes pdu_and_crc) {
  if (!ll::has_valid_crc(ll::advertising_crc_init, pdu_and_crc)) return std::nullopt;
  Reader reader(pdu_and_crc.first(pdu_and_crc.size() - ll::crc_octets));
  const auto header = reader.take<ll::AdvertisingHeader>();
  if (!header || header->type() != type || header->length != sizeof(T)) return std::nullopt;
  const auto request = parse_exactly<T>(reader.rest());
  if (!request) return std::nullopt;
  return std::pair{*header, *request};
}
}  // namespace

bool AdvertisingActivity::choose_addresses(const Addressing& addressing) {
  const auto own = set_ ? resolving_list_.own(addressing.own_type, addressing.peer, random_address_)
                        : resolving_list_.own(addressing.own_type, addressing.peer);
  if (!own) return false;
  own_ = *own;
  if (addressing.directed) target_ = resolving_list_.target(addressing.own_type, addressing.peer);
  return true;
}

std::optional<KnownDevice> AdvertisingActivity::scan_requested(Bytes pdu_and_crc,
                                                               const Addressing& addressing) {
  const auto request = request_of<ll::ScanRequest>(ll::AdvertisingPduType::scan_req, pdu_and_crc);
  if (!request || !is_for_us(request->first, request->second.advertiser)) return std::nullopt;
  const auto scanner = resolving_list_.known({request->first.sender(), request->second.scanner});
  if (!scanner) return std::nullopt;
  if (addressing.directed && scanner->on_air != target_ && !scanner->is(addressing.peer))
    return std::nullopt;
  const bool only_listed = !addressing.directed && (addressing.filter_policy & 1) != 0;
  if (only_listed && !accept_list_.contains(scanner->identity())) return std::nullopt;
  return scanner;
}

std::optional<ConnectionRequest> AdvertisingActivity::connection_requested(
    Bytes pdu_and_crc, const Addressing& addressing) {
  const auto request =
      request_of<ll::ConnectIndication>(ll::AdvertisingPduType::connect_ind, pdu_and_crc);
  if (!request || !is_for_us(request->first, request->second.advertiser)) return std::nullopt;
  const auto initiator =
      resolving_list_.known({request->first.sender(), request->second.initiator});
  if (!initiator) return std::nullopt;
  if (addressing.directed && initiator->on_air != target_ && !initiator->is(addressing.peer))
    return std::nullopt;
  const bool only_listed = !addressing.directed && (addressing.filter_policy & 2) != 0;
  if (only_listed && !accept_list_.contains(initiator->identity())) return std::nullopt;
  if (links_.is_full() || links_.is_connected(own_, *initiator)) return std::nullopt;
  if (!is_acceptable(request->second.data)) return std::nullopt;
  return ConnectionRequest{.own = own_,
                           .peer = *initiator,
                           .data = request->second.data,
                           .shows_private =
                               resolving_list_.is_made_by_us(addressing.own_type, own_),
                           .draws_channels = links_.draws_channels(request->first)};
}

void AdvertisingActivity::begin(const Limits& limits, Instant now) {
  end_ = limits.duration == Duration::zero() ? Instant::never() : now + limits.duration;
  events_max_ = limits.events;
  events_ = 0;
  scheduler_.set_timer(*this, end_);
}

bool AdvertisingActivity::was_last_event() {
  if (events_max_ == 0) return false;
  return ++events_ >= events_max_;
}

void AdvertisingActivity::tell_terminated(hci::ErrorCode status, hci::ConnHandle link) {
  if (set_) host_.le_event(hci::LeAdvertisingSetTerminated{status, *set_, link, events_});
}

void AdvertisingActivity::tell_scan_request(const KnownDevice& scanner) {
  if (set_ && notifies_scan_requests_)
    host_.le_event(hci::LeScanRequestReceived{*set_, scanner.known_as});
}

Instant AdvertisingActivity::next_event(Instant event_start, Duration interval) {
  const auto delay =
      static_cast<std::int64_t>(scheduler_.radio().random() % (adv_delay_max_us + 1));
  return event_start + interval + Duration::microseconds(delay);
}

}  // namespace westwind::controller
