// The third phase of pairing: keys go over and are kept. Vol 3 Part H 2.4.3, 3.6.
#include "smp/security_manager.hpp"

namespace westwind::host::smp {

using namespace wire::smp;

namespace {

struct KeyPdu {
  std::uint8_t bit;
  Code code;
};
/// In the order in which each side sends them. 3.6.1.
constexpr KeyPdu key_order[] = {
    {encryption_key, Code::encryption_information},
    {encryption_key << 4, Code::central_identification},
    {identity_key, Code::identity_information},
    {identity_key << 4, Code::identity_address_information},
    {signing_key, Code::signing_information},
};

bool is_identity(const DeviceAddress& peer) {
  return peer.type == wire::AddressType::public_device ||
         (peer.type == wire::AddressType::random_device && peer.address.is_static_random());
}

}  // namespace

/// False while there is no memory for the next.
bool SecurityManager::send_keys(Link& link, Pairing& pairing) {
  for (const KeyPdu& next : key_order) {
    if ((pairing.keys_to_send & next.bit) == 0) continue;
    if (!send_key(link, pairing, next.code)) return false;
    pairing.keys_to_send &= static_cast<std::uint8_t>(~next.bit);
  }
  return true;
}

bool SecurityManager::send_key(Link& link, Pairing& pairing, Code code) {
  Bond& bond = pairing.bond;
  Value128 pdu{code, {}};
  switch (code) {
  case Code::encryption_information:
    bond.own_key.value = {};
    random_.fill(MutableBytes(bond.own_key.value).first(pairing.key_size));
    bond.flags |= Bond::has_own_key;
    pdu.value = bond.own_key.value;
    break;
  case Code::central_identification: {
    const auto drawn = random_.draw<10>();
    copy_bytes(bond.own_key.random, drawn);
    bond.own_key.diversifier = static_cast<std::uint16_t>(drawn[8] | drawn[9] << 8);
    return send(link, octets_of(CentralIdentification{.diversifier = bond.own_key.diversifier,
                                                      .random = bond.own_key.random}));
  }
  case Code::identity_information: pdu.value = own_irk(); break;
  case Code::identity_address_information:
    return send(link, octets_of(IdentityAddressInformation{.address = mux_.hci().identity()}));
  default:
    bond.own_csrk = random_.draw<16>();
    bond.own_sign_counter = 0;
    bond.flags |= Bond::has_own_csrk;
    pdu.value = bond.own_csrk;
  }
  return send(link, octets_of(pdu));
}

void SecurityManager::on_key_pdu(Pairing& pairing, Code code, Bytes pdu) {
  for (const KeyPdu& next : key_order) {
    if ((pairing.keys_to_come & next.bit) == 0) continue;
    if (next.code != code) return fail(pairing, Reason::unspecified);
    if (!take_key(pairing, code, pdu)) return fail(pairing, Reason::invalid_parameters);
    pairing.keys_to_come &= static_cast<std::uint8_t>(~next.bit);
    return advance(pairing);
  }
}

bool SecurityManager::take_key(Pairing& pairing, Code code, Bytes pdu) {
  Bond& bond = pairing.bond;
  if (code == Code::central_identification) {
    const auto key = parse_exactly<CentralIdentification>(pdu);
    if (!key) return false;
    bond.peer_key.diversifier = key->diversifier;
    bond.peer_key.random = key->random;
    return true;
  }
  if (code == Code::identity_address_information) {
    const auto identity = parse_exactly<IdentityAddressInformation>(pdu);
    if (!identity || !is_identity(identity->address)) return false;
    bond.peer = identity->address;
    return true;
  }
  const auto key = parse_exactly<Value128>(pdu);
  if (!key) return false;
  if (code == Code::encryption_information) {
    pairing.set_key(key->value);
    bond.flags |= Bond::has_peer_key;
  } else if (code == Code::identity_information) {
    bond.peer_irk = key->value;
    if (key->value != Key{}) bond.flags |= Bond::has_peer_irk;
  } else {
    bond.peer_csrk = key->value;
    bond.flags |= Bond::has_peer_csrk;
  }
  return true;
}

/// What the client of a former bond had set does not hold for the new one.
void SecurityManager::forget_client(const DeviceAddress& peer) {
  Octets<1> record;
  if (parts_.bonds->load_client_record(peer, record) > 0)
    parts_.bonds->save_client_record(peer, {});
}

/// Keeps the bond and tells everybody, once, when all keys are there (T28).
void SecurityManager::finish(Link& link, Pairing& pairing) {
  Bond& bond = pairing.bond;
  if (pairing.secure) bond.flags |= Bond::has_peer_key;
  // A peer that claims another's identity must be as good as the other. 2.4.2.1; BLESA, BLURtooth.
  if (bond.peer != link.peer && would_weaken(link, pairing, bond.peer))
    return fail(pairing, Reason::authentication_requirements);
  const bool useful = (bond.flags & (Bond::has_own_key | Bond::has_peer_key)) != 0;
  const bool keep = pairing.bonding && useful && is_identity(bond.peer) && parts_.bonds != nullptr;
  if (keep) forget_client(bond.peer);
  const bool kept = keep && parts_.bonds->save(bond);
  if (kept) forget_identities();
  if (BackOff* entry = back_off(link.peer)) *entry = {};
  link.peer = bond.peer;
  set_security(link, bond, kept);
  state(link).bond_known = kept;
  if (needs_passkey(pairing.method)) failed_passkey_ = no_passkey;
  close(pairing);
  if (listener_ != nullptr) listener_->on_paired(link, kept);
  mux_.hci().announce_security(link, ErrorCode::success);
}

}  // namespace westwind::host::smp
