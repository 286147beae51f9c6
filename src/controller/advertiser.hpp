// The advertising state with legacy PDUs. Vol 6 Part B 4.4.2; Vol 4 Part E 7.8.5-7.8.9.
//
//          enable                 granted                    sent, may be answered
//   Off ----------> Waiting ---------------> Sending ------------------------> Listening
//    ^   disable      ^  ^                    |  ^                               |   |
//    +-- connected    |  |  last channel sent |  |      next channel             |   | SCAN_REQ
//    +-- 1.28 s over  |  +--------------------+  +---- nothing, not for us ------+   v
//                     +------------------------------------------------------- Answering
#pragma once

#include <variant>

#include "controller/advertising_activity.hpp"

namespace westwind::controller {

class Advertiser final : public AdvertisingActivity {
 public:
  Advertiser(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
             ResolvingList& resolving_list, Links& links);

  void reset();
  bool is_enabled() const { return !std::holds_alternative<Off>(phase_); }
  bool uses_accept_list() const { return is_enabled() && parameters_.filter_policy != 0; }

  void set_parameters(const wire::hci::LeSetAdvertisingParameters& parameters) {
    parameters_ = parameters;
  }
  void set_data(Bytes data) { data_.assign(data); }
  void set_scan_response(Bytes data) { scan_response_.assign(data); }
  /// When enabled already, it only begins to count anew.
  wire::hci::ErrorCode enable(const Limits& limits = {});
  void disable();

  void on_granted(Instant now) override;
  void on_missed(Instant) override {}  // its bookings are flexible
  void on_revoked(Instant now) override;
  void on_timer(Instant now) override;
  void on_wake(Instant now) override;
  void on_transmitted(Instant now) override;
  void on_synchronised(Instant start) override;
  void on_received(const Reception& reception) override;

 private:
  // Phases; `channel` counts 0, 1, 2 for 37, 38, 39.
  struct Off {};
  struct Waiting {};
  struct Sending {
    std::uint8_t channel;
  };
  struct Listening {
    std::uint8_t channel;
  };
  struct Answering {
    std::uint8_t channel;
  };

  struct Data {
    std::uint8_t length = 0;
    Octets<wire::ll::advertising_data_max> octets{};
    void assign(Bytes data) { length = static_cast<std::uint8_t>(copy_bytes(octets, data)); }
    Bytes bytes() const { return Bytes(octets).first(length); }
  };

  using Type = wire::hci::AdvertisingType;
  bool is_connectable() const;
  bool is_scannable() const;
  bool is_directed() const;
  bool is_high_duty() const { return parameters_.type == Type::connectable_directed_high_duty; }
  Duration time_on_channel() const;
  Addressing addressing() const {
    return {parameters_.own_address_type, parameters_.peer, is_directed(),
            parameters_.filter_policy};
  }
  void book_next(Instant event_start);
  /// Sends on the first used channel from `channel` on, or ends the event.
  void send_from(std::uint8_t channel, Instant start);
  void send_pdu(std::uint8_t channel, Instant start);
  void listen(std::uint8_t channel, Instant now);
  void end_event();
  bool answer_scan_request(const Reception& reception, std::uint8_t channel);
  bool accept_connection(const Reception& reception);

  wire::hci::LeSetAdvertisingParameters parameters_;
  Data data_;
  Data scan_response_;
  Instant event_start_;
  std::variant<Off, Waiting, Sending, Listening, Answering> phase_;
};

}  // namespace westwind::controller
