// What becomes of a packet: who synchronises to it, what breaks it, who gets it.
//
//   start ──────── access address ends ─────────────────────── end
//                  synchronise(): judge()                      finish(): settle(), observers,
//                  deliver() each tuned receiver locks or loses it       collisions and turning
//                  away since then
#include "air/medium.hpp"

namespace westwind::air {

void Medium::synchronise(Transmission& transmission) {
  ++counters_.transmissions;
  if (transmission.sender != nullptr) {
    ++transmission.sender->counters_.transmissions;
    transmission.silent = transmission.sender->cut_off_;
  }
  if (transmission.stopped < transmission.synchronised) return;
  faults_.begin(transmission);
  const int weakest_dbm = sensitivity_dbm(transmission.tuning.phy) - notice_margin_db;
  const std::int64_t reach = reach_mm(propagation_, transmission.power_dbm - weakest_dbm);
  find_interferers(transmission, transmission.start, transmission.synchronised);
  receivers_.visit(transmission.tuning, transmission.square, reach, [&](const Receiver& receiver) {
    Station& station = *receiver.station;
    if (station.is_sending_by(transmission.synchronised)) return;
    const int rssi_dbm = received_dbm(propagation_, transmission.position, transmission.power_dbm,
                                      receiver.position);
    if (rssi_dbm < weakest_dbm) return;
    const Loss loss = judge(transmission, receiver, rssi_dbm);
    const bool synchronised =
        loss == Loss::none || loss == Loss::random_corruption || loss == Loss::scripted_corruption;
    transmission.outcomes.push_back(
        {&station, station.id_, static_cast<std::int8_t>(rssi_dbm), loss, synchronised, 0});
    if (synchronised) station.locked_ = &transmission;
  });
  for (std::size_t i = 0; i < transmission.outcomes.size(); ++i) {
    const Outcome& outcome = transmission.outcomes[i];
    if (outcome.synchronised && outcome.station != nullptr &&
        outcome.station->locked_ == &transmission)
      outcome.station->events_.on_synchronised(transmission.start);
  }
}

/// Can this receiver make out the access address? The order of the questions decides which reason
/// is given.
Loss Medium::judge(const Transmission& transmission, const Receiver& receiver, int rssi_dbm) {
  const Station& station = *receiver.station;
  const int sensitivity = sensitivity_dbm(transmission.tuning.phy);
  const int noise_rise = faults_.knobs.noise_dbm[transmission.tuning.channel] - noise_floor_dbm;
  if (transmission.silent || station.cut_off_) return Loss::cut_off;
  if (receiver.since > transmission.start) return Loss::tuned_late;
  if (station.locked_ != nullptr || station.locked_until_ > transmission.start) return Loss::busy;
  if (rssi_dbm < sensitivity) return Loss::too_weak;
  if (rssi_dbm < sensitivity + noise_rise) return Loss::noise;
  Instant drowned_at;
  if (is_drowned(station, rssi_dbm, transmission.start, drowned_at)) return Loss::collision;
  return faults_.judge(transmission, station.id_);
}

/// Which packets on the channel overlap this one between `from` and `to`, near enough to drown it
/// for anybody who could make it out alone?
void Medium::find_interferers(const Transmission& transmission, Instant from, Instant to) {
  interferers_.clear();
  const int weakest_dbm = sensitivity_dbm(transmission.tuning.phy);
  const int harmful_dbm = weakest_dbm - faults_.knobs.capture_threshold_db;
  const std::int64_t reach = reach_mm(propagation_, transmission.power_dbm - weakest_dbm) +
                             reach_mm(propagation_, strongest_dbm_ - harmful_dbm);
  on_air_.visit_overlapping(transmission, from, to, reach, [&](const Transmission& other) {
    if (!other.silent) interferers_.push_back(&other);
  });
}

/// Is one of the interferers too strong here? The first moment from `from` on is told.
bool Medium::is_drowned(const Station& station, int rssi_dbm, Instant from,
                        Instant& drowned_at) const {
  bool drowned = false;
  for (const Transmission* other : interferers_) {
    if (other->sender_id == station.id_) continue;
    const int other_dbm =
        received_dbm(propagation_, other->position, other->power_dbm, station.position_);
    if (rssi_dbm - other_dbm >= faults_.knobs.capture_threshold_db) continue;
    const Instant at = other->start < from ? from : other->start;
    drowned_at = drowned ? earlier(drowned_at, at) : at;
    drowned = true;
  }
  return drowned;
}

/// The rest of the packet has been on the air: what broke it for a receiver that had synchronised?
void Medium::settle(Transmission& transmission, Outcome& outcome) {
  if (!outcome.synchronised || outcome.station == nullptr) return;
  Station& station = *outcome.station;
  if (station.locked_ != &transmission || station.is_sending_by(transmission.end)) {
    outcome.synchronised = false;
    outcome.loss = Loss::retuned;
  }
  if (station.locked_ == &transmission) {
    station.locked_ = nullptr;
    station.locked_until_ = transmission.end;
  }
  if (outcome.loss != Loss::none) return;
  Instant broken_at = transmission.stopped;
  if (transmission.was_stopped()) outcome.loss = Loss::sender_stopped;
  if (is_drowned(station, outcome.rssi_dbm, transmission.synchronised, broken_at))
    outcome.loss = Loss::collision;
  if (outcome.loss == Loss::none) return;
  const std::int64_t octet =
      (broken_at - transmission.synchronised) / octet_time(transmission.tuning.phy);
  outcome.damaged_from = static_cast<std::uint16_t>(octet);
}

void Medium::count(const Outcome& outcome) {
  const auto add = [&](Counters& counters) {
    if (outcome.loss == Loss::none)
      ++counters.delivered;
    else
      ++counters.lost[static_cast<std::size_t>(outcome.loss)];
  };
  add(counters_);
  if (outcome.station != nullptr) add(outcome.station->counters_);
}

void Medium::finish(Transmission& transmission) {
  if (!transmission.outcomes.empty())
    find_interferers(transmission, transmission.synchronised, transmission.stopped);
  for (Outcome& outcome : transmission.outcomes) {
    settle(transmission, outcome);
    count(outcome);
  }
  for (AirObserver* observer : observers_)
    observer->on_transmission(transmission);

  if (Station* sender = transmission.sender; sender != nullptr) {
    sender->transmission_ = nullptr;
    transmission.sender = nullptr;
    stop_listening(*sender);
    sender->events_.on_transmitted(transmission.end);
  }
  for (std::size_t i = 0; i < transmission.outcomes.size(); ++i)
    if (transmission.outcomes[i].synchronised) deliver(transmission, transmission.outcomes[i]);

  on_air_.finish(transmission, [&](Transmission& harmless) { free_.push_back(&harmless); });
}

void Medium::deliver(const Transmission& transmission, const Outcome& outcome) {
  if (outcome.station == nullptr) return;
  Reception reception{transmission.tuning, transmission.start,    transmission.end,
                      outcome.rssi_dbm,    transmission.octets(), outcome.loss == Loss::none};
  Octets<max_packet_octets> broken;
  if (!reception.intact) {
    const MutableBytes octets = MutableBytes(broken).first(transmission.size);
    copy_bytes(octets, transmission.octets());
    faults_.corrupt(octets, outcome.damaged_from);
    reception.octets = octets;
  }
  outcome.station->events_.on_received(reception);
}

}  // namespace westwind::air
