// Legacy advertising. Vol 3 Part C 9, Vol 4 Part E 7.8.5-7.8.9.
//
// What is wanted and what the controller has are kept apart; `step` sends the one command that
// brings them closer, its reply the next:
//
//   wanted off: [enabled] --disable--> off
//   wanted on:  [enabled with old parameters] --disable--> --parameters--> --data--> --scan
//   response--> --enable--> on
//   our address changes: [enabled] --disable--> (waits) --> goes on; the application sees nothing
// A connection or a directed timeout ends it by itself; an error ends it and is told.
#pragma once

#include "gap/identity.hpp"

namespace westwind::host::gap {

using wire::hci::AdvertisingType;

/// Legacy intervals. 7.8.5.
constexpr Duration advertising_interval_min = Duration::milliseconds(20);
constexpr Duration advertising_interval_max = Duration::milliseconds(10240);

struct AdvertisingOptions {
  AdvertisingType type = AdvertisingType::connectable_undirected;
  Duration interval_min = Duration::milliseconds(100);
  Duration interval_max = Duration::milliseconds(150);
  DeviceAddress peer{};          ///< for directed advertising
  std::uint8_t channel_map = 7;  ///< bit 0 is channel 37
  std::uint8_t filter_policy = 0;
};

class AdvertiserListener {
 public:
  /// Advertising ended by itself: success means a central connected (the connection is told apart
  /// from this); advertising_timeout ends directed advertising; any other code is the controller's
  /// refusal.
  virtual void on_advertising_ended(ErrorCode) {}

 protected:
  ~AdvertiserListener() = default;
};

class Advertiser final : public hci::Module {
 public:
  Advertiser(hci::Hci& hci, const Identity& identity) : hci_(hci), identity_(identity) {
    hci.attach(*this);
  }

  void set_listener(AdvertiserListener& listener) { listener_ = &listener; }

  /// Starts, or goes on with other options. Data stay as they are; set them before or at any time.
  /// not_active; invalid_argument: interval out of range or min over max.
  Status start(const AdvertisingOptions& options);
  /// No-op when off.
  void stop();
  /// Up to 31 octets, copied. invalid_argument when longer. In force at once, also while
  /// advertising.
  Status set_data(Bytes data);
  Status set_scan_response(Bytes data);
  bool is_wanted() const { return wanted_; }

  void on_ready() override { step(); }
  void on_writable() override { step(); }
  void run(Instant) override { step(); }
  hci::AddressUse address_use() const override {
    return enabled_ || in_flight_ ? hci::AddressUse::pausable : hci::AddressUse::none;
  }
  void on_connected(Link& link) override;
  void on_connection_failed(ErrorCode status) override;

 private:
  struct Data {
    std::uint8_t length = 0;
    Octets<wire::hci::legacy_data_max> octets{};
    bool changed = false;
  };
  static Status assign(Data& data, Bytes octets);
  void step();
  Status send_parameters();
  void sent(Status status) { in_flight_ = status.has_value(); }
  void on_disabled(const wire::hci::StatusReply& reply);
  void on_parameters(const wire::hci::StatusReply& reply);
  void on_data(const wire::hci::StatusReply& reply);
  void on_enabled(const wire::hci::StatusReply& reply);
  void refused(ErrorCode status);
  void ended(ErrorCode reason);

  hci::Hci& hci_;
  const Identity& identity_;
  AdvertiserListener* listener_ = nullptr;
  AdvertisingOptions options_;
  Data data_;
  Data scan_response_;
  bool wanted_ = false;
  bool enabled_ = false;  // in the controller
  bool parameters_changed_ = true;
  bool in_flight_ = false;
  AddressType own_type_{};  // in the parameters that the controller has
};

}  // namespace westwind::host::gap
