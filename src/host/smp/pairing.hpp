// The state of one pairing: a script of steps that follows from role and method, and what is known
// so far. Vol 3 Part H 2.3.5.
//
// A script says who sends what when; `SecurityManager::advance` walks it as far as it can. A step
// that sends waits for memory, for the user or for a key where it must; a step that waits is left
// when its PDU comes. Any other PDU is out of order and ends the pairing.
#pragma once

#include "base/timer.hpp"
#include "smp/method.hpp"
#include "smp/security.hpp"

namespace westwind::host::smp {

enum class Step : std::uint8_t {
  send_features,
  wait_features,
  send_public_key,
  wait_public_key,
  ask_user,  ///< for a passkey; goes on at once
  send_confirm,
  wait_confirm,
  send_random,
  wait_random,
  next_round,  ///< of a passkey's twenty
  compare,     ///< asks for numeric comparison; goes on at once
  send_check,
  wait_check,
  verify_check,
  encrypt,
  send_keys,
  wait_keys,
  done,
};

struct Pairing {
  ConnHandle handle = wire::hci::no_connection;  ///< none: the slot is free
  const Step* step = nullptr;
  bool initiator = false;
  bool secure = false;
  bool user_answered = false;
  bool peer_started = false;   ///< the peer asked for it
  bool wants_consent = false;  ///< the user is asked though nothing authenticates
  bool wants_secret = false;   ///< the DHKey is to be computed
  bool has_secret = false;     ///< ... and is there
  bool key_sent = false;       ///< LTK reply or start of encryption is on its way
  Method method = Method::just_works;
  std::uint8_t round = 0;
  std::uint8_t key_size = 0;
  std::uint8_t keys_to_send = 0;  ///< PDUs, a bit each (key_distribution.cpp)
  std::uint8_t keys_to_come = 0;
  bool bonding = false;
  std::uint32_t passkey = 0;
  wire::smp::PairingFeatures request;
  wire::smp::PairingFeatures response;
  Key own_random{};
  Key peer_random{};
  Key peer_value{};  ///< its confirm value, later its DHKey check
  Key mac_key{};
  Octets<64> peer_public_key{};
  Octets<32> secret{};  ///< DHKey, most significant octet first
  Bond bond;            ///< what will be stored; holds LTK or STK in `peer_key` from early on
  Timer timeout;

  /// LTK or STK, cut to the key size that was agreed. 2.3.4.
  void set_key(const Key& key) {
    bond.peer_key = {};
    copy_bytes(bond.peer_key.value, Bytes(key).first(key_size));
  }
  /// Both have said that they want to hear of a user who enters a passkey.
  bool has_keypress() const {
    return (request.auth_req & response.auth_req & wire::smp::keypress) != 0;
  }
  bool is_free() const { return handle == wire::hci::no_connection; }
};

/// The script of what follows the feature exchange.
const Step* script_of(bool initiator, bool secure, Method method);
/// Of the feature exchange itself.
const Step* opening_script(bool initiator);

}  // namespace westwind::host::smp
