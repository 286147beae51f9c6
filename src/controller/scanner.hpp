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

#include "controller/chase.hpp"

namespace westwind::controller {

class Scanner final : public Activity {
 public:
  Scanner(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
          ResolvingList& resolving_list);

  void reset();
  bool is_enabled() const { return !std::holds_alternative<Off>(phase_); }
  bool uses_accept_list() const { return is_enabled() && terms_.only_listed(); }

  void set_parameters(const ScanParameters& parameters) { terms_.parameters = parameters; }

  /// Of an extended scan: how long, and how often again. Zero: until it is disabled, and once.
  struct Periods {
    Duration duration = Duration::zero();
    Duration period = Duration::zero();
    bool filter_anew = false;  ///< duplicates, in each period
  };
  /// When enabled already, it only starts to filter and to count anew.
  wire::hci::ErrorCode enable(bool filter_duplicates, const Periods& periods);
  wire::hci::ErrorCode enable(bool filter_duplicates) { return enable(filter_duplicates, {}); }
  void disable();

  void on_granted(Instant now) override;
  void on_missed(Instant) override {}
  void on_revoked(Instant now) override;
  void on_timer(Instant now) override;
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
    wire::ll::AdvertisingPduType type;
  };
  struct AwaitingResponse {
    KnownDevice advertiser;
    wire::ll::AdvertisingPduType type;
  };
  struct Resting {};  // until the next period

  void begin_windows(Instant now);
  void listen(Instant now);
  void book_window(Instant now);
  void take(const HeardAdvertisement& heard, const KnownDevice& advertiser, std::int8_t rssi_dbm,
            wire::ll::AdvertisingPduType asked_type);
  bool request_more(const HeardAdvertisement& heard, const KnownDevice& advertiser, Instant end);

  Scheduler& scheduler_;
  HostPort& host_;
  ScanTerms terms_;
  Chase chase_;
  ScanWindows windows_;
  Periods periods_;
  bool filters_duplicates_ = false;
  Instant period_start_;
  std::variant<Off, Waiting, Listening, Requesting, AwaitingResponse, Resting> phase_;
};

}  // namespace westwind::controller
