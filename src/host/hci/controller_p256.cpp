// The controller's own elliptic curve.
#include "hci/controller_p256.hpp"

#include "crypto/toolbox.hpp"

namespace westwind::host::hci {

using namespace wire::hci;

ControllerP256::ControllerP256(Hci& hci) : hci_(hci) {
  hci.enable_le_event(LeReadLocalP256PublicKeyComplete::subevent);
  hci.enable_le_event(LeGenerateDhKeyComplete::subevent);
  hci.attach(*this);
}

bool ControllerP256::is_supported() const {
  return hci_.controller().supports_command(34, 1) && hci_.controller().supports_command(34, 2);
}

void ControllerP256::begin(Done done) {
  done_ = done;
  is_under_way_ = true;
  is_cancelled_ = false;
}

Status ControllerP256::generate(const Octets<32>&, crypto::PublicKey& own, Done done) {
  if (is_under_way_) return Error::busy;
  const Status sent =
      hci_.commands().send<&ControllerP256::on_status>(LeReadLocalP256PublicKey{}, this);
  if (!sent) return sent;
  own_ = &own;
  begin(done);
  return {};
}

Status ControllerP256::agree(const crypto::PublicKey& peer, Octets<32>& secret, Done done) {
  if (is_under_way_) return Error::busy;
  const Status sent = hci_.commands().send<&ControllerP256::on_status>(
      LeGenerateDhKey{crypto::to_wire(peer)}, this);
  if (!sent) return sent;
  secret_ = &secret;
  begin(done);
  return {};
}

/// The controller goes on; its answer is nobody's then.
void ControllerP256::cancel() {
  is_cancelled_ = true;
  own_ = nullptr;
  secret_ = nullptr;
}

void ControllerP256::complete(Status status) {
  if (!is_under_way_) return;
  is_under_way_ = false;
  own_ = nullptr;
  secret_ = nullptr;
  if (!is_cancelled_) done_(status);
}

void ControllerP256::on_status(const StatusReply& reply) {
  if (reply.status != ErrorCode::success) complete(Error::invalid_argument);
}

bool ControllerP256::on_le_event(std::uint8_t subevent, Bytes parameters) {
  switch (subevent) {
  case LeReadLocalP256PublicKeyComplete::subevent: on_key(parameters); return true;
  case LeGenerateDhKeyComplete::subevent: on_secret(parameters); return true;
  default: return false;
  }
}

void ControllerP256::on_key(Bytes parameters) {
  const auto event = Reader(parameters).take<LeReadLocalP256PublicKeyComplete>();
  const bool good = event && event->status == ErrorCode::success;
  if (good && own_ != nullptr) *own_ = crypto::from_wire(event->key);
  complete(good ? Status() : Error::io);
}

void ControllerP256::on_secret(Bytes parameters) {
  const auto event = Reader(parameters).take<LeGenerateDhKeyComplete>();
  const bool good = event && event->status == ErrorCode::success;
  if (good && secret_ != nullptr) *secret_ = crypto::reversed(event->dh_key);
  complete(good ? Status() : Error::invalid_argument);
}

}  // namespace westwind::host::hci
