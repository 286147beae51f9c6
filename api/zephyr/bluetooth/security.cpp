// Security of links: levels, pairing, and what applications are asked and told.
#include <cerrno>

#include "api/zephyr/bluetooth/oob.hpp"
#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

using host::hci::ErrorCode;
using host::hci::Link;
using host::smp::PasskeyAction;
using host::smp::Reason;
using wire::smp::IoCapability;

namespace {

const bt_conn_auth_cb* authentication = nullptr;
sys_slist_t information = SYS_SLIST_STATIC_INIT(&information);
std::uint32_t passkey = BT_PASSKEY_INVALID;
bool bondable = true;
bt_security_err last_error = BT_SECURITY_ERR_UNSPECIFIED;

const bt_conn_auth_cb* authentication_of(const bt_conn* conn) {
  return conn != nullptr && conn->has_overlay ? conn->auth : authentication;
}

std::uint32_t fixed_passkey() {
  return passkey != BT_PASSKEY_INVALID ? passkey : westwind_config.fixed_passkey;
}

IoCapability io_capability(const bt_conn_auth_cb* auth) {
  const bool fixed = fixed_passkey() != BT_PASSKEY_INVALID;
  const bool displays = fixed || (auth != nullptr && auth->passkey_display != nullptr);
  const bool enters = auth != nullptr && auth->passkey_entry != nullptr;
  const bool confirms = auth != nullptr && auth->passkey_confirm != nullptr;
  if (displays && enters) return IoCapability::keyboard_display;
  if (displays && confirms) return IoCapability::display_yes_no;
  if (enters) return IoCapability::keyboard_only;
  return displays ? IoCapability::display_only : IoCapability::no_input_no_output;
}

bt_security_t level_of(const host::hci::LinkSecurity& security) {
  if (!security.encrypted) return BT_SECURITY_L1;
  if (!security.authenticated) return BT_SECURITY_L2;
  return security.secure_connections && security.key_size == 16 ? BT_SECURITY_L4 : BT_SECURITY_L3;
}

bt_security_err error_of(Reason reason) {
  switch (reason) {
  case Reason::passkey_entry_failed:
  case Reason::confirm_value_failed:
  case Reason::dhkey_check_failed:
  case Reason::numeric_comparison_failed: return BT_SECURITY_ERR_AUTH_FAIL;
  case Reason::oob_not_available: return BT_SECURITY_ERR_OOB_NOT_AVAILABLE;
  case Reason::authentication_requirements:
  case Reason::encryption_key_size: return BT_SECURITY_ERR_AUTH_REQUIREMENT;
  case Reason::pairing_not_supported:
  case Reason::command_not_supported: return BT_SECURITY_ERR_PAIR_NOT_SUPPORTED;
  case Reason::repeated_attempts: return BT_SECURITY_ERR_PAIR_NOT_ALLOWED;
  case Reason::invalid_parameters: return BT_SECURITY_ERR_INVALID_PARAM;
  case Reason::key_rejected: return BT_SECURITY_ERR_KEY_REJECTED;
  default: return BT_SECURITY_ERR_UNSPECIFIED;
  }
}

Reason reason_of(bt_security_err error) {
  switch (error) {
  case BT_SECURITY_ERR_OOB_NOT_AVAILABLE: return Reason::oob_not_available;
  case BT_SECURITY_ERR_AUTH_FAIL:
  case BT_SECURITY_ERR_AUTH_REQUIREMENT: return Reason::authentication_requirements;
  case BT_SECURITY_ERR_PAIR_NOT_SUPPORTED: return Reason::pairing_not_supported;
  case BT_SECURITY_ERR_INVALID_PARAM: return Reason::invalid_parameters;
  default: return Reason::unspecified;
  }
}

template <typename Member, typename... Arguments>
void tell_information(Member member, Arguments... arguments) {
  bt_conn_auth_info_cb* callbacks = nullptr;
  bt_conn_auth_info_cb* after = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&information, callbacks, after, node)
  if (callbacks->*member != nullptr) (callbacks->*member)(arguments...);
}

}  // namespace

void apply_security_policy(bt_conn* conn, bt_security_t wanted) {
  host::smp::SecurityPolicy& policy = stack()->host().security().policy();
  const bt_conn_auth_cb* const auth = authentication_of(conn);
  const auto& config = westwind_config;
  policy.io_capability = io_capability(auth);
  policy.bonding = config.smp && config.bondable;
  policy.new_bonds = conn != nullptr && conn->bondable >= 0 ? conn->bondable != 0 : bondable;
  policy.mitm = config.mitm && policy.io_capability != IoCapability::no_input_no_output;
  policy.mitm = policy.mitm || wanted >= BT_SECURITY_L3;
  policy.mitm_required = wanted >= BT_SECURITY_L3;
  // A bond that is good enough is used as it is; a better one is made only when it is asked for.
  host::smp::Bond bond;
  if (conn != nullptr && wanted <= BT_SECURITY_L2 &&
      stack()->bonds().load(from_c(conn->peer), bond))
    policy.mitm = false;
  policy.secure_connections_only = config.secure_only || wanted == BT_SECURITY_L4;
  policy.legacy_refused = config.secure_pair_only;
  policy.signing = config.signing;
  policy.min_key_size = config.min_key_size;
  policy.fixed_passkey = fixed_passkey() != BT_PASSKEY_INVALID;
  policy.display_waits = policy.fixed_passkey;
  policy.keypress = auth != nullptr && auth->passkey_display_keypress != nullptr;
  policy.ask_consent = auth != nullptr && auth->pairing_confirm != nullptr;
  policy.unauthenticated_overwrite = config.unauthenticated_overwrite;
}

void Stack::on_security_changed(Link& link, ErrorCode status) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return;
  conn->security = link.security;
  conn->level = level_of(link.security);
  bt_security_err error = BT_SECURITY_ERR_SUCCESS;
  if (status == ErrorCode::pin_or_key_missing)
    error = BT_SECURITY_ERR_PIN_OR_KEY_MISSING;
  else if (status != ErrorCode::success)
    error = conn->pairs || status == ErrorCode::authentication_failure
                ? last_error
                : BT_SECURITY_ERR_UNSPECIFIED;
  conn->pairs = false;
  conn->asks_security = false;
  apply_security_policy(nullptr, BT_SECURITY_L1);
  const wire::DeviceAddress peer = from_c(conn->peer);
  if (!(peer == link.peer)) {
    const bt_addr_le_t private_address = conn->peer;
    conn->peer = to_c(link.peer);
    tell_connection(&bt_conn_cb::identity_resolved, conn, &private_address,
                    const_cast<const bt_addr_le_t*>(&conn->peer));
  }
  tell_connection(&bt_conn_cb::security_changed, conn, conn->level, error);
}

std::optional<Reason> Stack::on_pairing_features(const Link& link,
                                                 const wire::smp::PairingFeatures& features) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return Reason::unspecified;
  conn->pairs = true;
  const bt_conn_auth_cb* const auth = authentication_of(conn);
  if (auth != nullptr && auth->pairing_accept != nullptr) {
    const bt_conn_pairing_feat c{static_cast<std::uint8_t>(features.io_capability),
                                 features.oob_data_present,
                                 features.auth_req,
                                 features.max_key_size,
                                 features.initiator_keys,
                                 features.responder_keys};
    const bt_security_err error = auth->pairing_accept(conn, &c);
    if (error != BT_SECURITY_ERR_SUCCESS) return reason_of(error);
  }
  ask_for_oob(*conn, auth, features);
  return std::nullopt;
}

void Stack::on_passkey_action(const Link& link, PasskeyAction action, std::uint32_t shown) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return;
  const bt_conn_auth_cb* const auth = authentication_of(conn);
  switch (action) {
  case PasskeyAction::display:
    if (fixed_passkey() != BT_PASSKEY_INVALID) {
      shown = fixed_passkey();
      (void)host_.security().answer_passkey(link.handle, shown);
    }
    if (auth != nullptr && auth->passkey_display != nullptr) auth->passkey_display(conn, shown);
    break;
  case PasskeyAction::input:
    if (auth != nullptr && auth->passkey_entry != nullptr) return auth->passkey_entry(conn);
    (void)host_.security().answer(link.handle, false);
    break;
  case PasskeyAction::compare:
    if (auth != nullptr && auth->passkey_confirm != nullptr)
      return auth->passkey_confirm(conn, shown);
    (void)host_.security().answer(link.handle, false);
    break;
  case PasskeyAction::consent:
    if (auth != nullptr && auth->pairing_confirm != nullptr) return auth->pairing_confirm(conn);
    (void)host_.security().answer(link.handle, true);
    break;
  }
}

void Stack::on_keypress(const Link& link, host::smp::Keypress keypress) {
  bt_conn* const conn = find_connection(link.handle);
  const bt_conn_auth_cb* const auth = authentication_of(conn);
  if (conn != nullptr && auth != nullptr && auth->passkey_display_keypress != nullptr)
    auth->passkey_display_keypress(conn, static_cast<bt_conn_auth_keypress>(keypress));
}

void Stack::on_paired(const Link& link, bool bonded) {
  bt_conn* const conn = find_connection(link.handle);
  if (conn == nullptr) return;
  conn->pairs = false;
  conn->security = link.security;
  conn->level = level_of(link.security);
  tell_information(&bt_conn_auth_info_cb::pairing_complete, conn, bonded);
}

void Stack::on_pairing_failed(const Link& link, Reason reason) {
  bt_conn* const conn = find_connection(link.handle);
  last_error = error_of(reason);
  if (conn == nullptr) return;
  const bt_conn_auth_cb* const auth = authentication_of(conn);
  if (auth != nullptr && auth->cancel != nullptr && conn->pairs) auth->cancel(conn);
  tell_information(&bt_conn_auth_info_cb::pairing_failed, conn, last_error);
}

void forget_pairing(bt_conn& conn) {
  if (!conn.pairs) return;
  conn.pairs = false;
  const bt_conn_auth_cb* const auth = authentication_of(&conn);
  if (auth != nullptr && auth->cancel != nullptr) auth->cancel(&conn);
  tell_information(&bt_conn_auth_info_cb::pairing_failed, &conn, BT_SECURITY_ERR_UNSPECIFIED);
}

void tell_bond_deleted(std::uint8_t id, const bt_addr_le_t& peer) {
  tell_information(&bt_conn_auth_info_cb::bond_deleted, id, &peer);
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_conn_set_security(bt_conn* conn, bt_security_t sec) {
  if (ready_stack() == nullptr || !conn->is_connected()) return -ENOTCONN;
  const bool force = (sec & BT_SECURITY_FORCE_PAIR) != 0;
  auto wanted = static_cast<bt_security_t>(sec & ~BT_SECURITY_FORCE_PAIR);
  if (!westwind_config.smp) return -EOPNOTSUPP;
  if (wanted < BT_SECURITY_L1 || wanted > BT_SECURITY_L4) return -EINVAL;
  if (westwind_config.secure_only) wanted = BT_SECURITY_L4;
  if (conn->level >= wanted && !force) return 0;
  const bool has_key = conn->security.has_key;
  if (wanted >= BT_SECURITY_L3 && !has_key && !has_oob() &&
      io_capability(authentication_of(conn)) == IoCapability::no_input_no_output)
    return -EINVAL;
  apply_security_policy(conn, wanted);
  conn->asks_security = true;
  stack()->touched();
  const Status asked = stack()->host().security().secure(conn->handle, force);
  if (!asked && asked.error() == Error::already) return 0;
  return errno_of(asked);
}

bt_security_t bt_conn_get_security(const bt_conn* conn) { return conn->level; }
uint8_t bt_conn_enc_key_size(const bt_conn* conn) { return conn->security.key_size; }

int bt_conn_auth_cb_register(const bt_conn_auth_cb* cb) {
  if (cb != nullptr) {
    if (authentication != nullptr) return -EALREADY;
    const bool asks = cb->passkey_display != nullptr || cb->passkey_entry != nullptr ||
                      cb->passkey_confirm != nullptr || cb->pairing_confirm != nullptr;
    if (asks && cb->cancel == nullptr) return -EINVAL;
  }
  authentication = cb;
  if (stack() != nullptr) apply_security_policy(nullptr, BT_SECURITY_L1);
  return 0;
}

int bt_conn_auth_cb_overlay(bt_conn* conn, const bt_conn_auth_cb* cb) {
  if (cb != nullptr && conn->has_overlay) return -EALREADY;
  conn->auth = cb;
  conn->has_overlay = cb != nullptr;
  return 0;
}

int bt_conn_auth_info_cb_register(bt_conn_auth_info_cb* cb) {
  if (cb == nullptr) return -EINVAL;
  if (sys_slist_find(&information, &cb->node, nullptr)) return -EALREADY;
  sys_slist_append(&information, &cb->node);
  return 0;
}

int bt_conn_auth_info_cb_unregister(bt_conn_auth_info_cb* cb) {
  if (cb == nullptr) return -EINVAL;
  return sys_slist_find_and_remove(&information, &cb->node) ? 0 : -EALREADY;
}

namespace {

/// What the user answers.
int answer(bt_conn* conn, bool accept) {
  if (ready_stack() == nullptr) return -EAGAIN;
  stack()->touched();
  return stack()->host().security().answer(conn->handle, accept) ? 0 : -EINVAL;
}

}  // namespace

int bt_conn_auth_passkey_entry(bt_conn* conn, unsigned int entered) {
  if (ready_stack() == nullptr) return -EAGAIN;
  stack()->touched();
  return stack()->host().security().answer_passkey(conn->handle, entered) ? 0 : -EINVAL;
}

int bt_conn_auth_keypress_notify(bt_conn* conn, bt_conn_auth_keypress type) {
  if (ready_stack() == nullptr) return -EAGAIN;
  stack()->touched();
  return errno_of(stack()->host().security().notify_keypress(
      conn->handle, static_cast<host::smp::Keypress>(type)));
}

int bt_conn_auth_passkey_confirm(bt_conn* conn) { return answer(conn, true); }
int bt_conn_auth_pairing_confirm(bt_conn* conn) { return answer(conn, true); }
int bt_conn_auth_cancel(bt_conn* conn) { return answer(conn, false); }

int bt_passkey_set(unsigned int wanted) {
  if (wanted > 999999 && wanted != BT_PASSKEY_INVALID) return -EINVAL;
  passkey = wanted;
  if (stack() != nullptr) apply_security_policy(nullptr, BT_SECURITY_L1);
  return 0;
}

void bt_set_bondable(bool enable) {
  bondable = enable;
  if (stack() != nullptr) apply_security_policy(nullptr, BT_SECURITY_L1);
}

bool bt_get_bondable(void) { return westwind_config.bondable && bondable; }

int bt_conn_set_bondable(bt_conn* conn, bool enable) {
  conn->bondable = enable ? 1 : 0;
  return 0;
}
