// Encryption of links: starting it, keys for the controller, and what the link is worth then.
// Vol 4 Part E 7.8.24-7.8.26, 7.7.8, 7.7.39, 7.7.65.5; Vol 3 Part H 2.4.4.
#include "smp/security_manager.hpp"

namespace westwind::host::smp {

using namespace wire::hci;

bool SecurityManager::load_bond(const DeviceAddress& peer, Bond& bond) const {
  return parts_.bonds != nullptr && parts_.bonds->load(peer, bond) &&
         bond.version == Bond::current_version;
}

/// Whether encrypting with this bond gives what is asked for; else a new pairing is due.
bool SecurityManager::bond_is_enough(const Bond& bond, std::uint8_t auth_req) const {
  if (!bond.has(Bond::has_peer_key) || bond.key_size < policy_.min_key_size) return false;
  const bool can_authenticate = policy_.io_capability != IoCapability::no_input_no_output;
  const bool asked = (auth_req & wire::smp::mitm) != 0 && can_authenticate;
  if ((asked || policy_.mitm_required) && !bond.has(Bond::authenticated)) return false;
  return !policy_.secure_connections_only || bond.has(Bond::secure_connections);
}

void SecurityManager::encrypt_with(Link& link, const Bond& bond) {
  LinkState& now = state(link);
  now.wanted = bond.peer_key;
  now.encrypting = now.start_owed = now.bond_offered = true;
  start_encryption(link);
}

void SecurityManager::start_encryption(Link& link) {
  LinkState& now = state(link);
  const LeEnableEncryption command{link.handle, now.wanted.random, now.wanted.diversifier,
                                   now.wanted.value};
  if (!(starting_ == no_connection) ||
      !mux_.hci().commands().send<&SecurityManager::on_start_status>(command, this))
    return;
  now.start_owed = false;
  starting_ = link.handle;
}

void SecurityManager::on_start_status(const StatusReply& reply) {
  Link* link = mux_.hci().find(starting_);
  starting_ = no_connection;
  if (link != nullptr && reply.status != ErrorCode::success)
    on_encrypted(*link, reply.status, false);
}

/// The initiator starts; the responder's controller asks for the key.
bool SecurityManager::start_pairing_encryption(Link& link, Pairing& pairing) {
  if (!pairing.initiator || pairing.key_sent) return false;
  pairing.key_sent = true;
  state(link).wanted = pairing.bond.peer_key;
  state(link).start_owed = true;
  start_encryption(link);
  return false;
}

bool SecurityManager::on_le_event(std::uint8_t subevent, Bytes parameters) {
  if (subevent != LeLongTermKeyRequest::subevent) return false;
  const auto event = Reader(parameters).take<LeLongTermKeyRequest>();
  if (Link* link = event ? mux_.hci().find(event->handle) : nullptr) {
    state(*link).wanted = {{}, event->encrypted_diversifier, event->random_number};
    state(*link).key_owed = true;
    answer_key_request(*link);
  }
  return true;
}

void SecurityManager::answer_key_request(Link& link) {
  LinkState& now = state(link);
  LongTermKey key;
  auto& commands = mux_.hci().commands();
  const Status sent = find_key(link, key)
                          ? commands.send<&SecurityManager::on_key_reply>(
                                LeLongTermKeyRequestReply{link.handle, key.value}, this)
                          : commands.send<&SecurityManager::on_key_reply>(
                                LeLongTermKeyRequestNegativeReply{link.handle}, this);
  now.key_owed = !sent.has_value();
}

/// The key that a central's encryption names: of the pairing under way, or of the bond.
bool SecurityManager::find_key(Link& link, LongTermKey& key) {
  LinkState& now = state(link);
  const bool unnamed = now.wanted.diversifier == 0 && now.wanted.random == Octets<8>{};
  if (const Pairing* pairing = find(link.handle)) {
    key = pairing->bond.peer_key;
    return unnamed && *pairing->step == Step::encrypt;
  }
  resolve(link);
  Bond bond;
  if (link.role != hci::Role::peripheral || !load_bond(link.peer, bond) ||
      bond.key_size < policy_.min_key_size)
    return false;
  const bool secure = bond.has(Bond::secure_connections);
  if (policy_.secure_connections_only && !secure) return false;
  key = secure ? bond.peer_key : bond.own_key;
  now.bond_offered = secure ? unnamed
                            : bond.has(Bond::has_own_key) && !unnamed &&
                                  key.diversifier == now.wanted.diversifier &&
                                  key.random == now.wanted.random;
  return now.bond_offered;
}

bool SecurityManager::on_event(std::uint8_t code, Bytes parameters) {
  ErrorCode status{};
  ConnHandle handle = no_connection;
  bool on = true;
  if (code == EncryptionChange::code) {
    const auto event = Reader(parameters).take<EncryptionChange>();
    if (!event) return true;
    status = event->status;
    handle = event->handle;
    on = event->enabled != 0;
  } else if (code == EncryptionKeyRefreshComplete::code) {
    const auto event = Reader(parameters).take<EncryptionKeyRefreshComplete>();
    if (!event) return true;
    status = event->status;
    handle = event->handle;
  } else {
    return false;
  }
  if (Link* link = mux_.hci().find(handle)) on_encrypted(*link, status, on);
  return true;
}

void SecurityManager::set_security(Link& link, const Bond& bond, bool bonded) {
  link.security = {.encrypted = true,
                   .authenticated = bond.has(Bond::authenticated),
                   .secure_connections = bond.has(Bond::secure_connections),
                   .bonded = bonded,
                   .has_key = true,
                   .key_size = bond.key_size};
}

void SecurityManager::on_encrypted(Link& link, ErrorCode status, bool on) {
  LinkState& now = state(link);
  const bool from_bond = now.bond_offered;
  now.encrypting = now.start_owed = now.bond_offered = false;
  Pairing* pairing = find(link.handle);
  if (pairing != nullptr && *pairing->step == Step::encrypt) {
    if (status != ErrorCode::success || !on) return end_failed(*pairing, Reason::unspecified);
    now.bond_known = false;
    set_security(link, pairing->bond, false);
    ++pairing->step;
    return advance(*pairing);
  }
  Bond bond;
  if (status == ErrorCode::success && !on) {
    link.security = {};
  } else if (status == ErrorCode::success && from_bond && load_bond(link.peer, bond)) {
    now.bond_known = true;
    set_security(link, bond, true);
  } else if (status == ErrorCode::success) {
    return;  // nobody here gave a key: not believed
  }
  mux_.hci().announce_security(link, status);
}

}  // namespace westwind::host::smp
