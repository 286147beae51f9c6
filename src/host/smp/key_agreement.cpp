// Elliptic-curve keys of Secure Connections: a pair for the pairings of a time, and the DHKey of
// each. Vol 3 Part H 2.3.5.6.1.
#include "smp/security_manager.hpp"

namespace westwind::host::smp {

/// Starts what is needed next; P256 does one thing at a time.
void SecurityManager::run_key_agreement() {
  crypto::P256* p256 = parts_.p256;
  if (p256 == nullptr) return;
  if (computing_) computing_ = p256->work();
  const bool idle = agreeing_ == wire::hci::no_connection && key_pair_ != KeyPair::being_made;
  if (oob_wanted_ && idle && key_pair_ == KeyPair::none) return start_key_pair();
  if (oob_wanted_ && idle) tell_own_oob();
  for (Pairing& pairing : pairings_) {
    if (!idle || pairing.is_free()) continue;
    if (key_pair_ == KeyPair::none && pairing.secure) return start_key_pair();
    if (key_pair_ != KeyPair::made || !pairing.wants_secret) continue;
    const Status begun = p256->agree(crypto::from_wire(pairing.peer_public_key), pairing.secret,
                                     crypto::P256::Done::to<&SecurityManager::on_secret>(this));
    // A controller's curve may have no command slot, or be at something that was given up.
    if (!begun && (begun.error() == Error::no_memory || begun.error() == Error::busy)) return;
    pairing.wants_secret = false;
    if (!begun) {
      fail(pairing, wire::smp::Reason::unspecified);
      continue;
    }
    agreeing_ = pairing.handle;
    computing_ = true;
    return;
  }
}

void SecurityManager::start_key_pair() {
  const auto candidate = random_.draw<32>();
  if (!parts_.p256->generate(candidate, own_public_,
                             crypto::P256::Done::to<&SecurityManager::on_key_pair>(this)))
    return;  // one in 2^32: the next run draws another
  key_pair_ = KeyPair::being_made;
  computing_ = true;
}

Status SecurityManager::make_own_oob() {
  if (parts_.p256 == nullptr) return Error::not_supported;
  if (!is_idle() || !random_.is_seeded()) return Error::busy;
  key_pair_ = KeyPair::none;
  oob_wanted_ = computing_ = true;
  return {};
}

/// The confirm value is over our key alone. 2.3.5.6.4.
void SecurityManager::tell_own_oob() {
  oob_wanted_ = false;
  OwnOob own;
  own.random = random_.draw<16>();
  const auto x = crypto::reversed(own_public_.x);
  own.confirm = crypto::f4(parts_.aes, x, x, own.random, 0);
  if (listener_ != nullptr) listener_->on_own_oob(own);
}

void SecurityManager::on_key_pair(Status status) {
  key_pair_ = status ? KeyPair::made : KeyPair::none;
  computing_ = true;  // a DHKey may be wanted already
  continue_work();
}

void SecurityManager::on_secret(Status status) {
  Pairing* pairing = find(agreeing_);
  agreeing_ = wire::hci::no_connection;
  computing_ = true;
  if (pairing == nullptr) return;
  // Not a point of the curve: the attack is known (CVE-2018-5383). 2.3.5.6.1.
  if (!status) return fail(*pairing, wire::smp::Reason::invalid_parameters);
  pairing->has_secret = true;
  advance(*pairing);
}

}  // namespace westwind::host::smp
