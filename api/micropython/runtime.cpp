// Everything that lives from `active(True)` to `active(False)`.
#include "api/micropython/runtime.hpp"

#include "api/micropython/farewell.hpp"

namespace westwind::micropython {

using host::hci::Fault;

namespace {
// So many packets in one go, so that a busy radio cannot keep the script from running.
constexpr int packets_a_go = 64;
constexpr auto pause_after_link = Duration::milliseconds(5);
}  // namespace

Runtime::Runtime(const host::Config& config)
    : host_(storage_.memory(), carrier_, *this, {aes_, &p256_, &secrets_}, config),
      services_(host_.server(), events_), operations_(host_.client(), events_),
      channels_(host_, events_) {
  events_.set_initiator(host_.initiator());
  host_.scanner().set_listener(events_);
  host_.initiator().set_listener(events_);
  host_.connections().set_listener(events_);
  host_.server().set_listener(events_);
  host_.client().set_listener(events_);
  host_.security().set_listener(pairing_events_);
  host_.hci().attach(pairing_events_);
}

Status Runtime::start(Instant limit) {
  host_.start(now());
  while (!host_.is_ready()) {
    if (fault_ == Fault::command_timeout) return Error::timed_out;
    if (fault_ || !carrier_.is_usable()) return Error::io;
    if (now() >= limit) return Error::timed_out;
    westwind_port_wait(due_us(earlier(limit, deadline())));
    pump();
  }
  return {};
}

bool Runtime::pump() {
  int left = packets_a_go;
  while (left > 0) {
    const Bytes packet = carrier_.next();
    if (packet.empty()) break;
    host_.receive(now(), packet);
    // A handler may have switched off from inside.
    if (is_dead()) return false;
    --left;
    if (events_.take_link_opened()) {
      pause_end_ = now() + pause_after_link;
      break;
    }
  }
  if (!carrier_.is_usable()) host_.transport_failed();
  if (!is_dead()) host_.run(now());
  return left == 0;
}

Instant Runtime::deadline() const {
  if (is_pausing()) return pause_end_;
  // A carrier that failed while something was sent: the host learns of it from the next pump.
  const bool to_be_told = !carrier_.is_usable() && !fault_;
  return to_be_told ? Instant::from_us(INT64_MIN) : host_.deadline();
}

void Runtime::on_fault(Fault fault) {
  fault_ = fault;
  // The links have ended by themselves. What else a script may be waiting for ends here.
  if (host_.scanner().is_end_due()) events_.on_scan_ended(host::hci::ErrorCode::hardware_failure);
  if (host_.initiator().is_active())
    events_.on_connect_failed(host_.initiator().peer(), host::hci::ErrorCode::hardware_failure);
}

void Runtime::leave(Instant limit) {
  events_.silence();
  const bool usable = carrier_.is_usable() && host_.is_ready();
  carrier_.abandon();
  if (!usable) return;
  Farewell farewell(host_.hci().commands().pending() > 0);
  if (host_.advertiser().is_wanted()) farewell.add_command(wire::hci::LeSetAdvertisingEnable{0});
  if (!host_.scanner().is_idle()) farewell.add_command(wire::hci::LeSetScanEnable{0, 0});
  if (host_.initiator().is_active()) farewell.add_command(wire::hci::LeCreateConnectionCancel{});
  for (const host::hci::Link& link : host_.hci().links())
    if (link.is_open()) farewell.add_link(link.handle);
  farewell.run(limit);
}

}  // namespace westwind::micropython
