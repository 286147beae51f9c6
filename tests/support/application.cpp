// An application for unit tests of the host. In a file of its own, since every test program
// includes it.
#include "tests/support/application.hpp"

namespace westwind::testing {

Application::Application() = default;
Application::~Application() = default;

std::string Application::take_log() {
  std::string all;
  for (const std::string& line : log)
    all += (all.empty() ? "" : "; ") + line;
  log.clear();
  return all;
}

void Application::listen_to(host::Host& host) {
  host.hci().attach(*this);
  host.advertiser().set_listener(*this);
  host.scanner().set_listener(*this);
  host.initiator().set_listener(*this);
  host.connections().set_listener(*this);
  host.server().set_listener(*this);
  host.client().set_listener(*this);
}

void Application::on_ready() {
  if (ready_told_++ % 2 == 0) note("ready");  // a module and the state listener: told twice
}

void Application::on_fault(host::hci::Fault fault) {
  note("fault " + std::to_string(static_cast<int>(fault)));
}

void Application::on_writable() {
  ++writables;
  note("writable");
}

void Application::on_advertising_ended(ErrorCode reason) {
  note("advertising ended " + code(reason));
}

void Application::on_report(const host::gap::AdvertisingReport& report) {
  note("report " + std::to_string(static_cast<int>(report.type)) + " " +
       hex(report.device.address.octets) + " rssi " + std::to_string(report.rssi_dbm) + " [" +
       hex(report.data) + "]");
}

void Application::on_scan_ended(ErrorCode reason) {
  ++scans_ended;
  note("scan ended " + code(reason));
}

void Application::on_connect_failed(const DeviceAddress&, ErrorCode reason) {
  note("connect failed " + code(reason));
}

void Application::on_connected(const Link& link) {
  ++connected;
  open_links.push_back(link.handle);
  note("connected " + number(link.handle.value));
}

void Application::on_disconnected(const Link& link, ErrorCode reason) {
  ++disconnected;
  std::erase(open_links, link.handle);
  note("disconnected " + number(link.handle.value) + " " + code(reason));
}

void Application::on_parameters_updated(const Link& link, ErrorCode status) {
  note("parameters " + number(link.handle.value) + " " + code(status) + " interval " +
       std::to_string(link.parameters.interval_1250us));
}

bool Application::on_parameters_wanted(const Link& link, const wire::hci::ConnectionParameters&) {
  note("parameters wanted " + number(link.handle.value));
  return accepts_parameters;
}

void Application::on_subscription(ConnHandle link, Handle value, std::uint16_t bits) {
  note("subscription " + number(link.value) + " " + number(value.value) + " " +
       std::to_string(bits));
}

void Application::on_indication_end(ConnHandle, Handle value, Outcome outcome) {
  note("indicated " + number(value.value) + " " + text_of(outcome));
}

void Application::on_notification(ConnHandle, Handle value, Bytes octets) {
  note("notification " + number(value.value) + " [" + hex(octets) + "]");
}

void Application::on_indication(ConnHandle, Handle value, Bytes octets) {
  note("indication " + number(value.value) + " [" + hex(octets) + "]");
}

void Application::on_mtu(ConnHandle, std::uint16_t mtu) { note("mtu " + std::to_string(mtu)); }

void Application::on_service(ConnHandle, HandleRange range, const Uuid& uuid) {
  note("service " + number(range.start) + "-" + number(range.end) + " " + name(uuid));
}

void Application::on_characteristic(ConnHandle, Handle value, Handle end, std::uint8_t properties,
                                    const Uuid& uuid) {
  note("characteristic " + number(value.value) + "-" + number(end.value) + " " +
       hex(Bytes(&properties, 1)) + " " + name(uuid));
}

void Application::on_descriptor(ConnHandle, Handle handle, const Uuid& uuid) {
  note("descriptor " + number(handle.value) + " " + name(uuid));
}

void Application::on_read(ConnHandle, Handle handle, Bytes value) {
  note("read " + number(handle.value) + " [" + hex(value) + "]");
}

void Application::on_procedure_end(ConnHandle, host::att::Transaction&, Outcome outcome) {
  ++procedures_ended;
  note("end " + text_of(outcome));
}

std::string Application::number(std::uint16_t value) {
  const std::uint8_t shown[] = {static_cast<std::uint8_t>(value >> 8),
                                static_cast<std::uint8_t>(value)};
  std::string text = hex(shown);
  text.erase(2, 1);
  return text;
}

std::string Application::code(ErrorCode error) {
  const auto octet = static_cast<std::uint8_t>(error);
  return hex(Bytes(&octet, 1));
}

std::string Application::text_of(Outcome outcome) {
  static constexpr const char* kinds[] = {"ok", "error", "malformed", "timed out", "disconnected"};
  std::string text = kinds[static_cast<int>(outcome.kind)];
  const auto octet = static_cast<std::uint8_t>(outcome.error);
  return octet == 0 ? text : text + " " + hex(Bytes(&octet, 1));
}

std::string Application::name(const Uuid& uuid) {
  return uuid.size() == 2 ? number(*uuid.as_16()) : hex(uuid.bytes().last(4)) + "..";
}

void Application::note(std::string line) {
  log.push_back(line);
  if (react) react(line);
}

}  // namespace westwind::testing
