// When and where a scanner or initiator listens: a window in every interval, one advertising
// channel after another. Vol 6 Part B 4.4.3, 4.4.4.
#pragma once

#include "controller/timing.hpp"
#include "wire/ll.hpp"

namespace westwind::controller {

class ListeningWindows {
 public:
  void begin(Duration interval, Duration window, Instant now) {
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
  Tuning tuning() const { return {channel_, Phy::le_1m, wire::ll::advertising_access_address}; }

 private:
  static constexpr std::uint8_t ll_first = wire::ll::first_advertising_channel;
  Duration interval_;
  Duration window_;
  Instant start_;
  std::uint8_t channel_ = ll_first;
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

}  // namespace westwind::controller
