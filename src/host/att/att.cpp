// The attribute protocol: what arrives, and life and death of bearers.
#include "att/att.hpp"

namespace westwind::host::att {

using namespace wire::att;

Att::Att(l2cap::Mux& mux, std::span<Bearer> bearers, std::uint16_t max_mtu)
    : FixedChannel(wire::l2cap::attribute_channel), mux_(mux), bearers_(bearers), max_mtu_(max_mtu),
      preferred_mtu_(max_mtu < 256 ? max_mtu : 256) {
  for (Bearer& bearer : bearers_)
    bearer = Bearer{};
  mux.attach(*this);
  mux.hci().attach(*this);
}

Status Att::set_preferred_mtu(std::uint16_t mtu) {
  if (mtu < default_mtu || mtu > max_mtu_) return Error::invalid_argument;
  preferred_mtu_ = mtu;
  return {};
}

void Att::on_connected(Link& link) {
  bearers_[link.index] = Bearer{};
  bearers_[link.index].closed = false;
}

void Att::on_disconnected(Link& link, hci::ErrorCode) {
  end_all(link, {Outcome::Kind::disconnected});
  bearers_[link.index] = Bearer{};
  send_delayed_answers();
}

void Att::on_payload(Link& link, Bytes pdu) {
  if (pdu.empty()) return;
  const std::uint8_t opcode = pdu.front();
  const Bytes parameters = pdu.subspan(1);
  switch (Opcode{opcode}) {
  case Opcode::error_response: return on_error_response(link, parameters);
  case Opcode::exchange_mtu_response:
  case Opcode::find_information_response:
  case Opcode::find_by_type_value_response:
  case Opcode::read_by_type_response:
  case Opcode::read_response:
  case Opcode::read_blob_response:
  case Opcode::read_multiple_response:
  case Opcode::read_by_group_type_response:
  case Opcode::write_response:
  case Opcode::prepare_write_response:
  case Opcode::execute_write_response:
  case Opcode::read_multiple_variable_response: return on_response(link, opcode, parameters);
  case Opcode::handle_value_notification:
  case Opcode::handle_value_indication: return on_value(link, Opcode{opcode}, parameters);
  case Opcode::handle_value_confirmation: return on_confirmation(link);
  case Opcode::write_command: {
    Reader reader(parameters);
    const auto head = reader.take<WriteCommand>();
    if (head && server_ != nullptr) server_->on_write_command(link, head->handle, reader.rest());
    return;
  }
  case Opcode::signed_write_command:
    if (server_ != nullptr) server_->on_signed_write(link, pdu);
    return;
  default:
    // Commands that are not known are ignored, all else is answered. 3.3.
    if (!is_command(opcode) && Opcode{opcode} != Opcode::multiple_handle_value_notification)
      on_request(link, pdu);
  }
}

void Att::on_request(Link& link, Bytes pdu) {
  Bearer& bearer = bearers_[link.index];
  if (bearer.parked) {  // a second request before the first was answered: the peer is
                        // wrong
    ++hci().counters().malformed_packets;
    return;
  }
  if (!answer_request(link, pdu)) park(link, pdu);
}

void Att::park(Link& link, Bytes pdu) {
  Packet& parked = bearers_[link.index].parked;
  parked = hci().receive_memory().allocate(0, pdu.size());
  if (!parked) return send_error(link, pdu.front(), {ErrorCode::insufficient_resources, {}});
  parked.append(pdu);
  hci().transmit_memory().hold_back_application(true);
}

void Att::answer_parked(Link& link) {
  Packet request = static_cast<Packet&&>(bearers_[link.index].parked);
  if (request && !answer_request(link, request.bytes()))
    bearers_[link.index].parked = static_cast<Packet&&>(request);
}

/// What answers peers goes before what the application starts.
void Att::send_delayed_answers() {
  bool waiting = false;
  for (Link& link : hci().links()) {
    if (!link.is_open()) continue;
    answer_parked(link);
    send_confirmations(link);
    waiting = waiting || bearers_[link.index].parked;
  }
  hci().transmit_memory().hold_back_application(waiting);
}

/// False when there is no memory for the response; nothing has happened then.
bool Att::answer_request(Link& link, Bytes pdu) {
  Bearer& bearer = bearers_[link.index];
  const Opcode opcode{pdu.front()};
  const bool short_response = opcode == Opcode::write_request ||
                              opcode == Opcode::execute_write_request ||
                              opcode == Opcode::exchange_mtu_request;
  Packet packet =
      mux_.allocate_answer(link, short_response ? 1 + sizeof(ErrorResponse) : bearer.mtu);
  if (!packet) return false;
  Writer response(packet.tail().first(short_response ? 1 + sizeof(ErrorResponse) : bearer.mtu));
  Verdict verdict{ErrorCode::request_not_supported, {}};
  const auto mtu_request = opcode == Opcode::exchange_mtu_request
                               ? parse_exactly<ExchangeMtuRequest>(pdu.subspan(1))
                               : std::nullopt;
  if (mtu_request) {
    verdict = {};
    put_pdu(response, ExchangeMtuResponse{preferred_mtu_});
  } else if (opcode == Opcode::exchange_mtu_request) {
    verdict = {ErrorCode::invalid_pdu, {}};
  } else if (server_ != nullptr) {
    verdict = server_->on_request(link, opcode, pdu.subspan(1), response);
  }
  if (verdict.error != ErrorCode::none) {
    response = Writer(packet.tail());
    put_pdu(response, ErrorResponse{pdu.front(), verdict.handle, verdict.error});
  }
  packet.grow(response.size());
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
  // In force once the response is on its way, 3.4.2.2; told even if nothing changed.
  if (mtu_request) finish_mtu_exchange(link, preferred_mtu_, mtu_request->client_rx_mtu);
  return true;
}

void Att::finish_mtu_exchange(Link& link, std::uint16_t offered, std::uint16_t rx_mtu) {
  const std::uint16_t smaller = offered < rx_mtu ? offered : rx_mtu;
  bearers_[link.index].mtu = smaller < default_mtu ? default_mtu : smaller;
  if (mtu_listener_ != nullptr) mtu_listener_->on_mtu(link, bearers_[link.index].mtu);
}

void Att::send_error(Link& link, std::uint8_t request, Verdict verdict) {
  Packet packet = mux_.allocate_answer(link, 1 + sizeof(ErrorResponse));
  if (!packet) return;
  Writer writer(packet.tail());
  put_pdu(writer, ErrorResponse{request, verdict.handle, verdict.error});
  packet.grow(writer.size());
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
}

void Att::on_value(Link& link, Opcode opcode, Bytes parameters) {
  Reader reader(parameters);
  const auto head = reader.take<HandleValueNotification>();
  if (!head) {
    ++hci().counters().malformed_packets;
    return;
  }
  if (client_ != nullptr) client_->on_value(link, opcode, head->handle, reader.rest());
  if (opcode != Opcode::handle_value_indication || !link.is_open()) return;
  std::uint8_t& owed = bearers_[link.index].confirmations_owed;
  if (owed < 0xff) ++owed;
  send_confirmations(link);
}

void Att::send_confirmations(Link& link) {
  std::uint8_t& owed = bearers_[link.index].confirmations_owed;
  for (; owed > 0; --owed) {
    Packet packet = mux_.allocate_answer(link, 1);
    if (!packet) return;
    packet.append(octets_of(Opcode::handle_value_confirmation));
    mux_.send(link, cid(), static_cast<Packet&&>(packet));
  }
}

void Att::on_writable() {
  send_delayed_answers();
  for (Link& link : hci().links())
    if (link.is_open()) start_next(link);
}

void Att::run(Instant now) {
  send_delayed_answers();
  for (Link& link : hci().links()) {
    Bearer& bearer = bearers_[link.index];
    const bool no_response = bearer.response.expired(now);
    const bool no_confirmation = bearer.confirmation.expired(now);
    if (!no_response && !no_confirmation) continue;
    // No more requests on a bearer that timed out, 3.3.3: all that is left is to end the link.
    end_all(link, {Outcome::Kind::timed_out});
    hci().disconnect(link.handle, hci::ErrorCode::remote_user_terminated_connection);
  }
}

Instant Att::deadline() const {
  Instant next = Instant::never();
  for (const Bearer& bearer : bearers_)
    next = earlier(next, earlier(bearer.response.deadline(), bearer.confirmation.deadline()));
  return next;
}

}  // namespace westwind::host::att
