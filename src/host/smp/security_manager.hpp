// The security manager: pairing in both roles, encryption from bonds, keys and their distribution.
// Vol 3 Part H; Vol 3 Part C 10.
//
// One PDU at a time moves a Pairing along its script (pairing.hpp). Encryption itself is the
// controller's: this asks for it, answers its requests for keys, and tells the host once what the
// link is worth when all is done (T28).
#pragma once

#include "crypto/drbg.hpp"
#include "crypto/toolbox.hpp"
#include "hci/privacy.hpp"
#include "hci/signer.hpp"
#include "l2cap/mux.hpp"
#include "smp/pairing.hpp"

namespace westwind::host::smp {

/// Kept for each link.
struct LinkState {
  bool blocked = false;       ///< a pairing timed out: nothing more on this link. 3.4
  bool encrypting = false;    ///< from the bond, as central
  bool start_owed = false;    ///< LE Enable Encryption waits for a command slot
  bool key_owed = false;      ///< the controller waits for a long term key
  bool request_owed = false;  ///< a Security Request waits for memory
  bool bond_offered = false;  ///< the controller was given the key of the bond
  bool bond_known = false;    ///< ... and the link is encrypted with it
  LongTermKey wanted;         ///< which one: diversifier and random of the request
};

/// A bonded peer that can be known by its private addresses: a copy of what its bond says, so that
/// a busy scan does not go to the store.
struct KnownIdentity {
  DeviceAddress identity;
  Key irk;
};

/// A peer whose pairing failed has to wait, twice as long each time. 2.3.6.
struct BackOff {
  DeviceAddress peer;
  std::uint8_t failures = 0;  ///< 0: the entry is free
  Timer wait;                 ///< runs: no attempt is accepted
};

/// What pairing stands on; what is absent a build can do without.
struct SecurityParts {
  crypto::Aes128& aes;
  crypto::P256* p256 = nullptr;  ///< none: legacy pairing only
  BondStore* bonds = nullptr;    ///< none: nothing is kept
};

struct SecurityMemory {
  std::span<Pairing> pairings;
  std::span<LinkState> states;
  std::span<KnownIdentity> identities;
};

class SecurityManager final : public hci::Module,
                              public l2cap::FixedChannel,
                              public hci::Signer,
                              public hci::Privacy {
 public:
  SecurityManager(l2cap::Mux& mux, const SecurityParts& parts, const SecurityMemory& memory);
  SecurityManager(const SecurityManager&) = delete;
  SecurityManager& operator=(const SecurityManager&) = delete;
  ~SecurityManager();

  void set_listener(SecurityListener& listener) { listener_ = &listener; }
  void set_bond_store(BondStore* bonds) {
    parts_.bonds = bonds;
    has_own_irk_ = false;
    forget_identities();
  }
  /// Another curve than the one it was made with, such as the controller's; before the first
  /// pairing.
  void set_p256(crypto::P256* p256) { parts_.p256 = p256; }
  SecurityPolicy& policy() { return policy_; }
  /// What came by another way; used by pairings that begin from now on. Must outlive them. Null:
  /// none.
  void set_oob(const OobData* oob) { oob_ = oob; }

  /// Makes a key pair and the out of band data that names it; SecurityListener::on_own_oob follows.
  /// The pair stays for the pairings that have these data (OobData::own_given). busy: a pairing is
  /// under way, or there are no random numbers yet; not_supported: legacy pairing only.
  Status make_own_oob();

  /// Secures a link as `policy` asks. Central: encrypts with the bond if that is good enough, else
  /// pairs. Peripheral: asks the central to (Security Request). Module::on_security_changed
  /// follows, or on_pairing_failed. not_connected; already: under way, or as secure as asked; busy:
  /// no pairing slot free, no random numbers yet, or the peer has to wait after failures.
  /// `anew`: pairs whatever there is.
  Status secure(ConnHandle link, bool anew = false);
  /// The passkey for input or display, 0 .. 999999. not_connected: nobody waits for one.
  Status answer_passkey(ConnHandle link, std::uint32_t passkey);
  /// Tells the peer what the user does who enters its passkey: digits entered, erased, all cleared;
  /// the start and the end are told by themselves. not_connected: nobody enters one;
  /// not_supported: one of the devices has no SecurityPolicy::keypress; no_memory.
  Status notify_keypress(ConnHandle link, Keypress keypress);
  /// Whether the numbers are the same; also takes a proposed passkey, or ends the pairing.
  Status answer(ConnHandle link, bool accept);
  /// Forgets a bond; a link that is encrypted with it stays so. False: there was none.
  bool unpair(const DeviceAddress& peer);

  // signing.cpp
  bool sign(const Link& link, Bytes message, Octets<hci::signature_size>& signature) override;
  bool verify(const Link& link, Bytes message, Bytes signature) override;

  // privacy.cpp
  bool make_private_address(bool resolvable, Address& made) override;
  DeviceAddress identity_of(const DeviceAddress& on_air) override;
  bool find_identity_key(const DeviceAddress& identity, Key& key) override;
  bool load_identity(std::size_t index, DeviceAddress& identity, Key& key) override;
  std::uint16_t identities_version() const override { return identities_version_; }
  bool is_made_with(const Key& key, const DeviceAddress& address) override;

  /// Random octets for keys; not before the controller has given a seed (is_seeded).
  crypto::Drbg& random() { return random_; }
  bool is_pairing(ConnHandle link) { return find(link) != nullptr; }
  /// True when nothing is under way.
  bool is_idle() const;

  void on_payload(Link& link, Bytes payload) override;
  void on_ready() override { ask_for_seed(); }
  void on_connected(Link& link) override;
  void on_disconnected(Link& link, ErrorCode reason) override;
  bool on_event(std::uint8_t code, Bytes parameters) override;
  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  void on_writable() override;
  void run(Instant now) override;
  Instant deadline() const override;

 private:
  // security_manager.cpp
  Pairing* find(ConnHandle handle);
  Pairing* open_pairing(Link& link, bool initiator);
  void close(Pairing& pairing);
  void fail(Pairing& pairing, Reason reason);
  void end_failed(Pairing& pairing, Reason reason);
  void send_failed(Link& link, Reason reason);
  bool send(Link& link, Bytes pdu);
  Status send_keypress(Pairing& pairing, Keypress keypress);
  void on_keypress_pdu(const Link& link, Pairing& pairing, Bytes pdu);
  void continue_work();
  BackOff* back_off(const DeviceAddress& peer);
  bool has_to_wait(const DeviceAddress& peer);
  void note_failure(const DeviceAddress& peer, Reason reason);
  void ask_for_seed();
  void on_seed(const wire::hci::LeRand::Reply& reply);
  bool makes_bonds() const {
    return policy_.bonding && policy_.new_bonds && parts_.bonds != nullptr;
  }
  std::uint8_t wanted_auth() const;
  bool is_enough(const hci::LinkSecurity& security) const;
  LinkState& state(const Link& link) { return states_[link.index]; }

  // pairing_features.cpp
  wire::smp::PairingFeatures own_features(wire::smp::Code code) const;
  void on_pairing_request(Link& link, Bytes pdu);
  void on_pairing_response(Pairing& pairing, Bytes pdu);
  void on_security_request(Link& link, Bytes pdu);
  bool send_features(Link& link, Pairing& pairing);
  std::optional<Reason> agree(const Link& link, Pairing& pairing);
  bool would_weaken(const Link& link, const Pairing& pairing, const DeviceAddress& peer);

  // pairing_steps.cpp
  void advance(Pairing& pairing);
  bool take_step(Link& link, Pairing& pairing);
  bool send_public_key(Link& link);
  bool send_confirm(Link& link, Pairing& pairing);
  bool send_check(Link& link, Pairing& pairing);
  void ask(Link& link, Pairing& pairing, PasskeyAction action);
  void on_pairing_pdu(Pairing& pairing, wire::smp::Code code, Bytes pdu);
  void on_public_key(Pairing& pairing, Bytes pdu);
  void on_value(Pairing& pairing, const wire::smp::Value128& pdu);
  void on_random(Pairing& pairing);
  Key confirm_value(const Link& link, const Pairing& pairing, bool own);
  Key temporary_key(const Pairing& pairing) const;
  Key check_value(const Link& link, const Pairing& pairing, bool own);
  void derive_keys(const Link& link, Pairing& pairing);
  bool is_answered(const Pairing& pairing) const;

  // key_agreement.cpp
  void run_key_agreement();
  void start_key_pair();
  void tell_own_oob();
  void on_key_pair(Status status);
  void on_secret(Status status);

  // encryption.cpp
  bool load_bond(const DeviceAddress& peer, Bond& bond) const;
  bool bond_is_enough(const Bond& bond, std::uint8_t auth_req) const;
  void encrypt_with(Link& link, const Bond& bond);
  void start_encryption(Link& link);
  bool start_pairing_encryption(Link& link, Pairing& pairing);
  void answer_key_request(Link& link);
  bool find_key(Link& link, LongTermKey& key);
  void on_encrypted(Link& link, ErrorCode status, bool on);
  void on_start_status(const wire::hci::StatusReply& reply);
  void on_key_reply(const wire::hci::HandleReply&) {}
  void set_security(Link& link, const Bond& bond, bool bonded);

  // privacy.cpp
  bool knows_bonds() const { return policy_.bonding && parts_.bonds != nullptr; }
  void load_identities();
  void forget_identities() {
    identities_known_ = no_identities;
    ++identities_version_;
  }
  void resolve(Link& link);
  Key own_irk();

  // key_distribution.cpp
  bool send_keys(Link& link, Pairing& pairing);
  bool send_key(Link& link, Pairing& pairing, wire::smp::Code code);
  bool take_key(Pairing& pairing, wire::smp::Code code, Bytes pdu);
  void on_key_pdu(Pairing& pairing, wire::smp::Code code, Bytes pdu);
  void forget_client(const DeviceAddress& peer);
  void finish(Link& link, Pairing& pairing);

  l2cap::Mux& mux_;
  SecurityParts parts_;
  std::span<Pairing> pairings_;
  std::span<LinkState> states_;
  std::span<KnownIdentity> identities_;
  SecurityListener* listener_ = nullptr;
  SecurityPolicy policy_;
  const OobData* oob_ = nullptr;
  crypto::Drbg random_;
  std::array<BackOff, 3> back_offs_;
  std::uint32_t failed_passkey_ = no_passkey;
  static constexpr std::uint32_t no_passkey = 0xffffffff;

  static constexpr std::uint8_t no_identities = 0xff;
  std::uint8_t identities_known_ = no_identities;  // used of `identities_`; not loaded yet
  std::uint16_t identities_version_ = 0;
  bool has_own_irk_ = false;
  Key own_irk_{};

  // One key pair for the pairings of a time, a new one for the next. P256 does one thing at a time.
  crypto::PublicKey own_public_;
  ConnHandle agreeing_ = wire::hci::no_connection;  // whose DHKey is being computed
  enum class KeyPair : std::uint8_t { none, being_made, made } key_pair_ = KeyPair::none;
  bool seed_owed_ = false;
  bool oob_wanted_ = false;
  bool computing_ = false;  // P256 wants to be called
  // Whose LE Enable Encryption is being answered: its Command Status names no link.
  ConnHandle starting_ = wire::hci::no_connection;
};

}  // namespace westwind::host::smp
