// Packet after packet of one advertiser, reported as they come.
#include "controller/chase.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using Report = hci::LeExtendedAdvertisingReport;

void Chase::abandon() {
  if (!is_on()) return;
  stage_ = Stage::idle;
  // 7.7.65.13: who was told that more comes learns that it does not.
  if (more_due_) terms_.report(head(), {}, Report::truncated);
  more_due_ = false;
}

bool Chase::begin(const Reception& reception) {
  const auto heard = extended_of(ll::extended_pdu, reception.octets);
  if (!heard) return false;
  if (!heard->fields.next) report_alone(*heard, reception);
  if (!heard->fields.next || !heard->fields.info) return false;
  primary_ = reception.tuning.phy;
  info_ = *heard->fields.info;
  type_ = static_cast<std::uint16_t>(heard->fields.mode);
  advertiser_.reset();
  target_.reset();
  tx_power_dbm_ = heard->fields.tx_power_dbm.value_or(127);
  met_ = quiet_ = more_due_ = false;
  return await(*heard->fields.next, reception.start);
}

/// An ADV_EXT_IND that points nowhere is all that there is: neither connectable nor scannable, no
/// data.
void Chase::report_alone(const HeardExtended& heard, const Reception& reception) {
  const auto on_air = heard.advertiser();
  if (!on_air || heard.fields.mode != ll::AdvertisingMode::neither) return;
  const auto advertiser = terms_.known(*on_air);
  const auto target = heard.target();
  if (!advertiser || !terms_.is_wanted(*advertiser, target)) return;
  if (terms_.filter.has_seen(advertiser->known_as, ReportFilter::advertisement)) return;
  terms_.filter.remember(advertiser->known_as, ReportFilter::advertisement);
  terms_.report({.type = static_cast<std::uint16_t>(target ? int{Report::directed} : 0),
                 .device = advertiser->known_as,
                 .primary_phy = static_cast<std::uint8_t>(reception.tuning.phy),
                 .secondary_phy = 0,
                 .sid = heard.fields.info ? heard.fields.info->sid() : std::uint8_t{0xff},
                 .tx_power_dbm = heard.fields.tx_power_dbm.value_or(127),
                 .rssi_dbm = reception.rssi_dbm,
                 .periodic_interval_1250us = 0,
                 .target = target.value_or(wire::DeviceAddress{}),
                 .data_length = 0},
                {}, 0);
}

bool Chase::await(const ll::AuxiliaryPointer& pointer, Instant packet_start) {
  const auto next = pointed_from(pointer, packet_start);
  if (!next || scheduler_.free_until(scanner_) < next->deadline) return false;
  stage_ = Stage::awaiting;
  tuning_ = next->tuning;
  scheduler_.radio().receive(tuning_);
  scheduler_.hold(true);
  scheduler_.wake_owner(next->deadline);
  return true;
}

bool Chase::on_received(const Reception& reception) {
  const auto heard = extended_of(ll::extended_pdu, reception.octets);
  if (stage_ == Stage::awaiting_response)
    terms_.backoff.on_result(heard.has_value(), scheduler_.radio().random());
  const bool ours = heard && (!heard->fields.info || *heard->fields.info == info_);
  if (ours && take(*heard, reception)) return true;
  abandon();
  return false;
}

bool Chase::take(const HeardExtended& heard, const Reception& reception) {
  const bool first = !met_;
  if (first && !meet(heard)) return false;
  if (stage_ == Stage::awaiting_response) {
    if (heard.advertiser() != advertiser_->on_air) return false;
    type_ = static_cast<std::uint16_t>(type_ | Report::scan_response);
    terms_.filter.remember(advertiser_->known_as, ReportFilter::scan_response, info_.value);
    quiet_ = false;
  }
  if (heard.fields.tx_power_dbm) tx_power_dbm_ = *heard.fields.tx_power_dbm;
  rssi_dbm_ = reception.rssi_dbm;
  const Report::Head told = head();
  // Whether the rest can be had decides what the host is told of this part.
  const bool goes_on = heard.fields.next && await(*heard.fields.next, reception.start);
  if (!quiet_) {
    const int status = goes_on             ? int{Report::more_to_come}
                       : heard.fields.next ? int{Report::truncated}
                                           : 0;
    terms_.report(told, heard.data, static_cast<std::uint16_t>(status));
    more_due_ = goes_on;
  }
  if (goes_on) return true;
  stage_ = Stage::idle;
  return first && (type_ & Report::scannable) != 0 && ask(reception.end);
}

/// AUX_ADV_IND: who it is. False: not wanted, or reported before.
bool Chase::meet(const HeardExtended& heard) {
  target_ = heard.target();
  if (target_) type_ = static_cast<std::uint16_t>(type_ | Report::directed);
  wire::DeviceAddress reported{wire::AddressType::anonymous, {}};
  if (const auto on_air = heard.advertiser()) {
    advertiser_ = terms_.known(*on_air);
    if (!advertiser_ || !terms_.is_wanted(*advertiser_, target_)) return false;
    reported = advertiser_->known_as;
  } else if (terms_.only_listed() || (target_ && !terms_.is_us(*target_))) {
    return false;  // 4.3.3: nobody can be listed without a name
  }
  met_ = true;
  quiet_ = terms_.filter.has_seen(reported, ReportFilter::advertisement, info_.value);
  terms_.filter.remember(reported, ReportFilter::advertisement, info_.value);
  return !quiet_ || (type_ & Report::scannable) != 0;
}

bool Chase::ask(Instant end) {
  if (!terms_.is_active_on(primary_) || !advertiser_) return false;
  if (!terms_.ask(scheduler_, scanner_, *advertiser_, tuning_, end, info_.value)) return false;
  stage_ = Stage::asking;
  return true;
}

bool Chase::on_transmitted(Instant now) {
  if (stage_ != Stage::asking) return false;
  stage_ = Stage::awaiting_response;
  scheduler_.radio().receive(tuning_);
  scheduler_.wake_owner(answer_deadline(now, tuning_.phy));
  return true;
}

void Chase::on_missed() {
  if (stage_ == Stage::awaiting_response)
    terms_.backoff.on_result(false, scheduler_.radio().random());
  abandon();
}

Report::Head Chase::head() const {
  return {.type = type_,
          .device = advertiser_ ? advertiser_->known_as
                                : wire::DeviceAddress{wire::AddressType::anonymous, {}},
          .primary_phy = static_cast<std::uint8_t>(primary_),
          .secondary_phy = static_cast<std::uint8_t>(tuning_.phy),
          .sid = info_.sid(),
          .tx_power_dbm = tx_power_dbm_,
          .rssi_dbm = rssi_dbm_,
          .periodic_interval_1250us = 0,
          .target = target_.value_or(wire::DeviceAddress{}),
          .data_length = 0};
}

}  // namespace westwind::controller
