// What an application decides about security, and what it is asked and told. Vol 3 Part C 10,
// Vol 3 Part H 2.3.
#pragma once

#include <optional>

#include "hci/link.hpp"
#include "smp/bond.hpp"
#include "wire/smp.hpp"

namespace westwind::host::smp {

using hci::ErrorCode;
using hci::Link;
using wire::hci::ConnHandle;
using wire::smp::IoCapability;
using wire::smp::Reason;

/// In force from the next pairing on; may be changed at any time.
struct SecurityPolicy {
  IoCapability io_capability = IoCapability::no_input_no_output;
  bool bonding = false;
  /// Ask for protection against a man in the middle. Where the devices have no means for it the
  /// pairing goes on without (Just Works), unless `mitm_required`.
  bool mitm = false;
  bool mitm_required = false;
  bool secure_connections = true;
  /// Refuse legacy pairing, and keys shorter than 16 octets. Vol 3 Part C 10.2.4.
  bool secure_connections_only = false;
  bool legacy_refused = false;  ///< ... legacy pairing alone
  bool new_bonds = true;        ///< with `bonding`: false uses those there are, and makes no more
  bool signing = false;         ///< distribute a CSRK
  /// Where one user enters what the other device shows, tell and be told how far that is.
  bool keypress = false;
  std::uint8_t min_key_size = wire::smp::min_key_size;
  std::uint8_t max_key_size = wire::smp::max_key_size;
  /// A displayed passkey takes effect when the application has answered, with the one that was
  /// proposed or its own. Otherwise the proposed one is used at once.
  bool display_waits = false;
  /// The application may give the same passkey again after a pairing with it failed. Each attempt
  /// tells an attacker a bit of it (CVE-2020-10134 and its kin).
  bool fixed_passkey = false;
  /// A peer that has no bond's key any more may pair again without authentication, and replace an
  /// unauthenticated bond. An authenticated one is never replaced by a weaker one.
  bool unauthenticated_overwrite = false;
  /// Ask the application (PasskeyAction::consent) before a pairing that a peer begins and nothing
  /// authenticates.
  bool ask_consent = false;
  /// Take the debug key that sniffers know. Vol 3 Part H 2.3.5.6.1.
  bool debug_key_accepted = false;
};

/// Out of band data. Vol 3 Part H 2.3.5.4, 2.3.5.6.4. In wire order.
struct OobData {
  bool has_temporary_key = false;  ///< legacy: the TK that both have
  Key temporary_key{};
  bool own_given = false;  ///< Secure Connections: the peer may have ours (set_oob)
  Key own_random{};
  bool peer_received = false;  ///< ... and we have the peer's
  Key peer_random{};
  Key peer_confirm{};
};

/// Our half of out of band data for Secure Connections, to be carried to the peer another way.
struct OwnOob {
  Key random{};
  Key confirm{};
};

enum class PasskeyAction : std::uint8_t {
  input,    ///< answer with what the user enters
  display,  ///< show it; see SecurityPolicy::display_waits
  compare,  ///< answer whether the user sees the same number on the other device
  consent,  ///< answer whether to pair; see SecurityPolicy::ask_consent
};

/// What a user who enters a passkey has just done. Vol 3 Part H 3.5.8.
enum class Keypress : std::uint8_t { started, digit_entered, digit_erased, cleared, completed };

/// Calls come from inside Host::receive or Host::run; any function of the host may be called.
class SecurityListener {
 public:
  /// A peer wants to pair, or has answered that we do, with these features. The reason why not;
  /// nothing lets it go on.
  virtual std::optional<Reason> on_pairing_features(const Link&,
                                                    const wire::smp::PairingFeatures&) {
    return std::nullopt;
  }
  /// `passkey`: 0 .. 999999; 0 for input.
  virtual void on_passkey_action(const Link&, PasskeyAction, std::uint32_t /*passkey*/) {}
  /// While the passkey that we show is entered at the peer; see SecurityPolicy::keypress.
  virtual void on_keypress(const Link&, Keypress) {}
  /// What `make_own_oob` was asked for. Give it to the peer, and to us again as
  /// OobData::own_random.
  virtual void on_own_oob(const OwnOob&) {}
  /// A pairing is done, all keys are exchanged; Module::on_security_changed follows. `bonded`: kept
  /// for the next connection.
  virtual void on_paired(const Link&, bool /*bonded*/) {}
  /// A pairing came to nothing: the reason given to, or by, the peer.
  virtual void on_pairing_failed(const Link&, Reason) {}

 protected:
  ~SecurityListener() = default;
};

}  // namespace westwind::host::smp
