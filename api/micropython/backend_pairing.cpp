// Pairing, as the script asks for it and hears of it.
#include "api/micropython/activation.hpp"
#include "api/micropython/pairing_events.hpp"

namespace westwind::micropython {

using host::smp::PasskeyAction;

namespace {
// MicroPython's numbers.
enum Action : std::uint8_t { action_input = 2, action_display = 3, action_compare = 4 };
}  // namespace

/// A pairing that failed is an update too: of a link that is not encrypted.
void PairingEvents::on_security_changed(host::hci::Link& link, host::hci::ErrorCode) {
  const host::hci::LinkSecurity& now = link.security;
  if (!events_.is_silent())
    westwind_event_encryption(link.handle.value, now.encrypted, now.authenticated, now.bonded,
                              now.key_size);
}

void PairingEvents::on_passkey_action(const host::hci::Link& link, PasskeyAction action,
                                      std::uint32_t passkey) {
  if (events_.is_silent()) return;
  const std::uint8_t number = action == PasskeyAction::input     ? action_input
                              : action == PasskeyAction::display ? action_display
                                                                 : action_compare;
  westwind_event_passkey(link.handle.value, number, passkey);
}

}  // namespace westwind::micropython

using namespace westwind;
using namespace westwind::micropython;

westwind_error_t westwind_set_security(const westwind_security_t* wanted) {
  if (wanted->io_capability > 4) return WESTWIND_INVALID_ARGUMENT;
  host::smp::SecurityPolicy& policy = settings().security;
  policy.io_capability = static_cast<wire::smp::IoCapability>(wanted->io_capability);
  policy.bonding = wanted->bond;
  policy.mitm = wanted->mitm;
  policy.secure_connections = wanted->le_secure;
  policy.display_waits = true;
  if (const Call call; call) call.host().security().policy() = policy;
  return WESTWIND_OK;
}

westwind_error_t westwind_pair(uint16_t connection) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call.host().security().secure({connection}));
}

westwind_error_t westwind_unpair(uint8_t type, const uint8_t address[6], bool* was_there) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  if (type > 1) return WESTWIND_INVALID_ARGUMENT;
  Octets<6> octets;
  copy_bytes(octets, {address, octets.size()});
  *was_there = call.host().security().unpair(
      {static_cast<wire::AddressType>(type), wire::Address::from_display_order(octets)});
  return WESTWIND_OK;
}

westwind_error_t westwind_passkey(uint16_t connection, uint8_t action, int64_t passkey) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  host::smp::SecurityManager& security = call.host().security();
  if (action == action_compare) return error_of(security.answer({connection}, passkey != 0));
  if (action != action_input && action != action_display) return WESTWIND_INVALID_ARGUMENT;
  if (passkey < 0 || passkey > 999'999) return WESTWIND_INVALID_ARGUMENT;
  return error_of(security.answer_passkey({connection}, static_cast<std::uint32_t>(passkey)));
}
