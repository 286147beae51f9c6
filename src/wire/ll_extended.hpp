// PDUs of extended advertising, on primary and secondary channels. Vol 6 Part B 2.3.4.
#pragma once

#include <optional>

#include "wire/ll_advertising.hpp"

namespace westwind::wire::ll {

constexpr std::size_t extended_payload_max = 255;
/// Header and payload.
constexpr std::size_t extended_pdu_max = 2 + extended_payload_max;

/// Types that share numbers with legacy ones; what they are depends on the channel.
constexpr auto extended_pdu = static_cast<AdvertisingPduType>(7);  ///< ADV_EXT_IND, AUX_ADV_IND,
                                                                   ///< AUX_SCAN_RSP, AUX_CHAIN_IND
constexpr AdvertisingPduType aux_scan_req = AdvertisingPduType::scan_req;
constexpr AdvertisingPduType aux_connect_req = AdvertisingPduType::connect_ind;
constexpr auto aux_connect_rsp = static_cast<AdvertisingPduType>(8);

enum class AdvertisingMode : std::uint8_t { neither = 0, connectable = 1, scannable = 2 };

/// ADI: which set, and which edition of its data. 2.3.4.4.
struct AdvertisingDataInfo {
  Le16 value;
  constexpr std::uint16_t did() const { return value & 0x0fff; }
  constexpr std::uint8_t sid() const { return static_cast<std::uint8_t>(value >> 12); }
  constexpr bool operator==(const AdvertisingDataInfo& other) const { return value == other.value; }
};
constexpr AdvertisingDataInfo advertising_data_info(std::uint16_t did, std::uint8_t sid) {
  return {static_cast<std::uint16_t>((did & 0x0fff) | sid << 12)};
}

/// AuxPtr: where and when the next packet comes. 2.3.4.5.
struct AuxiliaryPointer {
  std::uint8_t channel_and_flags;  // bit 6: clock accuracy within 50 ppm, bit 7: units of 300 us
  Le16 offset_and_phy;

  constexpr std::uint8_t channel() const { return channel_and_flags & 0x3f; }
  constexpr std::uint16_t unit_us() const { return (channel_and_flags & 0x80) != 0 ? 300 : 30; }
  /// From the start of the packet that holds this; the next begins within a unit from there on.
  constexpr std::uint32_t offset_us() const { return (offset_and_phy & 0x1fffu) * unit_us(); }
  /// 0 LE 1M, 1 LE 2M, 2 LE Coded.
  constexpr std::uint8_t phy() const { return static_cast<std::uint8_t>(offset_and_phy >> 13); }
};
/// `offset_us` below 2.4 s.
constexpr AuxiliaryPointer auxiliary_pointer(std::uint8_t channel, std::uint32_t offset_us,
                                             std::uint8_t phy, bool within_50_ppm) {
  const bool coarse = offset_us >= 0x2000u * 30;
  const std::uint32_t offset = offset_us / (coarse ? 300 : 30);
  const int flags = (within_50_ppm ? 0x40 : 0) | (coarse ? 0x80 : 0);
  return {static_cast<std::uint8_t>(channel | flags),
          static_cast<std::uint16_t>(offset | static_cast<std::uint32_t>(phy) << 13)};
}
static_assert(octets_of(auxiliary_pointer(12, 3000, 1, true)) == Octets<3>{0x4c, 0x64, 0x20});
static_assert(auxiliary_pointer(5, 300'000, 2, false).offset_us() == 300'000);

/// The common extended advertising payload, without its data. 2.3.4.
struct ExtendedAdvertisement {
  AdvertisingMode mode = AdvertisingMode::neither;
  std::optional<Address> advertiser{};
  std::optional<Address> target{};
  std::optional<AdvertisingDataInfo> info{};
  std::optional<AuxiliaryPointer> next{};
  std::optional<std::int8_t> tx_power_dbm{};

  /// Octets in front of the data.
  constexpr std::size_t size() const {
    const std::size_t fields = (advertiser ? sizeof(Address) : 0) + (target ? sizeof(Address) : 0) +
                               (info ? sizeof(AdvertisingDataInfo) : 0) +
                               (next ? sizeof(AuxiliaryPointer) : 0) + (tx_power_dbm ? 1 : 0);
    return fields == 0 ? 1 : 2 + fields;
  }
};

constexpr void put(Writer& writer, const ExtendedAdvertisement& payload) {
  const auto length = static_cast<std::uint8_t>(payload.size() - 1);
  writer.put(static_cast<std::uint8_t>(length | static_cast<int>(payload.mode) << 6));
  if (length == 0) return;
  writer.put(static_cast<std::uint8_t>(
      (payload.advertiser ? 0x01 : 0) | (payload.target ? 0x02 : 0) | (payload.info ? 0x08 : 0) |
      (payload.next ? 0x10 : 0) | (payload.tx_power_dbm ? 0x40 : 0)));
  if (payload.advertiser) writer.put(*payload.advertiser);
  if (payload.target) writer.put(*payload.target);
  if (payload.info) writer.put(*payload.info);
  if (payload.next) writer.put(*payload.next);
  if (payload.tx_power_dbm) writer.put(*payload.tx_power_dbm);
}

/// Takes it off the front of a PDU's payload and leaves the data. Nothing when its header is longer
/// than the payload, or too short for the fields that it announces; fields that are not in the
/// struct are skipped.
constexpr std::optional<ExtendedAdvertisement> take_extended(Reader& reader) {
  const auto first = reader.take<std::uint8_t>();
  if (!first) return std::nullopt;
  const auto bytes = reader.bytes(*first & 0x3f);
  if (!bytes || *first >> 6 > 2) return std::nullopt;
  ExtendedAdvertisement payload{.mode = static_cast<AdvertisingMode>(*first >> 6)};
  Reader fields(*bytes);
  const std::uint8_t flags = fields.take<std::uint8_t>().value_or(0);
  bool complete = true;
  const auto take_if = [&]<typename T>(int flag, std::optional<T>& field) {
    if ((flags & flag) == 0) return;
    field = fields.template take<T>();
    complete = complete && field.has_value();
  };
  const auto skip_if = [&](int flag, std::size_t octets) {
    if ((flags & flag) != 0) complete = complete && fields.bytes(octets).has_value();
  };
  take_if(0x01, payload.advertiser);
  take_if(0x02, payload.target);
  skip_if(0x04, 1);  // CTEInfo
  take_if(0x08, payload.info);
  take_if(0x10, payload.next);
  skip_if(0x20, 18);  // SyncInfo
  take_if(0x40, payload.tx_power_dbm);
  if (!complete) return std::nullopt;
  return payload;
}

}  // namespace westwind::wire::ll
