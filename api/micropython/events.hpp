// Turns what the host tells its listeners into MicroPython events. The conventions of the two sides
// meet here and nowhere else: address order, numbers for "none", which role makes which event.
#pragma once

#include <utility>

#include "api/micropython/backend.h"
#include "host/host.hpp"

namespace westwind::micropython {

class Events final : public host::gap::ScannerListener,
                     public host::gap::InitiatorListener,
                     public host::gap::ConnectionsListener,
                     public host::gatt::ServerListener,
                     public host::gatt::ClientListener {
 public:
  /// From here on nothing is delivered: the script has switched Bluetooth off, perhaps from inside
  /// the event that is being delivered.
  void silence() { silent_ = true; }
  void set_initiator(const host::gap::Initiator& initiator) { initiator_ = &initiator; }
  bool is_silent() const { return silent_; }
  /// Whether a link was reported since the last call.
  bool take_link_opened() { return std::exchange(link_opened_, false); }

  void on_report(const host::gap::AdvertisingReport& report) override;
  void on_scan_ended(host::hci::ErrorCode reason) override;
  void on_connect_failed(const wire::DeviceAddress& peer, host::hci::ErrorCode reason) override;
  void on_connected(const host::hci::Link& link) override {
    tell_link(link, true);
    link_opened_ = true;
  }
  void on_disconnected(const host::hci::Link& link, host::hci::ErrorCode) override {
    tell_link(link, false);
  }
  void on_parameters_updated(const host::hci::Link& link, host::hci::ErrorCode status) override;
  void on_indication_end(wire::hci::ConnHandle link, wire::att::Handle handle,
                         host::att::Outcome outcome) override;
  void on_notification(wire::hci::ConnHandle link, wire::att::Handle handle, Bytes value) override;
  void on_indication(wire::hci::ConnHandle link, wire::att::Handle handle, Bytes value) override;
  void on_mtu(wire::hci::ConnHandle link, std::uint16_t mtu) override;

 private:
  void tell_link(const host::hci::Link& link, bool connected) const;

  const host::gap::Initiator* initiator_ = nullptr;  // knows whom the script asked for
  bool silent_ = false;
  bool link_opened_ = false;
};

/// How an operation ended, in the words of the border.
westwind_outcome_t outcome_of(const host::att::Outcome& outcome);

/// MicroPython makes `None` of a null pointer, which scripts do not expect.
inline const std::uint8_t* never_null(Bytes octets) {
  static const std::uint8_t nothing = 0;
  return octets.data() != nullptr ? octets.data() : &nothing;
}

}  // namespace westwind::micropython
