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
  Packet packet = mux_.allocate_answer(sizeof(PairingFailed));
  if (!packet) return;
  packet.append(octets_of(PairingFailed{.reason = reason}));
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
}

bool Refusal::on_le_event(std::uint8_t subevent, Bytes parameters) {
  if (subevent != LeLongTermKeyRequest::subevent) return false;
  if (const auto event = Reader(parameters).take<LeLongTermKeyRequest>())
    (void)mux_.hci().commands().send<&Refusal::on_reply>(
        LeLongTermKeyRequestNegativeReply{event->handle}, this);
  return true;
}

}  // namespace westwind::host::smp
