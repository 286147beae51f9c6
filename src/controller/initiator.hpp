// The initiating state: waits for an advertisement of the wanted device and answers it with
// CONNECT_IND. Vol 6 Part B 4.4.4; Vol 4 Part E 7.8.12, 7.8.13.
//
//         start               granted               wanted device            sent
//   Off ---------> Waiting ------------> Listening --------------> Requesting ------> a link
//    ^                ^   window over     |  | ADV_EXT_IND          ^    | AUX_CONNECT_REQ
//    +--- cancel      +-------------------+  +----> Following ------+    v
//                     +---- no AUX_CONNECT_RSP ------------------ AwaitingConsent --> a link
#pragma once

#include <variant>

#include "controller/links.hpp"
#include "controller/listening.hpp"
#include "wire/hci_extended.hpp"

namespace westwind::controller {

/// Whom to connect to, and how; by the legacy command or the extended one.
struct InitiatingParameters {
  struct OnPhy {
    std::uint16_t scan_interval_625us;
    std::uint16_t scan_window_625us;
    wire::hci::ConnectionParameters parameters;
  };
  std::uint8_t filter_policy = 0;  ///< 1: whom the filter accept list names
  wire::DeviceAddress peer;
  wire::AddressType own_address_type = wire::AddressType::public_device;
  std::optional<OnPhy> on_1m{};
  std::optional<OnPhy> on_2m{};  ///< only for its connection parameters
  std::optional<OnPhy> on_coded{};
  bool extended = false;  ///< extended advertising is answered too

  /// Of a link that begins on that PHY.
  const wire::hci::ConnectionParameters& parameters_on(Phy phy) const {
    const auto& wanted = phy == Phy::le_1m ? on_1m : phy == Phy::le_2m ? on_2m : on_coded;
    if (wanted) return wanted->parameters;
    return on_1m ? on_1m->parameters : on_coded->parameters;
  }
};

class Initiator final : public Activity {
 public:
  Initiator(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
            ResolvingList& resolving_list, Links& links);

  void reset() { stop(); }
  bool is_active() const { return !std::holds_alternative<Off>(phase_); }
  bool uses_accept_list() const { return is_active() && parameters_.filter_policy == 1; }

  /// On LE 1M or LE Coded, or both.
  wire::hci::ErrorCode start(const InitiatingParameters& parameters);
  /// Reports the end of the attempt to the host; false when there is none.
  [[nodiscard]] bool cancel();

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
  struct Following {};
  struct Requesting {
    Links::Plan plan;
    std::int8_t rssi_dbm;
  };
  struct AwaitingConsent {
    Links::Plan plan;
    std::int8_t rssi_dbm;
  };

  void stop();
  void listen(Instant now);
  void book_window(Instant now);
  /// What we show the advertiser when we connect to it; nothing when it is not wanted.
  std::optional<wire::DeviceAddress> own_for(const KnownDevice& advertiser,
                                             const std::optional<wire::DeviceAddress>& target);
  ConnectionRequest request_for(const wire::DeviceAddress& own,
                                const KnownDevice& advertiser) const;
  bool request(const ConnectionRequest& who, const Reception& reception);
  bool take_legacy(const Reception& reception);
  bool take_extended(const Reception& reception);
  bool take_auxiliary(const Reception& reception);

  Scheduler& scheduler_;
  HostPort& host_;
  const AcceptList& accept_list_;
  ResolvingList& resolving_list_;
  Links& links_;

  InitiatingParameters parameters_;
  ScanWindows windows_;
  Tuning tuning_;  // of the request
  std::variant<Off, Waiting, Listening, Following, Requesting, AwaitingConsent> phase_;
};

}  // namespace westwind::controller
