// The security side of a device's application: bonds in memory, questions answered as an honest
// user does.
#pragma once

#include "tests/support/pairing_bench.hpp"
#include "tests/support/two_devices.hpp"

namespace westwind::testing {

/// Answers what the security manager asks, writes down what it tells.
class Secured final : public smp::SecurityListener, public host::hci::Module {
 public:
  void join(Side& side) {
    side_ = &side;
    side.host().security().set_listener(*this);
    side.host().security().set_bond_store(&bonds);
    side.host().hci().attach(*this);
    side.host().security().policy().bonding = true;
  }
  void on_passkey_action(const host::hci::Link& link, PasskeyAction action,
                         std::uint32_t passkey) override {
    shown = passkey;
    if (action == PasskeyAction::compare) {
      EXPECT_TRUE(side_->host().security().answer(link.handle, true));
    }
  }
  void on_pairing_failed(const host::hci::Link&, Reason) override { ++failures; }
  void on_security_changed(host::hci::Link& link, host::hci::ErrorCode status) override {
    ++changes;
    last = status;
    worth = link.security;
  }

  MemoryBonds bonds;
  host::hci::LinkSecurity worth;
  host::hci::ErrorCode last{};
  std::uint32_t shown = 0;
  int changes = 0;
  int failures = 0;

 private:
  Side* side_ = nullptr;
};

}  // namespace westwind::testing
