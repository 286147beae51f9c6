// Anchor points, hopping and instants of one connection.
#include "controller/connection_timing.hpp"

#include <algorithm>

namespace westwind::controller {
namespace ll = wire::ll;

ConnectionTiming::ConnectionTiming(const ll::ConnectionData& data, Instant created, Instant first,
                                   Duration window, std::uint32_t ppm_of_both)
    : parameters_{data.interval_1250us, data.latency, data.supervision_timeout_10ms},
      hopping_(data.hop_increment()), map_(data.channel_map), ppm_of_both_(ppm_of_both),
      anchor_(first), synchronised_at_(created), window_(window) {
  hopping_.advance(1);
}

Duration ConnectionTiming::widening(Instant at) const {
  const Duration limit = interval() / 2 - t_ifs;
  return std::min(window_widening(ppm_of_both_, at - synchronised_at_), limit);
}

void ConnectionTiming::synchronise(Instant start) {
  anchor_ = synchronised_at_ = start;
  window_ = Duration::zero();
}

void ConnectionTiming::step() {
  ++counter_;
  hopping_.advance(1);
  anchor_ = anchor_ + interval();
  if (pending_map_ && pending_map_->instant == counter_) {
    map_ = pending_map_->map;
    pending_map_.reset();
  }
  if (pending_phys_ && pending_phys_->instant == counter_) take_over_phys();
  if (pending_parameters_ && pending_parameters_->instant == counter_)
    take_over_parameters(anchor_);
}

void ConnectionTiming::skip(std::uint32_t events) {
  counter_ = static_cast<std::uint16_t>(counter_ + events);
  hopping_.advance(events);
  anchor_ = anchor_ + interval() * events;
}

void ConnectionTiming::take_over_parameters(Instant expected) {
  parameters_ = pending_parameters_->parameters;
  anchor_ = expected + pending_parameters_->offset;
  window_ = pending_parameters_->window;
  pending_parameters_.reset();
}

void ConnectionTiming::at_instant(const PendingParameters& pending) {
  pending_parameters_ = pending;
  if (pending.instant == counter_) take_over_parameters(anchor_);
}

void ConnectionTiming::at_instant(const PendingChannelMap& pending) {
  pending_map_ = pending;
  if (pending.instant != counter_) return;
  map_ = pending.map;
  pending_map_.reset();
}

void ConnectionTiming::take_over_phys() {
  phys_ = pending_phys_->phys;
  pending_phys_.reset();
}

void ConnectionTiming::at_instant(const PendingPhys& pending) {
  pending_phys_ = pending;
  if (pending.instant == counter_) take_over_phys();
}

bool is_acceptable(const EventParameters& parameters, std::uint8_t window_size,
                   std::uint16_t window_offset) {
  const std::uint16_t interval = parameters.interval_1250us;
  if (interval < 6 || interval > 3200 || parameters.latency > 499) return false;
  if (parameters.supervision_timeout_10ms < 10 || parameters.supervision_timeout_10ms > 3200)
    return false;
  const Duration longest_silence = parameters.interval() * (2 * (parameters.latency + 1));
  if (parameters.supervision_timeout() <= longest_silence) return false;
  return window_size >= 1 && window_size <= std::min(8, interval - 1) && window_offset <= interval;
}

bool is_acceptable(const ll::ConnectionData& data) {
  return ll::ChannelHopping::is_valid_increment(data.hop_increment()) &&
         ll::ChannelMap(data.channel_map).is_usable() &&
         is_acceptable(
             EventParameters{data.interval_1250us, data.latency, data.supervision_timeout_10ms},
             data.window_size_1250us, data.window_offset_1250us);
}

}  // namespace westwind::controller
