// Listening for the wanted advertiser, and the CONNECT_IND that answers it.
#include "controller/initiator.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using ll::AdvertisingPduType;

Initiator::Initiator(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
                     ResolvingList& resolving_list, Links& links)
    : Activity(Rank::background), scheduler_(scheduler), host_(host), accept_list_(accept_list),
      resolving_list_(resolving_list), links_(links) {}

hci::ErrorCode Initiator::start(const hci::LeCreateConnection& command) {
  if (is_active()) return hci::ErrorCode::command_disallowed;
  const bool by_list = command.filter_policy == 1;
  const auto own =
      resolving_list_.own(command.own_address_type, by_list ? wire::DeviceAddress{} : command.peer);
  if (!own) return hci::ErrorCode::invalid_command_parameters;
  if (links_.is_full()) return hci::ErrorCode::connection_limit_exceeded;
  if (!by_list && links_.is_connected(*own, {command.peer, command.peer}))
    return hci::ErrorCode::connection_already_exists;
  command_ = command;
  const Instant now = scheduler_.now();
  windows_.begin(slots_625us(command.scan_interval_625us), slots_625us(command.scan_window_625us),
                 now);
  scheduler_.add(*this);
  book_window(now);
  return hci::ErrorCode::success;
}

void Initiator::stop() {
  scheduler_.remove(*this);
  phase_ = Off{};
}

bool Initiator::cancel() {
  if (!is_active()) return false;
  stop();
  host_.connection_failed(hci::ErrorCode::unknown_connection_identifier, hci::Role::central, {});
  return true;
}

void Initiator::book_window(Instant now) {
  windows_.advance(now);
  phase_ = Waiting{};
  scheduler_.release(*this);
  scheduler_.book(*this, {windows_.start() > now ? windows_.start() : now, Duration::zero()});
}

void Initiator::on_granted(Instant now) { listen(now); }

void Initiator::listen(Instant now) {
  scheduler_.hold(false);
  if (windows_.end() <= now) {
    book_window(now);
    return;
  }
  phase_ = Listening{};
  scheduler_.radio().receive(windows_.tuning());
  scheduler_.wake_owner(windows_.end());
}

void Initiator::on_revoked(Instant now) {
  if (is_active()) book_window(now);
}

void Initiator::on_wake(Instant now) { listen(now); }

void Initiator::on_synchronised(Instant) {
  scheduler_.hold(true);
  scheduler_.wake_owner(Instant::never());
}

void Initiator::on_received(const Reception& reception) {
  const auto heard = advertisement_of(reception.octets);
  const bool connectable = heard && (heard->type() == AdvertisingPduType::adv_ind ||
                                     heard->type() == AdvertisingPduType::adv_direct_ind);
  if (connectable) {
    const auto advertiser = resolving_list_.known(heard->advertiser);
    const auto own = advertiser ? own_for(*heard, *advertiser) : std::nullopt;
    if (own && request(request_for(*own, *advertiser, heard->header), reception)) return;
  }
  listen(reception.end);
}

std::optional<wire::DeviceAddress> Initiator::own_for(const HeardAdvertisement& heard,
                                                      const KnownDevice& advertiser) {
  const bool wanted = command_.filter_policy == 1 ? accept_list_.contains(advertiser.identity())
                                                  : advertiser.is(command_.peer);
  if (!wanted || links_.is_full()) return std::nullopt;
  const auto own = resolving_list_.own(command_.own_address_type, advertiser.known_as);
  if (!own || links_.is_connected(*own, advertiser)) return std::nullopt;
  if (heard.type() == AdvertisingPduType::adv_direct_ind &&
      !resolving_list_.is_us(*heard.target(), *own))
    return std::nullopt;
  return own;
}

ConnectionRequest Initiator::request_for(const wire::DeviceAddress& own,
                                         const KnownDevice& advertiser,
                                         const ll::AdvertisingHeader& header) const {
  return {.own = own,
          .peer = advertiser,
          .data = {},
          .shows_private = resolving_list_.is_made_by_us(command_.own_address_type, own),
          .draws_channels = links_.draws_channels(header)};
}

bool Initiator::request(const ConnectionRequest& who, const Reception& reception) {
  const Instant start = reception.end + t_ifs;
  const Instant end = start + air_time_1m(sizeof(ll::ConnectIndication));
  if (scheduler_.free_until(*this) < end) return false;
  const Links::Plan plan = links_.plan_as_central(who, command_.parameters, end);

  Octets<sizeof(ll::AdvertisingHeader) + sizeof(ll::ConnectIndication) + ll::crc_octets> octets;
  Writer writer(octets);
  writer.put(ll::advertising_header(AdvertisingPduType::connect_ind, who.own.type,
                                    who.peer.on_air.type, sizeof(ll::ConnectIndication),
                                    links_.ch_sel()));
  writer.put(ll::ConnectIndication{who.own.address, who.peer.on_air.address, plan.request.data});
  writer.put(ll::crc24(ll::advertising_crc_init, writer.written()));
  scheduler_.radio().transmit(windows_.tuning(), writer.written(), start, PacketKind::advertising);
  scheduler_.hold(true);
  scheduler_.wake_owner(Instant::never());
  phase_ = Requesting{plan, reception.rssi_dbm};
  return true;
}

void Initiator::on_transmitted(Instant) {
  const auto* requesting = std::get_if<Requesting>(&phase_);
  if (requesting == nullptr) return;
  const Links::Plan plan = requesting->plan;
  const std::int8_t rssi_dbm = requesting->rssi_dbm;
  stop();
  links_.open_as_central(plan, rssi_dbm);
}

}  // namespace westwind::controller
