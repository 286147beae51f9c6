// An application for unit tests of the host: listens to everything and writes each event down as a
// line of text, so that a test compares what happened with what it expects in one glance. `react`
// makes calls from inside any callback (T2, T3).
#pragma once

#include <functional>

#include "host/host.hpp"
#include "tests/support/hex.hpp"

namespace westwind::testing {

class Application : public host::hci::StateListener,
                    public host::hci::Module,
                    public host::gap::AdvertiserListener,
                    public host::gap::ScannerListener,
                    public host::gap::InitiatorListener,
                    public host::gap::ConnectionsListener,
                    public host::gatt::ServerListener,
                    public host::gatt::ClientListener,
                    public host::gatt::ProcedureListener {
 public:
  using Link = host::hci::Link;
  using ErrorCode = host::hci::ErrorCode;
  using ConnHandle = host::hci::ConnHandle;
  using Handle = host::att::Handle;
  using HandleRange = host::att::HandleRange;
  using Outcome = host::att::Outcome;
  using Uuid = wire::Uuid;
  using DeviceAddress = wire::DeviceAddress;

  std::vector<std::string> log;
  /// Called with each line, from inside the callback that wrote it.
  std::function<void(const std::string&)> react;
  bool accepts_parameters = true;

  int connected = 0, disconnected = 0;
  int procedures_ended = 0, scans_ended = 0, writables = 0;
  std::vector<ConnHandle> open_links;

  /// Takes the lines since the last call, joined by "; ".
  std::string take_log() {
    std::string all;
    for (const std::string& line : log)
      all += (all.empty() ? "" : "; ") + line;
    log.clear();
    return all;
  }

  void listen_to(host::Host& host) {
    host.hci().attach(*this);
    host.advertiser().set_listener(*this);
    host.scanner().set_listener(*this);
    host.initiator().set_listener(*this);
    host.connections().set_listener(*this);
    host.server().set_listener(*this);
    host.client().set_listener(*this);
  }

  void on_ready() override {
    if (ready_told_++ % 2 == 0) note("ready");  // a module and the state listener: told twice
  }
  void on_fault(host::hci::Fault fault) override {
    note("fault " + std::to_string(static_cast<int>(fault)));
  }
  void on_writable() override {
    ++writables;
    note("writable");
  }

  void on_advertising_ended(ErrorCode reason) override {
    note("advertising ended " + code(reason));
  }
  void on_report(const host::gap::AdvertisingReport& report) override {
    note("report " + std::to_string(static_cast<int>(report.type)) + " " +
         hex(report.device.address.octets) + " rssi " + std::to_string(report.rssi_dbm) + " [" +
         hex(report.data) + "]");
  }
  void on_scan_ended(ErrorCode reason) override {
    ++scans_ended;
    note("scan ended " + code(reason));
  }
  void on_connect_failed(const DeviceAddress&, ErrorCode reason) override {
    note("connect failed " + code(reason));
  }

  // Module and ConnectionsListener both have these names; the parameters tell them apart.
  void on_connected(Link&) override {}
  void on_disconnected(Link&, ErrorCode) override {}
  void on_connected(const Link& link) override {
    ++connected;
    open_links.push_back(link.handle);
    note("connected " + number(link.handle.value));
  }
  void on_disconnected(const Link& link, ErrorCode reason) override {
    ++disconnected;
    std::erase(open_links, link.handle);
    note("disconnected " + number(link.handle.value) + " " + code(reason));
  }
  void on_parameters_updated(const Link& link, ErrorCode status) override {
    note("parameters " + number(link.handle.value) + " " + code(status) + " interval " +
         std::to_string(link.parameters.interval_1250us));
  }
  bool on_parameters_wanted(const Link& link, const wire::hci::ConnectionParameters&) override {
    note("parameters wanted " + number(link.handle.value));
    return accepts_parameters;
  }

  void on_subscription(ConnHandle link, Handle value, std::uint16_t bits) override {
    note("subscription " + number(link.value) + " " + number(value.value) + " " +
         std::to_string(bits));
  }
  void on_indication_end(ConnHandle, Handle value, Outcome outcome) override {
    note("indicated " + number(value.value) + " " + text_of(outcome));
  }
  void on_notification(ConnHandle, Handle value, Bytes octets) override {
    note("notification " + number(value.value) + " [" + hex(octets) + "]");
  }
  void on_indication(ConnHandle, Handle value, Bytes octets) override {
    note("indication " + number(value.value) + " [" + hex(octets) + "]");
  }
  void on_mtu(ConnHandle, std::uint16_t mtu) override { note("mtu " + std::to_string(mtu)); }

  void on_service(ConnHandle, HandleRange range, const Uuid& uuid) override {
    note("service " + number(range.start) + "-" + number(range.end) + " " + name(uuid));
  }
  void on_characteristic(ConnHandle, Handle value, Handle end, std::uint8_t properties,
                         const Uuid& uuid) override {
    note("characteristic " + number(value.value) + "-" + number(end.value) + " " +
         hex(Bytes(&properties, 1)) + " " + name(uuid));
  }
  void on_descriptor(ConnHandle, Handle handle, const Uuid& uuid) override {
    note("descriptor " + number(handle.value) + " " + name(uuid));
  }
  void on_read(ConnHandle, Handle handle, Bytes value) override {
    note("read " + number(handle.value) + " [" + hex(value) + "]");
  }
  void on_procedure_end(ConnHandle, host::att::Transaction&, Outcome outcome) override {
    ++procedures_ended;
    note("end " + text_of(outcome));
  }

  /// Four hexadecimal digits.
  static std::string number(std::uint16_t value) {
    const std::uint8_t shown[] = {static_cast<std::uint8_t>(value >> 8),
                                  static_cast<std::uint8_t>(value)};
    std::string text = hex(shown);
    text.erase(2, 1);
    return text;
  }
  static std::string code(ErrorCode error) {
    const auto octet = static_cast<std::uint8_t>(error);
    return hex(Bytes(&octet, 1));
  }
  static std::string text_of(Outcome outcome) {
    static constexpr const char* kinds[] = {"ok", "error", "malformed", "timed out",
                                            "disconnected"};
    std::string text = kinds[static_cast<int>(outcome.kind)];
    const auto octet = static_cast<std::uint8_t>(outcome.error);
    return octet == 0 ? text : text + " " + hex(Bytes(&octet, 1));
  }
  static std::string name(const Uuid& uuid) {
    return uuid.size() == 2 ? number(*uuid.as_16()) : hex(uuid.bytes().last(4)) + "..";
  }

 private:
  void note(std::string line) {
    log.push_back(line);
    if (react) react(line);
  }

  int ready_told_ = 0;
};

}  // namespace westwind::testing
