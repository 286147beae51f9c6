// The filter accept list, and the device's own addresses. Vol 6 Part B 4.3.1, 1.3; Vol 4 Part
// E 7.8.4, 7.8.14-7.8.17.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "wire/address.hpp"

namespace westwind::controller {

class AcceptList {
 public:
  explicit AcceptList(std::uint8_t capacity) : capacity_(capacity) { devices_.reserve(capacity); }

  std::uint8_t capacity() const { return capacity_; }
  void clear() { devices_.clear(); }
  bool contains(const wire::DeviceAddress& device) const {
    return std::find(devices_.begin(), devices_.end(), device) != devices_.end();
  }
  /// False when it is full. Adding a device twice changes nothing.
  bool add(const wire::DeviceAddress& device) {
    if (contains(device)) return true;
    if (devices_.size() == capacity_) return false;
    devices_.push_back(device);
    return true;
  }
  void remove(const wire::DeviceAddress& device) { std::erase(devices_, device); }

 private:
  std::uint8_t capacity_;
  std::vector<wire::DeviceAddress> devices_;
};

struct OwnAddresses {
  wire::Address public_address{};
  std::optional<wire::Address> random_address{};

  /// Nothing for a random address that the host has not set.
  std::optional<wire::DeviceAddress> of(wire::AddressType type) const {
    if (type == wire::AddressType::public_device) return wire::DeviceAddress{type, public_address};
    if (!random_address) return std::nullopt;
    return wire::DeviceAddress{wire::AddressType::random_device, *random_address};
  }
  bool is_own(const wire::DeviceAddress& device) const { return of(device.type) == device; }
};

}  // namespace westwind::controller
