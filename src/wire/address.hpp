// Device addresses. Vol 6 Part B 1.3.
#pragma once

#include "base/bytes.hpp"

namespace westwind::wire {

enum class AddressType : std::uint8_t {
  public_device = 0x00,
  random_device = 0x01,
  public_identity = 0x02,  ///< in HCI events: an RPA that the controller resolved
  random_identity = 0x03,
  anonymous = 0xff,
};

/// Six octets in wire order: least significant first. Text and MicroPython use the other order.
struct Address {
  Octets<6> octets{};

  constexpr bool operator==(const Address&) const = default;
  constexpr bool is_zero() const { return *this == Address{}; }
  /// The kind of a random address stands in its two most significant bits.
  constexpr bool is_static_random() const { return (octets[5] & 0xc0) == 0xc0; }
  constexpr bool is_resolvable_private() const { return (octets[5] & 0xc0) == 0x40; }
  constexpr bool is_non_resolvable_private() const { return (octets[5] & 0xc0) == 0x00; }
  /// From the order people write: most significant octet first.
  static constexpr Address from_display_order(const Octets<6>& shown) {
    Address address;
    for (std::size_t i = 0; i < 6; ++i)
      address.octets[i] = shown[5 - i];
    return address;
  }
  constexpr Octets<6> display_order() const {
    Octets<6> shown{};
    for (std::size_t i = 0; i < 6; ++i)
      shown[i] = octets[5 - i];
    return shown;
  }
};

/// An address with its type, as HCI and the upper layers pass it around.
struct DeviceAddress {
  AddressType type = AddressType::public_device;
  Address address;
  constexpr bool operator==(const DeviceAddress&) const = default;
};

/// Types 2 and 3 are 0 and 1, said of an identity that stands for a private address. Vol 4 Part
/// E 7.7.65.2, 7.8.12.
constexpr DeviceAddress as_identity(const DeviceAddress& device) {
  return {static_cast<AddressType>(static_cast<std::uint8_t>(device.type) | 2), device.address};
}
/// Anonymous stays what it is.
constexpr DeviceAddress without_identity(const DeviceAddress& device) {
  if (device.type == AddressType::anonymous) return device;
  return {static_cast<AddressType>(static_cast<std::uint8_t>(device.type) & 1), device.address};
}

static_assert(sizeof(DeviceAddress) == 7 && alignof(DeviceAddress) == 1);
static_assert(Address::from_display_order({1, 2, 3, 4, 5, 6}).octets ==
              Octets<6>{6, 5, 4, 3, 2, 1});

}  // namespace westwind::wire
