// Advertising events: the PDUs, their channels and times, and what scanners and initiators answer.
#include "controller/advertiser.hpp"

#include <bit>

#include "controller/timing.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using wire::AddressType;
using wire::DeviceAddress;

namespace {
// 4.4.2.4.2: high duty cycle directed advertising.
constexpr Duration high_duty_interval = Duration::microseconds(3750);
constexpr Duration high_duty_duration = Duration::milliseconds(1280);
// How long an event waits for a busy radio before it must be let in. As long as advDelay at its
// most.
constexpr Duration patience = Duration::milliseconds(10);

constexpr hci::LeSetAdvertisingParameters initial_parameters{
    0x0800, 0x0800, hci::AdvertisingType::connectable_undirected, AddressType::public_device, {},
    7,      0};

constexpr Tuning advertising_tuning(std::uint8_t channel) {
  return {static_cast<std::uint8_t>(ll::first_advertising_channel + channel), Phy::le_1m,
          ll::advertising_access_address};
}
}  // namespace

Advertiser::Advertiser(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
                       ResolvingList& resolving_list, Links& links)
    : AdvertisingActivity(scheduler, host, accept_list, resolving_list, links),
      parameters_(initial_parameters) {}

void Advertiser::reset() {
  disable();
  parameters_ = initial_parameters;
  data_ = {};
  scan_response_ = {};
}

bool Advertiser::is_connectable() const {
  return parameters_.type == Type::connectable_undirected || is_directed();
}
bool Advertiser::is_scannable() const {
  return parameters_.type == Type::connectable_undirected ||
         parameters_.type == Type::scannable_undirected;
}
bool Advertiser::is_directed() const {
  return parameters_.type == Type::connectable_directed_high_duty ||
         parameters_.type == Type::connectable_directed_low_duty;
}

hci::ErrorCode Advertiser::enable(const Limits& limits) {
  const Instant now = scheduler_.now();
  if (is_enabled()) {
    if (is_in_set()) begin(limits, now);
    return hci::ErrorCode::success;
  }
  if (!choose_addresses(addressing())) return hci::ErrorCode::invalid_command_parameters;
  if (is_connectable() && links_.is_full()) return hci::ErrorCode::connection_limit_exceeded;
  scheduler_.add(*this);
  phase_ = Waiting{};
  begin(is_high_duty() && !is_in_set() ? Limits{high_duty_duration} : limits, now);
  book_next(now);
  return hci::ErrorCode::success;
}

void Advertiser::disable() {
  scheduler_.remove(*this);
  phase_ = Off{};
}

Duration Advertiser::time_on_channel() const {
  const std::size_t payload =
      is_directed() ? sizeof(ll::DirectedAdvertisement) : sizeof(ll::Advertisement) + data_.length;
  const Duration alone = air_time_1m(payload) + channel_change;
  const Duration connection = t_ifs + air_time_1m(sizeof(ll::ConnectIndication));
  const Duration scan = t_ifs + air_time_1m(sizeof(ll::ScanRequest)) + t_ifs +
                        air_time_1m(sizeof(ll::Advertisement) + scan_response_.length);
  if (is_scannable()) return alone + (scan < connection ? connection : scan);
  return is_connectable() ? alone + connection : alone;
}

void Advertiser::book_next(Instant event_start) {
  const int channels = std::popcount(parameters_.channel_map);
  scheduler_.book(*this, {event_start, time_on_channel() * channels, event_start + patience});
}

void Advertiser::on_granted(Instant now) {
  event_start_ = now;
  (void)choose_addresses(addressing());  // could be done when it was enabled
  scheduler_.hold(true);
  send_from(0, now);
}

void Advertiser::send_from(std::uint8_t channel, Instant start) {
  while (channel < 3 && (parameters_.channel_map >> channel & 1) == 0)
    ++channel;
  if (channel == 3 || scheduler_.free_until(*this) < start + time_on_channel()) {
    end_event();
    return;
  }
  send_pdu(channel, start);
}

void Advertiser::send_pdu(std::uint8_t channel, Instant start) {
  const auto type = [this] {
    switch (parameters_.type) {
    case Type::connectable_undirected: return ll::AdvertisingPduType::adv_ind;
    case Type::scannable_undirected: return ll::AdvertisingPduType::adv_scan_ind;
    case Type::non_connectable_undirected: return ll::AdvertisingPduType::adv_nonconn_ind;
    default: return ll::AdvertisingPduType::adv_direct_ind;
    }
  }();
  Octets<ll::advertising_pdu_max + ll::crc_octets> octets;
  Writer writer(octets);
  if (is_directed()) {
    writer.put(ll::advertising_header(type, own_.type, target_.type,
                                      sizeof(ll::DirectedAdvertisement), links_.ch_sel()));
    writer.put(ll::DirectedAdvertisement{own_.address, target_.address});
  } else {
    writer.put(ll::advertising_header(type, own_.type, AddressType::public_device,
                                      sizeof(ll::Advertisement) + data_.length,
                                      is_connectable() && links_.ch_sel()));
    writer.put(ll::Advertisement{own_.address});
    writer.bytes(data_.bytes());
  }
  writer.put(ll::crc24(ll::advertising_crc_init, writer.written()));
  scheduler_.radio().transmit(advertising_tuning(channel), writer.written(), start,
                              PacketKind::advertising);
  phase_ = Sending{channel};
}

void Advertiser::on_transmitted(Instant now) {
  if (const auto* sending = std::get_if<Sending>(&phase_)) {
    const std::uint8_t channel = sending->channel;
    if (is_connectable() || is_scannable())
      listen(channel, now);
    else
      send_from(channel + 1, now + channel_change);
  } else if (const auto* answering = std::get_if<Answering>(&phase_)) {
    send_from(answering->channel + 1, now + channel_change);
  }
}

void Advertiser::listen(std::uint8_t channel, Instant now) {
  phase_ = Listening{channel};
  scheduler_.radio().receive(advertising_tuning(channel));
  scheduler_.wake_owner(answer_deadline(now, Phy::le_1m));
}

void Advertiser::on_wake(Instant now) {
  if (const auto* listening = std::get_if<Listening>(&phase_))
    send_from(listening->channel + 1, now + channel_change);
}

void Advertiser::on_synchronised(Instant) { scheduler_.wake_owner(Instant::never()); }

void Advertiser::on_received(const Reception& reception) {
  const auto* listening = std::get_if<Listening>(&phase_);
  if (listening == nullptr) return;
  const std::uint8_t channel = listening->channel;
  if (answer_scan_request(reception, channel)) return;
  if (accept_connection(reception)) return;
  send_from(channel + 1, reception.end + channel_change);
}

bool Advertiser::answer_scan_request(const Reception& reception, std::uint8_t channel) {
  const auto scanner =
      is_scannable() ? scan_requested(reception.octets, addressing()) : std::nullopt;
  if (!scanner) return false;
  tell_scan_request(*scanner);

  Octets<ll::advertising_pdu_max + ll::crc_octets> octets;
  Writer writer(octets);
  writer.put(ll::advertising_header(ll::AdvertisingPduType::scan_rsp, own_.type,
                                    AddressType::public_device,
                                    sizeof(ll::Advertisement) + scan_response_.length));
  writer.put(ll::Advertisement{own_.address});
  writer.bytes(scan_response_.bytes());
  writer.put(ll::crc24(ll::advertising_crc_init, writer.written()));
  scheduler_.radio().transmit(advertising_tuning(channel), writer.written(), reception.end + t_ifs,
                              PacketKind::advertising);
  phase_ = Answering{channel};
  return true;
}

bool Advertiser::accept_connection(const Reception& reception) {
  const auto request =
      is_connectable() ? connection_requested(reception.octets, addressing()) : std::nullopt;
  if (!request) return false;
  disable();
  const hci::ConnHandle link =
      links_.open_as_peripheral(*request, reception.end, reception.rssi_dbm);
  tell_terminated(hci::ErrorCode::success, link);
  return true;
}

void Advertiser::end_event() {
  if (was_last_event()) {
    disable();
    return tell_terminated(hci::ErrorCode::limit_reached, {});
  }
  phase_ = Waiting{};
  scheduler_.release(*this);
  book_next(is_high_duty() ? event_start_ + high_duty_interval
                           : next_event(event_start_, slots_625us(parameters_.interval_min_625us)));
}

void Advertiser::on_revoked(Instant) {
  if (is_enabled()) end_event();
}

void Advertiser::on_timer(Instant) {
  const DeviceAddress peer = parameters_.peer;
  disable();
  if (is_in_set()) return tell_terminated(hci::ErrorCode::advertising_timeout, {});
  host_.connection_failed(hci::ErrorCode::advertising_timeout, hci::Role::peripheral, peer);
}

}  // namespace westwind::controller
