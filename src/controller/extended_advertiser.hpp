// The advertising state with extended PDUs. Vol 6 Part
// B 4.4.2.2.2, 4.4.2.3-4.4.2.11, 2.3.1.5-2.3.4.
//
// An event is one possession of the radio: ADV_EXT_IND on the primary channels, then AUX_ADV_IND on
// a secondary one, then what scanners and initiators ask for, then the rest of the data in
// AUX_CHAIN_INDs.
//
//          enable          granted             all channels              answer awaited
//   Off ----------> Waiting -----> Primary ---------------> Auxiliary ------------------> Listening
//    ^                ^                                       |    ^                         |
//    +-- disable      +---------- the data's end -------------+    +-- chain -- Answering <--+
//    <---------------------------- connected ---------------------------------- Accepting <--+
#pragma once

#include <variant>

#include "controller/advertising_activity.hpp"

namespace westwind::controller {

/// What a set shows; its owner changes it.
struct SetContent {
  wire::hci::LeSetExtendedAdvertisingParameters parameters{};
  std::vector<std::uint8_t> data;
  std::vector<std::uint8_t> scan_response;
  std::uint16_t did = 0;  ///< changes with the data
};

class ExtendedAdvertiser final : public AdvertisingActivity {
 public:
  ExtendedAdvertiser(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
                     ResolvingList& resolving_list, Links& links, const SetContent& content)
      : AdvertisingActivity(scheduler, host, accept_list, resolving_list, links),
        content_(content) {}

  bool is_enabled() const { return !std::holds_alternative<Off>(phase_); }
  wire::hci::ErrorCode enable(const Limits& limits);
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
  struct Primary {
    std::uint8_t channel;  // 0, 1, 2 for 37, 38, 39
  };
  struct Auxiliary {};  // AUX_ADV_IND or AUX_CHAIN_IND
  struct Listening {};
  struct Answering {};  // AUX_SCAN_RSP, which begins a chain
  struct Accepting {
    ConnectionRequest request;
    Instant end;  // of AUX_CONNECT_REQ
    std::int8_t rssi_dbm;
  };

  using Property = wire::hci::AdvertisingProperty;
  bool has(Property property) const { return content_.parameters.has(property); }
  bool is_connectable() const { return has(wire::hci::property_connectable); }
  bool is_scannable() const { return has(wire::hci::property_scannable); }
  wire::ll::AdvertisingMode mode() const;
  Addressing addressing() const;
  Phy primary_phy() const { return static_cast<Phy>(content_.parameters.primary_phy); }
  Phy secondary_phy() const { return static_cast<Phy>(content_.parameters.secondary_phy); }
  Duration time_of_event() const;
  std::uint8_t random_channel() const;
  void book_next(Instant event_start);
  void send_primary(std::uint8_t channel, Instant start);
  /// Sends `fields` and as much of what is left of the data as there is room for.
  void send_auxiliary(wire::ll::ExtendedAdvertisement fields, Instant start);
  void send(const Tuning& tuning, wire::ll::AdvertisingPduType type,
            const wire::ll::ExtendedAdvertisement& fields, Bytes data, Instant start,
            PacketKind kind);
  /// The next packet of the chain, or the end.
  void go_on(Instant end);
  bool answer_scan_request(const Reception& reception);
  bool accept_connection(const Reception& reception);
  void end_event();

  const SetContent& content_;
  Instant event_start_;
  Instant auxiliary_start_;
  Tuning auxiliary_;                   // the packet at hand, and where the next one will be
  std::vector<std::uint8_t> to_send_;  // of this event; the host may change the set meanwhile
  std::size_t sent_ = 0;
  wire::ll::AdvertisingDataInfo info_{};  // of this event
  std::variant<Off, Waiting, Primary, Auxiliary, Listening, Answering, Accepting> phase_;
};

}  // namespace westwind::controller
