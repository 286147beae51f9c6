// The second phase of pairing: walking the script, values and checks. Vol 3 Part H 2.3.5.5,
// 2.3.5.6.
#include "crypto/constant_time.hpp"
#include "smp/security_manager.hpp"

namespace westwind::host::smp {

using namespace wire::smp;

namespace {

constexpr std::uint8_t passkey_rounds = 20;

crypto::ToolboxAddress toolbox_address(const DeviceAddress& address) {
  return {static_cast<std::uint8_t>(address.type == wire::AddressType::public_device ? 0 : 1),
          address.address.octets};
}

crypto::Wire256 x_of(const Octets<64>& key) {
  crypto::Wire256 x;
  copy_bytes(x, key);
  return x;
}

Key key_of(std::uint32_t passkey) {
  Key key{};
  for (std::size_t i = 0; i < 4; ++i)
    key[i] = static_cast<std::uint8_t>(passkey >> (8 * i));
  return key;
}

}  // namespace

/// Walks the script until it has to wait.
void SecurityManager::advance(Pairing& pairing) {
  Link* link = mux_.hci().find(pairing.handle);
  while (link != nullptr && find(link->handle) == &pairing && take_step(*link, pairing)) {
  }
}

/// False when the step waits. A step that ended the pairing has freed it.
bool SecurityManager::take_step(Link& link, Pairing& pairing) {
  bool done = true;
  switch (*pairing.step) {
  case Step::send_features: return send_features(link, pairing);
  case Step::send_public_key: done = send_public_key(link); break;
  case Step::ask_user:
    ++pairing.step;
    if (needs_passkey(pairing.method))
      ask(link, pairing,
          pairing.method == Method::passkey_display ? PasskeyAction::display
                                                    : PasskeyAction::input);
    else if (pairing.wants_consent)
      ask(link, pairing, PasskeyAction::consent);
    return true;
  case Step::send_confirm: done = send_confirm(link, pairing); break;
  case Step::send_random:
    done = send(link, octets_of(Value128{Code::pairing_random, pairing.own_random}));
    break;
  case Step::next_round:
    if (++pairing.round < passkey_rounds) {
      while (*pairing.step != Step::ask_user)
        --pairing.step;
    }
    break;
  case Step::compare:
    ++pairing.step;
    if (pairing.method == Method::numeric_comparison)
      ask(link, pairing, PasskeyAction::compare);
    else if (pairing.wants_consent)
      ask(link, pairing, PasskeyAction::consent);
    return true;
  case Step::send_check: done = send_check(link, pairing); break;
  case Step::verify_check:
    if (!is_answered(pairing) || !pairing.has_secret) return false;
    derive_keys(link, pairing);
    if (!crypto::equal_secrets(pairing.peer_value, check_value(link, pairing, false))) {
      fail(pairing, Reason::dhkey_check_failed);
      return false;
    }
    break;
  case Step::encrypt: done = start_pairing_encryption(link, pairing); break;
  case Step::send_keys: done = send_keys(link, pairing); break;
  case Step::wait_keys: done = pairing.keys_to_come == 0; break;
  case Step::done: finish(link, pairing); return false;
  default: return false;  // waits for a PDU
  }
  if (done) ++pairing.step;
  return done;
}

bool SecurityManager::is_answered(const Pairing& pairing) const {
  return pairing.user_answered || pairing.method == Method::oob ||
         (pairing.method == Method::just_works && !pairing.wants_consent);
}

void SecurityManager::ask(Link& link, Pairing& pairing, PasskeyAction action) {
  std::uint32_t shown = 0;
  if (action == PasskeyAction::display) {
    do {
      const auto drawn = random_.draw<4>();
      shown = (drawn[0] | drawn[1] << 8 | drawn[2] << 16 | (drawn[3] & 0x7fu) << 24) % 1'000'000;
    } while (shown == failed_passkey_);
    pairing.passkey = shown;
    pairing.user_answered = !policy_.display_waits;
  } else if (action == PasskeyAction::compare) {
    const Octets<64> own = crypto::to_wire(own_public_);
    const Octets<64>& peer = pairing.peer_public_key;
    const bool first = pairing.initiator;
    shown =
        crypto::displayed(crypto::g2(parts_.aes, x_of(first ? own : peer), x_of(first ? peer : own),
                                     first ? pairing.own_random : pairing.peer_random,
                                     first ? pairing.peer_random : pairing.own_random));
  }
  if (action == PasskeyAction::input) (void)send_keypress(pairing, Keypress::started);
  if (listener_ != nullptr) listener_->on_passkey_action(link, action, shown);
}

bool SecurityManager::send_public_key(Link& link) {
  if (key_pair_ != KeyPair::made) {
    computing_ = true;
    return false;
  }
  PairingPublicKey pdu;
  pdu.key = crypto::to_wire(own_public_);
  return send(link, octets_of(pdu));
}

Key SecurityManager::temporary_key(const Pairing& pairing) const {
  if (pairing.method == Method::oob && oob_ != nullptr) return oob_->temporary_key;
  return needs_passkey(pairing.method) ? key_of(pairing.passkey) : Key{};
}

/// Ours or the peer's confirm value. 2.2.3, 2.2.6.
Key SecurityManager::confirm_value(const Link& link, const Pairing& pairing, bool own) {
  const Key& random = own ? pairing.own_random : pairing.peer_random;
  if (!pairing.secure) {
    const auto a = toolbox_address(link.own_on_air), b = toolbox_address(link.peer_on_air);
    const crypto::LegacyPairing values{octets_of(pairing.request), octets_of(pairing.response),
                                       pairing.initiator ? a : b, pairing.initiator ? b : a};
    return crypto::c1(parts_.aes, temporary_key(pairing), random, values);
  }
  std::uint8_t z = 0;
  if (needs_passkey(pairing.method))
    z = static_cast<std::uint8_t>(0x80 | (pairing.passkey >> pairing.round & 1));
  const auto mine = x_of(crypto::to_wire(own_public_)), theirs = x_of(pairing.peer_public_key);
  return crypto::f4(parts_.aes, own ? mine : theirs, own ? theirs : mine, random, z);
}

bool SecurityManager::send_confirm(Link& link, Pairing& pairing) {
  if (needs_passkey(pairing.method) && !pairing.user_answered) return false;
  if (!pairing.secure && !is_answered(pairing)) return false;
  pairing.own_random = random_.draw<16>();
  return send(link, octets_of(Value128{Code::pairing_confirm, confirm_value(link, pairing, true)}));
}

void SecurityManager::derive_keys(const Link& link, Pairing& pairing) {
  const bool first = pairing.initiator;
  const auto own = toolbox_address(link.own_on_air), peer = toolbox_address(link.peer_on_air);
  const auto keys = crypto::f5(parts_.aes, crypto::reversed(pairing.secret),
                               first ? pairing.own_random : pairing.peer_random,
                               first ? pairing.peer_random : pairing.own_random, first ? own : peer,
                               first ? peer : own);
  pairing.mac_key = keys.mac_key;
  pairing.set_key(keys.ltk);
}

/// Ours or the peer's DHKey check. 2.2.8, 2.3.5.6.5.
Key SecurityManager::check_value(const Link& link, const Pairing& pairing, bool own) {
  const bool by_initiator = own == pairing.initiator;
  const PairingFeatures& features = by_initiator ? pairing.request : pairing.response;
  crypto::CheckInputs inputs;
  inputs.own_random = own ? pairing.own_random : pairing.peer_random;
  inputs.peer_random = own ? pairing.peer_random : pairing.own_random;
  if (needs_passkey(pairing.method)) inputs.r = key_of(pairing.passkey);
  // The random value of the other side, if the side that makes the check has received it.
  if (pairing.method == Method::oob && oob_ != nullptr && features.oob_data_present != 0)
    inputs.r = own ? oob_->peer_random : oob_->own_random;
  inputs.io_cap = {static_cast<std::uint8_t>(features.io_capability), features.oob_data_present,
                   features.auth_req};
  inputs.own = toolbox_address(own ? link.own_on_air : link.peer_on_air);
  inputs.peer = toolbox_address(own ? link.peer_on_air : link.own_on_air);
  return crypto::f6(parts_.aes, pairing.mac_key, inputs);
}

bool SecurityManager::send_check(Link& link, Pairing& pairing) {
  if (!is_answered(pairing) || !pairing.has_secret) return false;
  if (pairing.initiator) derive_keys(link, pairing);
  return send(link,
              octets_of(Value128{Code::pairing_dhkey_check, check_value(link, pairing, true)}));
}

/// A PDU of the pairing: the one that its step waits for, or none that is allowed.
void SecurityManager::on_pairing_pdu(Pairing& pairing, Code code, Bytes pdu) {
  const Step step = *pairing.step;
  if (step == Step::wait_keys) return on_key_pdu(pairing, code, pdu);
  if (step == Step::wait_features && code == Code::pairing_response)
    return on_pairing_response(pairing, pdu);
  if (step == Step::wait_public_key && code == Code::pairing_public_key)
    return on_public_key(pairing, pdu);
  const bool awaited = (step == Step::wait_confirm && code == Code::pairing_confirm) ||
                       (step == Step::wait_random && code == Code::pairing_random) ||
                       (step == Step::wait_check && code == Code::pairing_dhkey_check);
  if (!awaited) return fail(pairing, Reason::unspecified);
  const auto value = parse_exactly<Value128>(pdu);
  if (!value) return fail(pairing, Reason::invalid_parameters);
  on_value(pairing, *value);
}

void SecurityManager::on_public_key(Pairing& pairing, Bytes pdu) {
  const auto key = parse_exactly<PairingPublicKey>(pdu);
  if (!key) return fail(pairing, Reason::invalid_parameters);
  const crypto::PublicKey peer = crypto::from_wire(key->key);
  const bool debug = peer.x == crypto::debug_public_key.x;
  if ((debug && !policy_.debug_key_accepted) ||
      (key_pair_ == KeyPair::made && crypto::is_reflected(peer, own_public_)))
    return fail(pairing, Reason::invalid_parameters);
  pairing.peer_public_key = key->key;
  pairing.wants_secret = true;
  computing_ = true;
  if (pairing.method == Method::oob) {
    // What came out of band vouches for the key. 2.3.5.6.4.
    const auto x = x_of(key->key);
    if (oob_ == nullptr) return fail(pairing, Reason::oob_not_available);
    if (oob_->peer_received &&
        !crypto::equal_secrets(oob_->peer_confirm,
                               crypto::f4(parts_.aes, x, x, oob_->peer_random, 0)))
      return fail(pairing, Reason::confirm_value_failed);
  }
  pairing.own_random = random_.draw<16>();  // of those that send none with a confirm value
  ++pairing.step;
  advance(pairing);
}

void SecurityManager::on_value(Pairing& pairing, const Value128& pdu) {
  if (pdu.code == Code::pairing_random) {
    pairing.peer_random = pdu.value;
    return on_random(pairing);
  }
  pairing.peer_value = pdu.value;
  const Link& link = *mux_.hci().find(pairing.handle);
  // The initiator has its keys already; a responder checks as soon as it has. 2.3.5.6.5.
  if (pdu.code == Code::pairing_dhkey_check && pairing.initiator &&
      !crypto::equal_secrets(pairing.peer_value, check_value(link, pairing, false)))
    return fail(pairing, Reason::dhkey_check_failed);
  ++pairing.step;
  advance(pairing);
}

void SecurityManager::on_random(Pairing& pairing) {
  const Link& link = *mux_.hci().find(pairing.handle);
  // Where the peer has committed itself to the value before. With one's own value thrown back a
  // peer proves nothing (CVE-2020-26558, CVE-2020-26559).
  const bool committed = !pairing.secure || needs_passkey(pairing.method) ||
                         (pairing.initiator && pairing.method != Method::oob);
  if (pairing.peer_random == pairing.own_random ||
      (committed &&
       !crypto::equal_secrets(pairing.peer_value, confirm_value(link, pairing, false))))
    return fail(pairing, Reason::confirm_value_failed);
  if (!pairing.secure) {
    const bool first = pairing.initiator;
    pairing.set_key(crypto::s1(parts_.aes, temporary_key(pairing),
                               first ? pairing.peer_random : pairing.own_random,
                               first ? pairing.own_random : pairing.peer_random));
  }
  ++pairing.step;
  advance(pairing);
}

}  // namespace westwind::host::smp
