// Turns what the host tells its listeners into MicroPython events.
#include "api/micropython/events.hpp"

namespace westwind::micropython {

using host::hci::ErrorCode;
using host::hci::Link;
using wire::att::Handle;
using wire::hci::ConnHandle;

namespace {

/// Identity addresses, which a controller reports for a private address that it resolved, count as
/// what they are: public or random.
std::uint8_t type_of(const wire::DeviceAddress& address) {
  return static_cast<std::uint8_t>(address.type) & 1;
}

std::uint16_t length_of(Bytes octets) { return static_cast<std::uint16_t>(octets.size()); }

}  // namespace

westwind_outcome_t outcome_of(const host::att::Outcome& outcome) {
  using Kind = host::att::Outcome::Kind;
  switch (outcome.kind) {
  case Kind::success: break;
  case Kind::att_error: return {static_cast<std::uint8_t>(outcome.error), WESTWIND_OK};
  case Kind::malformed:
    return {static_cast<std::uint8_t>(wire::att::ErrorCode::unlikely_error), WESTWIND_OK};
  case Kind::timed_out: return {0, WESTWIND_TIMED_OUT};
  case Kind::disconnected: return {0, WESTWIND_NOT_CONNECTED};
  }
  return {0, WESTWIND_OK};
}

void Events::on_report(const host::gap::AdvertisingReport& report) {
  if (silent_) return;
  westwind_event_scan_result(static_cast<std::uint8_t>(report.device.type),
                             report.device.address.display_order().data(),
                             static_cast<std::uint8_t>(report.type), report.rssi_dbm,
                             never_null(report.data), length_of(report.data));
}

void Events::on_scan_ended(ErrorCode) {
  if (!silent_) westwind_event_scan_done();
}

void Events::on_connect_failed(const wire::DeviceAddress&, ErrorCode) {
  const Octets<6> nobody{};
  if (!silent_)
    westwind_event_peripheral(false, WESTWIND_NO_CONNECTION, WESTWIND_NO_ADDRESS_TYPE,
                              nobody.data());
}

void Events::tell_link(const Link& link, bool connected) const {
  if (silent_) return;
  // Scripts wait for the address that they asked for (aioble does), also where it is a private one
  // of a peer that is known better.
  const bool asked = connected && link.role == host::hci::Role::central;
  const wire::DeviceAddress peer = asked ? initiator_->peer() : link.peer;
  const Octets<6> address = peer.address.display_order();
  if (link.role == host::hci::Role::peripheral)
    westwind_event_central(connected, link.handle.value, type_of(peer), address.data());
  else
    westwind_event_peripheral(connected, link.handle.value, type_of(peer), address.data());
}

void Events::on_parameters_updated(const Link& link, ErrorCode status) {
  if (silent_) return;
  const auto& now = link.parameters;
  westwind_event_parameters(link.handle.value, now.interval_1250us, now.latency,
                            now.supervision_timeout_10ms, static_cast<std::uint16_t>(status));
}

void Events::on_indication_end(ConnHandle link, Handle handle, host::att::Outcome outcome) {
  if (!silent_) westwind_event_indicate_done(link.value, handle.value, outcome_of(outcome));
}

void Events::on_notification(ConnHandle link, Handle handle, Bytes value) {
  if (!silent_)
    westwind_event_notification(link.value, handle.value, never_null(value), length_of(value));
}

void Events::on_indication(ConnHandle link, Handle handle, Bytes value) {
  if (!silent_)
    westwind_event_indication(link.value, handle.value, never_null(value), length_of(value));
}

void Events::on_mtu(ConnHandle link, std::uint16_t mtu) {
  if (!silent_) westwind_event_mtu(link.value, mtu);
}

}  // namespace westwind::micropython
