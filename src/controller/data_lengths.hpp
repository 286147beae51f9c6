// How long a link's data PDUs may be, both ways. Vol 6 Part B 4.5.10, 5.1.9.
#pragma once

#include <algorithm>

#include "controller/radio.hpp"
#include "wire/ll_control.hpp"
#include "wire/ll_data.hpp"

namespace westwind::controller {

struct DataLimit {
  std::uint16_t octets = wire::ll::data_octets_min;
  std::uint16_t time_us = wire::ll::data_time_min_us;
  constexpr bool operator==(const DataLimit&) const = default;
  constexpr bool is_valid() const {
    return octets >= wire::ll::data_octets_min && time_us >= wire::ll::data_time_min_us;
  }
};

class DataLengths {
 public:
  /// What a controller without LE Coded, or with it, can send and receive.
  static constexpr DataLimit supported(bool coded) {
    return {wire::ll::data_octets_max,
            coded ? wire::ll::data_time_max_coded_us : wire::ll::data_time_max_us};
  }
  /// What a host may ask for. Vol 4 Part E 7.8.33.
  static constexpr bool is_askable(std::uint16_t octets, std::uint16_t time_us) {
    return octets >= wire::ll::data_octets_min && octets <= wire::ll::data_octets_max &&
           time_us >= wire::ll::data_time_min_us && time_us <= wire::ll::data_time_max_coded_us;
  }

  explicit DataLengths(DataLimit initial = {}, bool coded = false) : supported_(supported(coded)) {
    want(initial);
  }

  /// connMaxTxOctets and connMaxTxTime.
  void want(DataLimit limit) { wanted_ = smaller(limit, supported_); }
  void want_all() { wanted_ = supported_; }
  wire::ll::DataLengths offer() const {
    return {supported_.octets, supported_.time_us, wanted_.octets, wanted_.time_us};
  }
  /// Takes the peer's numbers. Values below the minimum count for nothing.
  void agree(const wire::ll::DataLengths& peer) {
    const DataLimit peer_rx{peer.max_rx_octets, peer.max_rx_time_us};
    const DataLimit peer_tx{peer.max_tx_octets, peer.max_tx_time_us};
    if (!peer_rx.is_valid() || !peer_tx.is_valid()) return;
    tx_ = smaller(wanted_, peer_rx);
    rx_ = smaller(supported_, peer_tx);
  }

  // What is in force while that PHY is in use.
  DataLimit tx(Phy phy) const { return effective(tx_, phy); }
  DataLimit rx(Phy phy) const { return effective(rx_, phy); }
  /// Payload octets that may be sent in one PDU: within the count, and within the time with room
  /// for a MIC.
  std::size_t tx_payload(Phy phy) const {
    constexpr std::size_t header_and_mic = 2 + 4;
    const DataLimit limit = tx(phy);
    const Duration room = Duration::microseconds(limit.time_us) - air_time(phy, header_and_mic);
    const Duration octet = air_time(phy, 3) - air_time(phy, 2);
    return std::min<std::size_t>(limit.octets, static_cast<std::size_t>(room / octet));
  }

 private:
  /// On LE Coded there is time for the shortest packets whatever was agreed.
  static constexpr DataLimit effective(DataLimit agreed, Phy phy) {
    using namespace wire::ll;
    agreed.time_us = phy == Phy::le_coded ? std::max(agreed.time_us, data_time_min_coded_us)
                                          : std::min(agreed.time_us, data_time_max_us);
    return agreed;
  }
  static constexpr DataLimit smaller(DataLimit a, DataLimit b) {
    return {std::min(a.octets, b.octets), std::min(a.time_us, b.time_us)};
  }
  DataLimit supported_;
  DataLimit wanted_;
  DataLimit tx_;
  DataLimit rx_;
};

}  // namespace westwind::controller
