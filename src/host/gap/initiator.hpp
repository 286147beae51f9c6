// Making connections. Vol 3 Part C 9.3, Vol 4 Part E 7.8.12-7.8.13.
//
//   idle --connect--> waiting (for a scan to end, our address to change, a command slot)
//        --> creating --Connection Complete--> idle
//   idle --connect to a bonded peer that may use private addresses--> searching (a scan of its own)
//        --heard--> waiting; back to searching by way of cancelling, if the peer does not answer
//        under the address that was heard: it may have changed it
//   cancel or time over: searching, waiting --> withdrawn --the next run--> idle
//                        creating --> cancelling --Connection Complete--> idle
// A connection that was made while the cancel was on its way is a connection.
#pragma once

#include "gap/scanner.hpp"

namespace westwind::host::gap {

struct ConnectOptions {
  Duration timeout = Duration::seconds(2);  ///< zero: until cancelled
  Duration scan_interval = Duration::milliseconds(10);
  Duration scan_window = Duration::milliseconds(10);
  /// To whoever of the filter accept list is heard first; `peer` does not matter.
  bool accept_list = false;
  /// 30 to 50 ms, no latency, 2.56 s.
  wire::hci::ConnectionParameters parameters{24, 40, 0, 256};
};

class InitiatorListener {
 public:
  /// The attempt ended without a connection. unknown_connection_identifier: cancelled or out of
  /// time.
  virtual void on_connect_failed(const DeviceAddress& peer, ErrorCode reason) = 0;

 protected:
  ~InitiatorListener() = default;
};

class Initiator final : public hci::Module, private ScannerListener {
 public:
  Initiator(hci::Hci& hci, hci::Privacy& privacy, const Identity& identity, Scanner& scanner)
      : hci_(hci), privacy_(privacy), identity_(identity), scanner_(scanner) {
    hci.attach(*this);
  }

  void set_listener(InitiatorListener& listener) { listener_ = &listener; }

  /// One attempt at a time; waits for a scan that is being stopped. `peer`: an address on the air,
  /// or the identity of a bonded peer, which is found under any address. not_active; already: an
  /// attempt runs; busy: scanning; invalid_argument: parameters out of range. Success is told as a
  /// connection (Connections), failure by on_connect_failed.
  Status connect(const DeviceAddress& peer, const ConnectOptions& options);
  /// False when there is nothing to cancel; else on_connect_failed or a connection follows.
  bool cancel();
  bool is_active() const { return state_ != State::idle; }
  /// Whom the latest attempt was for, as it was asked for.
  const DeviceAddress& peer() const { return peer_; }

  void on_connected(Link& link) override;
  void on_connection_failed(ErrorCode status) override;
  void on_writable() override { step(); }
  hci::AddressUse address_use() const override {
    return is_in_controller() ? hci::AddressUse::connecting : hci::AddressUse::none;
  }
  void run(Instant now) override;
  Instant deadline() const override { return earlier(timeout_.deadline(), patience_.deadline()); }

 private:
  enum class State : std::uint8_t { idle, searching, waiting, withdrawn, creating, cancelling };
  bool is_in_controller() const { return state_ >= State::creating; }
  void on_report(const AdvertisingReport& report) override;
  void on_scan_ended(ErrorCode reason) override { failed(reason); }
  Status search();
  void step();
  void send_cancel();
  void on_create_status(const wire::hci::StatusReply& reply);
  /// Refused or not: what ends the attempt is its Connection Complete, or its own refusal.
  void on_cancelled(const wire::hci::StatusReply&) {}
  void failed(ErrorCode reason);

  hci::Hci& hci_;
  hci::Privacy& privacy_;
  const Identity& identity_;
  Scanner& scanner_;
  InitiatorListener* listener_ = nullptr;
  DeviceAddress peer_;
  DeviceAddress target_;  // the peer's address on the air
  hci::Privacy::IdentityKey key_{};
  ConnectOptions options_;
  Timer timeout_;
  Timer patience_;  // with an address that was heard
  State state_ = State::idle;
  bool searches_ = false;  // `key_` is the peer's
  bool again_ = false;     // search again when what is being cancelled has ended
  bool cancel_sent_ = false;
};

}  // namespace westwind::host::gap
