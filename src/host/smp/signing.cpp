// The security manager: signatures of attribute writes. Vol 3 Part H 2.4.5.
//
// A counter goes along with each signature, so that none is valid twice: ours is stored before the
// signature is used, the peer's before the write is taken.
#include "crypto/cmac.hpp"
#include "crypto/constant_time.hpp"
#include "smp/security_manager.hpp"

namespace westwind::host::smp {

namespace {

constexpr std::size_t mac_size = hci::signature_size - sizeof(Le32);

/// The most significant half of the CMAC over counter and message, both most significant octet
/// first; in wire order.
Octets<mac_size> mac_of(crypto::Aes128& aes, const Key& csrk, Le32 counter, Bytes message) {
  crypto::Block key;
  for (std::size_t i = 0; i < key.size(); ++i)
    key[i] = csrk[key.size() - 1 - i];
  crypto::Cmac cmac(aes, key);
  cmac.update_reversed(octets_of(counter));
  cmac.update_reversed(message);
  const crypto::Block whole = cmac.finish();
  Octets<mac_size> mac;
  for (std::size_t i = 0; i < mac.size(); ++i)
    mac[i] = whole[mac.size() - 1 - i];
  return mac;
}

}  // namespace

bool SecurityManager::sign(const Link& link, Bytes message,
                           Octets<hci::signature_size>& signature) {
  Bond bond;
  if (!load_bond(link.peer, bond) || !bond.has(Bond::has_own_csrk)) return false;
  const Le32 counter = bond.own_sign_counter;
  bond.own_sign_counter = counter + 1;
  if (counter == 0xffffffff || !parts_.bonds->save(bond)) return false;
  Writer writer(signature);
  writer.put(counter);
  writer.bytes(mac_of(parts_.aes, bond.own_csrk, counter, message));
  return true;
}

bool SecurityManager::verify(const Link& link, Bytes message, Bytes signature) {
  Bond bond;
  Reader reader(signature);
  const auto counter = reader.take<Le32>();
  if (!counter || !load_bond(link.peer, bond) || !bond.has(Bond::has_peer_csrk)) return false;
  const auto mac = mac_of(parts_.aes, bond.peer_csrk, *counter, message);
  if (!crypto::equal_secrets(mac, reader.rest())) return false;
  if (*counter < bond.peer_sign_counter || *counter == 0xffffffff) return false;
  bond.peer_sign_counter = *counter + 1;
  return parts_.bonds->save(bond);
}

}  // namespace westwind::host::smp
