// How long a link's data PDUs may be, both ways. Vol 6 Part B 4.5.10, 5.1.9.
#pragma once

#include <algorithm>

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
  /// What this controller can send and receive on LE 1M.
  static constexpr DataLimit supported{wire::ll::data_octets_max, wire::ll::data_time_max_us};
  /// What a host may ask for. Vol 4 Part E 7.8.33.
  static constexpr bool is_askable(std::uint16_t octets, std::uint16_t time_us) {
    return octets >= wire::ll::data_octets_min && octets <= wire::ll::data_octets_max &&
           time_us >= wire::ll::data_time_min_us && time_us <= wire::ll::data_time_max_coded_us;
  }

  explicit DataLengths(DataLimit initial = {}) { want(initial); }

  /// connMaxTxOctets and connMaxTxTime.
  void want(DataLimit limit) { wanted_ = smaller(limit, supported); }
  wire::ll::DataLengths offer() const {
    return {supported.octets, supported.time_us, wanted_.octets, wanted_.time_us};
  }
  /// Takes the peer's numbers; true when the effective ones changed. Values below the minimum count
  /// for nothing.
  bool agree(const wire::ll::DataLengths& peer) {
    const DataLimit peer_rx{peer.max_rx_octets, peer.max_rx_time_us};
    const DataLimit peer_tx{peer.max_tx_octets, peer.max_tx_time_us};
    if (!peer_rx.is_valid() || !peer_tx.is_valid()) return false;
    const DataLimit tx = smaller(wanted_, peer_rx);
    const DataLimit rx = smaller(supported, peer_tx);
    const bool changed = tx != tx_ || rx != rx_;
    tx_ = tx;
    rx_ = rx;
    return changed;
  }

  DataLimit tx() const { return tx_; }
  DataLimit rx() const { return rx_; }
  /// Payload octets that may be sent in one PDU: within the count, and within the time with room
  /// for a MIC.
  std::size_t tx_payload() const {
    constexpr unsigned overhead_us = 8 * (10 + 4);  // all but the payload on LE 1M, and the MIC
    return std::min<std::size_t>(tx_.octets, (tx_.time_us - overhead_us) / 8u);
  }

 private:
  static constexpr DataLimit smaller(DataLimit a, DataLimit b) {
    return {std::min(a.octets, b.octets), std::min(a.time_us, b.time_us)};
  }
  DataLimit wanted_;
  DataLimit tx_;
  DataLimit rx_;
};

}  // namespace westwind::controller
