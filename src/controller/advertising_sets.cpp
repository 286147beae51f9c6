// What an advertising set may be told, and when.
#include "controller/advertising_sets.hpp"

#include <algorithm>

namespace westwind::controller {
namespace hci = wire::hci;
using hci::ErrorCode;
using wire::AddressType;

namespace {
// 7.8.53, Table 7.2: the properties that legacy PDUs can have.
std::optional<hci::AdvertisingType> legacy_type(unsigned properties) {
  switch (properties & ~unsigned{hci::property_tx_power}) {
  case 0x13: return hci::AdvertisingType::connectable_undirected;
  case 0x15: return hci::AdvertisingType::connectable_directed_low_duty;
  case 0x1d: return hci::AdvertisingType::connectable_directed_high_duty;
  case 0x12: return hci::AdvertisingType::scannable_undirected;
  case 0x10: return hci::AdvertisingType::non_connectable_undirected;
  default: return std::nullopt;
  }
}

bool has_valid_properties(const hci::LeSetExtendedAdvertisingParameters& parameters) {
  if (parameters.has(hci::property_legacy))
    return legacy_type(parameters.properties).has_value() && parameters.primary_phy == 1;
  constexpr unsigned both = hci::property_connectable | hci::property_scannable;
  if ((parameters.properties & both) == both || parameters.has(hci::property_high_duty) ||
      parameters.properties > 0x7f)
    return false;
  return !parameters.has(hci::property_anonymous) || (parameters.properties & both) == 0;
}

ErrorCode fault_of(const hci::LeSetExtendedAdvertisingParameters& parameters) {
  const bool names_peer = parameters.has(hci::property_directed) ||
                          parameters.own_address_type > AddressType::random_device;
  const bool valid = has_valid_properties(parameters) &&
                     parameters.handle <= hci::advertising_handle_max &&
                     parameters.interval_min_625us >= 0x20 &&
                     parameters.interval_min_625us <= parameters.interval_max_625us &&
                     parameters.channel_map != 0 && parameters.channel_map <= 7 &&
                     parameters.own_address_type <= AddressType::random_identity &&
                     (!names_peer || parameters.peer.type <= AddressType::random_device) &&
                     parameters.filter_policy <= 3 && parameters.sid <= 0x0f &&
                     parameters.notify_scan_requests <= 1;
  if (!valid) return ErrorCode::invalid_command_parameters;
  const bool phys = (parameters.primary_phy == 1 || parameters.primary_phy == 3) &&
                    (parameters.has(hci::property_legacy) ||
                     (parameters.secondary_phy >= 1 && parameters.secondary_phy <= 3));
  return phys ? ErrorCode::success : ErrorCode::unsupported_feature_or_parameter_value;
}
}  // namespace

AdvertisingSet::AdvertisingSet(hci::AdvertisingHandle handle, Scheduler& scheduler, HostPort& host,
                               const AcceptList& accept_list, ResolvingList& resolving_list,
                               Links& links)
    : handle_(handle), radio_(scheduler.radio()),
      legacy_(scheduler, host, accept_list, resolving_list, links),
      extended_(scheduler, host, accept_list, resolving_list, links, content_) {
  legacy_.join(handle);
  extended_.join(handle);
}

ErrorCode AdvertisingSet::set_parameters(const Parameters& parameters) {
  if (is_enabled()) return ErrorCode::command_disallowed;
  if (const ErrorCode error = fault_of(parameters); error != ErrorCode::success) return error;
  content_.parameters = parameters;
  legacy_.notify_scan_requests(parameters.notify_scan_requests == 1);
  extended_.notify_scan_requests(parameters.notify_scan_requests == 1);
  if (!is_legacy()) return ErrorCode::success;
  const auto interval = [](std::uint32_t slots) {
    return static_cast<std::uint16_t>(std::min<std::uint32_t>(slots, 0xffff));
  };
  legacy_.set_parameters({interval(parameters.interval_min_625us),
                          interval(parameters.interval_max_625us),
                          *legacy_type(parameters.properties), parameters.own_address_type,
                          parameters.peer, parameters.channel_map, parameters.filter_policy});
  return ErrorCode::success;
}

ErrorCode AdvertisingSet::set_random_address(const wire::Address& address) {
  if (is_enabled() && content_.parameters.has(hci::property_connectable))
    return ErrorCode::command_disallowed;
  has_random_address_ = true;
  legacy_.set_random_address(address);
  extended_.set_random_address(address);
  return ErrorCode::success;
}

std::size_t AdvertisingSet::data_limit(Part part) const {
  if (is_legacy()) return hci::legacy_data_max;
  if (part == Part::scan_response || !content_.parameters.has(hci::property_connectable))
    return hci::extended_data_max;
  // One AUX_ADV_IND has to hold all of it. 7.8.57.
  wire::ll::ExtendedAdvertisement fields{.advertiser = wire::Address{},
                                         .info = wire::ll::AdvertisingDataInfo{}};
  if (content_.parameters.has(hci::property_directed)) fields.target = wire::Address{};
  if (content_.parameters.has(hci::property_tx_power)) fields.tx_power_dbm = std::int8_t{0};
  return wire::ll::extended_payload_max - fields.size();
}

ErrorCode AdvertisingSet::set_data(Part part, hci::DataOperation operation, Bytes data) {
  using Operation = hci::DataOperation;
  auto& held = part == Part::data ? content_.data : content_.scan_response;
  bool& complete = part == Part::data ? data_is_complete_ : scan_response_is_complete_;
  const bool whole = operation == Operation::complete || operation == Operation::unchanged;
  if (operation > Operation::unchanged) return ErrorCode::invalid_command_parameters;
  if (operation == Operation::unchanged &&
      (!is_enabled() || held.empty() || is_legacy() || !data.empty()))
    return ErrorCode::invalid_command_parameters;
  if (!whole && (is_legacy() || data.empty())) return ErrorCode::invalid_command_parameters;
  if (!whole && is_enabled()) return ErrorCode::command_disallowed;
  const bool anew = operation == Operation::first || operation == Operation::complete;
  if (is_legacy() && data.size() > hci::legacy_data_max)
    return ErrorCode::invalid_command_parameters;
  if ((anew ? 0 : held.size()) + data.size() > hci::extended_data_max) {
    held.clear();
    return ErrorCode::memory_capacity_exceeded;
  }
  if (is_enabled() && data.size() > data_limit(part)) return ErrorCode::packet_too_long;
  if (anew) held.clear();
  held.insert(held.end(), data.begin(), data.end());
  complete = whole || operation == Operation::last;
  if (part == Part::data)
    legacy_.set_data(held);
  else
    legacy_.set_scan_response(held);
  // 2.3.4.4: other data, another DID.
  const auto step = static_cast<std::uint16_t>(1 + radio_.random() % 0xffe);
  content_.did = static_cast<std::uint16_t>((content_.did + step) & 0x0fff);
  return ErrorCode::success;
}

ErrorCode AdvertisingSet::check(const AdvertisingActivity::Limits& limits) const {
  const auto& parameters = content_.parameters;
  if (!data_is_complete_ || !scan_response_is_complete_) return ErrorCode::command_disallowed;
  const bool random = parameters.own_address_type == AddressType::random_device ||
                      parameters.own_address_type == AddressType::random_identity;
  if (random && !has_random_address_) return ErrorCode::invalid_command_parameters;
  constexpr Duration high_duty_max = Duration::milliseconds(1280);
  if (parameters.has(hci::property_high_duty) &&
      (limits.duration == Duration::zero() || limits.duration > high_duty_max))
    return ErrorCode::invalid_command_parameters;
  if (!is_legacy() && parameters.has(hci::property_scannable) && content_.scan_response.empty())
    return ErrorCode::command_disallowed;
  const bool fits = content_.data.size() <= data_limit(Part::data) &&
                    content_.scan_response.size() <= data_limit(Part::scan_response);
  return fits ? ErrorCode::success : ErrorCode::packet_too_long;
}

ErrorCode AdvertisingSet::enable(const AdvertisingActivity::Limits& limits) {
  return is_legacy() ? legacy_.enable(limits) : extended_.enable(limits);
}

void AdvertisingSet::disable() {
  legacy_.disable();
  extended_.disable();
}

bool AdvertisingSets::is_any_enabled() const {
  return std::any_of(sets_.begin(), sets_.end(), [](const auto& set) { return set->is_enabled(); });
}

bool AdvertisingSets::uses_accept_list() const {
  return std::any_of(sets_.begin(), sets_.end(),
                     [](const auto& set) { return set->uses_accept_list(); });
}

AdvertisingSet* AdvertisingSets::find(hci::AdvertisingHandle handle) const {
  for (const auto& set : sets_)
    if (set->handle() == handle) return set.get();
  return nullptr;
}

AdvertisingSet* AdvertisingSets::find_or_make(hci::AdvertisingHandle handle) {
  if (AdvertisingSet* set = find(handle)) return set;
  if (sets_.size() == capacity_) return nullptr;
  return sets_
      .emplace_back(std::make_unique<AdvertisingSet>(handle, scheduler_, host_, accept_list_,
                                                     resolving_list_, links_))
      .get();
}

void AdvertisingSets::remove(const AdvertisingSet& set) {
  std::erase_if(sets_, [&](const auto& other) { return other.get() == &set; });
}

void AdvertisingSets::disable_all() {
  for (const auto& set : sets_)
    set->disable();
}

}  // namespace westwind::controller
