// The LE signalling channel.
#include "l2cap/signalling.hpp"

namespace westwind::host::l2cap {

using namespace wire::l2cap;

namespace {
// Vol 3 Part A 6.2.1 allows 1 to 60 s for the response timer; the long end, since the central may
// wait for its own application.
constexpr Duration response_timeout = Duration::seconds(30);
}  // namespace

Signalling::Signalling(Mux& mux, std::span<SignallingState> states)
    : FixedChannel(signalling_channel), mux_(mux), states_(states) {
  mux.attach(*this);
  mux.hci().attach(*this);
}

Status Signalling::request_parameters(Link& link, const ConnectionParameters& wanted) {
  SignallingState& state = states_[link.index];
  if (state.awaiting_response) return Error::already;
  Packet packet =
      mux_.allocate(link, sizeof(CommandHeader) + sizeof(ConnectionParameterUpdateRequest));
  if (!packet) return Error::no_memory;
  state.identifier = static_cast<std::uint8_t>(state.identifier == 0xff ? 1 : state.identifier + 1);
  state.awaiting_response = true;
  state.response.start(response_timeout);
  packet.append(octets_of(CommandHeader{ConnectionParameterUpdateRequest::code, state.identifier,
                                        sizeof(ConnectionParameterUpdateRequest)}));
  packet.append(octets_of(
      ConnectionParameterUpdateRequest{wanted.interval_min_1250us, wanted.interval_max_1250us,
                                       wanted.latency, wanted.supervision_timeout_10ms}));
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
  return {};
}

void Signalling::on_payload(Link& link, Bytes payload) {
  Reader reader(payload);
  const auto header = reader.take<CommandHeader>();
  if (!header || header->identifier == 0) {
    ++mux_.hci().counters().malformed_packets;
    return;
  }
  if (payload.size() > signalling_mtu)
    return reject(link, header->identifier, RejectReason::mtu_exceeded);
  if (reader.size() != header->length)
    return reject(link, header->identifier, RejectReason::not_understood);
  switch (header->code) {
  case ConnectionParameterUpdateRequest::code:
    return on_request(link, header->identifier, reader.rest());
  case CommandReject::code:
  case ConnectionParameterUpdateResponse::code:
    return on_response(link, header->code, header->identifier, reader.rest());
  case LeCreditBasedConnectionRequest::code:
    return on_channel_request(link, header->identifier, reader.rest());
  case DisconnectionRequest::code:
    return on_disconnection_request(link, header->identifier, reader.rest());
  case LeCreditBasedConnectionResponse::code:
  case DisconnectionResponse::code:
  case FlowControlCredit::code: return;  // answers to nothing of ours: ignored, Vol 3 Part A 4
  default: return reject(link, header->identifier, RejectReason::not_understood);
  }
}

void Signalling::on_request(Link& link, std::uint8_t identifier, Bytes data) {
  const auto request = parse_exactly<ConnectionParameterUpdateRequest>(data);
  // Only a central may be asked. 4.20.
  if (!request || link.role != hci::Role::central)
    return reject(link, identifier, RejectReason::not_understood);
  const ConnectionParameters wanted{request->interval_min_1250us, request->interval_max_1250us,
                                    request->latency, request->timeout_10ms};
  const bool accepted =
      wanted.is_valid() && policy_ != nullptr && policy_->on_parameter_request(link, wanted);
  answer(link, identifier,
         ConnectionParameterUpdateResponse{static_cast<std::uint16_t>(accepted ? 0 : 1)});
}

void Signalling::on_response(Link& link, std::uint8_t code, std::uint8_t identifier, Bytes data) {
  const SignallingState& state = states_[link.index];
  if (!state.awaiting_response || state.identifier != identifier) return;
  const auto response = parse_exactly<ConnectionParameterUpdateResponse>(data);
  end_request(link,
              code == ConnectionParameterUpdateResponse::code && response && response->result == 0);
}

void Signalling::end_request(Link& link, bool accepted) {
  states_[link.index].awaiting_response = false;
  states_[link.index].response.stop();
  if (policy_ != nullptr) policy_->on_parameter_response(link, accepted);
}

template <Wire T>
void Signalling::answer(Link& link, std::uint8_t identifier, const T& data) {
  Packet packet = mux_.allocate_answer(link, sizeof(CommandHeader) + sizeof(T));
  if (!packet) return;  // the peer repeats or times out
  packet.append(octets_of(CommandHeader{T::code, identifier, sizeof(T)}));
  packet.append(octets_of(data));
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
}

void Signalling::reject(Link& link, std::uint8_t identifier, RejectReason reason) {
  if (reason == RejectReason::not_understood)
    return answer(link, identifier, CommandReject{static_cast<std::uint16_t>(reason)});
  answer(link, identifier,
         CommandRejectWithMtu{static_cast<std::uint16_t>(reason), signalling_mtu});
}

void Signalling::on_channel_request(Link& link, std::uint8_t identifier, Bytes data) {
  if (data.size() != sizeof(LeCreditBasedConnectionRequest))
    return reject(link, identifier, RejectReason::not_understood);
  answer(link, identifier, LeCreditBasedConnectionResponse{{}, 0, 0, 0, spsm_not_supported});
}

void Signalling::on_disconnection_request(Link& link, std::uint8_t identifier, Bytes data) {
  const auto request = parse_exactly<DisconnectionRequest>(data);
  if (!request) return reject(link, identifier, RejectReason::not_understood);
  answer(link, identifier,
         CommandRejectWithCids{static_cast<std::uint16_t>(RejectReason::invalid_cid),
                               request->destination, request->source});
}

void Signalling::run(Instant now) {
  for (Link& link : mux_.hci().links())
    if (states_[link.index].response.expired(now)) end_request(link, false);
}

Instant Signalling::deadline() const {
  Instant next = Instant::never();
  for (const SignallingState& state : states_)
    next = earlier(next, state.response.deadline());
  return next;
}

}  // namespace westwind::host::l2cap
