// HCI commands and events of extended advertising, scanning and initiating. Vol 4 Part
// E 7.8.52-7.8.66, 7.7.65.13, 7.7.65.17-7.7.65.19.
#pragma once

#include "wire/hci_event.hpp"

namespace westwind::wire::hci {

/// Names an advertising set, 0x00..0xef.
using AdvertisingHandle = std::uint8_t;
constexpr AdvertisingHandle advertising_handle_max = 0xef;
/// What a set may hold, over all packets of a chain. 7.8.57.
constexpr std::size_t extended_data_max = 1650;
/// What one command may bring.
constexpr std::size_t extended_fragment_max = 251;

/// 7.8.52
struct LeSetAdvertisingSetRandomAddress {
  static constexpr Opcode opcode = le_opcode(0x0035);
  using Reply = StatusReply;
  AdvertisingHandle handle;
  Address address;
};

/// Bits of Advertising_Event_Properties. 7.8.53.
enum AdvertisingProperty : std::uint16_t {
  property_connectable = 0x01,
  property_scannable = 0x02,
  property_directed = 0x04,
  property_high_duty = 0x08,
  property_legacy = 0x10,
  property_anonymous = 0x20,
  property_tx_power = 0x40,
};
/// 7.8.53
struct LeSetExtendedAdvertisingParameters {
  static constexpr Opcode opcode = le_opcode(0x0036);
  AdvertisingHandle handle;
  Le16 properties;
  Le24 interval_min_625us;  // 0x000020..0xffffff
  Le24 interval_max_625us;
  std::uint8_t channel_map;
  AddressType own_address_type;
  DeviceAddress peer;
  std::uint8_t filter_policy;
  std::int8_t tx_power_dbm;  // 127: no preference
  std::uint8_t primary_phy;  // 1 LE 1M, 3 LE Coded
  std::uint8_t secondary_max_skip;
  std::uint8_t secondary_phy;
  std::uint8_t sid;  // 0..15
  std::uint8_t notify_scan_requests;
  struct Reply {
    ErrorCode status;
    std::int8_t tx_power_dbm;
  };

  constexpr bool has(AdvertisingProperty property) const { return (properties & property) != 0; }
};
static_assert(sizeof(LeSetExtendedAdvertisingParameters) == 25);

enum class DataOperation : std::uint8_t {
  intermediate = 0,
  first = 1,
  last = 2,
  complete = 3,
  unchanged = 4,  ///< a new DID for the same data
};
/// 7.8.54: `length` octets of data follow.
struct LeSetExtendedAdvertisingData {
  static constexpr Opcode opcode = le_opcode(0x0037);
  using Reply = StatusReply;
  AdvertisingHandle handle;
  DataOperation operation;
  std::uint8_t fragment_preference;
  std::uint8_t length;
};
/// 7.8.55: likewise.
struct LeSetExtendedScanResponseData {
  static constexpr Opcode opcode = le_opcode(0x0038);
  using Reply = StatusReply;
  AdvertisingHandle handle;
  DataOperation operation;
  std::uint8_t fragment_preference;
  std::uint8_t length;
};
/// 7.8.56: `count` entries follow.
struct LeSetExtendedAdvertisingEnable {
  static constexpr Opcode opcode = le_opcode(0x0039);
  using Reply = StatusReply;
  std::uint8_t enable;
  std::uint8_t count;
  struct Entry {
    AdvertisingHandle handle;
    Le16 duration_10ms;       // 0: until disabled
    std::uint8_t events_max;  // 0: any number
  };
};
struct LeReadMaximumAdvertisingDataLength : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x003a);
  struct Reply {
    ErrorCode status;
    Le16 octets;
  };
};
struct LeReadNumberOfSupportedAdvertisingSets : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x003b);
  struct Reply {
    ErrorCode status;
    std::uint8_t count;
  };
};
struct LeRemoveAdvertisingSet {
  static constexpr Opcode opcode = le_opcode(0x003c);
  using Reply = StatusReply;
  AdvertisingHandle handle;
};
struct LeClearAdvertisingSets : NoParameters {
  static constexpr Opcode opcode = le_opcode(0x003d);
  using Reply = StatusReply;
};

/// 7.8.64: an entry for each bit of `phys` follows, lowest bit first.
struct LeSetExtendedScanParameters {
  static constexpr Opcode opcode = le_opcode(0x0041);
  using Reply = StatusReply;
  AddressType own_address_type;
  std::uint8_t filter_policy;
  std::uint8_t phys;  // bit 0 LE 1M, bit 2 LE Coded
  struct Entry {
    std::uint8_t active;
    Le16 interval_625us;  // 0x0004..0xffff
    Le16 window_625us;
  };
};
/// 7.8.65
struct LeSetExtendedScanEnable {
  static constexpr Opcode opcode = le_opcode(0x0042);
  using Reply = StatusReply;
  std::uint8_t enable;
  std::uint8_t filter_duplicates;  // 2: anew in every period
  Le16 duration_10ms;              // 0: until disabled
  Le16 period_1280ms;              // 0: once
};

/// 7.8.66: an entry for each bit of `phys` follows, lowest bit first.
struct LeExtendedCreateConnection {
  static constexpr Opcode opcode = le_opcode(0x0043);
  using Reply = StatusReply;
  std::uint8_t filter_policy;
  AddressType own_address_type;
  DeviceAddress peer;
  std::uint8_t phys;  // bit 0 LE 1M, bit 1 LE 2M (never scanned on), bit 2 LE Coded
  struct Entry {
    Le16 scan_interval_625us;
    Le16 scan_window_625us;
    ConnectionParameters parameters;
    Le16 event_length_min_625us;
    Le16 event_length_max_625us;
  };
};
static_assert(sizeof(LeExtendedCreateConnection::Entry) == 16);

/// 7.8.115
struct LeSetHostFeature {
  static constexpr Opcode opcode = le_opcode(0x0074);
  using Reply = StatusReply;
  std::uint8_t bit;
  std::uint8_t value;
};

/// 7.7.65.13: `count` reports follow, each with `data_length` octets of data behind its head.
struct LeExtendedAdvertisingReport {
  static constexpr std::uint8_t subevent = 0x0d;
  std::uint8_t count;
  /// Bits of Event_Type.
  enum Type : std::uint16_t {
    connectable = 0x01,
    scannable = 0x02,
    directed = 0x04,
    scan_response = 0x08,
    legacy = 0x10,
    more_to_come = 0x20,
    truncated = 0x40,
  };
  struct Head {
    Le16 type;
    DeviceAddress device;        ///< type 0xff: anonymous
    std::uint8_t primary_phy;    ///< 1 LE 1M, 3 LE Coded
    std::uint8_t secondary_phy;  ///< 0: none; 1 LE 1M, 2 LE 2M, 3 LE Coded
    std::uint8_t sid;            ///< 0xff: none
    std::int8_t tx_power_dbm;    ///< 127: not known
    std::int8_t rssi_dbm;
    Le16 periodic_interval_1250us;  ///< 0: no periodic advertising
    DeviceAddress target;
    std::uint8_t data_length;
  };
  /// With the meta event's and its own octets in front, an event of 255 octets holds that much.
  static constexpr std::size_t data_max = 229;
};
static_assert(sizeof(LeExtendedAdvertisingReport::Head) == 24);
static_assert(2 + sizeof(LeExtendedAdvertisingReport::Head) +
                  LeExtendedAdvertisingReport::data_max ==
              255);
/// 7.7.65.17: the duration of a scan without periods is over.
struct LeScanTimeout : NoParameters {
  static constexpr std::uint8_t subevent = 0x11;
};
/// 7.7.65.18
struct LeAdvertisingSetTerminated {
  static constexpr std::uint8_t subevent = 0x12;
  ErrorCode status;
  AdvertisingHandle handle;
  ConnHandle connection;  ///< valid when status is success
  std::uint8_t events;    ///< completed, where a maximum was set
};
/// 7.7.65.19
struct LeScanRequestReceived {
  static constexpr std::uint8_t subevent = 0x13;
  AdvertisingHandle handle;
  DeviceAddress scanner;
};

}  // namespace westwind::wire::hci
