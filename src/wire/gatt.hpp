// Numbers of the GATT profile: attribute types, characteristic properties, CCCD bits. Vol 3 Part G
// 3, Assigned Numbers.
#pragma once

#include "wire/att.hpp"

namespace westwind::wire::gatt {

constexpr std::uint16_t primary_service = 0x2800;
constexpr std::uint16_t secondary_service = 0x2801;
constexpr std::uint16_t include = 0x2802;
constexpr std::uint16_t characteristic = 0x2803;
constexpr std::uint16_t extended_properties_descriptor = 0x2900;
constexpr std::uint16_t client_characteristic_configuration = 0x2902;
constexpr std::uint16_t aggregate_format = 0x2905;

constexpr std::uint16_t gap_service = 0x1800;
constexpr std::uint16_t gatt_service = 0x1801;
constexpr std::uint16_t device_name = 0x2a00;
constexpr std::uint16_t appearance = 0x2a01;
constexpr std::uint16_t service_changed = 0x2a05;
constexpr std::uint16_t client_supported_features = 0x2b29;
constexpr std::uint16_t database_hash = 0x2b2a;

/// Bit of Client Supported Features: the client understands Database Out Of Sync. Vol 3 Part G 7.2.
constexpr std::uint8_t robust_caching_feature = 0x01;

/// Bits of a characteristic declaration. Vol 3 Part G 3.3.1.1.
enum Property : std::uint8_t {
  broadcast = 0x01,
  read = 0x02,
  write_without_response = 0x04,
  write = 0x08,
  notify = 0x10,
  indicate = 0x20,
  authenticated_signed_writes = 0x40,
  extended_properties = 0x80,
};

/// Characteristic declaration value: these fields, then the UUID of 2 or 16 octets.
struct CharacteristicDeclaration {
  std::uint8_t properties;
  att::Handle value_handle;
};
static_assert(octets_of(CharacteristicDeclaration{read | notify, {0x0012}}) ==
              Octets<3>{0x12, 0x12, 0x00});

constexpr std::uint16_t cccd_notify = 0x0001;
constexpr std::uint16_t cccd_indicate = 0x0002;

}  // namespace westwind::wire::gatt
