// HCI LE controller commands for legacy advertising, scanning, connections and their parameters.
// Vol 4 Part E 7.8.
#pragma once

#include "wire/hci_command.hpp"

namespace westwind::wire::hci {

constexpr Opcode le_opcode(std::uint16_t ocf) { return opcode(0x08, ocf); }

struct LeSetEventMask {
  static constexpr Opcode opcode = le_opcode(0x0001);
  using Reply = StatusReply;
  Le64 mask;
};
struct LeReadBufferSize : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0002);
  struct Reply {
    ErrorCode status;
    Le16 acl_length;  ///< 0: shared with BR/EDR, ask Read Buffer Size
    std::uint8_t acl_count;
  };
};
struct LeReadLocalSupportedFeatures : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0003);
  struct Reply {
    ErrorCode status;
    Le64 features;
  };
};
/// Bits of the LE feature set. Vol 6 Part B 4.6.
enum class LeFeature : std::uint8_t {
  encryption = 0,
  connection_parameters_request = 1,
  extended_reject_indication = 2,
  peripheral_initiated_features_exchange = 3,
  ping = 4,
  data_packet_length_extension = 5,
  ll_privacy = 6,
  extended_scanner_filter_policies = 7,
  phy_2m = 8,
  coded_phy = 11,
  extended_advertising = 12,
  periodic_advertising = 13,
  channel_selection_algorithm_2 = 14,
};
constexpr std::uint64_t feature_bit(LeFeature feature) {
  return std::uint64_t{1} << static_cast<unsigned>(feature);
}

struct LeSetRandomAddress {
  static constexpr Opcode opcode = le_opcode(0x0005);
  using Reply = StatusReply;
  Address address;
};

enum class AdvertisingType : std::uint8_t {
  connectable_undirected = 0x00,          // ADV_IND
  connectable_directed_high_duty = 0x01,  // ADV_DIRECT_IND
  scannable_undirected = 0x02,            // ADV_SCAN_IND
  non_connectable_undirected = 0x03,      // ADV_NONCONN_IND
  connectable_directed_low_duty = 0x04,
};
/// 7.8.5
struct LeSetAdvertisingParameters {
  static constexpr Opcode opcode = le_opcode(0x0006);
  using Reply = StatusReply;
  Le16 interval_min_625us;  // 0x0020..0x4000
  Le16 interval_max_625us;
  AdvertisingType type;
  AddressType own_address_type;  // 2 and 3: controller-generated RPA
  DeviceAddress peer;
  std::uint8_t channel_map;    // bit 0 is channel 37
  std::uint8_t filter_policy;  // bit 0 scan requests, bit 1 connection requests from the accept
                               // list only
};
static_assert(octets_of(LeSetAdvertisingParameters{0x0020,
                                                   0x0020,
                                                   AdvertisingType::scannable_undirected,
                                                   AddressType::random_device,
                                                   {},
                                                   7,
                                                   0}) ==
              Octets<15>{0x20, 0, 0x20, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0});
struct LeReadAdvertisingPhysicalChannelTxPower : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0007);
  struct Reply {
    ErrorCode status;
    std::int8_t power_dbm;
  };
};
constexpr std::size_t legacy_data_max = 31;
struct LeSetAdvertisingData {
  static constexpr Opcode opcode = le_opcode(0x0008);
  using Reply = StatusReply;
  std::uint8_t length;
  Octets<legacy_data_max> data;
};
struct LeSetScanResponseData {
  static constexpr Opcode opcode = le_opcode(0x0009);
  using Reply = StatusReply;
  std::uint8_t length;
  Octets<legacy_data_max> data;
};
struct LeSetAdvertisingEnable {
  static constexpr Opcode opcode = le_opcode(0x000a);
  using Reply = StatusReply;
  std::uint8_t enable;
};

/// 7.8.10. Interval and window 0x0004..0x4000, window <= interval.
struct LeSetScanParameters {
  static constexpr Opcode opcode = le_opcode(0x000b);
  using Reply = StatusReply;
  std::uint8_t active;
  Le16 interval_625us;
  Le16 window_625us;
  AddressType own_address_type;
  std::uint8_t filter_policy;
};
struct LeSetScanEnable {
  static constexpr Opcode opcode = le_opcode(0x000c);
  using Reply = StatusReply;
  std::uint8_t enable;
  std::uint8_t filter_duplicates;
};

/// What both LE Create Connection and LE Connection Update carry. Vol 6 Part B 4.5.1.
struct ConnectionParameters {
  Le16 interval_min_1250us;  // 6..3200
  Le16 interval_max_1250us;
  Le16 latency;                   // 0..499 events
  Le16 supervision_timeout_10ms;  // 10..3200

  constexpr bool operator==(const ConnectionParameters& o) const {
    return interval_min_1250us == o.interval_min_1250us &&
           interval_max_1250us == o.interval_max_1250us && latency == o.latency &&
           supervision_timeout_10ms == o.supervision_timeout_10ms;
  }
  /// In range, and the supervision timeout longer than (1 + latency) * interval * 2.
  constexpr bool is_valid() const {
    return interval_min_1250us >= 6 && interval_min_1250us <= interval_max_1250us &&
           interval_max_1250us <= 3200 && latency <= 499 && supervision_timeout_10ms >= 10 &&
           supervision_timeout_10ms <= 3200 &&
           supervision_timeout_10ms * 4u > (1u + latency) * interval_max_1250us;
  }
};
static_assert(ConnectionParameters{24, 40, 0, 256}.is_valid());
static_assert(!ConnectionParameters{24, 80, 1, 40}.is_valid());  // 2 * 100 ms * 2 is not less than
                                                                 // 400 ms

/// 7.8.12
struct LeCreateConnection {
  static constexpr Opcode opcode = le_opcode(0x000d);
  using Reply = StatusReply;
  Le16 scan_interval_625us;
  Le16 scan_window_625us;
  std::uint8_t filter_policy;  // 1: connect to whom the filter accept list names
  DeviceAddress peer;
  AddressType own_address_type;
  ConnectionParameters parameters;
  Le16 event_length_min_625us;
  Le16 event_length_max_625us;
};
static_assert(sizeof(LeCreateConnection) == 25);
struct LeCreateConnectionCancel : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x000e);
  using Reply = StatusReply;
};
struct LeReadFilterAcceptListSize : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x000f);
  struct Reply {
    ErrorCode status;
    std::uint8_t size;
  };
};
struct LeClearFilterAcceptList : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0010);
  using Reply = StatusReply;
};
struct LeAddDeviceToFilterAcceptList {
  static constexpr Opcode opcode = le_opcode(0x0011);
  using Reply = StatusReply;
  DeviceAddress device;
};
struct LeRemoveDeviceFromFilterAcceptList {
  static constexpr Opcode opcode = le_opcode(0x0012);
  using Reply = StatusReply;
  DeviceAddress device;
};
/// 7.8.18
struct LeConnectionUpdate {
  static constexpr Opcode opcode = le_opcode(0x0013);
  using Reply = StatusReply;
  ConnHandle handle;
  ConnectionParameters parameters;
  Le16 event_length_min_625us;
  Le16 event_length_max_625us;
};
struct LeSetHostChannelClassification {
  static constexpr Opcode opcode = le_opcode(0x0014);
  using Reply = StatusReply;
  Octets<5> channel_map;
};
struct LeReadChannelMap {
  static constexpr Opcode opcode = le_opcode(0x0015);
  struct Reply {
    ErrorCode status;
    ConnHandle handle;
    Octets<5> channel_map;
  };
  ConnHandle handle;
};
struct LeReadRemoteFeatures {
  static constexpr Opcode opcode = le_opcode(0x0016);
  using Reply = StatusReply;
  ConnHandle handle;
};
struct LeEncrypt {
  static constexpr Opcode opcode = le_opcode(0x0017);
  struct Reply {
    ErrorCode status;
    Octets<16> encrypted;
  };
  Octets<16> key;
  Octets<16> plaintext;
};
struct LeRand : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0018);
  struct Reply {
    ErrorCode status;
    Octets<8> random;
  };
};
struct LeEnableEncryption {
  static constexpr Opcode opcode = le_opcode(0x0019);
  using Reply = StatusReply;
  ConnHandle handle;
  Octets<8> random_number;
  Le16 encrypted_diversifier;
  Octets<16> long_term_key;
};
struct LeLongTermKeyRequestReply {
  static constexpr Opcode opcode = le_opcode(0x001a);
  using Reply = HandleReply;
  ConnHandle handle;
  Octets<16> long_term_key;
};
struct LeLongTermKeyRequestNegativeReply {
  static constexpr Opcode opcode = le_opcode(0x001b);
  using Reply = HandleReply;
  ConnHandle handle;
};
struct LeReadSupportedStates : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x001c);
  struct Reply {
    ErrorCode status;
    Le64 states;
  };
};
struct LeRemoteConnectionParameterRequestReply {
  static constexpr Opcode opcode = le_opcode(0x0020);
  using Reply = HandleReply;
  ConnHandle handle;
  ConnectionParameters parameters;
  Le16 event_length_min_625us;
  Le16 event_length_max_625us;
};
struct LeRemoteConnectionParameterRequestNegativeReply {
  static constexpr Opcode opcode = le_opcode(0x0021);
  using Reply = HandleReply;
  ConnHandle handle;
  ErrorCode reason;
};
struct LeSetDataLength {
  static constexpr Opcode opcode = le_opcode(0x0022);
  using Reply = HandleReply;
  ConnHandle handle;
  Le16 tx_octets;
  Le16 tx_time_us;
};
struct LeReadSuggestedDefaultDataLength : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0023);
  struct Reply {
    ErrorCode status;
    Le16 tx_octets;
    Le16 tx_time_us;
  };
};
struct LeWriteSuggestedDefaultDataLength {
  static constexpr Opcode opcode = le_opcode(0x0024);
  using Reply = StatusReply;
  Le16 tx_octets;
  Le16 tx_time_us;
};
struct LeReadMaximumDataLength : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x002f);
  struct Reply {
    ErrorCode status;
    Le16 tx_octets;
    Le16 tx_time_us;
    Le16 rx_octets;
    Le16 rx_time_us;
  };
};
struct LeReadPhy {
  static constexpr Opcode opcode = le_opcode(0x0030);
  struct Reply {
    ErrorCode status;
    ConnHandle handle;
    std::uint8_t tx_phy;
    std::uint8_t rx_phy;
  };
  ConnHandle handle;
};
struct LeReadTransmitPower : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x004b);
  struct Reply {
    ErrorCode status;
    std::int8_t min_dbm;
    std::int8_t max_dbm;
  };
};

}  // namespace westwind::wire::hci
