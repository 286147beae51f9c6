// Encryption start and pause. Vol 6 Part B 5.1.3.
//
//   central: LL_ENC_REQ -> LL_ENC_RSP -> LL_START_ENC_REQ -> LL_START_ENC_RSP -> LL_START_ENC_RSP
//   again:   LL_PAUSE_ENC_REQ -> LL_PAUSE_ENC_RSP -> LL_PAUSE_ENC_RSP, then as above
// From the first of them to the last no data flows.
#include "controller/procedures.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using hci::ErrorCode;

Encryption::Halves Procedures::draw_halves() {
  Encryption::Halves halves;
  const auto raw = octets_of(Le64(neighbours_.random()));
  copy_bytes(halves.key_diversifier, raw);
  copy_bytes(halves.vector, octets_of(Le64(neighbours_.random())));
  return halves;
}

// What the hosts ask for.

ErrorCode Procedures::enable_encryption(const EncryptionKey& key, Instant now) {
  if (!link_.is_central() || wanted_.encryption || is_encryption_under_way())
    return ErrorCode::command_disallowed;
  wanted_.encryption = key;
  run(now);
  return ErrorCode::success;
}

bool Procedures::run_encryption(Instant now) {
  if (!wanted_.encryption) return false;
  session_.key = wanted_.encryption->long_term_key;
  session_.request = *wanted_.encryption;
  wanted_.encryption.reset();
  link_.queue.hold_data(true);
  session_.refresh = link_.encryption.is_outgoing_encrypted();
  if (session_.refresh)
    begin_local(AwaitPause{}, ll::PauseEncryptionRequest{}, now);
  else
    request_encryption(now);
  return true;
}

void Procedures::request_encryption(Instant now) {
  session_.own = draw_halves();
  begin_local(AwaitEncryptionResponse{},
              ll::EncryptionRequest{session_.request.random, session_.request.diversifier,
                                    session_.own.key_diversifier, session_.own.vector},
              now);
}

bool Procedures::give_key(const Octets<16>& long_term_key, Instant now) {
  if (!std::holds_alternative<AwaitKey>(peer_)) return false;
  link_.encryption.start_session(long_term_key, session_.peer, session_.own);
  link_.queue.control(ll::StartEncryptionRequest{});
  link_.encryption.encrypt_incoming(true);
  peer_ = AwaitStartResponse{};
  peer_deadline_ = now + response_timeout;
  return true;
}

bool Procedures::deny_key(Instant now) {
  if (!std::holds_alternative<AwaitKey>(peer_)) return false;
  end_peer_encryption();
  // A link that was encrypted does not go on without. 5.1.3.2
  if (session_.refresh) return terminate(ErrorCode::pin_or_key_missing, now);
  refuse(ll::EncryptionRequest::opcode, ErrorCode::pin_or_key_missing);
  return true;
}

void Procedures::end_peer_encryption() {
  peer_ = PeerIdle{};
  peer_deadline_ = Instant::never();
  link_.queue.hold_data(false);
}

bool Procedures::is_encryption_under_way() const {
  return is_local<AwaitPause>() || is_local<AwaitEncryptionResponse>() ||
         is_local<AwaitStartRequest>() || is_local<AwaitStart>() ||
         std::holds_alternative<AwaitKey>(peer_) ||
         std::holds_alternative<AwaitStartResponse>(peer_) ||
         std::holds_alternative<AwaitResume>(peer_);
}

bool Procedures::defer(std::uint8_t opcode, Bytes payload) {
  switch (opcode) {
  case ll::VersionIndication::opcode:
  case ll::PeripheralFeatureRequest::opcode:
  case ll::ConnectionParameterRequest::opcode:
  case ll::PingRequest::opcode:
  case ll::LengthRequest::opcode: break;
  default: return false;
  }
  if (!link_.is_central() || !is_encryption_under_way() || payload.size() > deferred_.size())
    return false;
  copy_bytes(deferred_, payload);
  deferred_size_ = static_cast<std::uint8_t>(payload.size());
  return true;
}

void Procedures::answer_deferred(Instant now) {
  const auto payload = deferred_;
  const std::size_t size = std::exchange(deferred_size_, std::uint8_t{0});
  on_control(Bytes(payload).first(size), now);
}

// Received PDUs; false for those that have no place here.

bool Procedures::on_encryption_pdu(std::uint8_t opcode, Bytes ctr_data, Instant now) {
  return link_.is_central() ? on_encryption_answer(opcode, ctr_data, now)
                            : on_encryption_request(opcode, ctr_data, now);
}

bool Procedures::on_encryption_answer(std::uint8_t opcode, Bytes ctr_data, Instant now) {
  if (opcode == ll::EncryptionResponse::opcode && is_local<AwaitEncryptionResponse>()) {
    const auto pdu = ll::fields_of<ll::EncryptionResponse>(ctr_data);
    if (!pdu) return false;
    link_.encryption.start_session(session_.key, session_.own, {pdu->key_diversifier, pdu->vector});
    local_ = AwaitStartRequest{};
    return true;
  }
  if (!ctr_data.empty()) return false;
  if (opcode == ll::StartEncryptionRequest::opcode && is_local<AwaitStartRequest>()) {
    link_.encryption.encrypt_incoming(true);
    link_.encryption.encrypt_outgoing(true);
    link_.queue.control(ll::StartEncryptionResponse{});
    local_ = AwaitStart{};
    return true;
  }
  if (opcode == ll::StartEncryptionResponse::opcode && is_local<AwaitStart>()) {
    end_local_encryption(ErrorCode::success, now);
    return true;
  }
  if (opcode == ll::PauseEncryptionResponse::opcode && is_local<AwaitPause>()) {
    link_.encryption.encrypt_incoming(false);
    link_.encryption.encrypt_outgoing(false);
    link_.queue.control(ll::PauseEncryptionResponse{});
    request_encryption(now);
    return true;
  }
  return false;
}

bool Procedures::on_encryption_request(std::uint8_t opcode, Bytes ctr_data, Instant now) {
  const bool resuming = std::holds_alternative<AwaitResume>(peer_);
  if (opcode == ll::EncryptionRequest::opcode) {
    const auto pdu = ll::fields_of<ll::EncryptionRequest>(ctr_data);
    const bool idle = std::holds_alternative<PeerIdle>(peer_);
    if (!pdu || (!resuming && (!idle || link_.encryption.is_incoming_encrypted()))) return false;
    session_.refresh = resuming;
    session_.peer = {pdu->key_diversifier, pdu->vector};
    session_.own = draw_halves();
    link_.queue.hold_data(true);
    link_.queue.control(ll::EncryptionResponse{session_.own.key_diversifier, session_.own.vector});
    peer_ = AwaitKey{};
    peer_deadline_ = now + response_timeout;
    // A host that does not want to be asked has no key. Vol 4 Part E 7.7.65.5
    if (link_.host.is_le_event_enabled(hci::LeLongTermKeyRequest::subevent))
      link_.host.le_event(hci::LeLongTermKeyRequest{link_.handle, pdu->random, pdu->diversifier});
    else
      (void)deny_key(now);
    return true;
  }
  if (!ctr_data.empty()) return false;
  if (opcode == ll::StartEncryptionResponse::opcode &&
      std::holds_alternative<AwaitStartResponse>(peer_)) {
    link_.encryption.encrypt_outgoing(true);
    link_.queue.control(ll::StartEncryptionResponse{});
    end_peer_encryption();
    report_encryption(ErrorCode::success);
    run(now);
    return true;
  }
  if (opcode == ll::PauseEncryptionRequest::opcode && std::holds_alternative<PeerIdle>(peer_) &&
      link_.encryption.is_outgoing_encrypted()) {
    link_.queue.hold_data(true);
    link_.queue.control(ll::PauseEncryptionResponse{});
    link_.encryption.encrypt_incoming(false);
    peer_ = AwaitResume{};
    peer_deadline_ = now + response_timeout;
    return true;
  }
  if (opcode == ll::PauseEncryptionResponse::opcode && resuming) {
    link_.encryption.encrypt_outgoing(false);
    return true;
  }
  return false;
}

void Procedures::end_local_encryption(ErrorCode status, Instant now) {
  link_.queue.hold_data(false);
  report_encryption(status);
  local_ = Idle{};  // what the peer has waited for goes before what we want next
  answer_deferred(now);
  finish_local(now);
}

void Procedures::report_encryption(ErrorCode status) {
  if (session_.refresh)
    link_.host.event(hci::EncryptionKeyRefreshComplete{status, link_.handle});
  else
    link_.host.event(hci::EncryptionChange{
        status, link_.handle, static_cast<std::uint8_t>(status == ErrorCode::success ? 1 : 0)});
}

}  // namespace westwind::controller
