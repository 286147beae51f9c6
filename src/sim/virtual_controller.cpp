// Controller and air radio, tied together.
#include "sim/virtual_controller.hpp"

#include <utility>

namespace westwind::sim {

namespace {
air::StationConfig with_power(air::StationConfig station, int dbm) {
  station.transmit_power_dbm = dbm;
  return station;
}
}  // namespace

VirtualController::VirtualController(air::Medium& medium, air::StationConfig station,
                                     const controller::Config& config, controller::HciSink& to_host,
                                     const ClockConfig& clock)
    : radio_(medium, with_power(std::move(station), config.tx_power_dbm), clock, *this),
      controller_(config, radio_, to_host) {}

}  // namespace westwind::sim
