// A virtual controller with its radio on the simulated air, in one object. A host's carrier (or a
// test) speaks HCI with it.
#pragma once

#include "controller/controller.hpp"
#include "sim/air_radio.hpp"

namespace westwind::sim {

class VirtualController final : private controller::RadioEvents {
 public:
  /// `medium` and `to_host` must outlive it. The station's transmit power is the one that `config`
  /// tells the host.
  VirtualController(air::Medium& medium, air::StationConfig station,
                    const controller::Config& config, controller::HciSink& to_host,
                    const ClockConfig& clock = {});

  /// One whole H4 packet from the host. May be called from within the sink.
  void receive(Bytes h4) { controller_.receive(h4); }
  /// The host is gone: links fall silent, advertising and scanning end, nothing is sent to the
  /// sink.
  void reset() { controller_.reset(); }

  const controller::Controller& controller() const { return controller_; }
  /// Its antenna: where it stands, whether it is cut off.
  air::Station& station() { return radio_.station(); }

 private:
  void on_wake(Instant now) override { controller_.on_wake(now); }
  void on_transmitted(Instant now) override { controller_.on_transmitted(now); }
  void on_synchronised(Instant start) override { controller_.on_synchronised(start); }
  void on_received(const controller::Reception& reception) override {
    controller_.on_received(reception);
  }

  AirRadio radio_;
  controller::Controller controller_;
};

}  // namespace westwind::sim
