// When and where a connection's events are: anchor points, event counter, hopping, instants. Vol 6
// Part B 4.5.1-4.5.8, 5.1.1, 5.1.2.
#pragma once

#include <optional>

#include "controller/phys.hpp"
#include "controller/timing.hpp"
#include "wire/ll.hpp"

namespace westwind::controller {

/// Interval, latency and supervision timeout in force.
struct EventParameters {
  std::uint16_t interval_1250us = 0;
  std::uint16_t latency = 0;
  std::uint16_t supervision_timeout_10ms = 0;

  constexpr bool operator==(const EventParameters&) const = default;
  constexpr Duration interval() const { return slots_1250us(interval_1250us); }
  constexpr Duration supervision_timeout() const {
    return Duration::milliseconds(std::int64_t{supervision_timeout_10ms} * 10);
  }
};

class ConnectionTiming {
 public:
  ConnectionTiming() = default;
  /// The first event is somewhere between `first` and `first + window`; a central knows where, its
  /// window is zero. `created` is the end of CONNECT_IND.
  ConnectionTiming(const wire::ll::ConnectionData& data, Instant created, Instant first,
                   Duration window, std::uint32_t ppm_of_both);
  /// Channel selection algorithm #2 from the first event on, instead of #1.
  void draw_channels(std::uint32_t access_address) { draw_.emplace(access_address); }
  /// The PHY of the first event, both ways.
  void begin_on(Phy phy) { phys_ = {phy, phy}; }

  // The event at hand.
  std::uint16_t counter() const { return counter_; }
  Instant anchor() const { return anchor_; }
  std::uint8_t channel() const {
    return draw_ ? draw_->channel(map_, counter_) : hopping_.channel(map_);
  }
  bool draws_channels() const { return draw_.has_value(); }
  const EventParameters& parameters() const { return parameters_; }
  Duration interval() const { return parameters_.interval(); }
  const wire::ll::ChannelMap& channel_map() const { return map_; }
  const Phys& phys() const { return phys_; }

  // Of one that comes `events` later, as long as nothing pending changes it.
  Instant anchor(std::uint32_t events) const { return anchor_ + interval() * events; }
  /// A peripheral listens from here until there for the first bit of the central's packet.
  Instant listen_from(std::uint32_t events = 0) const {
    return anchor(events) - widening(anchor(events) + window_);
  }
  Instant listen_to(std::uint32_t events = 0) const {
    return anchor(events) + window_ + widening(anchor(events) + window_);
  }
  /// The central's packet began then: that is the anchor point.
  void synchronise(Instant start);

  /// Moves on to the next event; parameters, channel map and PHYs whose instant it is come into
  /// force.
  void step();
  /// Moves on by several; nothing may be pending.
  void skip(std::uint32_t events);

  struct PendingParameters {
    EventParameters parameters;
    Duration offset;  ///< from where the old interval would put the anchor point of the instant
    Duration window;
    std::uint16_t instant = 0;
  };
  struct PendingChannelMap {
    wire::ll::ChannelMap map;
    std::uint16_t instant = 0;
  };
  struct PendingPhys {
    Phys phys;
    std::uint16_t instant = 0;
  };
  void at_instant(const PendingParameters& pending);
  void at_instant(const PendingChannelMap& pending);
  void at_instant(const PendingPhys& pending);
  const std::optional<PendingParameters>& pending_update() const { return pending_parameters_; }
  /// The indications were never sent.
  void forget_pending() {
    pending_parameters_.reset();
    pending_map_.reset();
  }
  bool is_update_pending() const { return pending_parameters_.has_value(); }
  const std::optional<PendingPhys>& pending_phys() const { return pending_phys_; }
  bool is_instant_pending() const { return pending_parameters_ || pending_map_ || pending_phys_; }
  /// How long ago, modulo 2^16: 32767 and more means that the instant lies behind. 5.5.
  bool has_passed(std::uint16_t instant) const {
    return static_cast<std::uint16_t>(instant - counter_) >= 32767;
  }
  /// Where the old interval puts the anchor point of a coming event.
  Instant expected_anchor(std::uint16_t counter) const {
    return anchor(static_cast<std::uint16_t>(counter - counter_));
  }

 private:
  Duration widening(Instant at) const;
  void take_over_parameters(Instant expected);
  void take_over_phys();

  EventParameters parameters_;
  wire::ll::ChannelHopping hopping_;
  std::optional<wire::ll::ChannelDraw> draw_;
  wire::ll::ChannelMap map_;
  std::uint32_t ppm_of_both_ = 0;
  Instant anchor_;
  Instant synchronised_at_;
  Duration window_;
  std::uint16_t counter_ = 0;
  std::optional<PendingParameters> pending_parameters_;
  std::optional<PendingChannelMap> pending_map_;
  std::optional<PendingPhys> pending_phys_;
  Phys phys_;
};

/// Whether the fields of a CONNECT_IND allow a connection. 2.3.3.1, 4.5.1-4.5.3.
bool is_acceptable(const wire::ll::ConnectionData& data);
/// The same for parameters that come by LL_CONNECTION_UPDATE_IND, with its transmit window.
bool is_acceptable(const EventParameters& parameters, std::uint8_t window_size,
                   std::uint16_t window_offset);

}  // namespace westwind::controller
