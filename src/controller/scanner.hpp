// The scanning state, passive and active. Vol 6 Part B 4.4.3; Vol 4 Part
// E 7.8.10, 7.8.11, 7.7.65.2.
//
//          enable              granted                ADV_IND or ADV_SCAN_IND, back-off at zero
//   Off ----------> Waiting ------------> Listening ------------------------------------------>
//   Requesting
//    ^                 ^   window over     |     ^ | sent
//    +--- disable      +-------------------+     +--- SCAN_RSP, or none ---- AwaitingResponse
//    <-----+
#pragma once

#include <variant>

#include "controller/host_port.hpp"
#include "controller/listening.hpp"
#include "controller/report_filter.hpp"
#include "controller/resolving_list.hpp"
#include "controller/scheduler.hpp"

namespace westwind::controller {

/// How many advertisements to let pass before asking, so that scanners do not all ask at
/// once. 4.4.3.2.
class ScanBackoff {
 public:
  void reset() { *this = {}; }
  /// Of an advertisement that could be asked: whether it is to be.
  bool is_due() { return --count_ == 0; }
  void on_result(bool success, std::uint64_t random);
  std::uint16_t upper_limit() const { return upper_limit_; }

 private:
  std::uint16_t upper_limit_ = 1;
  std::uint16_t count_ = 1;
  std::uint8_t successes_ = 0;  // in a row
  std::uint8_t failures_ = 0;
};

class Scanner final : public Activity {
 public:
  Scanner(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
          ResolvingList& resolving_list);

  void reset();
  bool is_enabled() const { return !std::holds_alternative<Off>(phase_); }
  bool uses_accept_list() const { return is_enabled() && only_listed(); }

  void set_parameters(const wire::hci::LeSetScanParameters& parameters) {
    parameters_ = parameters;
  }
  /// When enabled already, it only starts to filter anew.
  wire::hci::ErrorCode enable(bool filter_duplicates);
  void disable();

  void on_granted(Instant now) override;
  void on_missed(Instant) override {}
  void on_revoked(Instant now) override;
  void on_timer(Instant) override {}
  void on_wake(Instant now) override;
  void on_transmitted(Instant now) override;
  void on_synchronised(Instant start) override;
  void on_received(const Reception& reception) override;

 private:
  struct Off {};
  struct Waiting {};
  struct Listening {};
  struct Requesting {
    KnownDevice advertiser;
  };
  struct AwaitingResponse {
    KnownDevice advertiser;
  };

  // 4.3.3: 0 and 1, and as the extended policies 2 and 3.
  bool only_listed() const { return (parameters_.filter_policy & 1) != 0; }
  bool takes_unknown_targets() const { return (parameters_.filter_policy & 2) != 0; }
  void listen(Instant now);
  void book_window(Instant now);
  bool is_for_us(const HeardAdvertisement& heard) const;
  bool is_for_somebody(const HeardAdvertisement& heard) const;
  bool is_wanted(const HeardAdvertisement& heard, const KnownDevice& advertiser) const;
  void report(const HeardAdvertisement& heard, const KnownDevice& advertiser, std::int8_t rssi_dbm);
  void tell(const HeardAdvertisement& heard, const KnownDevice& advertiser, std::int8_t rssi_dbm);
  bool request_more(const HeardAdvertisement& heard, const KnownDevice& advertiser, Instant end);

  Scheduler& scheduler_;
  HostPort& host_;
  const AcceptList& accept_list_;
  ResolvingList& resolving_list_;

  wire::hci::LeSetScanParameters parameters_;
  wire::DeviceAddress own_;
  ListeningWindows windows_;
  ReportFilter filter_;
  ScanBackoff backoff_;
  std::variant<Off, Waiting, Listening, Requesting, AwaitingResponse> phase_;
};

}  // namespace westwind::controller
