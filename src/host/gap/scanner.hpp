// Legacy scanning. Vol 3 Part C 9.1, Vol 4 Part E 7.8.10-7.8.11.
//
//   idle --start--> parameters --> enabling --> scanning --stop, duration over--> disabling -->
//   on_scan_ended, idle (or the next scan)
//   our address changes: scanning --disable--> (waits) --> scanning
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
  DeviceAddress device;  ///< its identity where `on_air` is a private address of a bonded peer
  DeviceAddress on_air;
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
  Scanner(hci::Hci& hci, hci::Privacy& privacy, const Identity& identity)
      : hci_(hci), privacy_(privacy), identity_(identity) {
    hci.attach(*this);
  }

  void set_listener(ScannerListener& listener) { listener_ = &listener; }

  /// not_active; already: scanning; invalid_argument: interval or window out of range.
  Status start(const ScanOptions& options);
  /// False when there was nothing to stop; else on_scan_ended follows.
  bool stop();
  bool is_wanted() const { return wanted_ && !is_search(); }
  /// An on_scan_ended is due to the application, now or some time.
  bool is_end_due() const { return is_wanted() || ends_owed_ > 0; }
  /// For the initiator: looks for a device. Reports go to `searcher`, on_scan_ended only if the
  /// controller refuses. As `start` otherwise.
  Status search(const ScanOptions& options, ScannerListener& searcher);
  void end_search();
  bool is_search() const { return searcher_ != nullptr; }
  /// Nothing of a scan is left in the controller, nor on its way there.
  bool is_idle() const { return !wanted_ && !enabled_ && !in_flight_; }
  /// A report that came another way (gap/extended_reports).
  void take_report(wire::hci::LeAdvertisingReport::Type type, const DeviceAddress& device,
                   std::int8_t rssi_dbm, Bytes data);
  /// Reports cut short or otherwise not as the specification says.
  std::uint32_t malformed_reports() const { return malformed_reports_; }

  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  void on_writable() override { step(); }
  hci::AddressUse address_use() const override {
    return enabled_ || in_flight_ ? hci::AddressUse::pausable : hci::AddressUse::none;
  }
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
  void refused(ErrorCode reason);
  /// Whom the scan belongs to; null when nobody listens.
  ScannerListener* owner() const { return is_search() ? searcher_ : listener_; }

  hci::Hci& hci_;
  hci::Privacy& privacy_;
  const Identity& identity_;
  ScannerListener* listener_ = nullptr;
  ScannerListener* searcher_ = nullptr;  // whom the scan belongs to, if not the application
  ScanOptions options_;
  Timer duration_;
  std::uint32_t malformed_reports_ = 0;
  std::uint8_t ends_owed_ = 0;  // on_scan_ended calls still due for scans that were stopped
  bool wanted_ = false;
  bool enabled_ = false;
  bool parameters_sent_ = false;
  bool restart_ = false;  // what runs in the controller is an earlier scan
  bool in_flight_ = false;
  AddressType own_type_{};  // in the parameters that the controller has
};

}  // namespace westwind::host::gap
