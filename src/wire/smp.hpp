// The security manager protocol: every PDU. Vol 3 Part H 3.3-3.6. Keys and numbers are in wire
// order.
#pragma once

#include "base/codec.hpp"
#include "wire/address.hpp"

namespace westwind::wire::smp {

enum class Code : std::uint8_t {
  pairing_request = 0x01,
  pairing_response = 0x02,
  pairing_confirm = 0x03,
  pairing_random = 0x04,
  pairing_failed = 0x05,
  encryption_information = 0x06,
  central_identification = 0x07,
  identity_information = 0x08,
  identity_address_information = 0x09,
  signing_information = 0x0a,
  security_request = 0x0b,
  pairing_public_key = 0x0c,
  pairing_dhkey_check = 0x0d,
  keypress_notification = 0x0e,
};

/// 3.5.5
enum class Reason : std::uint8_t {
  passkey_entry_failed = 0x01,
  oob_not_available = 0x02,
  authentication_requirements = 0x03,
  confirm_value_failed = 0x04,
  pairing_not_supported = 0x05,
  encryption_key_size = 0x06,
  command_not_supported = 0x07,
  unspecified = 0x08,
  repeated_attempts = 0x09,
  invalid_parameters = 0x0a,
  dhkey_check_failed = 0x0b,
  numeric_comparison_failed = 0x0c,
  br_edr_pairing_in_progress = 0x0d,
  generation_not_allowed = 0x0e,
  key_rejected = 0x0f,
  busy = 0x10,
};

enum class IoCapability : std::uint8_t {
  display_only = 0,
  display_yes_no = 1,
  keyboard_only = 2,
  no_input_no_output = 3,
  keyboard_display = 4,
};

/// AuthReq. 3.5.1
enum AuthReq : std::uint8_t {
  bonding = 0x01,
  bonding_mask = 0x03,
  mitm = 0x04,
  secure_connections = 0x08,
  keypress = 0x10,
};

/// What a side distributes. 3.6.1
enum KeyDistribution : std::uint8_t {
  encryption_key = 0x01,
  identity_key = 0x02,
  signing_key = 0x04,
  link_key = 0x08,
};

/// Pairing Request and Pairing Response, which look the same. 3.5.1, 3.5.2
struct PairingFeatures {
  Code code = Code::pairing_request;
  IoCapability io_capability = IoCapability::no_input_no_output;
  std::uint8_t oob_data_present = 0;
  std::uint8_t auth_req = 0;
  std::uint8_t max_key_size = 16;
  std::uint8_t initiator_keys = 0;
  std::uint8_t responder_keys = 0;
};
static_assert(octets_of(PairingFeatures{Code::pairing_response, IoCapability::display_yes_no, 0,
                                        bonding | mitm | secure_connections, 16, 1, 3}) ==
              Octets<7>{0x02, 0x01, 0x00, 0x0d, 0x10, 0x01, 0x03});

struct PairingFailed {
  Code code = Code::pairing_failed;
  Reason reason;
};
static_assert(octets_of(PairingFailed{.reason = Reason::pairing_not_supported}) ==
              Octets<2>{0x05, 0x05});

/// Pairing Confirm, Pairing Random, DHKey Check, Encryption Information, Identity Information and
/// Signing Information: a code and one number of 128 bits. 3.5.3, 3.5.4, 3.5.7, 3.6.2, 3.6.4, 3.6.6
struct Value128 {
  Code code;
  Octets<16> value;
};
static_assert(octets_of(Value128{Code::pairing_random, {1, 2}}) == Octets<17>{0x04, 0x01, 0x02});

/// 3.5.6
struct PairingPublicKey {
  Code code = Code::pairing_public_key;
  Octets<64> key;  ///< x, then y
};
static_assert(sizeof(PairingPublicKey) == 65);

/// 3.6.3
struct CentralIdentification {
  Code code = Code::central_identification;
  Le16 diversifier;
  Octets<8> random;
};
static_assert(octets_of(CentralIdentification{.diversifier = 0x1234,
                                              .random = {1, 2, 3, 4, 5, 6, 7, 8}}) ==
              Octets<11>{0x07, 0x34, 0x12, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08});

/// 3.6.5
struct IdentityAddressInformation {
  Code code = Code::identity_address_information;
  DeviceAddress address;
};
static_assert(octets_of(IdentityAddressInformation{
                  .address = {AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}}}) ==
              Octets<8>{0x09, 0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0xc6});

/// 3.6.7
struct SecurityRequest {
  Code code = Code::security_request;
  std::uint8_t auth_req = 0;
};
static_assert(octets_of(SecurityRequest{.auth_req = 0x0d}) == Octets<2>{0x0b, 0x0d});

/// 3.5.8
struct KeypressNotification {
  Code code = Code::keypress_notification;
  std::uint8_t type = 0;
};
static_assert(octets_of(KeypressNotification{.type = 3}) == Octets<2>{0x0e, 0x03});

constexpr std::uint8_t min_key_size = 7;
constexpr std::uint8_t max_key_size = 16;

}  // namespace westwind::wire::smp
