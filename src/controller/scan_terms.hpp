// What a scan goes by, shared by those who listen for legacy and for extended advertising. Vol 6
// Part B 4.3.3, 4.4.3.
#pragma once

#include <optional>

#include "controller/host_port.hpp"
#include "controller/listening.hpp"
#include "controller/report_filter.hpp"
#include "controller/resolving_list.hpp"
#include "controller/scheduler.hpp"
#include "wire/hci_extended.hpp"

namespace westwind::controller {

/// How many advertisements to let pass before asking, so that scanners do not all ask at
/// once. 4.4.3.2.
class ScanBackoff {
 public:
  void reset() { *this = {}; }
  /// Of an advertisement that could be asked: whether it is to be.
  bool is_due() { return --count_ == 0; }
  void on_result(bool success, std::uint64_t random);
  std::uint16_t upper_limit() const { return upper_limit_; }

 private:
  std::uint16_t upper_limit_ = 1;
  std::uint16_t count_ = 1;
  std::uint8_t successes_ = 0;  // in a row
  std::uint8_t failures_ = 0;
};

/// As the host wants it, by the legacy commands or the extended ones.
struct ScanParameters {
  struct OnPhy {
    bool active = false;
    std::uint16_t interval_625us = 0x0010;
    std::uint16_t window_625us = 0x0010;
  };
  wire::AddressType own_address_type = wire::AddressType::public_device;
  std::uint8_t filter_policy = 0;
  std::optional<OnPhy> on_1m = OnPhy{};
  std::optional<OnPhy> on_coded{};
  bool extended = false;  ///< extended advertising is heard too, and reports are extended

  const std::optional<OnPhy>& on(Phy primary) const {
    return primary == Phy::le_coded ? on_coded : on_1m;
  }
};

class ScanTerms {
 public:
  ScanTerms(HostPort& host, const AcceptList& accept_list, ResolvingList& resolving_list)
      : host_(host), accept_list_(accept_list), resolving_list_(resolving_list) {}

  ScanParameters parameters;
  wire::DeviceAddress own;
  ReportFilter filter;
  ScanBackoff backoff;

  // 4.3.3: 0 and 1, and as the extended policies 2 and 3.
  bool only_listed() const { return (parameters.filter_policy & 1) != 0; }
  bool is_active_on(Phy primary) const {
    const auto& on_phy = parameters.on(primary);
    return on_phy && on_phy->active;
  }

  std::optional<KnownDevice> known(const wire::DeviceAddress& device) const {
    return resolving_list_.known(device);
  }
  bool is_us(const wire::DeviceAddress& target) const { return resolving_list_.is_us(target, own); }
  /// `target`: whom directed advertising names.
  bool is_wanted(const KnownDevice& advertiser,
                 const std::optional<wire::DeviceAddress>& target) const;
  /// What it is asked under depends on whom it is. Vol 6 Part B 6.3.
  std::optional<wire::DeviceAddress> own_for(const KnownDevice& advertiser) const {
    return resolving_list_.own(parameters.own_address_type, advertiser.known_as);
  }

  /// Sends SCAN_REQ or AUX_SCAN_REQ, as the channel has it, behind an advertisement that ended at
  /// `end`; the radio is held then. False when it was asked already, there is no time for an
  /// answer, or it is not due. `data_info`: see ReportFilter.
  bool ask(Scheduler& scheduler, const Activity& scanner, const KnownDevice& advertiser,
           const Tuning& tuning, Instant end, std::uint16_t data_info = 0);

  /// A legacy PDU, by the report that the host can read. `asked_type`: of what was asked, when it
  /// is a scan response.
  void report(const HeardAdvertisement& heard, const KnownDevice& advertiser, std::int8_t rssi_dbm,
              Phy primary, wire::ll::AdvertisingPduType asked_type) const;
  /// As many reports as the data needs. `status`: of the last one.
  void report(wire::hci::LeExtendedAdvertisingReport::Head head, Bytes data,
              std::uint16_t status) const;

 private:
  void report_legacy(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                     std::int8_t rssi_dbm) const;

  HostPort& host_;
  const AcceptList& accept_list_;
  ResolvingList& resolving_list_;
};

}  // namespace westwind::controller
