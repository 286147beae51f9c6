// Making connections.
#include "gap/initiator.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

namespace {
/// Longer than a connectable advertiser takes between two events.
constexpr Duration longest_answer = Duration::seconds(11);
}  // namespace

Status Initiator::connect(const DeviceAddress& peer, const ConnectOptions& options) {
  if (!hci_.is_ready()) return Error::not_active;
  if (state_ != State::idle) return Error::already;
  if (scanner_.is_wanted()) return Error::busy;
  if (!options.parameters.is_valid()) return Error::invalid_argument;
  peer_ = target_ = peer;
  options_ = options;
  again_ = false;
  const bool found_by_controller = identity_.is_resolved_by_controller(peer);
  searches_ =
      !options.accept_list && !found_by_controller && privacy_.find_identity_key(peer, key_);
  if (found_by_controller) target_ = wire::as_identity(peer);
  if (searches_) {
    if (const Status searching = search(); !searching) return searching;
  } else {
    state_ = State::waiting;
  }
  if (options.timeout > Duration::zero()) timeout_.start(options.timeout);
  step();
  return {};
}

Status Initiator::search() {
  ScanOptions options;
  options.interval = options_.scan_interval;
  options.window = options_.scan_window;
  const Status started = scanner_.search(options, *this);
  if (started) state_ = State::searching;
  return started;
}

void Initiator::on_report(const AdvertisingReport& report) {
  using Type = LeAdvertisingReport::Type;
  const bool connectable = report.type == Type::adv_ind || report.type == Type::adv_direct_ind;
  if (state_ != State::searching || !connectable) return;
  if (!(report.on_air == peer_) && !privacy_.is_made_with(key_, report.on_air)) return;
  target_ = report.on_air;
  state_ = State::waiting;
  scanner_.end_search();
  step();
}

bool Initiator::cancel() {
  if (state_ == State::cancelling && again_) {
    again_ = false;  // it is being cancelled already, now for good
    timeout_.stop();
    return true;
  }
  if (state_ != State::searching && state_ != State::waiting && state_ != State::creating)
    return false;
  timeout_.stop();
  if (state_ == State::creating) {
    send_cancel();
    return true;
  }
  if (state_ == State::searching) scanner_.end_search();
  // The controller knows of no attempt. Told by the next run: no listener is called from here.
  state_ = State::withdrawn;
  timeout_.start(Duration::zero());
  return true;
}

void Initiator::send_cancel() {
  state_ = State::cancelling;
  patience_.stop();
  cancel_sent_ = false;
  step();
}

void Initiator::step() {
  if (!hci_.is_ready()) return;
  auto& commands = hci_.commands();
  if (state_ == State::waiting && scanner_.is_idle() && !identity_.is_changing()) {
    const LeCreateConnection create{Slots<625>::from(options_.scan_interval).count,
                                    Slots<625>::from(options_.scan_window).count,
                                    std::uint8_t{options_.accept_list},
                                    target_,
                                    identity_.own_type(),
                                    options_.parameters,
                                    0,
                                    0};
    if (!commands.send<&Initiator::on_create_status>(create, this)) return;
    state_ = State::creating;
    if (searches_) patience_.start(longest_answer);
  } else if (state_ == State::cancelling && !cancel_sent_) {
    cancel_sent_ =
        commands.send<&Initiator::on_cancelled>(LeCreateConnectionCancel{}, this).has_value();
  }
}

void Initiator::on_create_status(const StatusReply& reply) {
  if (reply.status != ErrorCode::success) failed(reply.status);
}

void Initiator::on_connected(Link& link) {
  if (link.role != hci::Role::central) return;
  state_ = State::idle;
  timeout_.stop();
  patience_.stop();
}

void Initiator::on_connection_failed(ErrorCode status) {
  // A directed advertiser's time-out comes by the same event.
  if (status == ErrorCode::advertising_timeout || !is_in_controller()) return;
  if (!again_) return failed(status);
  again_ = false;
  // The application scans meanwhile: then with the address that was heard, when it has ended.
  if (!search()) state_ = State::waiting;
}

void Initiator::failed(ErrorCode reason) {
  if (state_ == State::idle) return;
  if (state_ == State::searching) scanner_.end_search();
  state_ = State::idle;
  timeout_.stop();
  patience_.stop();
  if (listener_ != nullptr) listener_->on_connect_failed(peer_, reason);
}

void Initiator::run(Instant now) {
  if (patience_.expired(now) && state_ == State::creating) {
    again_ = true;
    send_cancel();
  }
  if (timeout_.expired(now)) {
    if (is_in_controller())
      (void)cancel();
    else
      failed(ErrorCode::unknown_connection_identifier);
  }
  step();
}

}  // namespace westwind::host::gap
