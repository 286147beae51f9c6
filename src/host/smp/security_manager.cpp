// The security manager: what comes in, pairings opened and closed, timeouts, back-off.
#include "smp/security_manager.hpp"

#include "crypto/constant_time.hpp"

namespace westwind::host::smp {

using namespace wire::smp;

namespace {
constexpr Duration pairing_timeout = Duration::seconds(30);  // 3.4
constexpr Duration first_back_off = Duration::seconds(1);
constexpr std::uint8_t longest_back_off = 7;  // 2^6 s
}  // namespace

SecurityManager::SecurityManager(l2cap::Mux& mux, const SecurityParts& parts,
                                 const SecurityMemory& memory)
    : FixedChannel(wire::l2cap::security_channel), mux_(mux), parts_(parts),
      pairings_(memory.pairings), states_(memory.states), identities_(memory.identities),
      random_(parts.aes) {
  for (Pairing& p : pairings_)
    p = {};
  for (LinkState& s : states_)
    s = {};
  mux.attach(*this);
  mux.hci().attach(*this);
}

SecurityManager::~SecurityManager() {
  if (parts_.p256 != nullptr) parts_.p256->cancel();
  for (Pairing& p : pairings_)
    close(p);
  for (KnownIdentity& known : identities_)
    crypto::wipe(known.irk);
  crypto::wipe(own_irk_);
}

/// Eight octets at a time, until there are enough or the controller has none to give.
void SecurityManager::ask_for_seed() {
  seed_owed_ = !mux_.hci().commands().send<&SecurityManager::on_seed>(wire::hci::LeRand{}, this);
}

void SecurityManager::on_seed(const wire::hci::LeRand::Reply& reply) {
  if (reply.status != ErrorCode::success) return;
  random_.seed(reply.random);
  if (!random_.is_seeded()) ask_for_seed();
}

void SecurityManager::on_connected(Link& link) {
  state(link) = {};
  if (!knows_bonds()) return;
  resolve(link);
  Bond bond;
  link.security.has_key = load_bond(link.peer, bond);
}

void SecurityManager::on_disconnected(Link& link, ErrorCode) {
  if (Pairing* pairing = find(link.handle)) close(*pairing);
  state(link) = {};
}

Pairing* SecurityManager::find(ConnHandle handle) {
  if (handle == wire::hci::no_connection) return nullptr;
  for (Pairing& p : pairings_)
    if (p.handle == handle) return &p;
  return nullptr;
}

bool SecurityManager::is_idle() const {
  for (const Pairing& p : pairings_)
    if (!p.is_free()) return false;
  return agreeing_ == wire::hci::no_connection && key_pair_ != KeyPair::being_made;
}

/// Null when all slots are taken.
Pairing* SecurityManager::open_pairing(Link& link, bool initiator) {
  bool others = false;
  Pairing* free = nullptr;
  for (Pairing& p : pairings_) {
    others = others || !p.is_free();
    if (p.is_free()) free = &p;
  }
  if (free == nullptr) return nullptr;
  // A key pair serves one pairing, or several at the same time; what was given out of band names
  // it.
  const bool named = oob_ != nullptr && oob_->own_given;
  if (!others && key_pair_ == KeyPair::made && !named) key_pair_ = KeyPair::none;
  free->handle = link.handle;
  free->initiator = initiator;
  free->step = opening_script(initiator);
  free->timeout.start(pairing_timeout);
  return free;
}

void SecurityManager::close(Pairing& pairing) {
  if (agreeing_ == pairing.handle && !pairing.is_free()) {
    parts_.p256->cancel();
    agreeing_ = wire::hci::no_connection;
  }
  crypto::wipe(pairing.mac_key);
  crypto::wipe(pairing.secret);
  crypto::wipe(pairing.bond);
  crypto::wipe(pairing.passkey);
  pairing = {};
}

/// Ends a pairing and tells the peer.
void SecurityManager::fail(Pairing& pairing, Reason reason) {
  if (Link* link = mux_.hci().find(pairing.handle)) send_failed(*link, reason);
  end_failed(pairing, reason);
}

void SecurityManager::end_failed(Pairing& pairing, Reason reason) {
  Link* link = mux_.hci().find(pairing.handle);
  if (needs_passkey(pairing.method)) failed_passkey_ = pairing.passkey;
  close(pairing);
  if (link == nullptr) return;
  note_failure(link->peer, reason);
  if (listener_ != nullptr) listener_->on_pairing_failed(*link, reason);
  if (link->is_open()) mux_.hci().announce_security(*link, ErrorCode::authentication_failure);
}

bool SecurityManager::send(Link& link, Bytes pdu) {
  Packet packet = mux_.allocate_answer(link, pdu.size());
  if (!packet) return false;
  packet.append(pdu);
  mux_.send(link, cid(), static_cast<Packet&&>(packet));
  if (Pairing* pairing = find(link.handle)) pairing->timeout.start(pairing_timeout);
  return true;
}

void SecurityManager::send_failed(Link& link, Reason reason) {
  (void)send(link, octets_of(PairingFailed{.reason = reason}));
}

BackOff* SecurityManager::back_off(const DeviceAddress& peer) {
  for (BackOff& entry : back_offs_)
    if (entry.failures > 0 && entry.peer == peer) return &entry;
  return nullptr;
}

bool SecurityManager::has_to_wait(const DeviceAddress& peer) {
  const BackOff* entry = back_off(peer);
  return entry != nullptr && entry->wait.is_running();
}

/// Only where the peer failed to prove something is the next guess delayed.
void SecurityManager::note_failure(const DeviceAddress& peer, Reason reason) {
  switch (reason) {
  case Reason::passkey_entry_failed:
  case Reason::confirm_value_failed:
  case Reason::dhkey_check_failed:
  case Reason::numeric_comparison_failed:
  case Reason::invalid_parameters: break;
  default: return;
  }
  BackOff* entry = back_off(peer);
  if (entry == nullptr) {
    entry = &back_offs_[0];
    for (BackOff& candidate : back_offs_)
      if (candidate.failures < entry->failures) entry = &candidate;
    *entry = {};
    entry->peer = peer;
  }
  if (entry->failures < longest_back_off) ++entry->failures;
  entry->wait.start(first_back_off * (std::int64_t{1} << (entry->failures - 1)));
}

std::uint8_t SecurityManager::wanted_auth() const {
  std::uint8_t wanted = 0;
  if (makes_bonds()) wanted |= bonding;
  if (policy_.mitm || policy_.mitm_required) wanted |= mitm;
  if (policy_.secure_connections && parts_.p256 != nullptr) wanted |= secure_connections;
  if (policy_.keypress) wanted |= keypress;
  return wanted;
}

bool SecurityManager::is_enough(const hci::LinkSecurity& security) const {
  if (!security.encrypted || security.key_size < policy_.min_key_size) return false;
  if (policy_.mitm_required && !security.authenticated) return false;
  if (policy_.mitm && !security.authenticated &&
      policy_.io_capability != IoCapability::no_input_no_output)
    return false;
  if (makes_bonds() && !security.bonded) return false;
  return !policy_.secure_connections_only || security.secure_connections;
}

Status SecurityManager::secure(ConnHandle handle, bool anew) {
  Link* link = mux_.hci().find(handle);
  if (link == nullptr) return Error::not_connected;
  LinkState& now = state(*link);
  if (find(handle) != nullptr || now.encrypting || now.request_owed ||
      (is_enough(link->security) && !anew))
    return Error::already;
  if (now.blocked || !random_.is_seeded()) return Error::busy;
  if (link->role == hci::Role::peripheral) {
    now.request_owed = !send(*link, octets_of(SecurityRequest{.auth_req = wanted_auth()}));
    return {};
  }
  Bond bond;
  if (!anew && !link->security.encrypted && load_bond(link->peer, bond) &&
      bond_is_enough(bond, wanted_auth())) {
    encrypt_with(*link, bond);
    return {};
  }
  if (has_to_wait(link->peer)) return Error::busy;
  Pairing* pairing = open_pairing(*link, true);
  if (pairing == nullptr) return Error::busy;
  advance(*pairing);
  return {};
}

Status SecurityManager::answer_passkey(ConnHandle handle, std::uint32_t passkey) {
  Pairing* pairing = find(handle);
  if (pairing == nullptr || !needs_passkey(pairing->method) || pairing->user_answered)
    return Error::not_connected;
  if (passkey > 999'999) return Error::invalid_argument;
  if (pairing->method == Method::passkey_display && passkey == failed_passkey_ &&
      !policy_.fixed_passkey)
    return Error::invalid_argument;
  (void)send_keypress(*pairing, Keypress::completed);
  pairing->passkey = passkey;
  pairing->user_answered = true;
  advance(*pairing);
  return {};
}

Status SecurityManager::notify_keypress(ConnHandle handle, Keypress keypress) {
  Pairing* pairing = find(handle);
  if (pairing == nullptr || pairing->user_answered) return Error::not_connected;
  return send_keypress(*pairing, keypress);
}

Status SecurityManager::send_keypress(Pairing& pairing, Keypress keypress) {
  if (pairing.method != Method::passkey_input) return Error::not_connected;
  if (!pairing.has_keypress()) return Error::not_supported;
  const auto type = static_cast<std::uint8_t>(keypress);
  if (!send(*mux_.hci().find(pairing.handle), octets_of(KeypressNotification{.type = type})))
    return Error::no_memory;
  pairing.timeout.start(pairing_timeout);  // 3.4
  return {};
}

/// Shows how far the other user is; whatever else comes is nobody's business.
void SecurityManager::on_keypress_pdu(const Link& link, Pairing& pairing, Bytes pdu) {
  const auto notification = parse_exactly<KeypressNotification>(pdu);
  const bool known =
      notification && notification->type <= static_cast<std::uint8_t>(Keypress::completed);
  if (!known || !needs_passkey(pairing.method) || !pairing.has_keypress()) return;
  pairing.timeout.start(pairing_timeout);
  if (listener_ != nullptr) listener_->on_keypress(link, Keypress{notification->type});
}

Status SecurityManager::answer(ConnHandle handle, bool accept) {
  Pairing* pairing = find(handle);
  if (pairing == nullptr || is_answered(*pairing)) return Error::not_connected;
  if (!accept) {
    fail(*pairing, needs_passkey(pairing->method) ? Reason::passkey_entry_failed
                   : pairing->wants_consent       ? Reason::unspecified
                                                  : Reason::numeric_comparison_failed);
    return {};
  }
  if (pairing->method == Method::passkey_input) return Error::invalid_argument;
  pairing->user_answered = true;
  advance(*pairing);
  return {};
}

bool SecurityManager::unpair(const DeviceAddress& peer) {
  Bond bond;
  if (!load_bond(peer, bond)) return false;
  parts_.bonds->remove(peer);
  forget_identities();
  for (Link& link : mux_.hci().links()) {
    if (!link.is_open() || !(link.peer == peer)) continue;
    link.security.bonded = false;
    link.security.has_key = link.security.encrypted;
  }
  return true;
}

void SecurityManager::on_payload(Link& link, Bytes payload) {
  if (payload.empty() || state(link).blocked) return;
  const Code code{payload.front()};
  Pairing* pairing = find(link.handle);
  switch (code) {
  case Code::pairing_request: return on_pairing_request(link, payload);
  case Code::security_request: return on_security_request(link, payload);
  case Code::pairing_failed:
    if (pairing != nullptr) {
      const auto pdu = parse_exactly<PairingFailed>(payload);
      end_failed(*pairing, pdu ? pdu->reason : Reason::unspecified);
    }
    return;
  case Code::keypress_notification:
    if (pairing != nullptr) on_keypress_pdu(link, *pairing, payload);
    return;
  default:
    if (payload.front() > static_cast<std::uint8_t>(Code::keypress_notification)) return;
    if (pairing != nullptr) {
      pairing->timeout.start(pairing_timeout);
      on_pairing_pdu(*pairing, code, payload);
    } else {
      ++mux_.hci().counters().malformed_packets;  // belongs to no pairing
    }
  }
}

/// Whatever had to wait for memory, a command slot or a key.
void SecurityManager::continue_work() {
  if (seed_owed_) ask_for_seed();
  for (Link& link : mux_.hci().links()) {
    if (!link.is_open()) continue;
    LinkState& now = state(link);
    if (now.request_owed)
      now.request_owed = !send(link, octets_of(SecurityRequest{.auth_req = wanted_auth()}));
    if (now.start_owed) start_encryption(link);
    if (now.key_owed) answer_key_request(link);
  }
  for (Pairing& pairing : pairings_)
    if (!pairing.is_free()) advance(pairing);
}

void SecurityManager::on_writable() { continue_work(); }

void SecurityManager::run(Instant now) {
  run_key_agreement();
  continue_work();
  for (Pairing& pairing : pairings_) {
    if (pairing.is_free() || !pairing.timeout.expired(now)) continue;
    if (Link* link = mux_.hci().find(pairing.handle)) state(*link).blocked = true;
    end_failed(pairing, Reason::unspecified);
  }
  for (BackOff& entry : back_offs_)
    (void)entry.wait.expired(now);
}

Instant SecurityManager::deadline() const {
  Instant next = computing_ ? Instant::from_us(INT64_MIN) : Instant::never();
  for (const Pairing& pairing : pairings_)
    if (!pairing.is_free()) next = earlier(next, pairing.timeout.deadline());
  for (const BackOff& entry : back_offs_)
    next = earlier(next, entry.wait.deadline());
  return next;
}

}  // namespace westwind::host::smp
