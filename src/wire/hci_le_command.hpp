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
static_assert(octets_of(LeSetEventMask{0x7f}) ==
              Octets<8>{0x7f, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
struct LeReadBufferSize : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0002);
  struct Reply {
    ErrorCode status;
    Le16 acl_length;  ///< 0: shared with BR/EDR, ask Read Buffer Size
    std::uint8_t acl_count;
  };
};
static_assert(octets_of(LeReadBufferSize::Reply{ErrorCode::success, 251, 8}) ==
              Octets<4>{0x00, 0xfb, 0x00, 0x08});
struct LeReadLocalSupportedFeatures : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0003);
  struct Reply {
    ErrorCode status;
    Le64 features;
  };
};
static_assert(octets_of(LeReadLocalSupportedFeatures::Reply{ErrorCode::success, 0x0100}) ==
              Octets<9>{0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
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
static_assert(octets_of(LeSetRandomAddress{Address::from_display_order({0xc6, 5, 4, 3, 2, 1})}) ==
              Octets<6>{0x01, 0x02, 0x03, 0x04, 0x05, 0xc6});

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
static_assert(octets_of(LeReadAdvertisingPhysicalChannelTxPower::Reply{ErrorCode::success, -20}) ==
              Octets<2>{0x00, 0xec});
constexpr std::size_t legacy_data_max = 31;
struct LeSetAdvertisingData {
  static constexpr Opcode opcode = le_opcode(0x0008);
  using Reply = StatusReply;
  std::uint8_t length;
  Octets<legacy_data_max> data;
};
static_assert(octets_of(LeSetAdvertisingData{3, {2, 1, 6}}) ==
              Octets<32>{0x03, 0x02, 0x01, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                         0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                         0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
struct LeSetScanResponseData {
  static constexpr Opcode opcode = le_opcode(0x0009);
  using Reply = StatusReply;
  std::uint8_t length;
  Octets<legacy_data_max> data;
};
static_assert(octets_of(LeSetScanResponseData{2, {1, 9}}) ==
              Octets<32>{0x02, 0x01, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                         0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                         0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
struct LeSetAdvertisingEnable {
  static constexpr Opcode opcode = le_opcode(0x000a);
  using Reply = StatusReply;
  std::uint8_t enable;
};
static_assert(octets_of(LeSetAdvertisingEnable{1}) == Octets<1>{0x01});

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
static_assert(octets_of(LeSetScanParameters{1, 96, 48, AddressType::random_device, 0}) ==
              Octets<7>{0x01, 0x60, 0x00, 0x30, 0x00, 0x01, 0x00});
struct LeSetScanEnable {
  static constexpr Opcode opcode = le_opcode(0x000c);
  using Reply = StatusReply;
  std::uint8_t enable;
  std::uint8_t filter_duplicates;
};
static_assert(octets_of(LeSetScanEnable{1, 0}) == Octets<2>{0x01, 0x00});

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
static_assert(octets_of(LeCreateConnection{16,
                                           16,
                                           0,
                                           {AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}},
                                           AddressType::public_device,
                                           {24, 40, 0, 256},
                                           0,
                                           2}) ==
              Octets<25>{0x10, 0x00, 0x10, 0x00, 0x00, 0x01, 0x01, 0x02, 0x03,
                         0x04, 0x05, 0xc6, 0x00, 0x18, 0x00, 0x28, 0x00, 0x00,
                         0x00, 0x00, 0x01, 0x00, 0x00, 0x02, 0x00});
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
static_assert(octets_of(LeReadFilterAcceptListSize::Reply{ErrorCode::success, 16}) ==
              Octets<2>{0x00, 0x10});
struct LeClearFilterAcceptList : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0010);
  using Reply = StatusReply;
};
struct LeAddDeviceToFilterAcceptList {
  static constexpr Opcode opcode = le_opcode(0x0011);
  using Reply = StatusReply;
  DeviceAddress device;
};
static_assert(octets_of(LeAddDeviceToFilterAcceptList{
                  {AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}}}) ==
              Octets<7>{0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0xc6});
struct LeRemoveDeviceFromFilterAcceptList {
  static constexpr Opcode opcode = le_opcode(0x0012);
  using Reply = StatusReply;
  DeviceAddress device;
};
static_assert(octets_of(LeRemoveDeviceFromFilterAcceptList{
                  {AddressType::public_device, {{1, 2, 3, 4, 5, 6}}}}) ==
              Octets<7>{0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06});
/// 7.8.18
struct LeConnectionUpdate {
  static constexpr Opcode opcode = le_opcode(0x0013);
  using Reply = StatusReply;
  ConnHandle handle;
  ConnectionParameters parameters;
  Le16 event_length_min_625us;
  Le16 event_length_max_625us;
};
static_assert(octets_of(LeConnectionUpdate{{0x0040}, {24, 40, 0, 256}, 0, 2}) ==
              Octets<14>{0x40, 0x00, 0x18, 0x00, 0x28, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
                         0x02, 0x00});
struct LeSetHostChannelClassification {
  static constexpr Opcode opcode = le_opcode(0x0014);
  using Reply = StatusReply;
  Octets<5> channel_map;
};
static_assert(octets_of(LeSetHostChannelClassification{{0xff, 0xff, 0xff, 0xff, 0x1f}}) ==
              Octets<5>{0xff, 0xff, 0xff, 0xff, 0x1f});
struct LeReadChannelMap {
  static constexpr Opcode opcode = le_opcode(0x0015);
  struct Reply {
    ErrorCode status;
    ConnHandle handle;
    Octets<5> channel_map;
  };
  ConnHandle handle;
};
static_assert(octets_of(LeReadChannelMap{{0x0040}}) == Octets<2>{0x40, 0x00});
static_assert(octets_of(LeReadChannelMap::Reply{
                  ErrorCode::success, {0x0040}, {0xff, 0, 0, 0, 0x1f}}) ==
              Octets<8>{0x00, 0x40, 0x00, 0xff, 0x00, 0x00, 0x00, 0x1f});
struct LeReadRemoteFeatures {
  static constexpr Opcode opcode = le_opcode(0x0016);
  using Reply = StatusReply;
  ConnHandle handle;
};
static_assert(octets_of(LeReadRemoteFeatures{{0x0040}}) == Octets<2>{0x40, 0x00});
struct LeEncrypt {
  static constexpr Opcode opcode = le_opcode(0x0017);
  struct Reply {
    ErrorCode status;
    Octets<16> encrypted;
  };
  Octets<16> key;
  Octets<16> plaintext;
};
static_assert(sizeof(LeEncrypt) == 32 && sizeof(LeEncrypt::Reply) == 17);
struct LeRand : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0018);
  struct Reply {
    ErrorCode status;
    Octets<8> random;
  };
};
static_assert(octets_of(LeRand::Reply{ErrorCode::success, {1, 2, 3, 4, 5, 6, 7, 8}}) ==
              Octets<9>{0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08});
struct LeEnableEncryption {
  static constexpr Opcode opcode = le_opcode(0x0019);
  using Reply = StatusReply;
  ConnHandle handle;
  Octets<8> random_number;
  Le16 encrypted_diversifier;
  Octets<16> long_term_key;
};
static_assert(octets_of(LeEnableEncryption{{0x0040}, {1, 2, 3, 4, 5, 6, 7, 8}, 0x1234, {0xaa}}) ==
              Octets<28>{0x40, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08,
                         0x34, 0x12, 0xaa, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                         0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
struct LeLongTermKeyRequestReply {
  static constexpr Opcode opcode = le_opcode(0x001a);
  using Reply = HandleReply;
  ConnHandle handle;
  Octets<16> long_term_key;
};
static_assert(octets_of(LeLongTermKeyRequestReply{{0x0040}, {0xaa}}) ==
              Octets<18>{0x40, 0x00, 0xaa, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                         0x00, 0x00, 0x00, 0x00, 0x00, 0x00});
struct LeLongTermKeyRequestNegativeReply {
  static constexpr Opcode opcode = le_opcode(0x001b);
  using Reply = HandleReply;
  ConnHandle handle;
};
static_assert(octets_of(LeLongTermKeyRequestNegativeReply{{0x0040}}) == Octets<2>{0x40, 0x00});
/// 7.8.36. LE Read Local P-256 Public Key Complete follows.
struct LeReadLocalP256PublicKey : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0025);
  using Reply = StatusReply;
};
/// 7.8.37, version 1. LE Generate DHKey Complete follows. x, then y, least significant octet first.
struct LeGenerateDhKey {
  static constexpr Opcode opcode = le_opcode(0x0026);
  using Reply = StatusReply;
  Octets<64> remote_public_key;
};
struct LeReadSupportedStates : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x001c);
  struct Reply {
    ErrorCode status;
    Le64 states;
  };
};
static_assert(octets_of(LeReadSupportedStates::Reply{ErrorCode::success, 0x000003ffffffffffu}) ==
              Octets<9>{0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03, 0x00, 0x00});
struct LeRemoteConnectionParameterRequestReply {
  static constexpr Opcode opcode = le_opcode(0x0020);
  using Reply = HandleReply;
  ConnHandle handle;
  ConnectionParameters parameters;
  Le16 event_length_min_625us;
  Le16 event_length_max_625us;
};
static_assert(
    octets_of(LeRemoteConnectionParameterRequestReply{{0x0040}, {24, 40, 0, 256}, 0, 2}) ==
    Octets<14>{0x40, 0x00, 0x18, 0x00, 0x28, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x02, 0x00});
struct LeRemoteConnectionParameterRequestNegativeReply {
  static constexpr Opcode opcode = le_opcode(0x0021);
  using Reply = HandleReply;
  ConnHandle handle;
  ErrorCode reason;
};
static_assert(octets_of(LeRemoteConnectionParameterRequestNegativeReply{
                  {0x0040}, ErrorCode::unacceptable_connection_parameters}) ==
              Octets<3>{0x40, 0x00, 0x3b});
struct LeSetDataLength {
  static constexpr Opcode opcode = le_opcode(0x0022);
  using Reply = HandleReply;
  ConnHandle handle;
  Le16 tx_octets;
  Le16 tx_time_us;
};
static_assert(octets_of(LeSetDataLength{{0x0040}, 251, 2120}) ==
              Octets<6>{0x40, 0x00, 0xfb, 0x00, 0x48, 0x08});
struct LeReadSuggestedDefaultDataLength : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x0023);
  struct Reply {
    ErrorCode status;
    Le16 tx_octets;
    Le16 tx_time_us;
  };
};
static_assert(octets_of(LeReadSuggestedDefaultDataLength::Reply{ErrorCode::success, 27, 328}) ==
              Octets<5>{0x00, 0x1b, 0x00, 0x48, 0x01});
struct LeWriteSuggestedDefaultDataLength {
  static constexpr Opcode opcode = le_opcode(0x0024);
  using Reply = StatusReply;
  Le16 tx_octets;
  Le16 tx_time_us;
};
static_assert(octets_of(LeWriteSuggestedDefaultDataLength{251, 2120}) ==
              Octets<4>{0xfb, 0x00, 0x48, 0x08});
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
static_assert(octets_of(LeReadMaximumDataLength::Reply{ErrorCode::success, 251, 2120, 251, 2120}) ==
              Octets<9>{0x00, 0xfb, 0x00, 0x48, 0x08, 0xfb, 0x00, 0x48, 0x08});
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
static_assert(octets_of(LeReadPhy{{0x0040}}) == Octets<2>{0x40, 0x00});
static_assert(octets_of(LeReadPhy::Reply{ErrorCode::success, {0x0040}, 1, 2}) ==
              Octets<5>{0x00, 0x40, 0x00, 0x01, 0x02});
/// 7.8.48, fields as in LeSetPhy.
struct LeSetDefaultPhy {
  static constexpr Opcode opcode = le_opcode(0x0031);
  using Reply = StatusReply;
  std::uint8_t no_preference;
  std::uint8_t tx_phys;
  std::uint8_t rx_phys;
};
static_assert(octets_of(LeSetDefaultPhy{1, 0, 2}) == Octets<3>{0x01, 0x00, 0x02});
/// 7.8.49. PHYs are bits here: 1 LE 1M, 2 LE 2M, 4 LE Coded.
struct LeSetPhy {
  static constexpr Opcode opcode = le_opcode(0x0032);
  using Reply = StatusReply;
  ConnHandle handle;
  std::uint8_t no_preference;  ///< bit 0: of what we send with, bit 1: of what we receive with
  std::uint8_t tx_phys;
  std::uint8_t rx_phys;
  Le16 coding;  ///< 0: any, 1: prefers S=2, 2: prefers S=8
};
static_assert(octets_of(LeSetPhy{{0x0040}, 1, 0, 2, 0}) ==
              Octets<7>{0x40, 0x00, 0x01, 0x00, 0x02, 0x00, 0x00});
struct LeReadTransmitPower : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x004b);
  struct Reply {
    ErrorCode status;
    std::int8_t min_dbm;
    std::int8_t max_dbm;
  };
};
static_assert(octets_of(LeReadTransmitPower::Reply{ErrorCode::success, -20, 8}) ==
              Octets<3>{0x00, 0xec, 0x08});

}  // namespace westwind::wire::hci
