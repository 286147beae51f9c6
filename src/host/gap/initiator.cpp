// Making connections.
#include "gap/initiator.hpp"

namespace westwind::host::gap {

using namespace wire::hci;

Status Initiator::connect(const DeviceAddress& peer, const ConnectOptions& options) {
  if (!hci_.is_ready()) return Error::not_active;
  if (state_ != State::idle) return Error::already;
  if (scanner_.is_wanted()) return Error::busy;
  if (!options.parameters.is_valid()) return Error::invalid_argument;
  peer_ = peer;
  options_ = options;
  state_ = State::waiting;
  if (options.timeout > Duration::zero()) timeout_.start(options.timeout);
  step();
  return {};
}

bool Initiator::cancel() {
  if (state_ != State::waiting && state_ != State::creating) return false;
  timeout_.stop();
  if (state_ == State::waiting) {
    // The controller knows nothing of it. Told by the next run: no listener is called from here.
    state_ = State::withdrawn;
    timeout_.start(Duration::zero());
    return true;
  }
  state_ = State::cancelling;
  cancel_sent_ = false;
  step();
  return true;
}

void Initiator::step() {
  if (!hci_.is_ready()) return;
  auto& commands = hci_.commands();
  if (state_ == State::waiting && scanner_.is_idle()) {
    const LeCreateConnection create{Slots<625>::from(options_.scan_interval).count,
                                    Slots<625>::from(options_.scan_window).count,
                                    0,
                                    peer_,
                                    identity_.own_type(),
                                    options_.parameters,
                                    0,
                                    0};
    if (commands.send<&Initiator::on_create_status>(create, this)) state_ = State::creating;
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
}

void Initiator::on_connection_failed(ErrorCode status) {
  // A directed advertiser's time-out comes by the same event.
  if (status != ErrorCode::advertising_timeout) failed(status);
}

void Initiator::failed(ErrorCode reason) {
  if (state_ == State::idle) return;
  state_ = State::idle;
  timeout_.stop();
  if (listener_ != nullptr) listener_->on_connect_failed(peer_, reason);
}

void Initiator::run(Instant now) {
  if (timeout_.expired(now)) {
    if (state_ == State::creating)
      cancel();
    else
      failed(ErrorCode::unknown_connection_identifier);
  }
  step();
}

}  // namespace westwind::host::gap
