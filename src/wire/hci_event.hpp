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
struct EncryptionChange {
  static constexpr std::uint8_t code = 0x08;
  ErrorCode status;
  ConnHandle handle;
  std::uint8_t enabled;
};
struct ReadRemoteVersionInformationComplete {
  static constexpr std::uint8_t code = 0x0c;
  ErrorCode status;
  ConnHandle handle;
  std::uint8_t version;
  Le16 company_identifier;
  Le16 subversion;
};
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
struct HardwareError {
  static constexpr std::uint8_t code = 0x10;
  std::uint8_t hardware_code;
};
/// `count` pairs follow.
struct NumberOfCompletedPackets {
  static constexpr std::uint8_t code = 0x13;
  std::uint8_t count;
  struct Entry {
    ConnHandle handle;
    Le16 packets;
  };
};
struct DataBufferOverflow {
  static constexpr std::uint8_t code = 0x1a;
  std::uint8_t link_type;
};
struct EncryptionKeyRefreshComplete {
  static constexpr std::uint8_t code = 0x30;
  ErrorCode status;
  ConnHandle handle;
};
struct AuthenticatedPayloadTimeoutExpired {
  static constexpr std::uint8_t code = 0x57;
  ConnHandle handle;
};

/// 7.7.65: the subevent code, then one of the structs below.
struct LeMeta {
  static constexpr std::uint8_t code = 0x3e;
  std::uint8_t subevent;
};

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
constexpr std::int8_t rssi_not_available = 127;

struct LeConnectionUpdateComplete {
  static constexpr std::uint8_t subevent = 0x03;
  ErrorCode status;
  ConnHandle handle;
  Le16 interval_1250us;
  Le16 latency;
  Le16 supervision_timeout_10ms;
};
struct LeReadRemoteFeaturesComplete {
  static constexpr std::uint8_t subevent = 0x04;
  ErrorCode status;
  ConnHandle handle;
  Le64 features;
};
struct LeLongTermKeyRequest {
  static constexpr std::uint8_t subevent = 0x05;
  ConnHandle handle;
  Octets<8> random_number;
  Le16 encrypted_diversifier;
};
struct LeRemoteConnectionParameterRequest {
  static constexpr std::uint8_t subevent = 0x06;
  ConnHandle handle;
  ConnectionParameters parameters;
};
struct LeDataLengthChange {
  static constexpr std::uint8_t subevent = 0x07;
  ConnHandle handle;
  Le16 max_tx_octets;
  Le16 max_tx_time_us;
  Le16 max_rx_octets;
  Le16 max_rx_time_us;
};
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
struct LePhyUpdateComplete {
  static constexpr std::uint8_t subevent = 0x0c;
  ErrorCode status;
  ConnHandle handle;
  std::uint8_t tx_phy;
  std::uint8_t rx_phy;
};
struct LeChannelSelectionAlgorithm {
  static constexpr std::uint8_t subevent = 0x14;
  ConnHandle handle;
  std::uint8_t algorithm;  ///< 0: #1, 1: #2
};

/// Connection Complete .. Data Length Change (subevents 1-7). Bit n-1 enables subevent n.
constexpr std::uint64_t default_le_event_mask = 0x7f;

}  // namespace westwind::wire::hci
