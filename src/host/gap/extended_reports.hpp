// Reports of extended scanning: legacy PDUs go to the scanner as ever, extended ones to whoever
// asked for them, put together where the controller sent them in parts. A module of its own.
// Vol 4 Part E 7.7.65.13.
#pragma once

#include "gap/scanner.hpp"
#include "wire/hci_extended.hpp"

namespace westwind::host::gap {

struct ExtendedReport {
  std::uint16_t type;  ///< bits of LeExtendedAdvertisingReport::Type
  DeviceAddress device;
  DeviceAddress on_air;  ///< type 0xff: anonymous
  std::uint8_t primary_phy;
  std::uint8_t secondary_phy;  ///< 0: none
  std::uint8_t sid;            ///< 0xff: none
  std::int8_t tx_power_dbm;    ///< 127: not known
  std::int8_t rssi_dbm;
  std::uint16_t periodic_interval_1250us;
  bool truncated;
  Bytes data;  ///< valid during the call
};

class ExtendedReportListener {
 public:
  virtual void on_extended_report(const ExtendedReport& report) = 0;

 protected:
  ~ExtendedReportListener() = default;
};

class ExtendedReports final : public hci::Module {
 public:
  /// `space`: for what comes in parts, one advertiser's at a time; longer data are cut, and say so.
  /// Before the host starts.
  ExtendedReports(hci::Hci& hci, hci::Privacy& privacy, Scanner& scanner, MutableBytes space);

  void set_listener(ExtendedReportListener& listener) { listener_ = &listener; }
  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  /// Data that were given up because another advertiser's came between their parts.
  std::uint32_t chains_lost() const { return chains_lost_; }

 private:
  using Head = wire::hci::LeExtendedAdvertisingReport::Head;
  void take(const Head& head, Bytes data);
  void tell(const Head& head, Bytes data, bool truncated);

  hci::Hci& hci_;
  hci::Privacy& privacy_;
  Scanner& scanner_;
  MutableBytes space_;
  ExtendedReportListener* listener_ = nullptr;
  std::size_t kept_ = 0;
  bool is_cut_ = false;
  std::optional<Head> first_;  // of a chain that goes on
  std::uint32_t chains_lost_ = 0;
};

}  // namespace westwind::host::gap
