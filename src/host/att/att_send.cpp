// The attribute protocol: what we start. Client transactions one after another, values in
// notifications, indications and commands.
#include "att/att.hpp"

namespace westwind::host::att {

using namespace wire::att;

Status Att::submit(Link& link, Transaction& transaction) {
  Bearer& bearer = bearers_[link.index];
  if (!is_usable(link)) return Error::not_connected;
  if (transaction.is_linked()) return Error::already;
  bearer.queue.push_back(transaction);
  start_next(link);
  return {};
}

void Att::start_next(Link& link) {
  Bearer& bearer = bearers_[link.index];
  Transaction* transaction = bearer.queue.front();
  if (transaction == nullptr || bearer.request_opcode != 0 || bearer.closed) return;
  transaction->on_turn(bearer.mtu);
  const std::size_t wanted = transaction->request_size();
  const std::size_t size = wanted < bearer.mtu ? wanted : bearer.mtu;
  Packet packet = mux_.allocate(link, size);
  if (!packet) return;  // on_writable comes back here
  Writer writer(packet.tail().first(size));
  transaction->write_request(writer);
  packet.grow(writer.size());
  bearer.request_opcode = packet.bytes().front();
  bearer.response.start(transaction_timeout);
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
}

void Att::on_response(Link& link, std::uint8_t opcode, Bytes parameters) {
  Bearer& bearer = bearers_[link.index];
  // Every response opcode is its request's plus one.
  if (bearer.request_opcode == 0 || opcode != bearer.request_opcode + 1) {
    ++hci().counters().unexpected_replies;
    return;
  }
  Transaction& transaction = *bearer.queue.front();
  // Still marked as running during the call: what the application submits from inside it queues
  // behind.
  const auto progress = transaction.on_response(link.handle, parameters);
  if (!link.is_open() || bearer.queue.front() != &transaction) return;
  switch (progress) {
  case Transaction::Progress::next_request:
    bearer.request_opcode = 0;
    bearer.response.stop();
    return start_next(link);
  case Transaction::Progress::malformed: return end_current(link, {Outcome::Kind::malformed});
  case Transaction::Progress::finished: return end_current(link, {});
  }
}

void Att::on_error_response(Link& link, Bytes parameters) {
  Bearer& bearer = bearers_[link.index];
  const auto error = Reader(parameters).take<ErrorResponse>();
  if (!error || bearer.request_opcode == 0 || error->request_opcode != bearer.request_opcode) {
    ++hci().counters().unexpected_replies;
    return;
  }
  Transaction& transaction = *bearer.queue.front();
  const Outcome outcome = transaction.on_error(error->error);
  if (!transaction.goes_on_after_error()) return end_current(link, outcome);
  bearer.request_opcode = 0;
  bearer.response.stop();
  start_next(link);
}

void Att::end_current(Link& link, Outcome outcome) {
  Bearer& bearer = bearers_[link.index];
  Transaction* transaction = bearer.queue.pop_front();
  bearer.request_opcode = 0;
  bearer.response.stop();
  transaction->on_end(link.handle, outcome);
  if (link.is_open()) start_next(link);
}

void Att::end_all(Link& link, Outcome outcome) {
  Bearer& bearer = bearers_[link.index];
  bearer.closed = true;
  bearer.request_opcode = 0;
  bearer.response.stop();
  bearer.confirmation.stop();
  bearer.parked.reset();
  while (Transaction* transaction = bearer.queue.pop_front())
    transaction->on_end(link.handle, outcome);
  const Handle waiting = bearer.indicated;
  bearer.indicated = {};
  PacketQueue unsent = static_cast<PacketQueue&&>(bearer.indications);
  if (server_ == nullptr || waiting.value == 0) return;
  server_->on_indication_end(link, waiting, outcome);
  for (; !unsent.empty(); unsent.pop()) {
    const auto head = Reader(unsent.front().subspan(1)).take<HandleValueIndication>();
    server_->on_indication_end(link, head->handle, outcome);
  }
}

template <Wire Head>
Packet Att::value_pdu(Link& link, const Head& head, Bytes value) {
  const std::size_t room = bearers_[link.index].mtu - value_overhead;
  const Bytes cut = value.first(value.size() < room ? value.size() : room);
  Packet packet = mux_.allocate(link, value_overhead + cut.size());
  if (!packet) return packet;
  packet.append(octets_of(Head::opcode));
  packet.append(octets_of(head));
  packet.append(cut);
  return packet;
}

Status Att::write_command(Link& link, Handle handle, Bytes value) {
  if (!is_usable(link)) return Error::not_connected;
  Packet packet = value_pdu(link, WriteCommand{handle}, value);
  if (!packet) return Error::no_memory;
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
  return {};
}

Status Att::send_command(Link& link, Bytes pdu) {
  if (!is_usable(link)) return Error::not_connected;
  Packet packet = mux_.allocate(link, pdu.size());
  if (!packet) return Error::no_memory;
  packet.append(pdu);
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
  return {};
}

Status Att::notify(Link& link, Handle handle, Bytes value) {
  if (!is_usable(link)) return Error::not_connected;
  Packet packet = value_pdu(link, HandleValueNotification{handle}, value);
  if (!packet) return Error::no_memory;
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
  return {};
}

Status Att::indicate(Link& link, Handle handle, Bytes value) {
  Bearer& bearer = bearers_[link.index];
  if (!is_usable(link)) return Error::not_connected;
  Packet packet = value_pdu(link, HandleValueIndication{handle}, value);
  if (!packet) return Error::no_memory;
  bearer.indications.push(static_cast<Packet&&>(packet));
  send_next_indication(link);
  return {};
}

void Att::send_next_indication(Link& link) {
  Bearer& bearer = bearers_[link.index];
  if (bearer.indicated.value != 0 || bearer.indications.empty()) return;
  Packet packet = bearer.indications.pop();
  bearer.indicated = Reader(packet.bytes().subspan(1)).take<HandleValueIndication>()->handle;
  bearer.confirmation.start(transaction_timeout);
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
}

void Att::on_confirmation(Link& link) {
  Bearer& bearer = bearers_[link.index];
  if (bearer.indicated.value == 0) {
    ++hci().counters().unexpected_replies;
    return;
  }
  const Handle handle = bearer.indicated;
  bearer.indicated = {};
  bearer.confirmation.stop();
  send_next_indication(link);
  if (server_ != nullptr) server_->on_indication_end(link, handle, {});
}

}  // namespace westwind::host::att
