// When and where a scanner or initiator listens: a window in every interval, one advertising
// channel after another. Vol 6 Part B 4.4.3, 4.4.4.
#pragma once

#include <algorithm>

#include "controller/timing.hpp"
#include "wire/ll.hpp"

namespace westwind::controller {

class ListeningWindows {
 public:
  void begin(Phy phy, Duration interval, Duration window, Instant now) {
    phy_ = phy;
    interval_ = interval;
    window_ = window;
    start_ = now;
    channel_ = ll_first;
  }
  /// Moves on to the window that is open at `now`, or to the next one.
  void advance(Instant now) {
    while (end() <= now) {
      start_ = start_ + interval_;
      channel_ = channel_ == ll_first + 2 ? ll_first : static_cast<std::uint8_t>(channel_ + 1);
    }
  }
  Instant start() const { return start_; }
  Instant end() const { return start_ + window_; }
  Tuning tuning() const { return {channel_, phy_, wire::ll::advertising_access_address}; }

 private:
  static constexpr std::uint8_t ll_first = wire::ll::first_advertising_channel;
  Phy phy_ = Phy::le_1m;
  Duration interval_;
  Duration window_;
  Instant start_;
  std::uint8_t channel_ = ll_first;
};

/// The windows on one PHY or on two. Where they overlap, the PHYs take turns. 4.4.3.
class ScanWindows {
 public:
  void clear() { count_ = current_ = 0; }
  void add(Phy phy, Duration interval, Duration window, Instant now) {
    windows_[count_++].begin(phy, interval, window, now);
  }
  /// Moves on to the window that is open at `now`, or to the next one.
  void advance(Instant now) {
    for (std::size_t i = 0; i < count_; ++i)
      windows_[i].advance(now);
    if (count_ < 2) return;
    const std::size_t other = 1 - current_;
    const auto opens = [&](std::size_t i) { return std::max(windows_[i].start(), now); };
    if (opens(other) <= opens(current_)) current_ = other;
  }
  Instant start() const { return windows_[current_].start(); }
  Instant end() const { return windows_[current_].end(); }
  Tuning tuning() const { return windows_[current_].tuning(); }

 private:
  std::array<ListeningWindows, 2> windows_;
  std::size_t count_ = 0;
  std::size_t current_ = 0;
};

/// An advertising PDU as a scanner or initiator hears it.
struct HeardAdvertisement {
  wire::ll::AdvertisingHeader header;
  wire::DeviceAddress advertiser;
  Bytes rest;  ///< behind the advertiser's address: data, or the target of directed advertising

  wire::ll::AdvertisingPduType type() const { return header.type(); }
  std::optional<wire::DeviceAddress> target() const {
    const auto address = parse_exactly<wire::Address>(rest);
    if (!address) return std::nullopt;
    return wire::DeviceAddress{header.addressed(), *address};
  }
};

/// Nothing for a bad CRC, a wrong length, or a PDU that no advertiser sends.
inline std::optional<HeardAdvertisement> advertisement_of(Bytes pdu_and_crc) {
  using Type = wire::ll::AdvertisingPduType;
  if (!wire::ll::has_valid_crc(wire::ll::advertising_crc_init, pdu_and_crc)) return std::nullopt;
  Reader reader(pdu_and_crc.first(pdu_and_crc.size() - wire::ll::crc_octets));
  const auto header = reader.take<wire::ll::AdvertisingHeader>();
  if (!header || header->length != reader.size()) return std::nullopt;
  const auto address = reader.take<wire::Address>();
  if (!address) return std::nullopt;
  const bool directed = header->type() == Type::adv_direct_ind;
  const bool with_data = header->type() == Type::adv_ind || header->type() == Type::scan_rsp ||
                         header->type() == Type::adv_nonconn_ind ||
                         header->type() == Type::adv_scan_ind;
  const bool fits = directed ? reader.size() == sizeof(wire::Address)
                             : with_data && reader.size() <= wire::ll::advertising_data_max;
  if (!fits) return std::nullopt;
  return HeardAdvertisement{*header, {header->sender(), *address}, reader.rest()};
}

/// A PDU of extended advertising on any channel: type 7, or AUX_CONNECT_RSP.
struct HeardExtended {
  wire::ll::AdvertisingHeader header;
  wire::ll::ExtendedAdvertisement fields;
  Bytes data;

  std::optional<wire::DeviceAddress> advertiser() const {
    if (!fields.advertiser) return std::nullopt;
    return wire::DeviceAddress{header.sender(), *fields.advertiser};
  }
  std::optional<wire::DeviceAddress> target() const {
    if (!fields.target) return std::nullopt;
    return wire::DeviceAddress{header.addressed(), *fields.target};
  }
};

inline std::optional<HeardExtended> extended_of(wire::ll::AdvertisingPduType type,
                                                Bytes pdu_and_crc) {
  if (!wire::ll::has_valid_crc(wire::ll::advertising_crc_init, pdu_and_crc)) return std::nullopt;
  Reader reader(pdu_and_crc.first(pdu_and_crc.size() - wire::ll::crc_octets));
  const auto header = reader.take<wire::ll::AdvertisingHeader>();
  if (!header || header->type() != type || header->length != reader.size()) return std::nullopt;
  const auto fields = wire::ll::take_extended(reader);
  if (!fields) return std::nullopt;
  return HeardExtended{*header, *fields, reader.rest()};
}

/// Where the packet is that an AuxPtr tells of, and until when to wait for it. Nothing for a PHY or
/// channel that does not exist.
struct Pointed {
  Tuning tuning;
  Instant deadline;
};
inline std::optional<Pointed> pointed_from(const wire::ll::AuxiliaryPointer& pointer,
                                           Instant packet_start) {
  if (pointer.phy() > 2 || pointer.channel() >= wire::ll::first_advertising_channel)
    return std::nullopt;
  const auto phy = static_cast<Phy>(pointer.phy() + 1);
  const Instant last =
      packet_start + Duration::microseconds(pointer.offset_us() + pointer.unit_us());
  return Pointed{{pointer.channel(), phy, wire::ll::advertising_access_address},
                 listen_until(last, phy)};
}

}  // namespace westwind::controller
