// Who this device is, and which address it shows: its identity or a private address that changes.
// Vol 3 Part C 10.7, 10.8, Vol 6 Part B 1.3, Vol 4 Part E 7.8.4.
//
//   settled --another mode, or a private address is old; and nobody is connecting-->
//   changing (advertising and scanning pause) --nothing uses the old address--> setting
//   --LE Set Random Address done--> settled, and what paused goes on
// Public addresses need no command: from changing straight to settled. The same pause can be lent:
//   changing --somebody asked for quiet--> lent --given back--> settled
#pragma once

#include <optional>

#include "base/timer.hpp"
#include "hci/hci.hpp"
#include "hci/privacy.hpp"

namespace westwind::host::gap {

using hci::ErrorCode;
using hci::Link;
using wire::Address;
using wire::AddressType;
using wire::DeviceAddress;

/// What is shown on the air.
enum class AddressMode : std::uint8_t {
  public_device,
  static_random,
  resolvable_private,      ///< bonded peers know whose it is
  non_resolvable_private,  ///< nobody does
};

/// Somebody who has something done in the controller that nothing may run beside: the resolving
/// list.
class QuietUser {
 public:
  /// It is quiet until Identity::give_back.
  virtual void on_quiet() = 0;
  /// Whether the controller knows this peer behind private addresses by itself.
  virtual bool resolves(const DeviceAddress& identity) const = 0;

 protected:
  ~QuietUser() = default;
};

class Identity final : public hci::Module {
 public:
  /// How often private addresses change. Vol 3 Part C Appendix A: T_GAP(private_addr_int).
  static constexpr Duration recommended_private_interval = Duration::seconds(15 * 60);

  /// `static_address`: the one to use where the controller has no public address, or when it is
  /// asked for; without it one is made from the controller's random numbers.
  Identity(hci::Hci& hci, hci::Privacy& privacy, std::optional<Address> static_address)
      : hci_(hci), privacy_(privacy), static_(static_address) {
    hci.attach(*this);
  }

  /// The address that bonded peers know us by; valid once the host is ready. Public if the
  /// controller has one and the mode is not static_random, else static random.
  DeviceAddress own() const { return hci_.identity(); }
  /// What is on the air now.
  const DeviceAddress& on_air() const { return on_air_; }
  AddressType own_type() const { return on_air_.type; }
  AddressMode mode() const { return mode_; }
  /// Changes what is shown; links keep the address that they were made with. At once where nothing
  /// runs; else advertising and scanning pause for it unseen by the application, and a connection
  /// attempt under way is waited for. A private mode that is set again takes a new address.
  /// not_active; not_supported: the controller has no public address.
  Status set_mode(AddressMode mode);
  /// Which identity `set_mode` chooses from now on: this static random address, or with nothing the
  /// public one where there is one. For devices that are several in turn.
  void set_identity(const std::optional<Address>& address) {
    if (address) static_ = address;
    prefers_static_ = address.has_value();
  }
  /// Of private addresses, from the next one on.
  void set_private_interval(Duration interval) { private_interval_ = interval; }

  /// Before the host starts; at most one.
  void set_quiet_user(QuietUser& user) { quiet_user_ = &user; }
  /// QuietUser::on_quiet follows when nothing runs under our address; then give_back must.
  void ask_for_quiet() {
    quiet_wanted_ = true;
    step();
  }
  void give_back();
  bool is_resolved_by_controller(const DeviceAddress& peer) const {
    return quiet_user_ != nullptr && quiet_user_->resolves(peer);
  }

  /// Nothing may be started in the controller that shows our address.
  bool is_changing() const { return phase_ >= Phase::changing; }

  void on_ready() override;
  void on_writable() override { step(); }
  void run(Instant now) override;
  Instant deadline() const override { return timer_.deadline(); }

 private:
  enum class Phase : std::uint8_t { settled, changing, setting, lent };
  bool has_public() const {
    return !(info().public_address.is_zero()) &&
           info().public_address.octets != Octets<6>{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  }
  bool is_private() const { return mode_ >= AddressMode::resolvable_private; }
  const hci::ControllerInfo& info() const { return hci_.controller(); }
  void step();
  bool choose();
  void settle();
  void on_address_set(const wire::hci::StatusReply& reply);

  hci::Hci& hci_;
  hci::Privacy& privacy_;
  std::optional<Address> static_;
  DeviceAddress on_air_;
  DeviceAddress next_;
  Duration private_interval_ = recommended_private_interval;
  Timer timer_;  // the private address is old; or: the controller refused, try again
  AddressMode mode_ = AddressMode::public_device;
  Phase phase_ = Phase::settled;
  QuietUser* quiet_user_ = nullptr;
  bool prefers_static_ = false;
  bool address_due_ = false;  // another one is to be shown
  bool quiet_wanted_ = false;
  bool again_ = false;  // another mode was set while the controller had the command
};

}  // namespace westwind::host::gap
