// Legacy scanning. Vol 3 Part C 9.1, Vol 4 Part E 7.8.10-7.8.11.
//
//   idle --start--> parameters --> enabling --> scanning --stop, duration over--> disabling -->
//   on_scan_ended, idle (or the next scan)
// Every report that the controller gives reaches the listener (T38).
#pragma once

#include "base/timer.hpp"
#include "gap/identity.hpp"

namespace westwind::host::gap {

struct ScanOptions {
  bool active = false;
  Duration interval = Duration::milliseconds(60);  ///< 2.5 ms .. 10.24 s
  Duration window = Duration::milliseconds(30);    ///< 2.5 ms .. interval
  Duration duration = Duration::zero();            ///< zero: until stopped
  bool filter_duplicates = false;
  std::uint8_t filter_policy = 0;
};

struct AdvertisingReport {
  wire::hci::LeAdvertisingReport::Type type;
  DeviceAddress device;
  std::int8_t rssi_dbm;  ///< 127: not available
  Bytes data;            ///< 0 .. 31 octets, valid during the call; never null
};

class ScannerListener {
 public:
  virtual void on_report(const AdvertisingReport& report) = 0;
  /// Once for each scan that was started. success: duration over or stopped; else the controller's
  /// refusal.
  virtual void on_scan_ended(ErrorCode) = 0;

 protected:
  ~ScannerListener() = default;
};

class Scanner final : public hci::Module {
 public:
  Scanner(hci::Hci& hci, const Identity& identity) : hci_(hci), identity_(identity) {
    hci.attach(*this);
  }

  void set_listener(ScannerListener& listener) { listener_ = &listener; }

  /// not_active; already: scanning; invalid_argument: interval or window out of range.
  Status start(const ScanOptions& options);
  /// False when there was nothing to stop; else on_scan_ended follows.
  bool stop();
  bool is_wanted() const { return wanted_; }
  /// Nothing of a scan is left in the controller, nor on its way there.
  bool is_idle() const { return !wanted_ && !enabled_ && !in_flight_; }
  /// Reports cut short or otherwise not as the specification says.
  std::uint32_t malformed_reports() const { return malformed_reports_; }

  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  void on_writable() override { step(); }
  void run(Instant now) override;
  Instant deadline() const override {
    const bool end_to_tell = ends_owed_ > 0 && !enabled_ && !in_flight_;
    return end_to_tell ? Instant::from_us(INT64_MIN) : duration_.deadline();
  }

 private:
  void step();
  void sent(Status status) { in_flight_ = status.has_value(); }
  void on_parameters(const wire::hci::StatusReply& reply);
  void on_enabled(const wire::hci::StatusReply& reply);
  void on_disabled(const wire::hci::StatusReply& reply);
  void ended(ErrorCode reason);

  hci::Hci& hci_;
  const Identity& identity_;
  ScannerListener* listener_ = nullptr;
  ScanOptions options_;
  Timer duration_;
  std::uint32_t malformed_reports_ = 0;
  std::uint8_t ends_owed_ = 0;  // on_scan_ended calls still due for scans that were stopped
  bool wanted_ = false;
  bool enabled_ = false;
  bool parameters_sent_ = false;
  bool restart_ = false;  // what runs in the controller is an earlier scan
  bool in_flight_ = false;
};

}  // namespace westwind::host::gap
