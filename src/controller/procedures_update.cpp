// Control procedures with an instant: connection update, connection parameters request, channel map
// update. Vol 6 Part B 5.1.1, 5.1.2, 5.1.7; collisions 5.3.
#include "controller/procedures.hpp"

#include <utility>

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using hci::ConnectionParameters;
using hci::ErrorCode;

namespace {
// Events between sending an indication and its instant, besides the peripheral's latency: six at
// least (5.1.1), and some for a link that loses packets.
constexpr std::uint16_t events_to_instant = 8;
constexpr std::uint8_t window_size = 1;  // 1.25 ms
constexpr std::uint16_t no_offset = 0xffff;
}  // namespace

// What the hosts ask for.

bool Procedures::may_request_parameters() const {
  return !refuses_parameters_ && may_use(hci::LeFeature::connection_parameters_request);
}

ErrorCode Procedures::update_parameters(const ConnectionParameters& parameters, Instant now) {
  if (is_local<AwaitParameters>() || wanted_.parameters) return ErrorCode::command_disallowed;
  if (!link_.is_central() && !may_request_parameters())
    return ErrorCode::unsupported_remote_feature;
  wanted_.parameters = parameters;
  run(now);
  return ErrorCode::success;
}

void Procedures::update_channel_map(Instant now) {
  if (!link_.is_central()) return;
  wanted_.channel_map = true;
  run(now);
}

bool Procedures::accept_parameters(const ConnectionParameters& parameters, Instant now) {
  if (!std::holds_alternative<HostDecides>(peer_)) return false;
  if (link_.is_central()) {
    peer_ = PeerIdle{};
    indicate_update(parameters);
  } else {
    peer_ = AwaitIndication{};
    peer_deadline_ = now + response_timeout;
    link_.queue.control(ll::ConnectionParameterResponse{propose(parameters)});
  }
  return true;
}

bool Procedures::reject_parameters(ErrorCode reason) {
  if (!std::holds_alternative<HostDecides>(peer_)) return false;
  peer_ = PeerIdle{};
  refuse(ll::ConnectionParameterRequest::opcode, reason);
  return true;
}

bool Procedures::run_updates(Instant now) {
  if (link_.timing.is_instant_pending() || !std::holds_alternative<PeerIdle>(peer_)) return false;
  if (std::exchange(wanted_.channel_map, false)) {
    if (link_.timing.channel_map() == neighbours_.host_channel_map()) return true;
    indicate_channel_map();
    local_ = AwaitInstant{};
    return true;
  }
  if (!wanted_.parameters) return false;
  const ConnectionParameters asked = *wanted_.parameters;
  wanted_.parameters.reset();
  update_asked_ = true;
  if (may_request_parameters()) {
    begin_local(AwaitParameters{asked}, ll::ConnectionParameterRequest{propose(asked)}, now);
  } else if (link_.is_central()) {
    indicate_update(asked);
    local_ = AwaitInstant{};
  } else {
    report_update(ErrorCode::unsupported_remote_feature);
  }
  return true;
}

void Procedures::on_event(Instant now) {
  if (update_pending_ && !link_.timing.is_update_pending()) {
    update_pending_ = false;
    if (update_asked_ || link_.timing.parameters() != reported_) report_update(ErrorCode::success);
  }
  if (phys_pending_ && !link_.timing.pending_phys()) phys_agreed();
  if (is_local<AwaitInstant>() && !link_.timing.is_instant_pending()) local_ = Idle{};
  run(now);
}

void Procedures::report_update(ErrorCode status) {
  reported_ = link_.timing.parameters();
  update_asked_ = false;
  link_.host.le_event(hci::LeConnectionUpdateComplete{status, link_.handle,
                                                      reported_.interval_1250us, reported_.latency,
                                                      reported_.supervision_timeout_10ms});
}

// The indications that a central sends.

std::uint16_t Procedures::next_instant() const {
  return static_cast<std::uint16_t>(link_.timing.counter() + link_.timing.parameters().latency +
                                    events_to_instant);
}

void Procedures::indicate_update(const ConnectionParameters& parameters) {
  const EventParameters chosen{parameters.interval_max_1250us, parameters.latency,
                               parameters.supervision_timeout_10ms};
  const std::uint16_t instant = next_instant();
  const Instant expected = link_.timing.expected_anchor(instant);
  const bool moves = chosen.interval_1250us != link_.timing.parameters().interval_1250us;
  const Duration offset =
      moves ? neighbours_.place_anchor(expected, chosen.interval(), &link_.timing) - expected
            : Duration::zero();
  const auto window_offset = static_cast<std::uint16_t>(offset / slots_1250us(1));
  link_.queue.control(ll::ConnectionUpdateIndication{window_size, window_offset,
                                                     chosen.interval_1250us, chosen.latency,
                                                     chosen.supervision_timeout_10ms, instant});
  link_.timing.at_instant(
      ConnectionTiming::PendingParameters{chosen, offset, Duration::zero(), instant});
  update_pending_ = true;
}

void Procedures::indicate_channel_map() {
  const ll::ChannelMap map = neighbours_.host_channel_map();
  const std::uint16_t instant = next_instant();
  link_.queue.control(ll::ChannelMapIndication{map.octets(), instant});
  link_.timing.at_instant(ConnectionTiming::PendingChannelMap{map, instant});
}

// And that a peripheral receives.

void Procedures::on_update_indication(const ll::ConnectionUpdateIndication& pdu, Instant now) {
  const EventParameters parameters{pdu.interval_1250us, pdu.latency, pdu.supervision_timeout_10ms};
  if (link_.timing.has_passed(pdu.instant)) {
    ended_ = ErrorCode::instant_passed;
    return;
  }
  if (!is_acceptable(parameters, pdu.window_size_1250us, pdu.window_offset_1250us)) {
    (void)terminate(ErrorCode::invalid_ll_parameters, now);
    return;
  }
  give_way();
  if (is_local<AwaitParameters>()) {  // this is the answer
    local_ = Idle{};
    local_deadline_ = Instant::never();
  }
  peer_ = PeerIdle{};
  peer_deadline_ = Instant::never();
  update_pending_ = true;
  link_.timing.at_instant(
      ConnectionTiming::PendingParameters{parameters, slots_1250us(pdu.window_offset_1250us),
                                          slots_1250us(pdu.window_size_1250us), pdu.instant});
}

void Procedures::on_channel_map_indication(const ll::ChannelMapIndication& pdu, Instant now) {
  if (link_.timing.has_passed(pdu.instant)) {
    ended_ = ErrorCode::instant_passed;
    return;
  }
  const ll::ChannelMap map(pdu.channel_map);
  if (!map.is_usable()) {
    (void)terminate(ErrorCode::invalid_ll_parameters, now);
    return;
  }
  give_way();
  link_.timing.at_instant(ConnectionTiming::PendingChannelMap{map, pdu.instant});
}

// Connection parameters request.

ll::ConnectionParameterProposal Procedures::propose(const ConnectionParameters& parameters) const {
  return {parameters,
          0,
          link_.timing.counter(),
          {no_offset, no_offset, no_offset, no_offset, no_offset, no_offset}};
}

// The peer was quicker: what we have begun but not yet put on the air waits until the peer's
// procedure is over.
void Procedures::give_way() {
  if (const auto* own = std::get_if<AwaitParameters>(&local_)) {
    if (!link_.queue.withdraw(ll::ConnectionParameterRequest::opcode)) return;
    if (!wanted_.parameters) wanted_.parameters = own->asked;
  } else if (is_local<AwaitPhys>()) {
    if (!link_.queue.withdraw(ll::PhyRequest::opcode)) return;
    wanted_.phys = true;
  } else if (is_local<AwaitInstant>()) {
    if (link_.queue.withdraw(ll::ChannelMapIndication::opcode)) {
      wanted_.channel_map = true;
    } else if (link_.queue.withdraw(ll::ConnectionUpdateIndication::opcode)) {
      const EventParameters& chosen = link_.timing.pending_update()->parameters;
      if (!wanted_.parameters)
        wanted_.parameters = ConnectionParameters{chosen.interval_1250us, chosen.interval_1250us,
                                                  chosen.latency, chosen.supervision_timeout_10ms};
      update_pending_ = false;
    } else {
      return;
    }
    link_.timing.forget_pending();
  } else {
    return;
  }
  local_ = Idle{};
  local_deadline_ = Instant::never();
}

std::optional<ErrorCode> Procedures::collision(bool same) const {
  if (!std::holds_alternative<PeerIdle>(peer_)) return ErrorCode::ll_procedure_collision;
  if (!link_.is_central()) return std::nullopt;  // the central's wish goes first
  if (same) return ErrorCode::ll_procedure_collision;
  if (is_local<AwaitParameters>() || is_local<AwaitPhys>() || link_.timing.is_instant_pending())
    return ErrorCode::different_transaction_collision;
  return std::nullopt;
}

bool Procedures::keeps_current(const ConnectionParameters& parameters) const {
  const EventParameters& current = link_.timing.parameters();
  return parameters.interval_min_1250us == current.interval_1250us &&
         parameters.interval_max_1250us == current.interval_1250us &&
         parameters.latency == current.latency &&
         parameters.supervision_timeout_10ms == current.supervision_timeout_10ms;
}

void Procedures::on_parameter_request(const ll::ConnectionParameterProposal& proposal,
                                      Instant now) {
  constexpr std::uint8_t opcode = ll::ConnectionParameterRequest::opcode;
  const ConnectionParameters& parameters = proposal.parameters;
  give_way();
  if (const auto reason = collision(is_local<AwaitParameters>())) return refuse(opcode, *reason);
  if (!parameters.is_valid()) return refuse(opcode, ErrorCode::invalid_ll_parameters);
  const bool ask_host = !keeps_current(parameters);
  if (ask_host &&
      !link_.host.is_le_event_enabled(hci::LeRemoteConnectionParameterRequest::subevent))
    return refuse(opcode, ErrorCode::unsupported_remote_feature);
  peer_ = HostDecides{};
  if (ask_host)
    link_.host.le_event(hci::LeRemoteConnectionParameterRequest{link_.handle, parameters});
  else
    (void)accept_parameters(parameters, now);
}

void Procedures::on_parameter_response(const ll::ConnectionParameterProposal& proposal,
                                       Instant now) {
  if (!is_local<AwaitParameters>()) return;
  if (proposal.parameters.is_valid()) {
    indicate_update(proposal.parameters);
    local_ = AwaitInstant{};
    local_deadline_ = Instant::never();
    return;
  }
  refuse(ll::ConnectionParameterResponse::opcode, ErrorCode::invalid_ll_parameters);
  report_update(ErrorCode::invalid_ll_parameters);
  finish_local(now);
}

void Procedures::on_parameters_refused(ErrorCode reason, Instant now) {
  const ConnectionParameters asked = std::get_if<AwaitParameters>(&local_)->asked;
  local_deadline_ = Instant::never();
  if (link_.is_central() && reason == ErrorCode::unsupported_remote_feature) {
    indicate_update(asked);  // 5.1.7.1: the plain procedure needs nobody's consent
    local_ = AwaitInstant{};
    return;
  }
  if (reason == ErrorCode::different_transaction_collision && !wanted_.parameters)
    wanted_.parameters = asked;  // once the central's procedure is over
  else
    report_update(reason);
  finish_local(now);
}

void Procedures::refuse(std::uint8_t opcode, ErrorCode reason) {
  if (may_use(hci::LeFeature::extended_reject_indication))
    link_.queue.control(ll::RejectExtendedIndication{opcode, reason});
  else
    link_.queue.control(ll::RejectIndication{reason});
}

}  // namespace westwind::controller
