// Opening links, finding them, and keeping the anchor points of a central apart.
#include "controller/links.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"
#include "controller/features.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;

namespace {
constexpr std::uint8_t window_size = 1;
constexpr std::uint16_t handle_max = 0x0eff;
// Time kept free around an anchor point: as much as there is room for.
constexpr Duration slots[] = {Duration::microseconds(7500), Duration::microseconds(3750),
                              Duration::microseconds(2500), Duration::microseconds(1250)};
}  // namespace

Links::Links(const Config& config, Scheduler& scheduler, HostPort& host)
    : config_(config), scheduler_(scheduler), host_(host),
      features_(supported_features(config.profile)),
      buffers_(config.acl_buffers, config.acl_data_length) {
  links_.reserve(config.links);
}

void Links::reset() {
  for (const auto& link : links_)
    link->drop();
  buffers_.clear();
  host_channel_map_ = {};
  suggested_data_limit_ = {};
  preferred_phys_ = {};
}

bool Links::is_any_open() const {
  return std::any_of(links_.begin(), links_.end(),
                     [](const auto& link) { return link->is_open(); });
}

bool Links::is_full() const {
  return links_.size() == config_.links &&
         std::all_of(links_.begin(), links_.end(),
                     [](const auto& link) { return link->is_open(); });
}

bool Links::is_connected(const wire::DeviceAddress& own, const KnownDevice& peer) const {
  return std::any_of(links_.begin(), links_.end(), [&](const auto& link) {
    const LinkState& state = link->state();
    return link->is_open() && (state.own == own || state.shows_private) &&
           state.peer.identity() == peer.identity();
  });
}

Link* Links::find(hci::ConnHandle handle) {
  for (const auto& link : links_)
    if (link->is_open() && link->state().handle == handle) return link.get();
  return nullptr;
}

Link& Links::vacant() {
  ensure(!is_full());
  for (const auto& link : links_)
    if (!link->is_open()) return *link;
  return *links_.emplace_back(std::make_unique<Link>(config_, scheduler_, host_, buffers_, *this));
}

// Handles are not used again before all others were, so that a host that keeps a stale one is found
// out.
hci::ConnHandle Links::new_handle() {
  for (;;) {
    const hci::ConnHandle handle{next_handle_};
    next_handle_ = next_handle_ == handle_max ? 0 : static_cast<std::uint16_t>(next_handle_ + 1);
    if (find(handle) == nullptr) return handle;
  }
}

hci::ConnHandle Links::open_as_peripheral(const ConnectionRequest& request, Instant end,
                                          std::int8_t rssi_dbm) {
  Link& link = vacant();
  const Instant window_start =
      end + request.transmit_window_delay() + slots_1250us(request.data.window_offset_1250us);
  link.open(request, {new_handle(), hci::Role::peripheral, end, window_start,
                      slots_1250us(request.data.window_size_1250us), rssi_dbm,
                      suggested_data_limit_, features_, preferred_phys_});
  announce(link, request.data.clock_accuracy());
  return link.state().handle;
}

Links::Plan Links::plan_as_central(const ConnectionRequest& who,
                                   const hci::ConnectionParameters& parameters, Instant end) {
  Radio& radio = scheduler_.radio();
  const std::uint16_t interval = parameters.interval_max_1250us;  // as most controllers do
  const Instant earliest = end + who.transmit_window_delay();
  const Instant anchor = place_anchor(earliest, slots_1250us(interval), nullptr);
  std::uint32_t access_address = 0;
  do {
    access_address = static_cast<std::uint32_t>(radio.random() >> 32);
  } while (!ll::is_valid_access_address(access_address, has(hci::LeFeature::coded_phy)));
  const std::uint64_t random = radio.random();
  const auto hop = static_cast<std::uint8_t>(5 + random % 12);
  Plan plan{who, end, anchor};
  plan.request.data = {
      access_address,
      static_cast<std::uint32_t>(random >> 40),
      window_size,
      static_cast<std::uint16_t>((anchor - earliest) / slots_1250us(1)),
      interval,
      parameters.latency,
      parameters.supervision_timeout_10ms,
      host_channel_map_.octets(),
      static_cast<std::uint8_t>(hop | ll::clock_accuracy_code(config_.clock_accuracy_ppm) << 5)};
  return plan;
}

void Links::open_as_central(const Plan& plan, std::int8_t rssi_dbm) {
  Link& link = vacant();
  link.open(plan.request,
            {new_handle(), hci::Role::central, plan.end, plan.anchor, Duration::zero(), rssi_dbm,
             suggested_data_limit_, features_, preferred_phys_});
  announce(link, 0);  // Vol 4 Part E 7.7.65.1: the field is for peripherals
}

void Links::announce(Link& link, std::uint8_t central_clock_accuracy) {
  const LinkState& state = link.state();
  const EventParameters& parameters = state.timing.parameters();
  host_.connection_complete({hci::ErrorCode::success, state.handle, state.role, state.peer.known_as,
                             state.shows_private ? state.own.address : wire::Address{},
                             state.peer.is_resolved() ? state.peer.on_air.address : wire::Address{},
                             parameters.interval_1250us, parameters.latency,
                             parameters.supervision_timeout_10ms, central_clock_accuracy},
                            state.peer.on_air);
  if (ch_sel())
    host_.le_event(hci::LeChannelSelectionAlgorithm{state.handle,
                                                    std::uint8_t{state.timing.draws_channels()}});
  if (config_.automatic_data_length) {
    link.lengths().want_all();
    link.procedures().update_lengths(scheduler_.now());
  }
}

void Links::set_host_channel_map(const ll::ChannelMap& map, Instant now) {
  host_channel_map_ = map;
  for (const auto& link : links_)
    if (link->is_open()) link->procedures().update_channel_map(now);
}

// Placing. Two links whose intervals have a common divisor meet again and again, or never.

bool Links::is_free(Instant anchor, Duration interval, Duration slot,
                    const ConnectionTiming* except) const {
  return std::all_of(links_.begin(), links_.end(), [&](const auto& link) {
    const ConnectionTiming& other = link->state().timing;
    if (!link->is_open() || &other == except) return true;
    const std::int64_t common = std::gcd(interval.count_us(), other.interval().count_us());
    std::int64_t phase = (other.anchor() - anchor).count_us() % common;
    if (phase < 0) phase += common;
    return phase >= slot.count_us() && common - phase >= slot.count_us();
  });
}

Instant Links::place_with_slot(Instant earliest, Duration interval, Duration slot,
                               const ConnectionTiming* except) const {
  if (is_free(earliest, interval, slot, except)) return earliest;
  Instant best = Instant::never();
  for (const auto& link : links_) {
    const ConnectionTiming& other = link->state().timing;
    if (!link->is_open() || &other == except) continue;
    // Just behind the other's anchor points, as many as fall into one interval.
    const std::int64_t step = std::gcd(interval.count_us(), other.interval().count_us());
    std::int64_t after = (other.anchor() + slot - earliest).count_us() % step;
    if (after < 0) after += step;
    for (; after < interval.count_us(); after += step) {
      const Instant candidate = earliest + Duration::microseconds(after);
      if (candidate >= best) break;
      if (is_free(candidate, interval, slot, except)) best = candidate;
    }
  }
  return best;
}

Instant Links::place_anchor(Instant earliest, Duration interval,
                            const ConnectionTiming* except) const {
  for (const Duration slot : slots) {
    const Instant anchor = place_with_slot(earliest, interval, slot, except);
    if (!anchor.is_never()) return anchor;
  }
  return earliest;
}

}  // namespace westwind::controller
