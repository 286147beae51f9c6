// Following extended advertising from ADV_EXT_IND to its auxiliary packets. Vol 6 Part
// B 4.4.3.1, 4.4.3.2, 4.4.3.5.
//
//          ADV_EXT_IND           AUX_ADV_IND asks                 sent
//   Idle -------------> Awaiting ----------------> Asking -------------------+
//    ^                   |    ^ ^                                            |
//    |  the data's end,  |    | +---------------- AUX_SCAN_RSP awaited ------+
//    +- or nothing came -+    +-- AuxPtr: the next of the chain
#pragma once

#include "controller/scan_terms.hpp"
#include "controller/scheduler.hpp"
#include "wire/hci_extended.hpp"

namespace westwind::controller {

/// The scanner has the radio and lends it; each call says whether the chase still needs it.
class Chase {
 public:
  Chase(Scheduler& scheduler, const Activity& scanner, ScanTerms& terms)
      : scheduler_(scheduler), scanner_(scanner), terms_(terms) {}

  bool is_on() const { return stage_ != Stage::idle; }
  void abandon();
  /// Without a word to the host.
  void stop() {
    stage_ = Stage::idle;
    more_due_ = false;
  }

  /// Of an ADV_EXT_IND on a primary channel.
  bool begin(const Reception& reception);
  bool on_received(const Reception& reception);
  bool on_transmitted(Instant now);
  /// What was awaited has not come.
  void on_missed();

 private:
  enum class Stage : std::uint8_t { idle, awaiting, asking, awaiting_response };

  void report_alone(const HeardExtended& heard, const Reception& reception);
  bool await(const wire::ll::AuxiliaryPointer& pointer, Instant packet_start);
  bool take(const HeardExtended& heard, const Reception& reception);
  bool meet(const HeardExtended& heard);
  bool ask(Instant end);
  wire::hci::LeExtendedAdvertisingReport::Head head() const;

  Scheduler& scheduler_;
  const Activity& scanner_;
  ScanTerms& terms_;
  Stage stage_ = Stage::idle;
  Phy primary_ = Phy::le_1m;
  Tuning tuning_;  // of the packet at hand, or awaited
  wire::ll::AdvertisingDataInfo info_{};
  std::uint16_t type_ = 0;
  std::optional<KnownDevice> advertiser_;  // nothing: anonymous, or not known yet
  std::optional<wire::DeviceAddress> target_;
  std::int8_t tx_power_dbm_ = 127;
  std::int8_t rssi_dbm_ = 127;
  bool met_ = false;       // AUX_ADV_IND has been taken
  bool quiet_ = false;     // it is a duplicate, of use only for asking
  bool more_due_ = false;  // the host was told that more comes
};

}  // namespace westwind::controller
