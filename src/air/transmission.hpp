// One packet on the air and what became of it at every receiver that was tuned to it.
#pragma once

#include <algorithm>
#include <vector>

#include "air/event_queue.hpp"
#include "air/loss.hpp"
#include "air/packet.hpp"
#include "air/propagation.hpp"

namespace westwind::air {

class Medium;
class Station;
using StationId = std::uint32_t;

struct Outcome {
  Station* station = nullptr;  ///< null when it has been removed since
  StationId station_id = 0;
  std::int8_t rssi_dbm = 0;
  Loss loss = Loss::none;
  bool synchronised = false;  ///< it was noticed, so something is delivered if the receiver stays
  std::uint16_t damaged_from = 0;  ///< first broken octet of a packet that is delivered with a loss
};

/// Lives in the medium's pool and is used again; the first part is for observers and scripted
/// faults.
struct Transmission {
  StationId sender_id = 0;
  Tuning tuning;
  PacketKind kind = PacketKind::advertising;
  Instant start;
  Instant synchronised;  ///< the access address has ended
  Instant end;           ///< the last CRC bit, had it not been stopped
  Instant stopped;       ///< when the sender's power really went off
  std::vector<Outcome> outcomes;
  std::vector<std::uint8_t> plain;  ///< before encryption, without MIC; empty: was not encrypted

  Bytes octets() const { return Bytes(memory).first(size); }
  bool was_stopped() const { return stopped < end; }

  // The medium's bookkeeping.
  Medium* medium = nullptr;
  Station* sender = nullptr;  // null when it turned to something else before the end
  Point position;             // where it was sent from
  std::uint32_t square = 0;   // of the map, likewise
  std::int8_t power_dbm = 0;
  bool silent = false;  // the sender is cut off: nobody hears or suffers from it
  // Where it stands in on_air.
  std::uint32_t place_in_channel = 0, place_in_square = 0;
  Transmission *before = nullptr, *after = nullptr;
  EventHandle sync_event;
  EventHandle end_event;
  std::uint16_t size = 0;
  Octets<max_packet_octets> memory;
};

/// Sees every transmission once, at its end, in order of ends. Used by the capture and by checkers
/// in tests.
class AirObserver {
 public:
  virtual void on_transmission(const Transmission& transmission) = 0;

 protected:
  ~AirObserver() = default;
};

}  // namespace westwind::air
