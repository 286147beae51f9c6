// Listening for advertisements, asking for scan responses, and reporting both.
#include "controller/scanner.hpp"

#include <algorithm>

namespace westwind::controller {
namespace hci = wire::hci;
namespace ll = wire::ll;
using ll::AdvertisingPduType;

namespace {
constexpr hci::LeSetScanParameters initial_parameters{0, 0x0010, 0x0010,
                                                      wire::AddressType::public_device, 0};
constexpr std::uint16_t backoff_limit_max = 256;

hci::LeAdvertisingReport::Type report_type(AdvertisingPduType type) {
  using Type = hci::LeAdvertisingReport::Type;
  switch (type) {
  case AdvertisingPduType::adv_direct_ind: return Type::adv_direct_ind;
  case AdvertisingPduType::adv_scan_ind: return Type::adv_scan_ind;
  case AdvertisingPduType::adv_nonconn_ind: return Type::adv_nonconn_ind;
  case AdvertisingPduType::scan_rsp: return Type::scan_rsp;
  default: return Type::adv_ind;
  }
}
}  // namespace

void ScanBackoff::on_result(bool success, std::uint64_t random) {
  successes_ = success ? static_cast<std::uint8_t>(successes_ + 1) : 0;
  failures_ = success ? 0 : static_cast<std::uint8_t>(failures_ + 1);
  if (successes_ == 2) {
    successes_ = 0;
    upper_limit_ = std::max<std::uint16_t>(upper_limit_ / 2, 1);
  }
  if (failures_ == 2) {
    failures_ = 0;
    upper_limit_ = std::min<std::uint16_t>(upper_limit_ * 2, backoff_limit_max);
  }
  count_ = static_cast<std::uint16_t>(1 + random % upper_limit_);
}

Scanner::Scanner(Scheduler& scheduler, HostPort& host, const AcceptList& accept_list,
                 ResolvingList& resolving_list)
    : Activity(Rank::background), scheduler_(scheduler), host_(host), accept_list_(accept_list),
      resolving_list_(resolving_list), parameters_(initial_parameters) {}

void Scanner::reset() {
  disable();
  parameters_ = initial_parameters;
}

hci::ErrorCode Scanner::enable(bool filter_duplicates) {
  const auto own = resolving_list_.own(parameters_.own_address_type, {});
  if (!own) return hci::ErrorCode::invalid_command_parameters;
  filter_.reset(filter_duplicates);
  if (is_enabled()) return hci::ErrorCode::success;
  own_ = *own;
  backoff_.reset();
  const Instant now = scheduler_.now();
  windows_.begin(slots_625us(parameters_.interval_625us), slots_625us(parameters_.window_625us),
                 now);
  scheduler_.add(*this);
  book_window(now);
  return hci::ErrorCode::success;
}

void Scanner::disable() {
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
  if (is_enabled()) book_window(now);
}

void Scanner::on_wake(Instant now) {
  if (std::holds_alternative<AwaitingResponse>(phase_))
    backoff_.on_result(false, scheduler_.radio().random());
  listen(now);
}

void Scanner::on_synchronised(Instant) {
  scheduler_.hold(true);
  scheduler_.wake_owner(Instant::never());
}

void Scanner::on_transmitted(Instant now) {
  const auto* requesting = std::get_if<Requesting>(&phase_);
  if (requesting == nullptr) return;
  phase_ = AwaitingResponse{requesting->advertiser};
  scheduler_.radio().receive(windows_.tuning());
  scheduler_.wake_owner(answer_deadline(now, Phy::le_1m));
}

void Scanner::on_received(const Reception& reception) {
  const auto heard = advertisement_of(reception.octets);
  if (const auto* awaiting = std::get_if<AwaitingResponse>(&phase_)) {
    const bool answered = heard && heard->type() == AdvertisingPduType::scan_rsp &&
                          heard->advertiser == awaiting->advertiser.on_air;
    backoff_.on_result(answered, scheduler_.radio().random());
    if (answered) report(*heard, awaiting->advertiser, reception.rssi_dbm);
  } else if (heard) {
    const auto advertiser = resolving_list_.known(heard->advertiser);
    if (advertiser && is_wanted(*heard, *advertiser)) {
      report(*heard, *advertiser, reception.rssi_dbm);
      if (request_more(*heard, *advertiser, reception.end)) return;
    }
  }
  listen(reception.end);
}

bool Scanner::is_for_us(const HeardAdvertisement& heard) const {
  return resolving_list_.is_us(*heard.target(), own_);
}

/// Behind a private address there may be anybody.
bool Scanner::is_for_somebody(const HeardAdvertisement& heard) const {
  return takes_unknown_targets() && heard.target()->type == wire::AddressType::random_device &&
         heard.target()->address.is_resolvable_private();
}

bool Scanner::is_wanted(const HeardAdvertisement& heard, const KnownDevice& advertiser) const {
  // A scan response that somebody else asked for is not meant for us. 4.4.3.2.
  if (heard.type() == AdvertisingPduType::scan_rsp) return false;
  if (only_listed() && !accept_list_.contains(advertiser.identity())) return false;
  if (heard.type() != AdvertisingPduType::adv_direct_ind) return true;
  return is_for_us(heard) || is_for_somebody(heard);
}

void Scanner::report(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                     std::int8_t rssi_dbm) {
  const auto kind = heard.type() == AdvertisingPduType::scan_rsp ? ReportFilter::scan_response
                                                                 : ReportFilter::advertisement;
  if (filter_.has_seen(advertiser.known_as, kind)) return;
  filter_.remember(advertiser.known_as, kind);
  if (heard.type() != AdvertisingPduType::adv_direct_ind || is_for_us(heard))
    return tell(heard, advertiser, rssi_dbm);
  host_.le_event(hci::LeDirectedAdvertisingReport{1},
                 octets_of(hci::LeDirectedAdvertisingReport::Report{
                     report_type(heard.type()), advertiser.known_as, *heard.target(), rssi_dbm}));
}

void Scanner::tell(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                   std::int8_t rssi_dbm) {
  const Bytes data = heard.type() == AdvertisingPduType::adv_direct_ind ? Bytes() : heard.rest;
  Octets<sizeof(hci::LeAdvertisingReport::Head) + ll::advertising_data_max + 1> octets;
  Writer writer(octets);
  writer.put(hci::LeAdvertisingReport::Head{report_type(heard.type()), advertiser.known_as,
                                            static_cast<std::uint8_t>(data.size())});
  writer.bytes(data);
  writer.put(rssi_dbm);
  host_.le_event(hci::LeAdvertisingReport{1}, writer.written());
}

bool Scanner::request_more(const HeardAdvertisement& heard, const KnownDevice& advertiser,
                           Instant end) {
  const bool scannable = heard.type() == AdvertisingPduType::adv_ind ||
                         heard.type() == AdvertisingPduType::adv_scan_ind;
  if (parameters_.active != 1 || !scannable) return false;
  if (filter_.has_seen(advertiser.known_as, ReportFilter::scan_response)) return false;
  const Instant answered = end + t_ifs + air_time_1m(sizeof(ll::ScanRequest)) + t_ifs +
                           air_time_1m(sizeof(ll::Advertisement) + ll::advertising_data_max);
  if (scheduler_.free_until(*this) < answered) return false;
  if (!backoff_.is_due()) return false;

  // What it is asked under depends on whom it is. Vol 6 Part B 6.3.
  const auto own = resolving_list_.own(parameters_.own_address_type, advertiser.known_as);
  if (!own) return false;
  Octets<sizeof(ll::AdvertisingHeader) + sizeof(ll::ScanRequest) + ll::crc_octets> octets;
  Writer writer(octets);
  writer.put(ll::advertising_header(AdvertisingPduType::scan_req, own->type, heard.advertiser.type,
                                    sizeof(ll::ScanRequest)));
  writer.put(ll::ScanRequest{own->address, heard.advertiser.address});
  writer.put(ll::crc24(ll::advertising_crc_init, writer.written()));
  scheduler_.radio().transmit(windows_.tuning(), writer.written(), end + t_ifs,
                              PacketKind::advertising);
  scheduler_.hold(true);
  scheduler_.wake_owner(Instant::never());
  phase_ = Requesting{advertiser};
  return true;
}

}  // namespace westwind::controller
