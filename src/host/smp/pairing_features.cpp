// The first phase of pairing: what both sides can and want. Vol 3 Part H 2.3, 3.5.1, 3.5.2, 3.6.7.
#include "smp/security_manager.hpp"

namespace westwind::host::smp {

using namespace wire::smp;

namespace {

/// What a Pairing Request or Response may hold; the rest is reserved and ignored.
bool is_valid(const PairingFeatures& features) {
  return features.io_capability <= IoCapability::keyboard_display &&
         features.oob_data_present <= 1 && features.max_key_size >= min_key_size &&
         features.max_key_size <= max_key_size;
}

/// Encryption and identity keys take two PDUs; the second has its bit four places higher.
std::uint8_t key_pdus(int keys) {
  return static_cast<std::uint8_t>(keys | (keys & (encryption_key | identity_key)) << 4);
}

}  // namespace

PairingFeatures SecurityManager::own_features(Code code) const {
  PairingFeatures features;
  features.code = code;
  features.io_capability = policy_.io_capability;
  features.auth_req = wanted_auth();
  features.max_key_size = policy_.max_key_size;
  if (oob_ != nullptr) {
    const bool has = (features.auth_req & secure_connections) != 0 ? oob_->peer_received
                                                                   : oob_->has_temporary_key;
    features.oob_data_present = has ? 1 : 0;
  }
  if ((features.auth_req & bonding) != 0) {
    features.initiator_keys = static_cast<std::uint8_t>(encryption_key | identity_key |
                                                        (policy_.signing ? signing_key : 0));
    features.responder_keys = features.initiator_keys;
  }
  return features;
}

void SecurityManager::on_pairing_request(Link& link, Bytes pdu) {
  if (Pairing* pairing = find(link.handle)) return fail(*pairing, Reason::unspecified);
  const auto request = parse_exactly<PairingFeatures>(pdu);
  if (link.role != hci::Role::peripheral) return send_failed(link, Reason::command_not_supported);
  if (!request || !is_valid(*request)) return send_failed(link, Reason::invalid_parameters);
  if (has_to_wait(link.peer)) return send_failed(link, Reason::repeated_attempts);
  Pairing* pairing = random_.is_seeded() ? open_pairing(link, false) : nullptr;
  if (pairing == nullptr) return send_failed(link, Reason::unspecified);
  pairing->peer_started = true;
  pairing->request = *request;
  pairing->response = own_features(Code::pairing_response);
  PairingFeatures& response = pairing->response;
  response.initiator_keys &= request->initiator_keys;
  response.responder_keys &= request->responder_keys;
  state(link).request_owed = false;
  auto reason = agree(link, *pairing);
  if (!reason && listener_ != nullptr) reason = listener_->on_pairing_features(link, *request);
  // The listener may have ended the link.
  if (find(link.handle) != pairing) return;
  if (reason) return fail(*pairing, *reason);
  advance(*pairing);
}

void SecurityManager::on_pairing_response(Pairing& pairing, Bytes pdu) {
  const auto response = parse_exactly<PairingFeatures>(pdu);
  if (!response || !is_valid(*response)) return fail(pairing, Reason::invalid_parameters);
  pairing.response = *response;
  // A peer may not ask for more than was offered. 3.6.1.
  if ((response->initiator_keys & ~pairing.request.initiator_keys) != 0 ||
      (response->responder_keys & ~pairing.request.responder_keys) != 0)
    return fail(pairing, Reason::invalid_parameters);
  const Link& link = *mux_.hci().find(pairing.handle);
  auto reason = agree(link, pairing);
  if (!reason && listener_ != nullptr) reason = listener_->on_pairing_features(link, *response);
  if (find(link.handle) != &pairing) return;
  if (reason) return fail(pairing, *reason);
  pairing.step = script_of(true, pairing.secure, pairing.method);
  advance(pairing);
}

/// What follows from request and response; the reason why nothing does.
std::optional<Reason> SecurityManager::agree(const Link& link, Pairing& pairing) {
  const PairingFeatures& request = pairing.request;
  const PairingFeatures& response = pairing.response;
  pairing.secure = is_secure(request, response);
  pairing.method = method_of(request, response, pairing.initiator);
  pairing.key_size =
      request.max_key_size < response.max_key_size ? request.max_key_size : response.max_key_size;
  pairing.bonding = (request.auth_req & response.auth_req & bonding) != 0;
  pairing.wants_consent =
      policy_.ask_consent && pairing.peer_started && pairing.method == Method::just_works;
  const bool secure_only = policy_.secure_connections_only;
  if ((secure_only || policy_.legacy_refused) && !pairing.secure)
    return Reason::authentication_requirements;
  if (pairing.key_size < (secure_only ? max_key_size : policy_.min_key_size))
    return Reason::encryption_key_size;
  const bool authenticated = is_authenticated(pairing.method);
  if ((policy_.mitm_required || secure_only) && !authenticated)
    return Reason::authentication_requirements;
  if (would_weaken(link, pairing, link.peer)) return Reason::authentication_requirements;
  std::uint8_t initiator_keys = request.initiator_keys & response.initiator_keys;
  std::uint8_t responder_keys = request.responder_keys & response.responder_keys;
  const auto kinds =
      static_cast<std::uint8_t>((pairing.secure ? 0 : encryption_key) | identity_key | signing_key);
  initiator_keys = key_pdus(kinds & initiator_keys);
  responder_keys = key_pdus(kinds & responder_keys);
  pairing.keys_to_send = pairing.initiator ? initiator_keys : responder_keys;
  pairing.keys_to_come = pairing.initiator ? responder_keys : initiator_keys;
  Bond& bond = pairing.bond;
  bond = {};
  bond.peer = link.peer;
  bond.key_size = pairing.key_size;
  bond.flags = static_cast<std::uint8_t>((authenticated ? Bond::authenticated : 0) |
                                         (pairing.secure ? Bond::secure_connections : 0));
  return std::nullopt;
}

/// A bond is not replaced by a weaker one, nor by a peer that shows no authentication and cannot
/// use the bond that it claims to have (T32).
bool SecurityManager::would_weaken(const Link& link, const Pairing& pairing,
                                   const DeviceAddress& peer) {
  Bond old;
  if (!pairing.bonding || !load_bond(peer, old)) return false;
  const bool authenticated = is_authenticated(pairing.method);
  if (old.has(Bond::authenticated) && !authenticated) return true;
  if (old.has(Bond::secure_connections) && !pairing.secure) return true;
  if (old.key_size > pairing.key_size) return true;
  return pairing.peer_started && !authenticated && !policy_.unauthenticated_overwrite &&
         !state(link).bond_known;
}

bool SecurityManager::send_features(Link& link, Pairing& pairing) {
  if (pairing.initiator) {
    pairing.request = own_features(Code::pairing_request);
    if (!send(link, octets_of(pairing.request))) return false;
    // An elliptic-curve key pair takes time: it is made while the peer answers.
    pairing.secure = (pairing.request.auth_req & secure_connections) != 0;
    ++pairing.step;
  } else {
    if (!send(link, octets_of(pairing.response))) return false;
    pairing.step = script_of(false, pairing.secure, pairing.method);
  }
  computing_ = computing_ || pairing.secure;
  return true;
}

void SecurityManager::on_security_request(Link& link, Bytes pdu) {
  const auto request = parse_exactly<SecurityRequest>(pdu);
  // Only a peripheral may ask; while something is under way that is the answer. 2.4.6.
  if (!request || link.role != hci::Role::central || find(link.handle) != nullptr ||
      state(link).encrypting)
    return;
  Bond bond;
  if (!link.security.encrypted && load_bond(link.peer, bond) &&
      bond_is_enough(bond, request->auth_req))
    return encrypt_with(link, bond);
  const bool enough =
      link.security.encrypted && ((request->auth_req & mitm) == 0 || link.security.authenticated) &&
      ((request->auth_req & bonding) == 0 || link.security.bonded || !policy_.bonding);
  if (enough) return;
  if (has_to_wait(link.peer)) return send_failed(link, Reason::repeated_attempts);
  Pairing* pairing = random_.is_seeded() ? open_pairing(link, true) : nullptr;
  if (pairing == nullptr) return send_failed(link, Reason::unspecified);
  pairing->peer_started = true;
  advance(*pairing);
}

}  // namespace westwind::host::smp
