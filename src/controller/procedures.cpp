// Control procedures: version, features, data length, ping, termination, and which PDU belongs to
// which.
#include "controller/procedures.hpp"

#include <utility>

#include "controller/features.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using hci::ErrorCode;

void Procedures::begin(std::uint64_t own_features, const PhyWish& phys) {
  local_ = Idle{};
  peer_ = PeerIdle{};
  local_deadline_ = peer_deadline_ = Instant::never();
  wanted_ = {};
  session_ = {};
  deferred_size_ = 0;
  link_.encryption.clear();
  own_features_ = own_features;
  peer_features_.reset();
  peer_version_.reset();
  version_sent_ = refuses_lengths_ = refuses_parameters_ = refuses_phys_ = false;
  phy_wish_ = phys;
  reported_ = link_.timing.parameters();
  reported_phys_ = link_.timing.phys();
  reported_tx_ = link_.lengths.tx(reported_phys_.tx);
  reported_rx_ = link_.lengths.rx(reported_phys_.rx);
  update_asked_ = update_pending_ = phys_asked_ = phys_pending_ = false;
  ended_by_peer_.reset();
  ended_.reset();
}

bool Procedures::may_use(hci::LeFeature feature) const {
  const std::uint64_t bit = hci::feature_bit(feature);
  return (own_features_ & bit) != 0 && (!peer_features_ || (*peer_features_ & bit) != 0);
}

bool Procedures::needs_every_event() const {
  return !is_local<Idle>() || !std::holds_alternative<PeerIdle>(peer_) ||
         link_.timing.is_instant_pending();
}

// What the host asks for.

void Procedures::read_remote_version(Instant now) {
  wanted_.version = true;
  run(now);
}

void Procedures::read_remote_features(Instant now) {
  wanted_.features = true;
  run(now);
}

void Procedures::update_lengths(Instant now) {
  wanted_.lengths = true;
  run(now);
}

void Procedures::ping(Instant now) {
  wanted_.ping = true;
  run(now);
}

bool Procedures::terminate(ErrorCode reason, Instant now) {
  if (is_terminating()) return false;
  link_.queue.last(ll::TerminateIndication{reason});
  local_ = AwaitTerminateAck{};
  local_deadline_ = now + link_.timing.parameters().supervision_timeout();
  return true;
}

void Procedures::run(Instant now) {
  constexpr std::size_t room_kept = 3;
  while (is_local<Idle>() && !ended_by_peer_ && !is_encryption_under_way() &&
         link_.queue.control_room() >= room_kept)
    if (!run_encryption(now) && !run_exchanges(now) && !run_phys(now) && !run_updates(now)) return;
}

bool Procedures::run_exchanges(Instant now) {
  if (std::exchange(wanted_.version, false)) {
    if (peer_version_ || version_sent_) {
      report_version(peer_version_ ? ErrorCode::success : ErrorCode::unsupported_remote_feature);
      return true;
    }
    send_version();
    local_ = AwaitVersion{};
    local_deadline_ = now + response_timeout;
    return true;
  }
  if (std::exchange(wanted_.features, false)) {
    if (peer_features_)
      report_features(ErrorCode::success);
    else if (link_.is_central())
      begin_local(AwaitFeatures{}, ll::FeatureRequest{own_features_}, now);
    else
      begin_local(AwaitFeatures{}, ll::PeripheralFeatureRequest{own_features_}, now);
    return true;
  }
  if (std::exchange(wanted_.lengths, false)) {
    if (!refuses_lengths_ && may_use(hci::LeFeature::data_packet_length_extension))
      begin_local(AwaitLengths{}, ll::LengthRequest{link_.lengths.offer()}, now);
    return true;
  }
  if (std::exchange(wanted_.ping, false)) {
    // One who does not know it says so, and with a MIC: that is as good.
    begin_local(AwaitPing{}, ll::PingRequest{}, now);
    return true;
  }
  return false;
}

void Procedures::finish_local(Instant now) {
  local_ = Idle{};
  local_deadline_ = Instant::never();
  run(now);
}

void Procedures::on_deadline(Instant now) {
  if (now < deadline()) return;
  const bool own_wish = is_local<AwaitTerminateAck>() && local_deadline_ <= now;
  ended_ = own_wish ? ErrorCode::terminated_by_local_host : ErrorCode::ll_response_timeout;
}

void Procedures::on_control_acknowledged(std::uint8_t opcode) {
  if (opcode == ll::TerminateIndication::opcode && is_local<AwaitTerminateAck>())
    ended_ = ErrorCode::terminated_by_local_host;
}

// Received PDUs: which is which. 2.4.2, and 5.3 for those that are not understood.

void Procedures::on_control(Bytes payload, Instant now) {
  if (payload.empty()) return;
  const std::uint8_t opcode = payload[0];
  const Bytes ctr_data = payload.subspan(1);
  if (opcode == ll::TerminateIndication::opcode) {
    if (const auto pdu = ll::fields_of<ll::TerminateIndication>(ctr_data)) {
      ended_by_peer_ = pdu->reason;
      return;
    }
  }
  if (is_terminating()) return;
  if (on_encryption_pdu(opcode, ctr_data, now) || defer(opcode, payload) ||
      on_phy_pdu(opcode, ctr_data, now) || on_indication(opcode, ctr_data, now) ||
      on_request(opcode, ctr_data, now) || on_answer(opcode, ctr_data, now))
    return;
  // Never an answer to an answer that says "not understood": two such link layers would go on for
  // ever.
  if (opcode == ll::UnknownResponse::opcode || opcode == ll::RejectIndication::opcode ||
      opcode == ll::RejectExtendedIndication::opcode)
    return;
  link_.queue.control(ll::UnknownResponse{opcode});
}

bool Procedures::on_indication(std::uint8_t opcode, Bytes ctr_data, Instant now) {
  if (opcode == ll::VersionIndication::opcode) {
    const auto pdu = ll::fields_of<ll::VersionIndication>(ctr_data);
    if (pdu) on_version(*pdu, now);
    return pdu.has_value();
  }
  if (link_.is_central()) return false;  // the others come from centrals only
  if (opcode == ll::ConnectionUpdateIndication::opcode) {
    const auto pdu = ll::fields_of<ll::ConnectionUpdateIndication>(ctr_data);
    if (pdu) on_update_indication(*pdu, now);
    return pdu.has_value();
  }
  if (opcode == ll::ChannelMapIndication::opcode) {
    const auto pdu = ll::fields_of<ll::ChannelMapIndication>(ctr_data);
    if (pdu) on_channel_map_indication(*pdu, now);
    return pdu.has_value();
  }
  return false;
}

bool Procedures::on_request(std::uint8_t opcode, Bytes ctr_data, Instant now) {
  switch (opcode) {
  case ll::FeatureRequest::opcode:
  case ll::PeripheralFeatureRequest::opcode: {
    const bool from_central = opcode == ll::FeatureRequest::opcode;
    const auto pdu = ll::fields_of<ll::FeatureRequest>(ctr_data);
    if (!pdu || from_central == link_.is_central()) return false;
    on_feature_request(pdu->features);
    return true;
  }
  case ll::ConnectionParameterRequest::opcode: {
    const auto pdu = ll::fields_of<ll::ConnectionParameterRequest>(ctr_data);
    if (!pdu || !may_use(hci::LeFeature::connection_parameters_request)) return false;
    on_parameter_request(pdu->proposal, now);
    return true;
  }
  case ll::PingRequest::opcode:
    if (!ll::fields_of<ll::PingRequest>(ctr_data)) return false;
    link_.queue.control(ll::PingResponse{});
    return true;
  case ll::LengthRequest::opcode: {
    const auto pdu = ll::fields_of<ll::LengthRequest>(ctr_data);
    if (!pdu) return false;
    on_length_request(pdu->lengths);
    return true;
  }
  default: return false;
  }
}

bool Procedures::on_answer(std::uint8_t opcode, Bytes ctr_data, Instant now) {
  switch (opcode) {
  case ll::FeatureResponse::opcode: {
    const auto pdu = ll::fields_of<ll::FeatureResponse>(ctr_data);
    if (pdu) on_feature_response(pdu->features, now);
    return pdu.has_value();
  }
  case ll::ConnectionParameterResponse::opcode: {
    const auto pdu = ll::fields_of<ll::ConnectionParameterResponse>(ctr_data);
    if (!pdu || !link_.is_central()) return false;
    on_parameter_response(pdu->proposal, now);
    return true;
  }
  case ll::PingResponse::opcode:
    if (!ll::fields_of<ll::PingResponse>(ctr_data)) return false;
    if (is_local<AwaitPing>()) finish_local(now);
    return true;
  case ll::LengthResponse::opcode: {
    const auto pdu = ll::fields_of<ll::LengthResponse>(ctr_data);
    if (pdu) on_length_response(pdu->lengths, now);
    return pdu.has_value();
  }
  case ll::UnknownResponse::opcode: {
    const auto pdu = ll::fields_of<ll::UnknownResponse>(ctr_data);
    if (!pdu) return false;
    if (pdu->unknown_type == ll::ConnectionParameterRequest::opcode) refuses_parameters_ = true;
    if (pdu->unknown_type == ll::LengthRequest::opcode) refuses_lengths_ = true;
    if (pdu->unknown_type == ll::PhyRequest::opcode) refuses_phys_ = true;
    on_refused(pdu->unknown_type, ErrorCode::unsupported_remote_feature, now);
    return true;
  }
  case ll::RejectIndication::opcode: {
    const auto pdu = ll::fields_of<ll::RejectIndication>(ctr_data);
    if (pdu) on_rejected(pdu->reason, now);
    return pdu.has_value();
  }
  case ll::RejectExtendedIndication::opcode: {
    const auto pdu = ll::fields_of<ll::RejectExtendedIndication>(ctr_data);
    if (pdu) on_refused(pdu->rejected_opcode, pdu->reason, now);
    return pdu.has_value();
  }
  default: return false;
  }
}

// Version exchange. 5.1.5: once a link, both ways.

void Procedures::send_version() {
  version_sent_ = true;
  link_.queue.control(ll::VersionIndication{version_number(link_.config.profile),
                                            link_.config.company_identifier, subversion});
}

void Procedures::on_version(const ll::VersionIndication& pdu, Instant now) {
  if (peer_version_) return;
  peer_version_ = pdu;
  if (!version_sent_) send_version();
  if (!is_local<AwaitVersion>()) return;
  report_version(ErrorCode::success);
  finish_local(now);
}

void Procedures::report_version(ErrorCode status) {
  const ll::VersionIndication version = peer_version_.value_or(ll::VersionIndication{});
  link_.host.event(hci::ReadRemoteVersionInformationComplete{
      status, link_.handle, version.version, version.company_identifier, version.subversion});
}

// Feature exchange. 5.1.4.

void Procedures::on_feature_request(std::uint64_t features) {
  peer_features_ = features;
  // The first octet says what both can use, the others what we can.
  constexpr std::uint64_t first_octet = 0xff;
  link_.queue.control(ll::FeatureResponse{own_features_ & (features | ~first_octet)});
}

void Procedures::on_feature_response(std::uint64_t features, Instant now) {
  if (!is_local<AwaitFeatures>()) return;
  peer_features_ = features;
  report_features(ErrorCode::success);
  finish_local(now);
}

void Procedures::report_features(ErrorCode status) {
  link_.host.le_event(
      hci::LeReadRemoteFeaturesComplete{status, link_.handle, peer_features_.value_or(0)});
}

// Data length update. 5.1.9.

void Procedures::report_lengths() {
  const DataLimit tx = link_.lengths.tx(link_.timing.phys().tx);
  const DataLimit rx = link_.lengths.rx(link_.timing.phys().rx);
  if (tx == reported_tx_ && rx == reported_rx_) return;
  reported_tx_ = tx;
  reported_rx_ = rx;
  link_.host.le_event(
      hci::LeDataLengthChange{link_.handle, tx.octets, tx.time_us, rx.octets, rx.time_us});
}

void Procedures::on_length_request(const ll::DataLengths& lengths) {
  link_.queue.control(ll::LengthResponse{link_.lengths.offer()});
  link_.lengths.agree(lengths);
  report_lengths();
}

void Procedures::on_length_response(const ll::DataLengths& lengths, Instant now) {
  if (!is_local<AwaitLengths>()) return;
  link_.lengths.agree(lengths);
  report_lengths();
  finish_local(now);
}

// LL_UNKNOWN_RSP and LL_REJECT_EXT_IND name what they refuse, LL_REJECT_IND means what is going on.

void Procedures::on_rejected(ErrorCode reason, Instant now) {
  const bool encrypting = is_local<AwaitEncryptionResponse>() || is_local<AwaitStartRequest>();
  const std::uint8_t opcode = encrypting                    ? ll::EncryptionRequest::opcode
                              : is_local<AwaitParameters>() ? ll::ConnectionParameterRequest::opcode
                              : is_local<AwaitPhys>()       ? ll::PhyRequest::opcode
                              : is_local<AwaitFeatures>()   ? ll::FeatureRequest::opcode
                              : is_local<AwaitLengths>()    ? ll::LengthRequest::opcode
                                                         : ll::ConnectionParameterResponse::opcode;
  on_refused(opcode, reason, now);
}

void Procedures::on_refused(std::uint8_t opcode, ErrorCode reason, Instant now) {
  switch (opcode) {
  case ll::PingRequest::opcode:
    if (is_local<AwaitPing>()) finish_local(now);
    return;
  case ll::VersionIndication::opcode:
    if (!is_local<AwaitVersion>()) return;
    report_version(reason);
    return finish_local(now);
  case ll::FeatureRequest::opcode:
  case ll::PeripheralFeatureRequest::opcode:
    if (!is_local<AwaitFeatures>()) return;
    report_features(reason);
    return finish_local(now);
  case ll::LengthRequest::opcode:
    if (is_local<AwaitLengths>()) finish_local(now);
    return;
  case ll::PhyRequest::opcode:
    if (is_local<AwaitPhys>()) on_phys_refused(reason, now);
    return;
  case ll::EncryptionRequest::opcode:
    if (is_local<AwaitEncryptionResponse>() || is_local<AwaitStartRequest>())
      end_local_encryption(reason, now);
    return;
  case ll::ConnectionParameterRequest::opcode:
    if (is_local<AwaitParameters>()) on_parameters_refused(reason, now);
    return;
  case ll::ConnectionParameterResponse::opcode:
    if (!std::holds_alternative<AwaitIndication>(peer_)) return;
    peer_ = PeerIdle{};
    peer_deadline_ = Instant::never();
    return run(now);
  default: return;
  }
}

}  // namespace westwind::controller
