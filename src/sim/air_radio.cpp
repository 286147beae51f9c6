// Translates between the controller's words and the air's; they are the same by design, owned by
// different layers.
#include "sim/air_radio.hpp"

#include <algorithm>

namespace westwind::sim {

namespace {

// The enumerations have the same values, so that a cast is the translation.
template <typename Air, typename Controller>
constexpr bool is_same(Air air, Controller controller) {
  return static_cast<int>(air) == static_cast<int>(controller);
}
static_assert(is_same(air::Phy::le_1m, controller::Phy::le_1m));
static_assert(is_same(air::Phy::le_2m, controller::Phy::le_2m));
static_assert(is_same(air::Phy::le_coded, controller::Phy::le_coded));
static_assert(is_same(air::PacketKind::advertising, controller::PacketKind::advertising));
static_assert(is_same(air::PacketKind::data_to_peripheral,
                      controller::PacketKind::data_to_peripheral));
static_assert(is_same(air::PacketKind::data_to_central, controller::PacketKind::data_to_central));
static_assert(is_same(air::PacketKind::auxiliary, controller::PacketKind::auxiliary));

air::Tuning to_air(const controller::Tuning& tuning) {
  return {tuning.channel, static_cast<air::Phy>(tuning.phy), tuning.access_address};
}

controller::Tuning to_controller(const air::Tuning& tuning) {
  return {tuning.channel, static_cast<controller::Phy>(tuning.phy), tuning.access_address};
}

}  // namespace

AirRadio::AirRadio(air::Medium& medium, const air::StationConfig& config, const ClockConfig& clock,
                   controller::RadioEvents& events)
    : world_(medium.world()), medium_(medium), station_(medium.add_station(config, *this)),
      events_(events), random_(medium.world().fork_random()), clock_(clock.drift_ppm),
      jitter_us_(clock.jitter_us) {}

AirRadio::~AirRadio() {
  world_.cancel(wake_);
  medium_.remove_station(station_);
}

void AirRadio::wake_at(Instant at) {
  world_.cancel(wake_);
  wake_ = {};
  if (at.is_never()) return;
  const Instant due = std::max(clock_.world(at), world_.now());
  wake_ = world_.schedule(due, air::World::Action::to<&AirRadio::on_wake>(this));
}

void AirRadio::transmit(const controller::Tuning& tuning, Bytes octets, Instant start,
                        controller::PacketKind kind, Bytes plain) {
  Instant at = clock_.world(start);
  if (jitter_us_ != 0)
    at = at + Duration::microseconds(static_cast<std::int64_t>(random_.below(2u * jitter_us_ + 1)) -
                                     jitter_us_);
  station_.transmit(to_air(tuning), octets, std::max(at, world_.now()),
                    static_cast<air::PacketKind>(kind), plain);
}

void AirRadio::receive(const controller::Tuning& tuning) { station_.receive(to_air(tuning)); }

void AirRadio::on_received(const air::Reception& reception) {
  events_.on_received({to_controller(reception.tuning), clock_.local(reception.start),
                       clock_.local(reception.end), reception.rssi_dbm, reception.octets,
                       reception.intact});
}

}  // namespace westwind::sim
