// Legacy scanning.
#include "gap/scanner.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

namespace {
constexpr Duration scan_min = Duration::microseconds(4 * 625);
constexpr Duration scan_max = Duration::microseconds(0x4000 * 625);
}  // namespace

Status Scanner::start(const ScanOptions& options) {
  if (!hci_.is_ready()) return Error::not_active;
  if (wanted_) return Error::already;
  if (options.window < scan_min || options.window > options.interval || options.interval > scan_max)
    return Error::invalid_argument;
  options_ = options;
  searcher_ = nullptr;
  parameters_sent_ = false;
  restart_ = enabled_ || in_flight_;
  wanted_ = true;
  step();
  return {};
}

Status Scanner::search(const ScanOptions& options, ScannerListener& searcher) {
  const Status started = start(options);
  if (started) searcher_ = &searcher;
  return started;
}

void Scanner::end_search() {
  if (!is_search()) return;
  wanted_ = false;
  step();
}

bool Scanner::stop() {
  if (!is_wanted()) return false;
  wanted_ = false;
  duration_.stop();
  ++ends_owed_;
  step();
  return true;
}

void Scanner::step() {
  if (in_flight_ || !hci_.is_ready()) return;
  auto& commands = hci_.commands();
  if (enabled_ && (!wanted_ || restart_ || identity_.is_changing()))
    return sent(commands.send<&Scanner::on_disabled>(LeSetScanEnable{0, 0}, this));
  restart_ = false;
  if (ends_owed_ > 0) return;  // told by `run`, before what comes next
  if (!wanted_ || enabled_ || identity_.is_changing()) return;
  if (!parameters_sent_ || own_type_ != identity_.own_type()) {
    own_type_ = identity_.own_type();
    const LeSetScanParameters parameters{options_.active, Slots<625>::from(options_.interval).count,
                                         Slots<625>::from(options_.window).count, own_type_,
                                         options_.filter_policy};
    return sent(commands.send<&Scanner::on_parameters>(parameters, this));
  }
  sent(commands.send<&Scanner::on_enabled>(LeSetScanEnable{1, options_.filter_duplicates}, this));
}

void Scanner::on_parameters(const StatusReply& reply) {
  in_flight_ = false;
  parameters_sent_ = reply.status == ErrorCode::success && !restart_;
  if (reply.status != ErrorCode::success && wanted_ && !restart_) refused(reply.status);
}

void Scanner::on_enabled(const StatusReply& reply) {
  in_flight_ = false;
  enabled_ = reply.status == ErrorCode::success;
  if (!wanted_ || restart_) return;
  if (!enabled_) return refused(reply.status);
  // It runs already where a pause is over.
  if (options_.duration > Duration::zero() && !duration_.is_running())
    duration_.start(options_.duration);
}

void Scanner::on_disabled(const StatusReply&) {
  in_flight_ = false;
  enabled_ = false;
}

void Scanner::refused(ErrorCode reason) {
  wanted_ = false;
  duration_.stop();
  if (ScannerListener* concerned = owner()) concerned->on_scan_ended(reason);
}

void Scanner::run(Instant now) {
  if (duration_.expired(now)) stop();
  step();
  while (ends_owed_ > 0 && !enabled_ && !in_flight_) {
    --ends_owed_;
    if (listener_ != nullptr) listener_->on_scan_ended(ErrorCode::success);
  }
  step();
}

bool Scanner::on_le_event(std::uint8_t subevent, Bytes parameters) {
  if (subevent != LeAdvertisingReport::subevent) return false;
  Reader reader(parameters);
  const auto event = reader.take<LeAdvertisingReport>();
  if (!event) ++malformed_reports_;
  for (std::uint8_t left = event ? event->count : std::uint8_t{0}; left > 0; --left) {
    const auto head = reader.take<LeAdvertisingReport::Head>();
    const auto data = head ? reader.bytes(head->data_length) : std::nullopt;
    const auto rssi = reader.take<std::int8_t>();
    if (!data || !rssi || data->size() > legacy_data_max) {
      ++malformed_reports_;
      break;
    }
    take_report(head->type, head->device, *rssi, *data);
  }
  return true;
}

void Scanner::take_report(LeAdvertisingReport::Type type, const DeviceAddress& reported,
                          std::int8_t rssi_dbm, Bytes data) {
  ScannerListener* concerned = owner();
  if (concerned == nullptr) return;
  // Whoever searches compares what is on the air. What the controller resolved it says nothing more
  // of.
  const DeviceAddress on_air = wire::without_identity(reported);
  const DeviceAddress device = is_search() ? on_air : privacy_.identity_of(on_air);
  concerned->on_report({type, device, on_air, rssi_dbm, data});
}

}  // namespace westwind::host::gap
