// What the security manager asks and tells, as MicroPython events.
#pragma once

#include "api/micropython/events.hpp"

namespace westwind::micropython {

class PairingEvents final : public host::hci::Module, public host::smp::SecurityListener {
 public:
  explicit PairingEvents(const Events& events) : events_(events) {}

  void on_security_changed(host::hci::Link& link, host::hci::ErrorCode status) override;
  void on_passkey_action(const host::hci::Link& link, host::smp::PasskeyAction action,
                         std::uint32_t passkey) override;

 private:
  const Events& events_;  // knows whether the script still wants to hear
};

}  // namespace westwind::micropython
