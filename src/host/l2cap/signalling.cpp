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
  const std::uint8_t identifier =
      send_request(link, ConnectionParameterUpdateRequest::code,
                   octets_of(ConnectionParameterUpdateRequest{
                       wanted.interval_min_1250us, wanted.interval_max_1250us, wanted.latency,
                       wanted.supervision_timeout_10ms}));
  if (identifier == 0) return Error::no_memory;
  state.identifier = identifier;
  state.awaiting_response = true;
  state.response.start(response_timeout);
  return {};
}

std::uint8_t Signalling::send_request(Link& link, std::uint8_t code, Bytes data) {
  Packet packet = mux_.allocate(link, sizeof(CommandHeader) + data.size());
  if (!packet) return 0;
  std::uint8_t& last = states_[link.index].last_identifier;
  last = static_cast<std::uint8_t>(last == 0xff ? 1 : last + 1);
  send_answer(link, static_cast<Packet&&>(packet), code, last, data);
  return last;
}

void Signalling::send_answer(Link& link, Packet packet, std::uint8_t code, std::uint8_t identifier,
                             Bytes data) {
  if (!packet) return;
  packet.append(
      octets_of(CommandHeader{code, identifier, static_cast<std::uint16_t>(data.size())}));
  packet.append(data);
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
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
  case ConnectionParameterUpdateResponse::code:
    return on_response(link, header->code, header->identifier, reader.rest());
  case CommandReject::code:
    on_response(link, header->code, header->identifier, reader.rest());
    break;
  default: break;
  }
  if (handler_ == nullptr || !handler_->on_command(link, *header, reader.rest()))
    refuse(link, *header, reader.rest());
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

void Signalling::reject(Link& link, std::uint8_t identifier, RejectReason reason) {
  if (reason == RejectReason::not_understood)
    return answer(link, identifier, CommandReject{static_cast<std::uint16_t>(reason)});
  answer(link, identifier,
         CommandRejectWithMtu{static_cast<std::uint16_t>(reason), signalling_mtu});
}

/// What is there for nobody, or names a channel that nobody has.
void Signalling::refuse(Link& link, const CommandHeader& header, Bytes data) {
  switch (header.code) {
  case CommandReject::code:
  case LeCreditBasedConnectionResponse::code:
  case DisconnectionResponse::code:
  case FlowControlCredit::code: return;  // answers to nothing of ours: ignored, Vol 3 Part A 4
  case LeCreditBasedConnectionRequest::code:
    if (data.size() != sizeof(LeCreditBasedConnectionRequest)) break;
    return answer(link, header.identifier,
                  LeCreditBasedConnectionResponse{
                      {}, 0, 0, 0, static_cast<std::uint16_t>(ChannelResult::spsm_not_supported)});
  case DisconnectionRequest::code:
    if (const auto request = parse_exactly<DisconnectionRequest>(data))
      return answer(link, header.identifier,
                    CommandRejectWithCids{static_cast<std::uint16_t>(RejectReason::invalid_cid),
                                          request->destination, request->source});
    break;
  default: break;
  }
  reject(link, header.identifier, RejectReason::not_understood);
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
