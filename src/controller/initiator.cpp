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

hci::ErrorCode Initiator::start(const InitiatingParameters& parameters) {
  if (is_active()) return hci::ErrorCode::command_disallowed;
  const bool by_list = parameters.filter_policy == 1;
  const auto own = resolving_list_.own(parameters.own_address_type,
                                       by_list ? wire::DeviceAddress{} : parameters.peer);
  if (!own) return hci::ErrorCode::invalid_command_parameters;
  if (links_.is_full()) return hci::ErrorCode::connection_limit_exceeded;
  if (!by_list && links_.is_connected(*own, {parameters.peer, parameters.peer}))
    return hci::ErrorCode::connection_already_exists;
  parameters_ = parameters;
  const Instant now = scheduler_.now();
  windows_.clear();
  const auto listen_on = [&](Phy phy, const std::optional<InitiatingParameters::OnPhy>& on_phy) {
    if (on_phy)
      windows_.add(phy, slots_625us(on_phy->scan_interval_625us),
                   slots_625us(on_phy->scan_window_625us), now);
  };
  listen_on(Phy::le_1m, parameters.on_1m);
  listen_on(Phy::le_coded, parameters.on_coded);
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
  if (const auto* awaiting = std::get_if<AwaitingConsent>(&phase_)) {
    const AwaitingConsent asked = *awaiting;
    const auto heard = extended_of(ll::aux_connect_rsp, reception.octets);
    const ConnectionRequest& request = asked.plan.request;
    if (heard && heard->advertiser() == request.peer.on_air && heard->target() == request.own) {
      stop();
      return links_.open_as_central(asked.plan, asked.rssi_dbm);
    }
  } else if (std::holds_alternative<Following>(phase_)) {
    if (take_auxiliary(reception)) return;
  } else if (take_legacy(reception) || take_extended(reception)) {
    return;
  }
  listen(reception.end);
}

bool Initiator::take_legacy(const Reception& reception) {
  const auto heard = advertisement_of(reception.octets);
  const bool directed = heard && heard->type() == AdvertisingPduType::adv_direct_ind;
  if (!heard || (!directed && heard->type() != AdvertisingPduType::adv_ind)) return false;
  const auto advertiser = resolving_list_.known(heard->advertiser);
  if (!advertiser) return false;
  const auto own = own_for(*advertiser, directed ? heard->target() : std::nullopt);
  if (!own) return false;
  ConnectionRequest who = request_for(*own, *advertiser);
  who.draws_channels = links_.draws_channels(heard->header);
  return request(who, reception);
}

/// ADV_EXT_IND of somebody connectable: who it is stands in AUX_ADV_IND.
bool Initiator::take_extended(const Reception& reception) {
  if (!parameters_.extended) return false;
  const auto heard = extended_of(ll::extended_pdu, reception.octets);
  if (!heard || heard->fields.mode != ll::AdvertisingMode::connectable || !heard->fields.next)
    return false;
  const auto next = pointed_from(*heard->fields.next, reception.start);
  if (!next || scheduler_.free_until(*this) < next->deadline) return false;
  phase_ = Following{};
  scheduler_.radio().receive(next->tuning);
  scheduler_.hold(true);
  scheduler_.wake_owner(next->deadline);
  return true;
}

bool Initiator::take_auxiliary(const Reception& reception) {
  const auto heard = extended_of(ll::extended_pdu, reception.octets);
  if (!heard || heard->fields.mode != ll::AdvertisingMode::connectable || !heard->advertiser())
    return false;
  const auto advertiser = resolving_list_.known(*heard->advertiser());
  const auto own = advertiser ? own_for(*advertiser, heard->target()) : std::nullopt;
  if (!own) return false;
  ConnectionRequest who = request_for(*own, *advertiser);
  who.draws_channels = true;  // 4.5.8: always, after AUX_CONNECT_REQ
  who.auxiliary = reception.tuning.phy;
  return request(who, reception);
}

std::optional<wire::DeviceAddress> Initiator::own_for(
    const KnownDevice& advertiser, const std::optional<wire::DeviceAddress>& target) {
  const bool wanted = parameters_.filter_policy == 1 ? accept_list_.contains(advertiser.identity())
                                                     : advertiser.is(parameters_.peer);
  if (!wanted || links_.is_full()) return std::nullopt;
  const auto own = resolving_list_.own(parameters_.own_address_type, advertiser.known_as);
  if (!own || links_.is_connected(*own, advertiser)) return std::nullopt;
  if (target && !resolving_list_.is_us(*target, *own)) return std::nullopt;
  return own;
}

ConnectionRequest Initiator::request_for(const wire::DeviceAddress& own,
                                         const KnownDevice& advertiser) const {
  return {.own = own,
          .peer = advertiser,
          .data = {},
          .shows_private = resolving_list_.is_made_by_us(parameters_.own_address_type, own)};
}

/// CONNECT_IND, or AUX_CONNECT_REQ, which looks the same.
bool Initiator::request(const ConnectionRequest& who, const Reception& reception) {
  const Instant start = reception.end + t_ifs;
  const Phy phy = reception.tuning.phy;
  const Instant end = start + payload_time(phy, sizeof(ll::ConnectIndication));
  constexpr std::size_t consent_payload = 2 + 2 * sizeof(wire::Address);
  const Instant settled = who.auxiliary ? end + t_ifs + payload_time(phy, consent_payload) : end;
  if (scheduler_.free_until(*this) < settled) return false;
  const Links::Plan plan = links_.plan_as_central(who, parameters_.parameters_on(phy), end);

  Octets<sizeof(ll::AdvertisingHeader) + sizeof(ll::ConnectIndication) + ll::crc_octets> octets;
  Writer writer(octets);
  writer.put(ll::advertising_header(AdvertisingPduType::connect_ind, who.own.type,
                                    who.peer.on_air.type, sizeof(ll::ConnectIndication),
                                    !who.auxiliary && links_.ch_sel()));
  writer.put(ll::ConnectIndication{who.own.address, who.peer.on_air.address, plan.request.data});
  writer.put(ll::crc24(ll::advertising_crc_init, writer.written()));
  scheduler_.radio().transmit(reception.tuning, writer.written(), start,
                              who.auxiliary ? PacketKind::auxiliary : PacketKind::advertising);
  scheduler_.hold(true);
  scheduler_.wake_owner(Instant::never());
  phase_ = Requesting{plan, reception.rssi_dbm};
  tuning_ = reception.tuning;
  return true;
}

void Initiator::on_transmitted(Instant now) {
  const auto* requesting = std::get_if<Requesting>(&phase_);
  if (requesting == nullptr) return;
  const Links::Plan plan = requesting->plan;
  const std::int8_t rssi_dbm = requesting->rssi_dbm;
  if (plan.request.auxiliary) {
    phase_ = AwaitingConsent{plan, rssi_dbm};
    scheduler_.radio().receive(tuning_);
    scheduler_.wake_owner(answer_deadline(now, tuning_.phy));
    return;
  }
  stop();
  links_.open_as_central(plan, rssi_dbm);
}

}  // namespace westwind::controller
