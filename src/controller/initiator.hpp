// The initiating state: waits for an advertisement of the wanted device and answers it with
// CONNECT_IND. Vol 6 Part B 4.4.4; Vol 4 Part E 7.8.12, 7.8.13.
//
//         start               granted               wanted device            sent
//   Off ---------> Waiting ------------> Listening --------------> Requesting ------> a link
//    ^                ^   window over     |
//    +--- cancel      +-------------------+
#pragma once

#include <variant>

#include "controller/links.hpp"
#include "controller/listening.hpp"

namespace westwind::controller {

class Initiator final : public Activity {
 public:
  Initiator(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
            ResolvingList& resolving_list, Links& links);

  void reset() { stop(); }
  bool is_active() const { return !std::holds_alternative<Off>(phase_); }
  bool uses_accept_list() const { return is_active() && command_.filter_policy == 1; }

  wire::hci::ErrorCode start(const wire::hci::LeCreateConnection& command);
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
  struct Requesting {
    Links::Plan plan;
    std::int8_t rssi_dbm;
  };

  void stop();
  void listen(Instant now);
  void book_window(Instant now);
  /// What we show the advertiser when we connect to it; nothing when it is not wanted.
  std::optional<wire::DeviceAddress> own_for(const HeardAdvertisement& heard,
                                             const KnownDevice& advertiser);
  ConnectionRequest request_for(const wire::DeviceAddress& own, const KnownDevice& advertiser,
                                const wire::ll::AdvertisingHeader& header) const;
  bool request(const ConnectionRequest& who, const Reception& reception);

  Scheduler& scheduler_;
  HostPort& host_;
  const AcceptList& accept_list_;
  ResolvingList& resolving_list_;
  Links& links_;

  wire::hci::LeCreateConnection command_{};
  ListeningWindows windows_;
  std::variant<Off, Waiting, Listening, Requesting> phase_;
};

}  // namespace westwind::controller
