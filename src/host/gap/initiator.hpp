// Making connections. Vol 3 Part C 9.3, Vol 4 Part E 7.8.12-7.8.13.
//
//   idle --connect--> waiting (for a scan to end, for a command slot) --> creating --Connection
//   Complete--> idle
//                        \--cancel, time over--> withdrawn   \--cancel, time over--> cancelling
//                        --the next run--> idle              --Connection Complete--> idle
// A connection that was made while the cancel was on its way is a connection.
#pragma once

#include "gap/scanner.hpp"

namespace westwind::host::gap {

struct ConnectOptions {
  Duration timeout = Duration::seconds(2);  ///< zero: until cancelled
  Duration scan_interval = Duration::milliseconds(10);
  Duration scan_window = Duration::milliseconds(10);
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

class Initiator final : public hci::Module {
 public:
  Initiator(hci::Hci& hci, const Identity& identity, const Scanner& scanner)
      : hci_(hci), identity_(identity), scanner_(scanner) {
    hci.attach(*this);
  }

  void set_listener(InitiatorListener& listener) { listener_ = &listener; }

  /// One attempt at a time; waits for a scan that is being stopped. not_active; already: an attempt
  /// runs; busy: scanning; invalid_argument: parameters out of range. Success is told as a
  /// connection (Connections), failure by on_connect_failed.
  Status connect(const DeviceAddress& peer, const ConnectOptions& options);
  /// False when there is nothing to cancel; else on_connect_failed or a connection follows.
  bool cancel();
  bool is_active() const { return state_ != State::idle; }
  const DeviceAddress& peer() const { return peer_; }

  void on_connected(Link& link) override;
  void on_connection_failed(ErrorCode status) override;
  void on_writable() override { step(); }
  void run(Instant now) override;
  Instant deadline() const override { return timeout_.deadline(); }

 private:
  enum class State : std::uint8_t { idle, waiting, withdrawn, creating, cancelling };
  void step();
  void on_create_status(const wire::hci::StatusReply& reply);
  /// Refused or not: what ends the attempt is its Connection Complete, or its own refusal.
  void on_cancelled(const wire::hci::StatusReply&) {}
  void failed(ErrorCode reason);

  hci::Hci& hci_;
  const Identity& identity_;
  const Scanner& scanner_;
  InitiatorListener* listener_ = nullptr;
  DeviceAddress peer_;
  ConnectOptions options_;
  Timer timeout_;
  State state_ = State::idle;
  bool cancel_sent_ = false;
};

}  // namespace westwind::host::gap
