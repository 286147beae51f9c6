// What the link layer needs of a radio: a half-duplex transceiver and a clock. Vol 6 Part A, Part B
// 2-4. The controller owns this interface; `sim/` implements it on the simulated air, tests by
// hand.
#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace westwind::controller {

enum class Phy : std::uint8_t { le_1m = 1, le_2m = 2, le_coded = 3 };

/// What a packet is. The radio does not care; a capture of the air is easier to read when it knows.
enum class PacketKind : std::uint8_t {
  advertising,
  data_to_peripheral,
  data_to_central,
  auxiliary,  // advertising on a secondary channel
};

/// What a receiver is tuned to.
struct Tuning {
  std::uint8_t channel = 0;  ///< channel index 0..39 (37, 38, 39 are the primary advertising
                             ///< channels)
  Phy phy = Phy::le_1m;
  std::uint32_t access_address = 0;
};

/// A packet that a tuned receiver heard to its end.
struct Reception {
  Tuning tuning;
  Instant start;  ///< first bit of the preamble, receiver's clock
  Instant end;    ///< last bit of the CRC
  std::int8_t rssi_dbm = 0;
  Bytes octets;        ///< PDU (header and payload) and its 3 CRC octets, already dewhitened; valid
                       ///< during the call
  bool intact = true;  ///< false: bits were lost in a collision or noise, the CRC will not match
};

/// Implemented by the controller.
class RadioEvents {
 public:
  /// The time asked for by `Radio::wake_at` has come.
  virtual void on_wake(Instant now) = 0;
  /// A transmission ended; `now` is the end of its last bit.
  virtual void on_transmitted(Instant now) = 0;
  /// While receiving: a packet with the tuned access address began at `start` (called when its
  /// access address is complete), so the window need not close on it. on_received follows unless
  /// the receiver is retuned or switched off.
  virtual void on_synchronised(Instant start) = 0;
  virtual void on_received(const Reception& reception) = 0;

 protected:
  ~RadioEvents() = default;
};

/// Implemented by whoever carries the packets. Calls never call back synchronously.
class Radio {
 public:
  virtual Instant now() const = 0;
  /// One wake-up at a time; a new one replaces the old, `Instant::never()` cancels.
  virtual void wake_at(Instant at) = 0;
  /// Sends PDU and CRC with the first preamble bit at `start` (now or later, replaces reception
  /// from then on). Copies `octets`. `plain`: header and payload before encryption, without MIC,
  /// for a capture; empty when nothing is encrypted.
  virtual void transmit(const Tuning& tuning, Bytes octets, Instant start, PacketKind kind,
                        Bytes plain) = 0;
  void transmit(const Tuning& tuning, Bytes octets, Instant start, PacketKind kind) {
    transmit(tuning, octets, start, kind, {});
  }
  /// Receives from now on until `idle`, `transmit` or another `receive`. Receiving again with the
  /// same tuning changes nothing.
  virtual void receive(const Tuning& tuning) = 0;
  /// Neither sends nor receives; a transmission that has begun is cut off.
  virtual void idle() = 0;
  virtual std::uint64_t random() = 0;

 protected:
  ~Radio() = default;
};

/// Air time of a packet from the first preamble bit to the last CRC bit; `pdu_octets` is header and
/// payload without CRC. Vol 6 Part B 2.1, 2.2 (coded: S=8).
constexpr Duration air_time(Phy phy, std::size_t pdu_octets) {
  const auto payload = static_cast<std::int64_t>(pdu_octets) - 2;
  switch (phy) {
  case Phy::le_1m: return Duration::microseconds(80 + 8 * payload);
  case Phy::le_2m: return Duration::microseconds(44 + 4 * payload);
  case Phy::le_coded: break;
  }
  return Duration::microseconds(720 + 64 * payload);
}
static_assert(air_time(Phy::le_1m, 2 + 37) == Duration::microseconds(376));
static_assert(air_time(Phy::le_2m, 2) == Duration::microseconds(44));

}  // namespace westwind::controller
