// Listening for advertisements, asking for scan responses, and reporting both.
#include "controller/scanner.hpp"

namespace westwind::controller {
namespace hci = wire::hci;
using wire::ll::AdvertisingPduType;

Scanner::Scanner(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
                 ResolvingList& resolving_list)
    : Activity(Rank::background), scheduler_(scheduler), host_(host),
      terms_(host, accept_list, resolving_list), chase_(scheduler, *this, terms_) {}

void Scanner::reset() {
  disable();
  terms_.parameters = {};
}

hci::ErrorCode Scanner::enable(bool filter_duplicates, const Periods& periods) {
  const auto own = terms_.own_for({});
  if (!own) return hci::ErrorCode::invalid_command_parameters;
  terms_.filter.reset(filter_duplicates);
  periods_ = periods;
  filters_duplicates_ = filter_duplicates;
  const Instant now = period_start_ = scheduler_.now();
  const auto begin_period = [&] {
    const bool ends = periods.duration != Duration::zero();
    scheduler_.set_timer(*this, ends ? now + periods.duration : Instant::never());
  };
  if (is_enabled() && !std::holds_alternative<Resting>(phase_)) {
    begin_period();
    return hci::ErrorCode::success;
  }
  terms_.own = *own;
  terms_.backoff.reset();
  scheduler_.add(*this);
  begin_period();
  begin_windows(now);
  return hci::ErrorCode::success;
}

void Scanner::begin_windows(Instant now) {
  windows_.clear();
  for (const Phy phy : {Phy::le_1m, Phy::le_coded})
    if (const auto& on_phy = terms_.parameters.on(phy))
      windows_.add(phy, slots_625us(on_phy->interval_625us), slots_625us(on_phy->window_625us),
                   now);
  book_window(now);
}

/// The duration is over, or the next period begins.
void Scanner::on_timer(Instant now) {
  if (!std::holds_alternative<Resting>(phase_)) {
    chase_.abandon();
    if (periods_.period == Duration::zero()) {
      disable();
      return host_.le_event(hci::LeScanTimeout::subevent);
    }
    scheduler_.cancel_booking(*this);
    scheduler_.release(*this);
    phase_ = Resting{};
    period_start_ = period_start_ + periods_.period;
    scheduler_.set_timer(*this, period_start_);
    return;
  }
  if (periods_.filter_anew) terms_.filter.reset(filters_duplicates_);
  scheduler_.set_timer(*this, now + periods_.duration);
  begin_windows(now);
}

void Scanner::disable() {
  chase_.stop();
  scheduler_.remove(*this);
  phase_ = Off{};
}

void Scanner::book_window(Instant now) {
  windows_.advance(now);
  phase_ = Waiting{};
  scheduler_.release(*this);
  scheduler_.book(*this, {windows_.start() > now ? windows_.start() : now, Duration::zero()});
}

void Scanner::on_granted(Instant now) { listen(now); }

void Scanner::listen(Instant now) {
  scheduler_.hold(false);
  if (windows_.end() <= now) {
    book_window(now);
    return;
  }
  phase_ = Listening{};
  scheduler_.radio().receive(windows_.tuning());
  scheduler_.wake_owner(windows_.end());
}

void Scanner::on_revoked(Instant now) {
  chase_.abandon();
  if (is_enabled()) book_window(now);
}

void Scanner::on_wake(Instant now) {
  if (chase_.is_on()) chase_.on_missed();
  if (std::holds_alternative<AwaitingResponse>(phase_))
    terms_.backoff.on_result(false, scheduler_.radio().random());
  listen(now);
}

void Scanner::on_synchronised(Instant) {
  scheduler_.hold(true);
  scheduler_.wake_owner(Instant::never());
}

void Scanner::on_transmitted(Instant now) {
  if (chase_.on_transmitted(now)) return;
  const auto* requesting = std::get_if<Requesting>(&phase_);
  if (requesting == nullptr) return;
  phase_ = AwaitingResponse{requesting->advertiser, requesting->type};
  scheduler_.radio().receive(windows_.tuning());
  scheduler_.wake_owner(answer_deadline(now, Phy::le_1m));
}

void Scanner::on_received(const Reception& reception) {
  if (chase_.is_on()) {
    if (!chase_.on_received(reception)) listen(reception.end);
    return;
  }
  const auto heard = advertisement_of(reception.octets);
  if (const auto* awaiting = std::get_if<AwaitingResponse>(&phase_)) {
    const bool answered = heard && heard->type() == AdvertisingPduType::scan_rsp &&
                          heard->advertiser == awaiting->advertiser.on_air;
    terms_.backoff.on_result(answered, scheduler_.radio().random());
    if (answered) take(*heard, awaiting->advertiser, reception.rssi_dbm, awaiting->type);
  } else if (heard && heard->type() != AdvertisingPduType::scan_rsp) {
    // (A scan response that somebody else asked for is not meant for us. 4.4.3.2.)
    const auto advertiser = terms_.known(heard->advertiser);
    const bool directed = heard->type() == AdvertisingPduType::adv_direct_ind;
    if (advertiser && terms_.is_wanted(*advertiser, directed ? heard->target() : std::nullopt)) {
      take(*heard, *advertiser, reception.rssi_dbm, heard->type());
      if (request_more(*heard, *advertiser, reception.end)) return;
    }
  } else if (!heard && terms_.parameters.extended && chase_.begin(reception)) {
    return;
  }
  listen(reception.end);
}

void Scanner::take(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                   std::int8_t rssi_dbm, AdvertisingPduType asked_type) {
  const auto kind = heard.type() == AdvertisingPduType::scan_rsp ? ReportFilter::scan_response
                                                                 : ReportFilter::advertisement;
  if (terms_.filter.has_seen(advertiser.known_as, kind)) return;
  terms_.filter.remember(advertiser.known_as, kind);
  terms_.report(heard, advertiser, rssi_dbm, windows_.tuning().phy, asked_type);
}

bool Scanner::request_more(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                           Instant end) {
  const bool scannable = heard.type() == AdvertisingPduType::adv_ind ||
                         heard.type() == AdvertisingPduType::adv_scan_ind;
  if (!terms_.is_active_on(Phy::le_1m) || !scannable) return false;
  if (!terms_.ask(scheduler_, *this, advertiser, windows_.tuning(), end)) return false;
  phase_ = Requesting{advertiser, heard.type()};
  return true;
}

}  // namespace westwind::controller
