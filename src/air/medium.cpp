// What stations do: tune, send, stop, move. What becomes of packets is in medium_delivery.cpp.
#include "air/medium.hpp"

#include "base/assert.hpp"

namespace westwind::air {

Station::Station(Medium& medium, StationId id, const StationConfig& config, StationEvents& events)
    : medium_(medium), events_(events), name_(config.name), id_(id),
      power_dbm_(static_cast<std::int8_t>(config.transmit_power_dbm)),
      position_(point_of(config.position)) {}

void Station::transmit(const Tuning& tuning, Bytes octets, Instant start, PacketKind kind,
                       Bytes plain) {
  medium_.transmit(*this, tuning, octets, plain, start, kind);
}
void Station::receive(const Tuning& tuning) { medium_.receive(*this, tuning); }
void Station::idle() { medium_.idle(*this); }
void Station::move_to(const Position& position) { medium_.move(*this, point_of(position)); }

Medium::~Medium() {
  on_air_.visit([&](const Transmission& transmission) {
    world_.cancel(transmission.sync_event);
    world_.cancel(transmission.end_event);
  });
}

Station& Medium::add_station(const StationConfig& config, StationEvents& events) {
  const auto id = static_cast<StationId>(stations_.size());
  stations_.push_back(std::make_unique<Station>(*this, id, config, events));
  names_.push_back(config.name);
  Station& station = *stations_.back();
  station.place_.square = map_.at(station.position_);
  return station;
}

void Medium::remove_station(Station& station) {
  idle(station);
  on_air_.visit([&](Transmission& transmission) {
    for (Outcome& outcome : transmission.outcomes)
      if (outcome.station == &station) outcome.station = nullptr;
  });
  stations_[station.id_].reset();
}

void Medium::stop_listening(Station& station) {
  receivers_.remove(station);
  station.locked_ = nullptr;
}

void Medium::stop_sending(Station& station) {
  Transmission* transmission = station.transmission_;
  if (transmission == nullptr) return;
  station.transmission_ = nullptr;
  transmission->sender = nullptr;
  const Instant now = world_.now();
  if (now <= transmission->start) {  // it never happens
    world_.cancel(transmission->sync_event);
    world_.cancel(transmission->end_event);
    on_air_.stop(*transmission, transmission->start);
    on_air_.finish(*transmission, [&](Transmission& harmless) { free_.push_back(&harmless); });
  } else if (now < transmission->end) {
    on_air_.stop(*transmission, now);
  }
}

void Medium::transmit(Station& station, const Tuning& tuning, Bytes octets, Bytes plain,
                      Instant start, PacketKind kind) {
  ensure(start >= world_.now() && tuning.channel < channel_count &&
         octets.size() <= max_packet_octets);
  stop_sending(station);
  Transmission& transmission = take_transmission();
  transmission.sender_id = station.id_;
  transmission.tuning = tuning;
  transmission.kind = kind;
  transmission.plain.assign(plain.begin(), plain.end());
  transmission.start = start;
  transmission.synchronised = start + synchronisation_time(tuning.phy);
  transmission.end = start + air_time(tuning.phy, octets.size());
  transmission.stopped = transmission.end;
  transmission.sender = &station;
  transmission.position = station.position_;
  transmission.square = station.place_.square;
  transmission.power_dbm = station.power_dbm_;
  transmission.silent = station.cut_off_;
  transmission.size = static_cast<std::uint16_t>(octets.size());
  copy_bytes(transmission.memory, octets);
  const auto event = [&transmission](void (*step)(void*)) {
    return World::Action(step, &transmission);
  };
  transmission.sync_event = world_.schedule(transmission.synchronised, event([](void* context) {
                                              auto& due = *static_cast<Transmission*>(context);
                                              due.medium->synchronise(due);
                                            }));
  transmission.end_event = world_.schedule(transmission.end, event([](void* context) {
                                             auto& due = *static_cast<Transmission*>(context);
                                             due.medium->finish(due);
                                           }));
  on_air_.add(transmission);
  strongest_dbm_ = std::max(strongest_dbm_, int{transmission.power_dbm});
  station.transmission_ = &transmission;
}

void Medium::receive(Station& station, const Tuning& tuning) {
  ensure(tuning.channel < channel_count);
  const bool was_sending = station.is_sending_by(world_.now());
  stop_sending(station);
  if (!was_sending && station.place_.is_listed() && station.tuning_ == tuning) return;
  stop_listening(station);
  station.tuning_ = tuning;
  station.since_ = world_.now();
  receivers_.add({&station, station.since_, tuning, station.position_});
}

void Medium::idle(Station& station) {
  stop_sending(station);
  stop_listening(station);
}

void Medium::move(Station& station, const Point& to) {
  const bool listed = station.place_.is_listed();
  receivers_.remove(station);
  station.position_ = to;
  station.place_.square = map_.at(to);
  if (listed) receivers_.add({&station, station.since_, station.tuning_, to});
}

Transmission& Medium::take_transmission() {
  if (free_.empty()) {
    pool_.emplace_back().medium = this;
    free_.push_back(&pool_.back());
  }
  Transmission& transmission = *free_.back();
  free_.pop_back();
  transmission.outcomes.clear();
  return transmission;
}

}  // namespace westwind::air
