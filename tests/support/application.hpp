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

  Application();
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  std::vector<std::string> log;
  /// Called with each line, from inside the callback that wrote it.
  std::function<void(const std::string&)> react;
  bool accepts_parameters = true;

  int connected = 0, disconnected = 0;
  int procedures_ended = 0, scans_ended = 0, writables = 0;
  std::vector<ConnHandle> open_links;

  /// Takes the lines since the last call, joined by "; ".
  std::string take_log();

  void listen_to(host::Host& host);

  void on_ready() override;
  void on_fault(host::hci::Fault fault) override;
  void on_writable() override;

  void on_advertising_ended(ErrorCode reason) override;
  void on_report(const host::gap::AdvertisingReport& report) override;
  void on_scan_ended(ErrorCode reason) override;
  void on_connect_failed(const DeviceAddress&, ErrorCode reason) override;

  // Module and ConnectionsListener both have these names; the parameters tell them apart.
  void on_connected(Link&) override {}
  void on_disconnected(Link&, ErrorCode) override {}
  void on_connected(const Link& link) override;
  void on_disconnected(const Link& link, ErrorCode reason) override;
  void on_parameters_updated(const Link& link, ErrorCode status) override;
  bool on_parameters_wanted(const Link& link, const wire::hci::ConnectionParameters&) override;

  void on_subscription(ConnHandle link, Handle value, std::uint16_t bits) override;
  void on_indication_end(ConnHandle, Handle value, Outcome outcome) override;
  void on_notification(ConnHandle, Handle value, Bytes octets) override;
  void on_indication(ConnHandle, Handle value, Bytes octets) override;
  void on_mtu(ConnHandle, std::uint16_t mtu) override;

  void on_service(ConnHandle, HandleRange range, const Uuid& uuid) override;
  void on_characteristic(ConnHandle, Handle value, Handle end, std::uint8_t properties,
                         const Uuid& uuid) override;
  void on_descriptor(ConnHandle, Handle handle, const Uuid& uuid) override;
  void on_read(ConnHandle, Handle handle, Bytes value) override;
  void on_procedure_end(ConnHandle, host::att::Transaction&, Outcome outcome) override;

  /// Four hexadecimal digits.
  static std::string number(std::uint16_t value);
  static std::string code(ErrorCode error);
  static std::string text_of(Outcome outcome);
  static std::string name(const Uuid& uuid);

 private:
  void note(std::string line);

  int ready_told_ = 0;
};

}  // namespace westwind::testing
