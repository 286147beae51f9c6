// Extended advertising events: their packets, places and times.
#include "controller/extended_advertiser.hpp"

#include <bit>

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using wire::AddressType;

namespace {
// Minimum time from the end of a packet to the auxiliary one that it points to. 4.1.4.
constexpr Duration t_mafs = Duration::microseconds(300);
constexpr Duration patience = Duration::milliseconds(10);
// AUX_CONNECT_RSP with both addresses.
constexpr std::size_t connect_response_payload = 2 + 2 * sizeof(wire::Address);

constexpr std::uint8_t pointed_phy(Phy phy) {
  return static_cast<std::uint8_t>(static_cast<int>(phy) - 1);
}
}  // namespace

ll::AdvertisingMode ExtendedAdvertiser::mode() const {
  if (is_connectable()) return ll::AdvertisingMode::connectable;
  return is_scannable() ? ll::AdvertisingMode::scannable : ll::AdvertisingMode::neither;
}

AdvertisingActivity::Addressing ExtendedAdvertiser::addressing() const {
  const auto& parameters = content_.parameters;
  return {parameters.own_address_type, parameters.peer, has(hci::property_directed),
          parameters.filter_policy};
}

hci::ErrorCode ExtendedAdvertiser::enable(const Limits& limits) {
  const Instant now = scheduler_.now();
  if (is_enabled()) {
    begin(limits, now);
    return hci::ErrorCode::success;
  }
  if (!choose_addresses(addressing())) return hci::ErrorCode::invalid_command_parameters;
  if (is_connectable() && links_.is_full()) return hci::ErrorCode::connection_limit_exceeded;
  scheduler_.add(*this);
  phase_ = Waiting{};
  begin(limits, now);
  book_next(now);
  return hci::ErrorCode::success;
}

void ExtendedAdvertiser::disable() {
  scheduler_.remove(*this);
  phase_ = Off{};
}

/// At most.
Duration ExtendedAdvertiser::time_of_event() const {
  const int channels = std::popcount(content_.parameters.channel_map);
  const Duration primary = (payload_time(primary_phy(), 7) + channel_change) * channels + t_mafs;
  const Phy phy = secondary_phy();
  const std::size_t octets = is_scannable() ? content_.scan_response.size() : content_.data.size();
  constexpr std::size_t least_data = 200;  // of a packet that is not the last
  const auto packets = static_cast<std::int64_t>(1 + octets / least_data);
  Duration time = primary + (payload_time(phy, ll::extended_payload_max) + t_mafs) * packets;
  if (is_scannable()) time = time + t_ifs + payload_time(phy, 12) + t_ifs + payload_time(phy, 20);
  if (is_connectable())
    time = time + t_ifs + payload_time(phy, sizeof(ll::ConnectIndication)) + t_ifs +
           payload_time(phy, connect_response_payload);
  return time;
}

void ExtendedAdvertiser::book_next(Instant event_start) {
  scheduler_.book(*this, {event_start, time_of_event(), event_start + patience});
}

/// Of those that the host leaves to us.
std::uint8_t ExtendedAdvertiser::random_channel() const {
  const ll::ChannelMap& channels = links_.host_channel_map();
  return channels.nth(static_cast<std::uint8_t>(scheduler_.radio().random() % channels.count()));
}

void ExtendedAdvertiser::on_granted(Instant now) {
  event_start_ = now;
  (void)choose_addresses(addressing());  // could be done when it was enabled
  const auto& data = is_scannable() ? content_.scan_response : content_.data;
  to_send_.assign(data.begin(), data.end());
  sent_ = 0;
  info_ = ll::advertising_data_info(content_.did, content_.parameters.sid);
  auxiliary_ = {random_channel(), secondary_phy(), ll::advertising_access_address};
  const int count = std::popcount(content_.parameters.channel_map);
  const Duration primary = payload_time(primary_phy(), 7);
  auxiliary_start_ = now + primary * count + channel_change * (count - 1) + t_mafs;
  scheduler_.hold(true);
  send_primary(0, now);
}

void ExtendedAdvertiser::send_primary(std::uint8_t channel, Instant start) {
  while (channel < 3 && (content_.parameters.channel_map >> channel & 1) == 0)
    ++channel;
  if (channel == 3) {
    // Scannable advertising keeps its data for those who ask.
    ll::ExtendedAdvertisement fields{.mode = mode(), .info = info_};
    if (!has(hci::property_anonymous)) fields.advertiser = own_.address;
    if (has(hci::property_directed)) fields.target = target_.address;
    if (has(hci::property_tx_power)) fields.tx_power_dbm = std::int8_t{0};
    if (!is_scannable()) return send_auxiliary(fields, auxiliary_start_);
    send(auxiliary_, ll::extended_pdu, fields, {}, auxiliary_start_, PacketKind::auxiliary);
    phase_ = Auxiliary{};
    return;
  }
  const auto offset_us = static_cast<std::uint32_t>((auxiliary_start_ - start).count_us());
  const ll::ExtendedAdvertisement fields{
      .mode = mode(),
      .info = info_,
      .next =
          ll::auxiliary_pointer(auxiliary_.channel, offset_us, pointed_phy(auxiliary_.phy), true)};
  send({static_cast<std::uint8_t>(ll::first_advertising_channel + channel), primary_phy(),
        ll::advertising_access_address},
       ll::extended_pdu, fields, {}, start, PacketKind::advertising);
  phase_ = Primary{channel};
}

void ExtendedAdvertiser::send(const Tuning& tuning, ll::AdvertisingPduType type,
                              const ll::ExtendedAdvertisement& fields, Bytes data, Instant start,
                              PacketKind kind) {
  Octets<ll::extended_pdu_max + ll::crc_octets> octets;
  Writer writer(octets);
  writer.put(ll::advertising_header(
      type, fields.advertiser ? own_.type : AddressType::public_device,
      fields.target ? target_.type : AddressType::public_device, fields.size() + data.size()));
  put(writer, fields);
  writer.bytes(data);
  writer.put(ll::crc24(ll::advertising_crc_init, writer.written()));
  scheduler_.radio().transmit(tuning, writer.written(), start, kind);
}

void ExtendedAdvertiser::send_auxiliary(ll::ExtendedAdvertisement fields, Instant start) {
  const Bytes left = Bytes(to_send_).subspan(sent_);
  const Tuning here = auxiliary_;
  if (fields.size() + left.size() > ll::extended_payload_max) {
    const Duration length = payload_time(here.phy, ll::extended_payload_max);
    auxiliary_.channel = random_channel();
    fields.next = ll::auxiliary_pointer(auxiliary_.channel,
                                        static_cast<std::uint32_t>((length + t_mafs).count_us()),
                                        pointed_phy(here.phy), true);
  }
  const std::size_t room = ll::extended_payload_max - fields.size();
  const Bytes data = left.first(std::min(room, left.size()));
  sent_ += data.size();
  send(here, ll::extended_pdu, fields, data, start, PacketKind::auxiliary);
  phase_ = Auxiliary{};
}

void ExtendedAdvertiser::go_on(Instant end) {
  if (sent_ == to_send_.size()) return end_event();
  send_auxiliary({.info = info_}, end + t_mafs);
}

void ExtendedAdvertiser::on_transmitted(Instant now) {
  if (const auto* primary = std::get_if<Primary>(&phase_)) {
    const auto next = static_cast<std::uint8_t>(primary->channel + 1);
    return send_primary(next, now + channel_change);
  }
  if (const auto* accepting = std::get_if<Accepting>(&phase_)) {
    const Accepting accepted = *accepting;
    disable();
    const hci::ConnHandle link =
        links_.open_as_peripheral(accepted.request, accepted.end, accepted.rssi_dbm);
    return tell_terminated(hci::ErrorCode::success, link);
  }
  const bool asks = std::holds_alternative<Auxiliary>(phase_) &&
                    mode() != ll::AdvertisingMode::neither && (is_connectable() || sent_ == 0);
  if (!asks) return go_on(now);
  phase_ = Listening{};
  scheduler_.radio().receive(auxiliary_);
  scheduler_.wake_owner(answer_deadline(now, auxiliary_.phy));
}

void ExtendedAdvertiser::on_wake(Instant) {
  if (std::holds_alternative<Listening>(phase_)) end_event();
}

void ExtendedAdvertiser::on_synchronised(Instant) { scheduler_.wake_owner(Instant::never()); }

void ExtendedAdvertiser::on_received(const Reception& reception) {
  if (!std::holds_alternative<Listening>(phase_)) return;
  if (answer_scan_request(reception) || accept_connection(reception)) return;
  end_event();
}

bool ExtendedAdvertiser::answer_scan_request(const Reception& reception) {
  const auto scanner =
      is_scannable() ? scan_requested(reception.octets, addressing()) : std::nullopt;
  if (!scanner) return false;
  tell_scan_request(*scanner);
  ll::ExtendedAdvertisement fields{.advertiser = own_.address, .info = info_};
  send_auxiliary(fields, reception.end + t_ifs);
  phase_ = Answering{};
  return true;
}

bool ExtendedAdvertiser::accept_connection(const Reception& reception) {
  auto request =
      is_connectable() ? connection_requested(reception.octets, addressing()) : std::nullopt;
  if (!request) return false;
  request->draws_channels = true;
  request->auxiliary = auxiliary_.phy;
  target_ = request->peer.on_air;
  send(auxiliary_, ll::aux_connect_rsp,
       {.advertiser = own_.address, .target = request->peer.on_air.address}, {},
       reception.end + t_ifs, PacketKind::auxiliary);
  phase_ = Accepting{*request, reception.end, reception.rssi_dbm};
  return true;
}

void ExtendedAdvertiser::end_event() {
  if (was_last_event()) {
    disable();
    return tell_terminated(hci::ErrorCode::limit_reached, {});
  }
  phase_ = Waiting{};
  scheduler_.release(*this);
  book_next(next_event(event_start_, slots_625us(content_.parameters.interval_min_625us)));
}

void ExtendedAdvertiser::on_revoked(Instant now) {
  if (!is_enabled()) return;
  event_start_ = now;
  end_event();
}

void ExtendedAdvertiser::on_timer(Instant) {
  disable();
  tell_terminated(hci::ErrorCode::advertising_timeout, {});
}

}  // namespace westwind::controller
