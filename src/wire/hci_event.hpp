// HCI events and LE meta events. Vol 4 Part E 7.7.
//
// Each struct is the fixed part of the event's parameters and names its code; `LeMeta` structs
// start behind the subevent octet.
#pragma once

#include "wire/hci_le_command.hpp"

namespace westwind::wire::hci {

struct DisconnectionComplete {
  static constexpr std::uint8_t code = 0x05;
  ErrorCode status;
  ConnHandle handle;
  ErrorCode reason;
};
static_assert(octets_of(DisconnectionComplete{
                  ErrorCode::success, {0x0040}, ErrorCode::connection_timeout}) ==
              Octets<4>{0x00, 0x40, 0x00, 0x08});
struct EncryptionChange {
  static constexpr std::uint8_t code = 0x08;
  ErrorCode status;
  ConnHandle handle;
  std::uint8_t enabled;
};
static_assert(octets_of(EncryptionChange{ErrorCode::success, {0x0040}, 1}) ==
              Octets<4>{0x00, 0x40, 0x00, 0x01});
struct ReadRemoteVersionInformationComplete {
  static constexpr std::uint8_t code = 0x0c;
  ErrorCode status;
  ConnHandle handle;
  std::uint8_t version;
  Le16 company_identifier;
  Le16 subversion;
};
static_assert(octets_of(ReadRemoteVersionInformationComplete{
                  ErrorCode::success, {0x0040}, 0x0b, 0x05f1, 0x0102}) ==
              Octets<8>{0x00, 0x40, 0x00, 0x0b, 0xf1, 0x05, 0x02, 0x01});
/// Return parameters follow.
struct CommandComplete {
  static constexpr std::uint8_t code = 0x0e;
  std::uint8_t command_packets;  ///< how many commands the controller takes now
  Opcode opcode;
};
static_assert(octets_of(CommandComplete{1, Reset::opcode}) == Octets<3>{0x01, 0x03, 0x0c});
struct CommandStatus {
  static constexpr std::uint8_t code = 0x0f;
  ErrorCode status;
  std::uint8_t command_packets;
  Opcode opcode;
};
static_assert(octets_of(CommandStatus{ErrorCode::success, 1, Disconnect::opcode}) ==
              Octets<4>{0x00, 0x01, 0x06, 0x04});
struct HardwareError {
  static constexpr std::uint8_t code = 0x10;
  std::uint8_t hardware_code;
};
static_assert(octets_of(HardwareError{0x42}) == Octets<1>{0x42});
/// `count` pairs follow.
struct NumberOfCompletedPackets {
  static constexpr std::uint8_t code = 0x13;
  std::uint8_t count;
  struct Entry {
    ConnHandle handle;
    Le16 packets;
  };
};
static_assert(octets_of(NumberOfCompletedPackets{1}) == Octets<1>{0x01});
static_assert(octets_of(NumberOfCompletedPackets::Entry{{0x0040}, 2}) ==
              Octets<4>{0x40, 0x00, 0x02, 0x00});
struct DataBufferOverflow {
  static constexpr std::uint8_t code = 0x1a;
  std::uint8_t link_type;
};
static_assert(octets_of(DataBufferOverflow{1}) == Octets<1>{0x01});
struct EncryptionKeyRefreshComplete {
  static constexpr std::uint8_t code = 0x30;
  ErrorCode status;
  ConnHandle handle;
};
static_assert(octets_of(EncryptionKeyRefreshComplete{ErrorCode::success, {0x0040}}) ==
              Octets<3>{0x00, 0x40, 0x00});
struct AuthenticatedPayloadTimeoutExpired {
  static constexpr std::uint8_t code = 0x57;
  ConnHandle handle;
};
static_assert(octets_of(AuthenticatedPayloadTimeoutExpired{{0x0040}}) == Octets<2>{0x40, 0x00});

/// 7.7.65: the subevent code, then one of the structs below.
struct LeMeta {
  static constexpr std::uint8_t code = 0x3e;
  std::uint8_t subevent;
};
static_assert(octets_of(LeMeta{0x01}) == Octets<1>{0x01});

enum class Role : std::uint8_t { central = 0x00, peripheral = 0x01 };

struct LeConnectionComplete {
  static constexpr std::uint8_t subevent = 0x01;
  ErrorCode status;
  ConnHandle handle;
  Role role;
  DeviceAddress peer;
  Le16 interval_1250us;
  Le16 latency;
  Le16 supervision_timeout_10ms;
  std::uint8_t central_clock_accuracy;
};
static_assert(octets_of(LeConnectionComplete{ErrorCode::success,
                                             {0x0040},
                                             Role::peripheral,
                                             {AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}},
                                             24,
                                             1,
                                             256,
                                             5}) == Octets<18>{0x00, 0x40, 0x00, 0x01, 0x01, 0x01,
                                                               0x02, 0x03, 0x04, 0x05, 0xc6, 0x18,
                                                               0x00, 0x01, 0x00, 0x00, 0x01, 0x05});
static_assert(sizeof(LeConnectionComplete) == 18);

/// `count` reports follow: LeAdvertisingReport::Head, `data_length` octets of data, RSSI. (Legacy
/// reports of one event are laid out report by report in practice and in this project: controllers
/// send one a packet.)
struct LeAdvertisingReport {
  static constexpr std::uint8_t subevent = 0x02;
  std::uint8_t count;
  enum class Type : std::uint8_t {
    adv_ind = 0,
    adv_direct_ind = 1,
    adv_scan_ind = 2,
    adv_nonconn_ind = 3,
    scan_rsp = 4
  };
  struct Head {
    Type type;
    DeviceAddress device;
    std::uint8_t data_length;
  };
};
static_assert(octets_of(LeAdvertisingReport{1}) == Octets<1>{0x01});
static_assert(octets_of(LeAdvertisingReport::Head{
                  LeAdvertisingReport::Type::scan_rsp,
                  {AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}},
                  3}) == Octets<9>{0x04, 0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0xc6, 0x03});
constexpr std::int8_t rssi_not_available = 127;

struct LeConnectionUpdateComplete {
  static constexpr std::uint8_t subevent = 0x03;
  ErrorCode status;
  ConnHandle handle;
  Le16 interval_1250us;
  Le16 latency;
  Le16 supervision_timeout_10ms;
};
static_assert(octets_of(LeConnectionUpdateComplete{ErrorCode::success, {0x0040}, 24, 1, 256}) ==
              Octets<9>{0x00, 0x40, 0x00, 0x18, 0x00, 0x01, 0x00, 0x00, 0x01});
struct LeReadRemoteFeaturesComplete {
  static constexpr std::uint8_t subevent = 0x04;
  ErrorCode status;
  ConnHandle handle;
  Le64 features;
};
static_assert(octets_of(LeReadRemoteFeaturesComplete{ErrorCode::success, {0x0040}, 0x21}) ==
              Octets<11>{0x00, 0x40, 0x00, 0x21, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
struct LeLongTermKeyRequest {
  static constexpr std::uint8_t subevent = 0x05;
  ConnHandle handle;
  Octets<8> random_number;
  Le16 encrypted_diversifier;
};
static_assert(octets_of(LeLongTermKeyRequest{{0x0040}, {1, 2, 3, 4, 5, 6, 7, 8}, 0x1234}) ==
              Octets<12>{0x40, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x34, 0x12});
struct LeRemoteConnectionParameterRequest {
  static constexpr std::uint8_t subevent = 0x06;
  ConnHandle handle;
  ConnectionParameters parameters;
};
static_assert(octets_of(LeRemoteConnectionParameterRequest{{0x0040}, {24, 40, 0, 256}}) ==
              Octets<10>{0x40, 0x00, 0x18, 0x00, 0x28, 0x00, 0x00, 0x00, 0x00, 0x01});
struct LeDataLengthChange {
  static constexpr std::uint8_t subevent = 0x07;
  ConnHandle handle;
  Le16 max_tx_octets;
  Le16 max_tx_time_us;
  Le16 max_rx_octets;
  Le16 max_rx_time_us;
};
static_assert(octets_of(LeDataLengthChange{{0x0040}, 251, 2120, 27, 328}) ==
              Octets<10>{0x40, 0x00, 0xfb, 0x00, 0x48, 0x08, 0x1b, 0x00, 0x48, 0x01});
/// 7.7.65.8. x, then y, least significant octet first.
struct LeReadLocalP256PublicKeyComplete {
  static constexpr std::uint8_t subevent = 0x08;
  ErrorCode status;
  Octets<64> key;
};
static_assert(sizeof(LeReadLocalP256PublicKeyComplete) == 65);
/// 7.7.65.9.
struct LeGenerateDhKeyComplete {
  static constexpr std::uint8_t subevent = 0x09;
  ErrorCode status;
  Octets<32> dh_key;
};
static_assert(sizeof(LeGenerateDhKeyComplete) == 33);
struct LeEnhancedConnectionComplete {
  static constexpr std::uint8_t subevent = 0x0a;
  ErrorCode status;
  ConnHandle handle;
  Role role;
  DeviceAddress peer;
  Address local_resolvable_private_address;
  Address peer_resolvable_private_address;
  Le16 interval_1250us;
  Le16 latency;
  Le16 supervision_timeout_10ms;
  std::uint8_t central_clock_accuracy;
};
static_assert(octets_of(LeEnhancedConnectionComplete{
                  ErrorCode::success,
                  {0x0040},
                  Role::central,
                  {AddressType::random_identity, {{1, 2, 3, 4, 5, 0xc6}}},
                  {{0x11}},
                  {{0x22}},
                  24,
                  1,
                  256,
                  5}) == Octets<30>{0x00, 0x40, 0x00, 0x00, 0x03, 0x01, 0x02, 0x03, 0x04, 0x05,
                                    0xc6, 0x11, 0x00, 0x00, 0x00, 0x00, 0x00, 0x22, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x18, 0x00, 0x01, 0x00, 0x00, 0x01, 0x05});
/// 7.7.65.11: directed advertising whose target is a private address that nobody here knows.
/// `count` reports follow, one of our own controllers'.
struct LeDirectedAdvertisingReport {
  static constexpr std::uint8_t subevent = 0x0b;
  std::uint8_t count;
  struct Report {
    LeAdvertisingReport::Type type;  ///< always adv_direct_ind
    DeviceAddress device;
    DeviceAddress target;
    std::int8_t rssi_dbm;
  };
};
static_assert(octets_of(LeDirectedAdvertisingReport::Report{
                  LeAdvertisingReport::Type::adv_direct_ind,
                  {AddressType::public_device, {{1, 2, 3, 4, 5, 6}}},
                  {AddressType::random_device, {{7, 8, 9, 10, 11, 0x4c}}},
                  -40}) == Octets<16>{1, 0, 1, 2, 3, 4, 5, 6, 1, 7, 8, 9, 10, 11, 0x4c, 0xd8});
struct LePhyUpdateComplete {
  static constexpr std::uint8_t subevent = 0x0c;
  ErrorCode status;
  ConnHandle handle;
  std::uint8_t tx_phy;
  std::uint8_t rx_phy;
};
static_assert(octets_of(LePhyUpdateComplete{ErrorCode::success, {0x0040}, 2, 1}) ==
              Octets<5>{0x00, 0x40, 0x00, 0x02, 0x01});
struct LeChannelSelectionAlgorithm {
  static constexpr std::uint8_t subevent = 0x14;
  ConnHandle handle;
  std::uint8_t algorithm;  ///< 0: #1, 1: #2
};
static_assert(octets_of(LeChannelSelectionAlgorithm{{0x0040}, 1}) == Octets<3>{0x40, 0x00, 0x01});

/// Connection Complete .. Data Length Change (subevents 1-7). Bit n-1 enables subevent n.
constexpr std::uint64_t default_le_event_mask = 0x7f;

}  // namespace westwind::wire::hci
