// Reports of extended scanning.
#include "gap/extended_reports.hpp"

namespace westwind::host::gap {

using namespace wire::hci;
using Report = LeExtendedAdvertisingReport;

ExtendedReports::ExtendedReports(hci::Hci& hci, hci::Privacy& privacy, Scanner& scanner,
                                 MutableBytes space)
    : hci_(hci), privacy_(privacy), scanner_(scanner), space_(space) {
  hci.enable_le_event(Report::subevent);
  hci.attach(*this);
}

bool ExtendedReports::on_le_event(std::uint8_t subevent, Bytes parameters) {
  if (subevent != Report::subevent) return false;
  Reader reader(parameters);
  const auto event = reader.take<Report>();
  for (std::uint8_t left = event ? event->count : std::uint8_t{0}; left > 0; --left) {
    const auto head = reader.take<Head>();
    const auto data = head ? reader.bytes(head->data_length) : std::nullopt;
    if (!data) {
      ++hci_.counters().malformed_events;
      break;
    }
    take(*head, *data);
  }
  return true;
}

void ExtendedReports::take(const Head& head, Bytes data) {
  if ((head.type & Report::legacy) != 0) return tell(head, data, false);
  const bool goes_on = first_ && first_->device == head.device && first_->sid == head.sid;
  if (first_ && !goes_on) {
    first_.reset();
    ++chains_lost_;
  }
  const bool more = (head.type & Report::more_to_come) != 0;
  if (!first_ && !more) return tell(head, data, (head.type & Report::truncated) != 0);
  if (!first_) {
    first_ = head;
    kept_ = 0;
    is_cut_ = false;
  }
  const std::size_t copied = copy_bytes(space_.subspan(kept_), data);
  kept_ += copied;
  is_cut_ = is_cut_ || copied < data.size() || (head.type & Report::truncated) != 0;
  if (more) return;
  first_.reset();
  tell(head, Bytes(space_).first(kept_), is_cut_);
}

namespace {

/// The legacy PDU that a report of extended scanning tells of. Table 7.1 of 7.7.65.13.
LeAdvertisingReport::Type legacy_type(std::uint16_t type) {
  using Type = LeAdvertisingReport::Type;
  if ((type & Report::scan_response) != 0) return Type::scan_rsp;
  if ((type & Report::directed) != 0) return Type::adv_direct_ind;
  if ((type & Report::connectable) != 0) return Type::adv_ind;
  return (type & Report::scannable) != 0 ? Type::adv_scan_ind : Type::adv_nonconn_ind;
}

}  // namespace

void ExtendedReports::tell(const Head& head, Bytes data, bool truncated) {
  const bool legacy = (head.type & Report::legacy) != 0;
  const bool connectable = (head.type & Report::connectable) != 0;
  // Who looks for a device looks among extended advertisers too.
  if (legacy || (connectable && scanner_.is_search()))
    return scanner_.take_report(legacy_type(head.type), head.device, head.rssi_dbm, data);
  if (listener_ == nullptr || !scanner_.is_wanted()) return;
  const bool anonymous = static_cast<std::uint8_t>(head.device.type) == 0xff;
  const DeviceAddress on_air = anonymous ? head.device : wire::without_identity(head.device);
  const DeviceAddress device = anonymous ? on_air : privacy_.identity_of(on_air);
  listener_->on_extended_report({head.type, device, on_air, head.primary_phy, head.secondary_phy,
                                 head.sid, head.tx_power_dbm, head.rssi_dbm,
                                 head.periodic_interval_1250us, truncated, data});
}

}  // namespace westwind::host::gap
