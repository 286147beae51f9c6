// Connection events: exchanging PDUs, acknowledging them, and planning the next event.
#include "controller/link.hpp"

#include <algorithm>
#include <utility>

#include "controller/timing.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;

namespace {
constexpr std::size_t pdu_octets_max =
    sizeof(ll::DataHeader) + ll::data_octets_max + Encryption::mic_octets + ll::crc_octets;
// 4.5.2: a connection that nothing is heard of for six intervals was never established.
constexpr int intervals_to_establish = 6;
}  // namespace

void Link::open(const ConnectionRequest& request, const Opening& opening) {
  state_.handle = opening.handle;
  state_.role = opening.role;
  state_.own = request.own;
  state_.peer = request.peer;
  state_.shows_private = request.shows_private;
  state_.access_address = request.data.access_address;
  state_.crc_init = request.data.crc_init;
  const std::uint32_t ppm =
      state_.config.clock_accuracy_ppm + ll::clock_accuracy_ppm(request.data.clock_accuracy());
  state_.timing =
      ConnectionTiming(request.data, opening.created, opening.first, opening.window, ppm);
  if (request.draws_channels) state_.timing.draw_channels(request.data.access_address);
  state_.timing.begin_on(request.phy());
  const bool coded = (opening.features & hci::feature_bit(hci::LeFeature::coded_phy)) != 0;
  state_.lengths = DataLengths(opening.data_limit, coded);
  state_.sequence = {};
  state_.queue.clear();
  procedures_.begin(opening.features, opening.phys);
  open_ = true;
  established_ = false;
  acknowledged_once_ = sealed_ = mic_failed_ = false;
  rssi_dbm_ = opening.rssi_dbm;
  unreturned_acl_ = 0;
  asleep_for_ = 0;
  created_ = last_heard_ = opening.created;
  watch_ = {};
  scheduler_.add(*this);
  book();
  update_timer();
}

void Link::drop() {
  if (!open_) return;
  open_ = false;
  scheduler_.remove(*this);
  state_.queue.clear();
  state_.host.acl_returned(std::exchange(unreturned_acl_, 0));
}

// From the host.

void Link::send(AclBuffers::Index packet) {
  state_.queue.acl(packet);
  wake_up();
}

void Link::acl_returned(std::uint16_t count) {
  const std::uint16_t returned = std::min(count, unreturned_acl_);
  unreturned_acl_ = static_cast<std::uint16_t>(unreturned_acl_ - returned);
  state_.host.acl_returned(returned);
}

void Link::wake_up() {
  if (asleep_for_ != 0 && !state_.queue.is_idle()) plan(scheduler_.now());
  update_timer();
}

// Planning. The timing stands at the event that is planned, or, while a peripheral makes use of its
// latency, at the last one it attended, so that it can still wake up for an earlier one.

void Link::plan(Instant now) {
  const bool central = state_.is_central();
  const bool may_sleep = !central && asleep_for_ == 0 && heard_valid_ && acknowledged_once_ &&
                         state_.timing.parameters().latency > 0 && state_.queue.is_idle() &&
                         !peer_has_more_ && !procedures_.needs_every_event();
  if (may_sleep) {
    asleep_for_ = state_.timing.parameters().latency + 1u;
    book();
    return;
  }
  asleep_for_ = 0;
  do {
    state_.timing.step();
  } while ((central ? state_.timing.anchor() : state_.timing.listen_from()) <= now);
  procedures_.on_event(now);
  book();
}

void Link::book() {
  const ConnectionTiming& timing = state_.timing;
  const Duration answer = t_ifs + payload_time(phys().rx, 0);
  const Duration own = payload_time(phys().tx, next_octets());
  if (state_.is_central())
    scheduler_.book(*this, {timing.anchor(), own + answer});
  else
    scheduler_.book(
        *this, {timing.listen_from(asleep_for_),
                timing.listen_to(asleep_for_) - timing.listen_from(asleep_for_) + answer + own});
}

void Link::on_missed(Instant now) {
  if (asleep_for_ != 0) state_.timing.skip(std::exchange(asleep_for_, 0));
  heard_valid_ = false;
  plan(now);
  update_timer();
}

void Link::on_revoked(Instant now) {
  plan(now);
  update_timer();
}

void Link::close_event(Instant now) {
  scheduler_.release(*this);
  plan(now);
  update_timer();
}

Instant Link::next_event_start() const {
  return state_.is_central() ? state_.timing.anchor(1) : state_.timing.listen_from(1);
}

// The event.

void Link::on_granted(Instant now) {
  if (asleep_for_ != 0) state_.timing.skip(std::exchange(asleep_for_, 0));
  const Instant planned =
      state_.is_central() ? state_.timing.anchor() : state_.timing.listen_from();
  packets_heard_ = crc_errors_ = 0;
  heard_valid_ = sent_more_ = peer_has_more_ = false;
  if (planned < now) {
    close_event(now);
    return;
  }
  scheduler_.hold(true);
  if (state_.is_central()) {
    transmit(now, next_event_start());
  } else {
    scheduler_.radio().receive(tuning(phys().rx));
    scheduler_.wake_owner(listen_until(state_.timing.listen_to(), phys().rx));
  }
}

bool Link::transmit(Instant start, Instant until) {
  const std::size_t limit = tx_payload();
  const bool fits = start + payload_time(phys().tx, next_octets()) <= until;
  if (!fits && state_.queue.has_in_flight() && packets_heard_ > 0) return false;
  // What was sent plain first is repeated plain.
  if (!state_.queue.has_in_flight()) sealed_ = state_.encryption.is_outgoing_encrypted();
  const TransmitQueue::Pdu pdu = state_.queue.next(limit, !fits);
  sent_more_ = pdu.more;
  const bool seal = sealed_ && !pdu.payload.empty();
  Octets<pdu_octets_max> octets, shown;
  Writer writer(octets), plain(shown);
  if (seal) {
    plain.put(ll::data_header(pdu.llid, state_.sequence.nesn(), state_.sequence.sn(), sent_more_,
                              pdu.payload.size()));
    plain.bytes(pdu.payload);
  }
  writer.put(ll::data_header(pdu.llid, state_.sequence.nesn(), state_.sequence.sn(), sent_more_,
                             pdu.payload.size() + (seal ? Encryption::mic_octets : 0)));
  writer.bytes(pdu.payload);
  if (seal) {
    Octets<Encryption::mic_octets> mic;
    state_.encryption.seal(state_.is_central(), octets[0],
                           MutableBytes(octets).subspan(sizeof(ll::DataHeader), pdu.payload.size()),
                           mic);
    writer.bytes(mic);
  }
  writer.put(ll::crc24(state_.crc_init, writer.written()));
  scheduler_.radio().transmit(tuning(phys().tx), writer.written(), start,
                              state_.is_central() ? PacketKind::data_to_peripheral
                                                  : PacketKind::data_to_central,
                              plain.written());
  return true;
}

void Link::on_transmitted(Instant now) {
  if (const auto reason = procedures_.ended_by_peer()) {
    finish(*reason);  // what was sent just now acknowledged it
    return;
  }
  if (packets_heard_ > 0) scheduler_.hold(false);  // each side had its turn
  const bool listens = state_.is_central() || sent_more_ || peer_has_more_ || crc_errors_ > 0;
  if (!listens) {
    close_event(now);
    return;
  }
  scheduler_.radio().receive(tuning(phys().rx));
  scheduler_.wake_owner(answer_deadline(now, phys().rx));
}

void Link::on_wake(Instant now) { close_event(now); }

void Link::on_synchronised(Instant) { scheduler_.wake_owner(Instant::never()); }

void Link::on_received(const Reception& reception) {
  rssi_dbm_ = reception.rssi_dbm;
  if (!state_.is_central() && packets_heard_ == 0) state_.timing.synchronise(reception.start);
  if (packets_heard_ < 0xff) ++packets_heard_;
  if (ll::has_valid_crc(state_.crc_init, reception.octets)) {
    crc_errors_ = 0;
    take(reception);
    if (finish_if_over()) return;
  } else if (++crc_errors_ == 2) {  // 4.5.6
    close_event(reception.end);
    return;
  }
  const Instant start = reception.end + t_ifs;
  const bool goes_on = !state_.is_central() || central_goes_on(start);
  if (!goes_on || !transmit(start, next_event_start())) close_event(reception.end);
}

bool Link::central_goes_on(Instant start) const {
  if (!sent_more_ && !peer_has_more_) return false;
  const Phy rx = phys().rx;
  const Duration own = payload_time(phys().tx, next_octets());
  const Duration answer =
      peer_has_more_ ? Duration::microseconds(state_.lengths.rx(rx).time_us) : payload_time(rx, 0);
  const Instant end = start + own + t_ifs + answer + t_ifs;
  return end <= earlier(next_event_start(), scheduler_.free_until(*this));
}

void Link::take(const Reception& reception) {
  Reader reader(reception.octets.first(reception.octets.size() - ll::crc_octets));
  const auto header = reader.take<ll::DataHeader>();
  if (!header || header->length != reader.size()) return;
  established_ = heard_valid_ = true;
  last_heard_ = reception.end;
  peer_has_more_ = header->more_data();
  const SequenceNumbers::Heard heard = state_.sequence.hear(*header);
  if (heard.acknowledged) on_acknowledged();
  if (heard.fresh && take_payload(*header, reader.rest())) state_.sequence.accept();
}

/// Decrypts what is encrypted. A wrong MIC ends the link. 5.1.3, Vol 6 Part E 2.
bool Link::take_payload(const ll::DataHeader& header, Bytes payload) {
  if (payload.empty() || !state_.encryption.is_incoming_encrypted())
    return take_data(header, payload);
  Octets<ll::data_octets_max> plain;
  const std::size_t size =
      payload.size() > Encryption::mic_octets ? payload.size() - Encryption::mic_octets : 0;
  mic_failed_ = size == 0 || size > plain.size();
  if (mic_failed_) return false;
  const MutableBytes text = MutableBytes(plain).first(size);
  copy_bytes(text, payload);
  mic_failed_ = !state_.encryption.open(!state_.is_central(), octets_of(header)[0], text,
                                        payload.subspan(size));
  if (mic_failed_ || !take_data(header, text)) return false;
  state_.encryption.incoming_taken();
  watch_.start(last_heard_);
  return true;
}

/// False when there is no room for it now: the peer will send it again.
bool Link::take_data(const ll::DataHeader& header, Bytes payload) {
  if (header.llid() == ll::Llid::control) {
    constexpr std::size_t room_kept = 2;
    if (state_.queue.control_room() < room_kept && !procedures_.is_terminating()) return false;
    procedures_.on_control(payload, last_heard_);
    return true;
  }
  // Empty PDUs, and what the reserved LLID brings, are acknowledged and dropped.
  if (payload.empty() || header.llid() == ll::Llid::reserved) return true;
  if (procedures_.is_terminating()) return true;
  if (!state_.host.can_take_acl(payload.size())) return false;
  const auto boundary = header.llid() == ll::Llid::start ? hci::PacketBoundary::first_flushable
                                                         : hci::PacketBoundary::continuing;
  const std::uint16_t packets = state_.host.acl(state_.handle, boundary, payload);
  unreturned_acl_ = static_cast<std::uint16_t>(unreturned_acl_ + packets);
  return true;
}

void Link::on_acknowledged() {
  acknowledged_once_ = true;
  const TransmitQueue::Acknowledged delivered = state_.queue.acknowledge();
  if (sealed_ && delivered.what != TransmitQueue::Delivered::nothing)
    state_.encryption.outgoing_delivered();
  if (delivered.what == TransmitQueue::Delivered::control)
    procedures_.on_control_acknowledged(delivered.opcode);
  if (delivered.what == TransmitQueue::Delivered::packet)
    state_.host.event(hci::NumberOfCompletedPackets{1},
                      octets_of(hci::NumberOfCompletedPackets::Entry{state_.handle, 1}));
}

// The end.

Instant Link::supervision_deadline() const {
  if (!established_) return created_ + state_.timing.interval() * intervals_to_establish;
  return last_heard_ + state_.timing.parameters().supervision_timeout();
}

void Link::update_timer() {
  if (!open_) return;
  watch_payload(scheduler_.now());
  scheduler_.set_timer(*this, earlier(earlier(supervision_deadline(), procedures_.deadline()),
                                      watch_.deadline(answer_time())));
  const Duration silence = scheduler_.now() - last_heard_;
  scheduler_.set_urgent(*this, !established_ ||
                                   silence * 2 > state_.timing.parameters().supervision_timeout());
}

/// On while the link is encrypted.
void Link::watch_payload(Instant now) {
  const bool encrypted = state_.encryption.is_incoming_encrypted();
  if (encrypted && !watch_.is_on()) watch_.start(now);
  if (!encrypted) watch_.stop();
  switch (watch_.take_due(now, answer_time())) {
  case AuthenticatedPayload::Due::nothing: break;
  case AuthenticatedPayload::Due::ping:
    procedures_.ping(now);
    wake_up();
    break;
  case AuthenticatedPayload::Due::expired:
    state_.host.event(hci::AuthenticatedPayloadTimeoutExpired{state_.handle});
    break;
  }
}

void Link::on_timer(Instant now) {
  procedures_.on_deadline(now);
  if (finish_if_over()) return;
  if (supervision_deadline() <= now)
    finish(established_ ? hci::ErrorCode::connection_timeout
                        : hci::ErrorCode::connection_failed_to_be_established);
  else
    update_timer();
}

bool Link::finish_if_over() {
  auto reason = procedures_.ended();
  if (mic_failed_) reason = hci::ErrorCode::mic_failure;
  if (reason) finish(*reason);
  return reason.has_value();
}

void Link::finish(hci::ErrorCode reason) {
  drop();
  state_.host.event(hci::DisconnectionComplete{hci::ErrorCode::success, state_.handle, reason});
}

}  // namespace westwind::controller
