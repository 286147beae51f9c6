// The simulated radio medium: decides by distance, noise, collisions and faults who receives what.
//
// A packet costs two events: when its access address has ended (who is tuned since before it began
// and can make it out, is locked to it) and at its end (what was broken meanwhile). Nothing is
// allocated in steady state. See README.md for what is modelled. Core Vol 6 Part A (radio), Part B
// 2 (packets).
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "air/faults.hpp"
#include "air/on_air.hpp"
#include "air/station.hpp"
#include "air/world.hpp"

namespace westwind::air {

class Medium {
 public:
  explicit Medium(World& world) : world_(world), faults_(world.fork_random()) {}
  Medium(const Medium&) = delete;
  Medium& operator=(const Medium&) = delete;
  ~Medium();

  /// The station stays where it is in memory until removed; `events` must live as long. Ids count
  /// from 0, none is used twice.
  Station& add_station(const StationConfig& config, StationEvents& events);
  /// Whatever it was doing ends; safe from within events.
  void remove_station(Station& station);

  World& world() { return world_; }
  Faults& faults() { return faults_; }
  Propagation& propagation() { return propagation_; }
  const Counters& counters() const { return counters_; }
  /// Also of stations that were removed.
  const std::string& station_name(StationId id) const { return names_[id]; }
  /// Observers are called in the order they were added and must outlive the medium's events.
  void observe(AirObserver& observer) { observers_.push_back(&observer); }
  /// Not from inside an observer.
  void stop_observing(AirObserver& observer) { std::erase(observers_, &observer); }

 private:
  friend class Station;

  void transmit(Station& station, const Tuning& tuning, Bytes octets, Bytes plain, Instant start,
                PacketKind kind);
  void receive(Station& station, const Tuning& tuning);
  void idle(Station& station);
  void move(Station& station, const Point& to);
  void stop_listening(Station& station);
  void stop_sending(Station& station);

  void synchronise(Transmission& transmission);
  Loss judge(const Transmission& transmission, const Receiver& receiver, int rssi_dbm);
  void find_interferers(const Transmission& transmission, Instant from, Instant to);
  bool is_drowned(const Station& station, int rssi_dbm, Instant from, Instant& drowned_at) const;

  void finish(Transmission& transmission);
  void settle(Transmission& transmission, Outcome& outcome);
  void deliver(const Transmission& transmission, const Outcome& outcome);
  void count(const Outcome& outcome);

  Transmission& take_transmission();

  World& world_;
  Faults faults_;
  Propagation propagation_;
  Counters counters_;
  SquareMap map_;
  Receivers receivers_{map_};
  OnAir on_air_{map_};
  std::vector<std::unique_ptr<Station>> stations_;  // by id, null when removed
  std::vector<std::string> names_;                  // by id
  std::vector<AirObserver*> observers_;
  std::deque<Transmission> pool_;
  std::vector<Transmission*> free_;
  std::vector<const Transmission*> interferers_;  // of the packet that is being judged
  int strongest_dbm_ = -127;                      // that anybody ever sent with
};

}  // namespace westwind::air
