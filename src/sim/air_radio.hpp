// A virtual controller's radio: implements controller::Radio on a station of the simulated air. The
// controller sees the times of its own clock, and none of the world's.
#pragma once

#include "air/medium.hpp"
#include "controller/radio.hpp"
#include "sim/clock.hpp"

namespace westwind::sim {

class AirRadio final : public controller::Radio, private air::StationEvents {
 public:
  /// The medium must outlive the radio. `events` is told nothing before the radio was asked for
  /// something, so the controller it belongs to may still be under construction.
  AirRadio(air::Medium& medium, const air::StationConfig& config, const ClockConfig& clock,
           controller::RadioEvents& events);
  AirRadio(const AirRadio&) = delete;
  AirRadio& operator=(const AirRadio&) = delete;
  ~AirRadio();

  /// Where it stands, how strong it sends, whether it is cut off.
  air::Station& station() { return station_; }

  Instant now() const override { return clock_.local(world_.now()); }
  /// A time that is past wakes at once (from the world, not from within this call).
  void wake_at(Instant at) override;
  using controller::Radio::transmit;
  void transmit(const controller::Tuning& tuning, Bytes octets, Instant start,
                controller::PacketKind kind, Bytes plain) override;
  void receive(const controller::Tuning& tuning) override;
  void idle() override { station_.idle(); }
  std::uint64_t random() override { return random_.next(); }

 private:
  void on_wake() { events_.on_wake(now()); }
  void on_transmitted(Instant now) override { events_.on_transmitted(clock_.local(now)); }
  void on_synchronised(Instant start) override { events_.on_synchronised(clock_.local(start)); }
  void on_received(const air::Reception& reception) override;

  air::World& world_;
  air::Medium& medium_;
  air::Station& station_;
  controller::RadioEvents& events_;
  Random random_;
  Clock clock_;
  std::uint8_t jitter_us_;
  air::EventHandle wake_;
};

}  // namespace westwind::sim
