// Refuses pairing and unknown keys.
#include "smp/refusal.hpp"

namespace westwind::host::smp {

using namespace wire::smp;
using namespace wire::hci;

void Refusal::on_payload(hci::Link& link, Bytes payload) {
  if (payload.empty()) return;
  const Code code{payload.front()};
  // A Security Request may be ignored, and a Pairing Failed must not be answered.
  if (code == Code::pairing_failed || code == Code::security_request) return;
  const Reason reason =
      code == Code::pairing_request ? Reason::pairing_not_supported : Reason::command_not_supported;
  Packet packet = mux_.allocate_answer(link, sizeof(PairingFailed));
  if (!packet) return;
  packet.append(octets_of(PairingFailed{.reason = reason}));
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
}

bool Refusal::on_le_event(std::uint8_t subevent, Bytes parameters) {
  if (subevent != LeLongTermKeyRequest::subevent) return false;
  if (const auto event = Reader(parameters).take<LeLongTermKeyRequest>()) {
    asked_ = event->handle;
    answer_key_request();
  }
  return true;
}

void Refusal::answer_key_request() {
  if (asked_ == no_connection) return;
  const LeLongTermKeyRequestNegativeReply reply{asked_};
  if (mux_.hci().commands().send<&Refusal::on_reply>(reply, this)) asked_ = no_connection;
}

void Refusal::on_disconnected(hci::Link& link, hci::ErrorCode) {
  if (asked_ == link.handle) asked_ = no_connection;
}

}  // namespace westwind::host::smp
