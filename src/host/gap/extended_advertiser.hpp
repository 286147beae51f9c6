// Extended advertising: sets that advertise side by side, each with its own data, address and
// parameters, with extended PDUs or legacy ones. A module of its own: a build that does not make
// one pays nothing. Vol 4 Part E 7.8.52-7.8.60, 7.7.65.18-7.7.65.19.
//
// As in gap/advertiser: what is wanted of a set and what the controller has are kept apart; `step`
// sends the next command that brings one of them closer, one at a time over all sets:
//
//   wanted off: [enabled] --disable--> off
//   wanted on:  [enabled with old parameters, or long data] --disable--> --parameters--> --address
//   (random ones)--> --data, scan response: in parts--> --enable--> on
//   removed: [enabled] --disable--> --remove--> gone
// A controller that takes these commands refuses the legacy ones: the scanner and the initiator go
// through hci/extended_lens then.
#pragma once

#include "base/list.hpp"
#include "gap/identity.hpp"
#include "wire/hci_extended.hpp"

namespace westwind::host::gap {

struct SetOptions {
  std::uint16_t properties = 0;  ///< of wire::hci::AdvertisingProperty
  Duration interval_min = Duration::milliseconds(100);
  Duration interval_max = Duration::milliseconds(150);
  std::uint8_t channel_map = 7;
  /// What is shown: public, or this random address. Private ones are made by the set's owner, who
  /// changes them too.
  DeviceAddress own;
  DeviceAddress peer{};  ///< for directed advertising
  std::uint8_t filter_policy = 0;
  std::int8_t tx_power_dbm = 127;   ///< 127: the controller's choice
  std::uint8_t primary_phy = 1;     ///< 1 LE 1M, 3 LE Coded
  std::uint8_t secondary_phy = 1;   ///< 1 LE 1M, 2 LE 2M, 3 LE Coded
  std::uint8_t secondary_skip = 0;  ///< at most so many events without the secondary channel
  std::uint8_t sid = 0;             ///< 0 .. 15
  bool notify_scan_requests = false;
};

/// One set: the caller's object. It may go when it was removed, or its host is gone.
class AdvertisingSet : public ListNode<AdvertisingSet> {
 public:
  AdvertisingSet() = default;
  AdvertisingSet(const AdvertisingSet&) = delete;
  AdvertisingSet& operator=(const AdvertisingSet&) = delete;

  wire::hci::AdvertisingHandle handle() const { return handle_; }
  const SetOptions& options() const { return options_; }
  bool is_wanted() const { return wanted_; }
  std::int8_t tx_power_dbm() const { return tx_power_; }

 private:
  friend class ExtendedAdvertiser;
  struct Part {
    Bytes octets;
    std::size_t sent = 0;
    bool changed = false;
  };
  Part data_;
  Part scan_response_;
  SetOptions options_;
  std::uint16_t duration_10ms_ = 0;
  std::uint8_t events_max_ = 0;
  wire::hci::AdvertisingHandle handle_ = 0;
  std::int8_t tx_power_ = 127;
  bool wanted_ = false;
  bool enabled_ = false;
  bool known_ = false;  // to the controller
  bool parameters_changed_ = true;
  bool address_changed_ = true;
  bool removed_ = false;
};

class ExtendedAdvertiserListener {
 public:
  /// It ended by itself. success: `link` was made by it; limit_reached, advertising_timeout: as
  /// many events or as long as was asked for; else the controller's refusal.
  virtual void on_set_ended(AdvertisingSet&, ErrorCode, Link* /*link*/, std::uint8_t /*events*/) {}
  virtual void on_scan_request(AdvertisingSet&, const DeviceAddress& /*scanner*/) {}
  /// Gone from the controller; the object is free.
  virtual void on_set_removed(AdvertisingSet&) {}

 protected:
  ~ExtendedAdvertiserListener() = default;
};

class ExtendedAdvertiser final : public hci::Module {
 public:
  /// Before the host starts.
  explicit ExtendedAdvertiser(hci::Hci& hci);

  void set_listener(ExtendedAdvertiserListener& listener) { listener_ = &listener; }

  /// Makes `set` known under a handle that no other one has. invalid_argument; already.
  Status add(AdvertisingSet& set, wire::hci::AdvertisingHandle handle, const SetOptions& options);
  /// In force from the next start on, or when it is on, at once with a pause. invalid_argument.
  Status set_options(AdvertisingSet& set, const SetOptions& options);
  /// As large as the controller takes, 31 octets for legacy PDUs. They are not copied: must stay
  /// until others take their place. invalid_argument: more than the specification allows.
  Status set_data(AdvertisingSet& set, Bytes data);
  Status set_scan_response(AdvertisingSet& set, Bytes data);
  /// `duration` zero, `events` 0: until stopped. not_active; already; not_supported: the controller
  /// has legacy advertising only.
  Status start(AdvertisingSet& set, Duration duration, std::uint8_t events);
  void stop(AdvertisingSet& set);
  /// on_set_removed follows, not from inside.
  void remove(AdvertisingSet& set);

  void on_ready() override { step(); }
  void on_writable() override { step(); }
  void run(Instant) override { step(); }
  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;

 private:
  static Status check(const SetOptions& options);
  void step();
  bool step(AdvertisingSet& set);
  bool send_part(AdvertisingSet& set, AdvertisingSet::Part& part, wire::hci::Opcode opcode);
  bool send_parameters(AdvertisingSet& set);
  bool send_enable(AdvertisingSet& set, bool on);
  bool sent(AdvertisingSet& set, Status status);
  AdvertisingSet* take();
  AdvertisingSet* find(wire::hci::AdvertisingHandle handle);
  void on_parameters(const wire::hci::LeSetExtendedAdvertisingParameters::Reply& reply);
  void on_address(const wire::hci::StatusReply& reply);
  void on_part(const hci::CommandReply& reply);
  void on_enabled(const hci::CommandReply& reply);
  void on_disabled(const hci::CommandReply& reply);
  void on_removed(const wire::hci::StatusReply& reply);
  void refused(AdvertisingSet& set, ErrorCode status);
  void on_terminated(Bytes parameters);
  void on_scan_request(Bytes parameters);

  hci::Hci& hci_;
  ExtendedAdvertiserListener* listener_ = nullptr;
  List<AdvertisingSet> sets_;
  AdvertisingSet* busy_ = nullptr;  // whose command is being answered: the answer names no set
};

}  // namespace westwind::host::gap
