// The address this device shows: public if the controller has one, else a static random one. Vol 3
// Part C 10.8, Vol 6 Part B 1.3.
#pragma once

#include <optional>

#include "hci/hci.hpp"

namespace westwind::host::gap {

using hci::ErrorCode;
using hci::Link;
using wire::Address;
using wire::AddressType;
using wire::DeviceAddress;

class Identity final : public hci::Module {
 public:
  /// `static_address`: the one to use where the controller has no public address, or when
  /// `use_static` asks for it; without it one is made from the controller's random numbers.
  Identity(hci::Hci& hci, std::optional<Address> static_address)
      : hci_(hci), static_(static_address) {
    hci.attach(*this);
  }

  /// The address in use; valid once the host is ready.
  DeviceAddress own() const { return own_; }
  AddressType own_type() const { return own_.type; }
  /// Switches to the public address. not_supported when the controller has none.
  Status use_public();
  /// Switches to the static random address. The controller refuses while it advertises, scans or
  /// connects: stop those first, or the public address stays.
  Status use_static();

  void on_ready() override;

 private:
  bool has_public() const {
    return !(info().public_address.is_zero()) &&
           info().public_address.octets != Octets<6>{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  }
  const hci::ControllerInfo& info() const { return hci_.controller(); }
  void set_own(const DeviceAddress& address) {
    own_ = address;
    hci_.set_own_address(address);
    hci_.set_identity(address);
  }
  void on_address_set(const wire::hci::StatusReply& reply);

  hci::Hci& hci_;
  std::optional<Address> static_;
  DeviceAddress own_;
};

}  // namespace westwind::host::gap
