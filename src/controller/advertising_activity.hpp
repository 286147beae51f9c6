// What advertising with legacy PDUs and with extended ones share: whose addresses an event shows,
// who may answer, and when advertising is over. Vol 6 Part B 4.4.2.1, 4.3.2; Vol 4 Part
// E 7.8.56, 7.7.65.18.
#pragma once

#include "controller/links.hpp"
#include "controller/scheduler.hpp"
#include "wire/hci_extended.hpp"
#include "wire/ll.hpp"

namespace westwind::controller {

class AdvertisingActivity : public Activity {
 public:
  /// From the end of the work on one channel to the PDU on the next: time to change the frequency.
  static constexpr Duration channel_change = t_ifs;

  struct Limits {
    Duration duration = Duration::zero();  ///< zero: until it is disabled
    std::uint8_t events = 0;               ///< 0: any number
  };

  /// It is an advertising set of the extended commands from now on.
  void join(wire::hci::AdvertisingHandle set) { set_ = set; }
  bool is_in_set() const { return set_.has_value(); }
  void set_random_address(const wire::Address& address) { random_address_ = address; }
  void notify_scan_requests(bool on) { notifies_scan_requests_ = on; }

 protected:
  AdvertisingActivity(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
                      ResolvingList& resolving_list, Links& links)
      : Activity(Rank::advertising), scheduler_(scheduler), host_(host), accept_list_(accept_list),
        resolving_list_(resolving_list), links_(links) {}
  ~AdvertisingActivity() = default;

  /// For whom, and under which address.
  struct Addressing {
    wire::AddressType own_type;
    wire::DeviceAddress peer;
    bool directed;
    std::uint8_t filter_policy;
  };
  /// What the next event shows. False: the host has not set the address that it wants shown.
  bool choose_addresses(const Addressing& addressing);
  /// The scanner, when a SCAN_REQ or AUX_SCAN_REQ is for us and may be answered.
  std::optional<KnownDevice> scan_requested(Bytes pdu_and_crc, const Addressing& addressing);
  /// The request, when a CONNECT_IND or AUX_CONNECT_REQ is for us and may be accepted.
  std::optional<ConnectionRequest> connection_requested(Bytes pdu_and_crc,
                                                        const Addressing& addressing);

  void begin(const Limits& limits, Instant now);
  /// An event has been completed; true when it was the last one that was allowed.
  bool was_last_event();
  bool has_ended(Instant now) const { return end_ <= now; }
  // To be called when it is off, and after whatever the host is told besides.
  void tell_terminated(wire::hci::ErrorCode status, wire::hci::ConnHandle link);
  void tell_scan_request(const KnownDevice& scanner);
  Instant next_event(Instant event_start, Duration interval);

  Scheduler& scheduler_;
  HostPort& host_;
  const AcceptList& accept_list_;
  ResolvingList& resolving_list_;
  Links& links_;
  wire::DeviceAddress own_;     // of this event
  wire::DeviceAddress target_;  // whom directed advertising names

 private:
  bool is_for_us(const wire::ll::AdvertisingHeader& header, const wire::Address& advertiser) const {
    return wire::DeviceAddress{header.addressed(), advertiser} == own_;
  }

  std::optional<wire::hci::AdvertisingHandle> set_;
  std::optional<wire::Address> random_address_;  // of the set
  bool notifies_scan_requests_ = false;
  Instant end_ = Instant::never();
  std::uint8_t events_max_ = 0;
  std::uint8_t events_ = 0;
};

}  // namespace westwind::controller
