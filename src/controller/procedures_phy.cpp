// PHY update. Vol 6 Part B 5.1.10; Vol 4 Part E 7.8.49, 7.7.65.12.
#include <algorithm>
#include <utility>

#include "controller/procedures.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using hci::ErrorCode;

bool Procedures::has_phys() const {
  const std::uint64_t others =
      hci::feature_bit(hci::LeFeature::phy_2m) | hci::feature_bit(hci::LeFeature::coded_phy);
  return (own_features_ & others) != 0;
}

bool Procedures::peer_has_phys() const {
  return !refuses_phys_ && (may_use(hci::LeFeature::phy_2m) || may_use(hci::LeFeature::coded_phy));
}

ErrorCode Procedures::set_phys(const PhyWish& wish, Instant now) {
  if (phys_asked_ || wanted_.phys) return ErrorCode::command_disallowed;
  phy_wish_ = wish;
  wanted_.phys = true;
  run(now);
  return ErrorCode::success;
}

bool Procedures::run_phys(Instant now) {
  if (link_.timing.is_instant_pending() || !std::holds_alternative<PeerIdle>(peer_)) return false;
  if (!std::exchange(wanted_.phys, false)) return false;
  phys_asked_ = true;
  if (peer_has_phys())
    begin_local(AwaitPhys{}, ll::PhyRequest{phy_wish_.tx, phy_wish_.rx}, now);
  else
    report_phys(ErrorCode::unsupported_remote_feature);
  return true;
}

Phy Procedures::next_tx() const {
  const auto& pending = link_.timing.pending_phys();
  if (pending) return pending->phys.tx;
  const bool open = is_local<AwaitPhys>() || std::holds_alternative<AwaitPhyIndication>(peer_);
  return open && contains(phy_wish_.tx, Phy::le_coded) ? Phy::le_coded : link_.timing.phys().tx;
}

bool Procedures::on_phy_pdu(std::uint8_t opcode, Bytes ctr_data, Instant now) {
  switch (opcode) {
  case ll::PhyRequest::opcode: {
    const auto pdu = ll::fields_of<ll::PhyRequest>(ctr_data);
    if (!pdu || !has_phys()) return false;
    on_phy_request({pdu->tx_phys, pdu->rx_phys}, now);
    return true;
  }
  case ll::PhyResponse::opcode: {
    const auto pdu = ll::fields_of<ll::PhyResponse>(ctr_data);
    if (!pdu || !link_.is_central()) return false;
    on_phy_response({pdu->tx_phys, pdu->rx_phys}, now);
    return true;
  }
  case ll::PhyUpdateIndication::opcode: {
    const auto pdu = ll::fields_of<ll::PhyUpdateIndication>(ctr_data);
    return pdu && !link_.is_central() && on_phy_indication(*pdu, now);
  }
  default: return false;
  }
}

void Procedures::on_phy_request(const PhyWish& peer, Instant now) {
  give_way();
  if (const auto reason = collision(is_local<AwaitPhys>()))
    return refuse(ll::PhyRequest::opcode, *reason);
  if (link_.is_central()) return indicate_phys(peer);
  link_.queue.control(ll::PhyResponse{phy_wish_.tx, phy_wish_.rx});
  peer_ = AwaitPhyIndication{};
  peer_deadline_ = now + response_timeout;
}

// The central decides.

void Procedures::on_phy_response(const PhyWish& peer, Instant now) {
  if (!is_local<AwaitPhys>()) return;
  indicate_phys(peer);
  local_deadline_ = Instant::never();
  local_ = AwaitInstant{};
  if (!link_.timing.pending_phys()) finish_local(now);
}

Phys Procedures::choose_phys(const PhyWish& peer) const {
  const Phys current = link_.timing.phys();
  // One PHY for both directions is to be taken as it is, or not at all.
  if (const auto only = only_of(peer.tx); only && peer.tx == peer.rx) {
    const bool fits = contains(phy_wish_.tx, *only) && contains(phy_wish_.rx, *only);
    return fits ? Phys{*only, *only} : current;
  }
  return {fastest_of(phy_wish_.tx & peer.rx).value_or(current.tx),
          fastest_of(phy_wish_.rx & peer.tx).value_or(current.rx)};
}

void Procedures::indicate_phys(const PhyWish& peer) {
  const Phys current = link_.timing.phys();
  const Phys chosen = choose_phys(peer);
  if (chosen == current) {
    link_.queue.control(ll::PhyUpdateIndication{0, 0, 0});
    return phys_agreed();
  }
  const std::uint16_t instant = next_instant();
  link_.queue.control(
      ll::PhyUpdateIndication{chosen.tx == current.tx ? PhySet{0} : phy_set(chosen.tx),
                              chosen.rx == current.rx ? PhySet{0} : phy_set(chosen.rx), instant});
  link_.timing.at_instant(ConnectionTiming::PendingPhys{chosen, instant});
  phys_pending_ = true;
}

// The peripheral takes what it hears, when it has asked or was asked.

bool Procedures::on_phy_indication(const ll::PhyUpdateIndication& pdu, Instant now) {
  const bool asked = std::holds_alternative<AwaitPhyIndication>(peer_);
  if (!asked && !is_local<AwaitPhys>()) return false;
  const Phys current = link_.timing.phys();
  const auto rx = pdu.to_peripheral == 0 ? current.rx : only_of(pdu.to_peripheral);
  const auto tx = pdu.to_central == 0 ? current.tx : only_of(pdu.to_central);
  if (!rx || !tx) {
    (void)terminate(ErrorCode::invalid_ll_parameters, now);
    return true;
  }
  const bool changes = pdu.to_peripheral != 0 || pdu.to_central != 0;
  if (changes && link_.timing.has_passed(pdu.instant)) {
    ended_ = ErrorCode::instant_passed;
    return true;
  }
  if (asked) {
    peer_ = PeerIdle{};
    peer_deadline_ = Instant::never();
  } else {
    local_ = Idle{};
    local_deadline_ = Instant::never();
  }
  if (changes) {
    link_.timing.at_instant(ConnectionTiming::PendingPhys{{*tx, *rx}, pdu.instant});
    phys_pending_ = true;
  } else {
    phys_agreed();
    run(now);
  }
  return true;
}

void Procedures::on_phys_refused(ErrorCode reason, Instant now) {
  if (reason == ErrorCode::different_transaction_collision) {
    phys_asked_ = false;
    wanted_.phys = true;  // once the central's procedure is over
  } else {
    report_phys(reason);
  }
  finish_local(now);
}

void Procedures::phys_agreed() {
  phys_pending_ = false;
  if (phys_asked_ || link_.timing.phys() != reported_phys_) report_phys(ErrorCode::success);
  report_lengths();
}

void Procedures::report_phys(ErrorCode status) {
  phys_asked_ = false;
  reported_phys_ = link_.timing.phys();
  link_.host.le_event(hci::LePhyUpdateComplete{status, link_.handle,
                                               static_cast<std::uint8_t>(reported_phys_.tx),
                                               static_cast<std::uint8_t>(reported_phys_.rx)});
}

}  // namespace westwind::controller
