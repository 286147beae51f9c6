// The security manager: private addresses, our own and those of bonded peers. Vol 3 Part H 2.2.2,
// 2.4.2.1; Vol 6 Part B 1.3.2.
#include "smp/security_manager.hpp"

namespace westwind::host::smp {

namespace {

bool is_resolvable(const DeviceAddress& address) {
  return address.type == wire::AddressType::random_device &&
         address.address.is_resolvable_private();
}

}  // namespace

/// Made once in a device's life; where nobody keeps it, once in a host's.
Key SecurityManager::own_irk() {
  if (has_own_irk_) return own_irk_;
  has_own_irk_ = true;
  if (parts_.bonds != nullptr && parts_.bonds->load_own_irk(own_irk_)) return own_irk_;
  own_irk_ = random_.draw<16>();
  if (parts_.bonds != nullptr) parts_.bonds->save_own_irk(own_irk_);
  return own_irk_;
}

bool SecurityManager::make_private_address(bool resolvable, Address& made) {
  if (!random_.is_seeded()) return false;
  // Two octets that differ: so the random part is neither all zeros nor all ones.
  do
    random_.fill(made.octets);
  while (made.octets[3] == made.octets[4]);
  made.octets[5] &= 0x3f;
  if (!resolvable) return true;
  made.octets[5] |= 0x40;
  Octets<3> prand;
  copy_bytes(prand, Bytes(made.octets).subspan(3));
  copy_bytes(made.octets, crypto::ah(parts_.aes, own_irk(), prand));
  return true;
}

bool SecurityManager::is_made_with(const Key& key, const DeviceAddress& address) {
  return is_resolvable(address) && crypto::resolves(parts_.aes, key, address.address.octets);
}

void SecurityManager::load_identities() {
  identities_known_ = 0;
  Bond bond;
  for (std::size_t i = 0; identities_known_ < identities_.size() && parts_.bonds->load(i, bond);
       ++i)
    if (bond.has(Bond::has_peer_irk)) identities_[identities_known_++] = {bond.peer, bond.peer_irk};
}

DeviceAddress SecurityManager::identity_of(const DeviceAddress& on_air) {
  if (!is_resolvable(on_air) || !knows_bonds()) return on_air;
  if (identities_known_ == no_identities) load_identities();
  for (const KnownIdentity& known : identities_.first(identities_known_))
    if (is_made_with(known.irk, on_air)) return known.identity;
  return on_air;
}

bool SecurityManager::find_identity_key(const DeviceAddress& identity, Key& key) {
  Bond bond;
  if (!knows_bonds() || !load_bond(identity, bond) || !bond.has(Bond::has_peer_irk)) return false;
  key = bond.peer_irk;
  return true;
}

bool SecurityManager::load_identity(std::size_t index, DeviceAddress& identity, Key& key) {
  Bond bond;
  if (parts_.bonds == nullptr || !parts_.bonds->load(index, bond)) return false;
  identity = bond.peer;
  key = bond.has(Bond::has_peer_irk) ? bond.peer_irk : Key{};
  return true;
}

/// Straight from the store, which may hold more than `identities_`, and newer ones.
void SecurityManager::resolve(Link& link) {
  Bond bond;
  if (!is_resolvable(link.peer) || parts_.bonds == nullptr) return;
  for (std::size_t i = 0; parts_.bonds->load(i, bond); ++i)
    if (bond.has(Bond::has_peer_irk) && is_made_with(bond.peer_irk, link.peer)) {
      link.peer = bond.peer;
      return;
    }
}

}  // namespace westwind::host::smp
