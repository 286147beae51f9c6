// One antenna on the air: a half-duplex transceiver at a place. Made by `Medium::add_station`;
// sim/air_radio drives it.
#pragma once

#include <string>

#include "air/receivers.hpp"

namespace westwind::air {

struct StationConfig {
  std::string name;
  Position position;
  int transmit_power_dbm = 0;
};

class Station {
 public:
  Station(Medium& medium, StationId id, const StationConfig& config, StationEvents& events);
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;

  StationId id() const { return id_; }
  const std::string& name() const { return name_; }

  /// Sends PDU and CRC with the first preamble bit at `start` (not past). Reception goes on until
  /// then; afterwards the station is idle. Copies `octets`. Replaces a transmission that has not
  /// ended.
  void transmit(const Tuning& tuning, Bytes octets, Instant start, PacketKind kind,
                Bytes plain = {});
  /// Receives packets that begin now or later, until told otherwise. The same tuning again changes
  /// nothing.
  void receive(const Tuning& tuning);
  /// Neither sends nor receives; a transmission on the air is cut off, and no on_transmitted
  /// follows.
  void idle();

  /// At once; packets on the air keep the place they were sent from.
  void move_to(const Position& position);
  void set_transmit_power(int dbm) { power_dbm_ = static_cast<std::int8_t>(dbm); }
  /// Cut off, it hears nobody and nobody hears it, but it does not know.
  void set_cut_off(bool cut_off) { cut_off_ = cut_off; }

  const Counters& counters() const { return counters_; }

 private:
  friend class Medium;
  friend class Receivers;

  /// Until this station has begun to transmit, what it is tuned to counts.
  bool is_sending_by(Instant at) const {
    return transmission_ != nullptr && transmission_->start < at;
  }

  Medium& medium_;
  StationEvents& events_;
  std::string name_;
  StationId id_;
  std::int8_t power_dbm_;
  bool cut_off_ = false;
  Point position_;

  ReceiverPlace place_;
  Tuning tuning_;                         // valid while listed in the receivers
  Instant since_;                         // likewise
  const Transmission* locked_ = nullptr;  // the packet it is in the middle of
  Instant locked_until_;                  // end of the last packet it took
  Transmission* transmission_ = nullptr;  // its own, coming or on the air
  Counters counters_;
};

}  // namespace westwind::air
