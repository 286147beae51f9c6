// See actor.hpp: what every device has, links, the air.
#include "scenario/actor.hpp"

#include <algorithm>
#include <cstdio>

#include "wire/advertising_data.hpp"

namespace westwind::scenario {

namespace {

constexpr std::uint8_t flags = 0x01;
constexpr std::uint8_t complete_local_name = 0x09;

std::string hex(unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%02x", value);
  return text;
}

const char* text_of(Error error) {
  switch (error) {
  case Error::invalid_argument: return "invalid argument";
  case Error::no_memory: return "no memory";
  case Error::would_block: return "not now";
  case Error::not_connected: return "no such link";
  case Error::not_supported: return "not supported";
  case Error::already: return "already under way";
  case Error::busy: return "busy";
  case Error::not_active: return "the host is not up";
  default: return "an error";
  }
}

std::string text_of(ErrorCode code) { return "error " + hex(static_cast<unsigned>(code)); }

sim::DeviceConfig device_config(const ActorConfig& config, std::uint8_t number) {
  sim::DeviceConfig device;
  device.station = {.name = config.name, .position = config.position};
  device.controller = config.controller;
  if (device.controller.public_address.is_zero())
    device.controller.public_address = {{number, 0x00, 0x00, 0xee, 0xff, 0xc0}};
  device.host = config.host;
  device.bonds = config.bonds;
  return device;
}

}  // namespace

Actor::Actor(Scenario& scenario, const ActorConfig& config, std::uint8_t number)
    : scenario_(scenario), name_(config.name), interface_(scenario.add_interface(config.name)),
      device_(scenario.world(), scenario.medium(), device_config(config, number), *this) {
  device_.set_tap(this);
  host::Host& host = device_.host();
  host.hci().attach(*this);
  host.scanner().set_listener(*this);
  host.initiator().set_listener(*this);
  host.connections().set_listener(*this);
  host.server().set_listener(*this);
  host.client().set_listener(*this);
  host.security().set_listener(*this);
  device_.start();
}

Actor::~Actor() = default;

void Actor::fail(const std::string& what, const std::string& why) const {
  throw Failure(step(what) + ": " + why + ", at " + scenario_.time_text());
}

void Actor::check(Status status, const char* what) const {
  if (!status) fail(what, std::string("the host refuses: ") + text_of(status.error()));
}

bool Actor::on_packet(Direction direction, Bytes h4) {
  const bool is_to_host = direction == Direction::to_host;
  scenario_.captured(
      interface_, is_to_host ? air::HciDirection::to_host : air::HciDirection::to_controller, h4);
  return true;
}

Wait<Done> Actor::ready() {
  return {scenario_, step("ready"), [this]() -> std::optional<Done> {
            if (fault_) fail("ready", "the controller did not come up");
            return host().is_ready() ? std::optional<Done>(Done{}) : std::nullopt;
          }};
}

Wait<Done> Actor::pause(Duration span) {
  const Instant end = scenario_.now() + span;
  return {
      scenario_, step("pause"),
      [this, end] { return scenario_.now() < end ? std::nullopt : std::optional<Done>(Done{}); },
      span};
}

Wait<Done> Actor::until(std::string what, std::function<bool()> condition) {
  return {scenario_, step(what), [condition = std::move(condition)] {
            return condition() ? std::optional<Done>(Done{}) : std::nullopt;
          }};
}

// ---- links

Wait<ConnHandle> Actor::connect(const DeviceAddress& peer,
                                const host::gap::ConnectOptions& options) {
  connect_failure_.reset();
  check(host().initiator().connect(peer, options), "connect");
  return {scenario_, step("connect"), [this]() -> std::optional<ConnHandle> {
            if (connect_failure_) fail("connect", text_of(*connect_failure_));
            for (auto& [handle, link] : links_)
              if (link.is_central && !std::exchange(link.is_claimed, true))
                return ConnHandle{handle};
            return std::nullopt;
          }};
}

Wait<ConnHandle> Actor::connected() {
  return {scenario_, step("connected"), [this]() -> std::optional<ConnHandle> {
            for (auto& [handle, link] : links_)
              if (!link.is_central && !std::exchange(link.is_claimed, true))
                return ConnHandle{handle};
            return std::nullopt;
          }};
}

Wait<ErrorCode> Actor::disconnected(ConnHandle link) {
  return {scenario_, step("disconnected"), [this, link]() -> std::optional<ErrorCode> {
            const LinkRecord& its = record(link);
            return its.is_open ? std::nullopt : std::optional<ErrorCode>(its.ended);
          }};
}

Wait<ErrorCode> Actor::disconnect(ConnHandle link) {
  if (record(link).is_open) check(host().connections().disconnect(link), "disconnect");
  return disconnected(link);
}

Wait<Done> Actor::secure(ConnHandle link) {
  record(link).pairing_failure.reset();
  record(link).is_secured = false;
  const Status status = host().security().secure(link);
  const host::hci::Link* const its = host().connections().find(link);
  if (!status && status.error() == Error::already && its != nullptr && its->security.encrypted)
    record(link).is_secured = true;
  else
    check(status, "secure");
  return {scenario_, step("secure"), [this, link]() -> std::optional<Done> {
            const LinkRecord& state = record(link);
            if (state.pairing_failure)
              fail("secure",
                   "pairing failed, reason " + hex(static_cast<unsigned>(*state.pairing_failure)));
            if (!state.is_open) fail("secure", "the link has ended, " + text_of(state.ended));
            if (!state.is_secured) return std::nullopt;
            if (state.security != ErrorCode::success) fail("secure", text_of(state.security));
            return Done{};
          }};
}

void Actor::on_connected(const host::hci::Link& link) {
  LinkRecord its;
  its.is_central = link.role == wire::hci::Role::central;
  links_[link.handle.value] = its;
  changed();
}

void Actor::on_disconnected(const host::hci::Link& link, ErrorCode reason) {
  LinkRecord& its = record(link.handle);
  its.is_open = false;
  its.ended = reason;
  changed();
}

void Actor::on_connect_failed(const DeviceAddress&, ErrorCode reason) {
  connect_failure_ = reason;
  changed();
}

void Actor::on_fault(host::hci::Fault fault) {
  fault_ = fault;
  changed();
}

void Actor::on_security_changed(host::hci::Link& link, ErrorCode status) {
  record(link.handle).is_secured = true;
  record(link.handle).security = status;
  changed();
}

void Actor::on_pairing_failed(const host::hci::Link& link, host::smp::Reason reason) {
  record(link.handle).pairing_failure = reason;
  changed();
}

// ---- the air

void Actor::advertise(const std::string& name, const host::gap::AdvertisingOptions& options) {
  Octets<wire::hci::legacy_data_max> space;
  Writer data(space);
  constexpr Octets<1> general_discoverable{0x06};
  const Bytes octets{reinterpret_cast<const std::uint8_t*>(name.data()), name.size()};
  if (!wire::ad::put(data, flags, general_discoverable) ||
      !wire::ad::put(data, complete_local_name, octets))
    fail("advertise", "the name '" + name + "' has no room in 31 octets");
  check(host().advertiser().set_data(data.written()), "advertise");
  check(host().advertiser().start(options), "advertise");
}

Task<std::vector<Report>> Actor::scan(Duration duration, bool active) {
  reports_.clear();
  scan_end_.reset();
  check(host().scanner().start({.active = active,
                                .interval = Duration::milliseconds(30),
                                .window = Duration::milliseconds(30),
                                .duration = duration}),
        "scan");
  co_await until("scan", [this] {
    return scan_end_.has_value();
  }).within(duration + Duration::seconds(5));
  if (*scan_end_ != ErrorCode::success) fail("scan", text_of(*scan_end_));
  co_return std::move(reports_);
}

Task<DeviceAddress> Actor::find(std::string name, Duration limit) {
  reports_.clear();
  scan_end_.reset();
  check(host().scanner().start({.interval = Duration::milliseconds(30),
                                .window = Duration::milliseconds(30),
                                .duration = limit}),
        "find");
  std::optional<DeviceAddress> found;
  const auto look = [&] {
    for (const Report& report : reports_) {
      Reader data(report.data);
      while (const auto structure = wire::ad::take(data))
        if (structure->type == complete_local_name &&
            std::equal(structure->value.begin(), structure->value.end(), name.begin(), name.end()))
          found = report.device;
    }
    reports_.clear();
    return found.has_value() || scan_end_.has_value();
  };
  co_await until("find", look).within(limit + Duration::seconds(5));
  if (!found) fail("find", "nobody is called '" + name + "'");
  host().scanner().stop();
  co_await until("find", [this] { return scan_end_.has_value(); });
  co_return *found;
}

void Actor::on_report(const host::gap::AdvertisingReport& report) {
  reports_.push_back(
      {report.type, report.device, report.rssi_dbm, {report.data.begin(), report.data.end()}});
  changed();
}

void Actor::on_scan_ended(ErrorCode reason) {
  scan_end_ = reason;
  changed();
}

}  // namespace westwind::scenario
