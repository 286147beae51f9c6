// Who this device is, and which address it shows.
#include "gap/identity.hpp"

namespace westwind::host::gap {

namespace {
constexpr Duration pause_after_refusal = Duration::seconds(1);
}  // namespace

void Identity::on_ready() {
  if (!static_) {
    Address made;
    copy_bytes(made.octets, info().random_seed);
    made.octets[5] |= 0xc0;  // static random, Vol 6 Part B 1.3.2.1
    static_ = made;
  }
  (void)set_mode(has_public() ? AddressMode::public_device : AddressMode::static_random);
}

Status Identity::set_mode(AddressMode mode) {
  if (!hci_.is_ready()) return Error::not_active;
  if (mode == AddressMode::public_device && !has_public()) return Error::not_supported;
  mode_ = mode;
  const bool shows_public = has_public() && mode != AddressMode::static_random && !prefers_static_;
  hci_.set_identity(shows_public ? DeviceAddress{AddressType::public_device, info().public_address}
                                 : DeviceAddress{AddressType::random_device, *static_});
  timer_.stop();
  again_ = phase_ == Phase::setting;
  if (!again_ && (is_private() || !(on_air_ == own()))) address_due_ = true;
  step();
  return {};
}

void Identity::step() {
  if (phase_ == Phase::settled && (address_due_ || quiet_wanted_) &&
      hci_.address_use() < hci::AddressUse::connecting)
    phase_ = Phase::changing;
  if (phase_ != Phase::changing || hci_.address_use() != hci::AddressUse::none) return;
  if (quiet_wanted_) {
    quiet_wanted_ = false;
    phase_ = Phase::lent;
    return quiet_user_->on_quiet();
  }
  if (!choose()) return;
  if (next_.type == AddressType::public_device) return settle();
  if (hci_.commands().send<&Identity::on_address_set>(wire::hci::LeSetRandomAddress{next_.address},
                                                      this))
    phase_ = Phase::setting;
}

/// False while there are no random numbers.
bool Identity::choose() {
  next_ = own();
  if (!is_private()) return true;
  next_.type = AddressType::random_device;
  return privacy_.make_private_address(mode_ == AddressMode::resolvable_private, next_.address);
}

void Identity::give_back() {
  phase_ = Phase::settled;
  step();
}

void Identity::settle() {
  phase_ = Phase::settled;
  address_due_ = false;
  on_air_ = next_;
  hci_.set_own_address(on_air_);
  if (is_private()) timer_.start(private_interval_);
}

void Identity::on_address_set(const wire::hci::StatusReply& reply) {
  if (reply.status == ErrorCode::success) {
    settle();
  } else {
    // Something runs in the controller that we have not started. What is on the air stays.
    phase_ = Phase::settled;
    address_due_ = false;
    timer_.start(pause_after_refusal);
  }
  if (again_) (void)set_mode(mode_);
}

void Identity::run(Instant now) {
  if (timer_.expired(now)) address_due_ = true;
  step();
}

}  // namespace westwind::host::gap
