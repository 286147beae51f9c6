// Listening for the wanted advertiser, and the CONNECT_IND that answers it.
#include "controller/initiator.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using ll::AdvertisingPduType;

Initiator::Initiator(Scheduler& scheduler, HostPort& host, const OwnAddresses& addresses,
                     const AcceptList& accept_list, Links& links)
    : Activity(Rank::background), scheduler_(scheduler), host_(host), addresses_(addresses),
      accept_list_(accept_list), links_(links) {}

hci::ErrorCode Initiator::start(const hci::LeCreateConnection& command) {
  if (is_active()) return hci::ErrorCode::command_disallowed;
  const auto own = addresses_.of(command.own_address_type);
  if (!own) return hci::ErrorCode::invalid_command_parameters;
  if (links_.is_full()) return hci::ErrorCode::connection_limit_exceeded;
  if (command.filter_policy == 0 && links_.is_connected(*own, command.peer))
    return hci::ErrorCode::connection_already_exists;
  command_ = command;
  own_ = *own;
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
  host_.le_event(hci::LeConnectionComplete{
      hci::ErrorCode::unknown_connection_identifier, {0}, hci::Role::central, {}, 0, 0, 0, 0});
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
  if (heard && is_wanted(*heard) && request(*heard, reception)) return;
  listen(reception.end);
}

bool Initiator::is_wanted(const HeardAdvertisement& heard) const {
  const bool directed = heard.type() == AdvertisingPduType::adv_direct_ind;
  if (!directed && heard.type() != AdvertisingPduType::adv_ind) return false;
  if (directed && heard.target() != own_) return false;
  const bool named = command_.filter_policy == 1 ? accept_list_.contains(heard.advertiser)
                                                 : heard.advertiser == command_.peer;
  return named && !links_.is_full() && !links_.is_connected(own_, heard.advertiser);
}

bool Initiator::request(const HeardAdvertisement& heard, const Reception& reception) {
  const Instant start = reception.end + t_ifs;
  const Instant end = start + air_time_1m(sizeof(ll::ConnectIndication));
  if (scheduler_.free_until(*this) < end) return false;
  const Links::Plan plan = links_.plan_as_central(own_, heard.advertiser, command_.parameters, end);

  Octets<sizeof(ll::AdvertisingHeader) + sizeof(ll::ConnectIndication) + ll::crc_octets> octets;
  Writer writer(octets);
  writer.put(ll::advertising_header(AdvertisingPduType::connect_ind, own_.type,
                                    heard.advertiser.type, sizeof(ll::ConnectIndication)));
  writer.put(ll::ConnectIndication{own_.address, heard.advertiser.address, plan.request.data});
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
