// HCI commands for extended advertising, scanning and initiating. Vol 4 Part
// E 7.8.52-7.8.60, 7.8.64-7.8.66.
#include <bit>

#include "controller/commands.hpp"

namespace westwind::controller::commands {
namespace hci = wire::hci;
using hci::ErrorCode;
using wire::AddressType;

namespace {
constexpr std::uint8_t bit_1m = 1, bit_2m = 2, bit_coded = 4;
/// Nothing but an entry for each PHY follows.
template <typename Entry>
bool has_entries(std::uint8_t phys, Bytes tail) {
  return tail.size() == static_cast<std::size_t>(std::popcount(phys)) * sizeof(Entry);
}
constexpr Duration slots_10ms(std::int64_t count) { return Duration::milliseconds(count * 10); }

ErrorCode set_data(Parts& parts, AdvertisingSet::Part part, hci::AdvertisingHandle handle,
                   hci::DataOperation operation, std::uint8_t length, Bytes data) {
  if (length != data.size() || length > hci::extended_fragment_max)
    return ErrorCode::invalid_command_parameters;
  AdvertisingSet* set = parts.advertising_sets.find(handle);
  if (set == nullptr) return ErrorCode::unknown_advertising_identifier;
  return set->set_data(part, operation, data);
}

bool is_window(std::uint16_t interval, std::uint16_t window) {
  return window >= 0x0004 && window <= interval;
}
}  // namespace

Reply<hci::LeSetAdvertisingSetRandomAddress> le_set_advertising_set_random_address(
    Parts& parts, const hci::LeSetAdvertisingSetRandomAddress& command) {
  AdvertisingSet* set = parts.advertising_sets.find(command.handle);
  if (set == nullptr) return {ErrorCode::unknown_advertising_identifier};
  return {set->set_random_address(command.address)};
}

Reply<hci::LeSetExtendedAdvertisingParameters> le_set_extended_advertising_parameters(
    Parts& parts, const hci::LeSetExtendedAdvertisingParameters& command) {
  const std::int8_t power = parts.config.tx_power_dbm;
  if (command.handle > hci::advertising_handle_max)
    return {ErrorCode::invalid_command_parameters, power};
  const bool is_new = parts.advertising_sets.find(command.handle) == nullptr;
  AdvertisingSet* set = parts.advertising_sets.find_or_make(command.handle);
  if (set == nullptr) return {ErrorCode::memory_capacity_exceeded, power};
  const ErrorCode status = set->set_parameters(command);
  if (status != ErrorCode::success && is_new) parts.advertising_sets.remove(*set);
  return {status, power};
}

Reply<hci::LeSetExtendedAdvertisingData> le_set_extended_advertising_data(
    Parts& parts, const hci::LeSetExtendedAdvertisingData& command, Bytes data) {
  return {set_data(parts, AdvertisingSet::Part::data, command.handle, command.operation,
                   command.length, data)};
}

Reply<hci::LeSetExtendedScanResponseData> le_set_extended_scan_response_data(
    Parts& parts, const hci::LeSetExtendedScanResponseData& command, Bytes data) {
  if (command.operation == hci::DataOperation::unchanged)
    return {ErrorCode::invalid_command_parameters};
  return {set_data(parts, AdvertisingSet::Part::scan_response, command.handle, command.operation,
                   command.length, data)};
}

Reply<hci::LeSetExtendedAdvertisingEnable> le_set_extended_advertising_enable(
    Parts& parts, const hci::LeSetExtendedAdvertisingEnable& command, Bytes tail) {
  using Entry = hci::LeSetExtendedAdvertisingEnable::Entry;
  if (command.enable > 1 || tail.size() != command.count * sizeof(Entry))
    return {ErrorCode::invalid_command_parameters};
  const Entries<Entry> entries = Reader(tail).entries<Entry>();
  if (command.count == 0) {
    if (command.enable == 1) return {ErrorCode::invalid_command_parameters};
    parts.advertising_sets.disable_all();
    return {ErrorCode::success};
  }
  // All of it or nothing.
  std::array<bool, 256> named{};
  for (const Entry entry : entries) {
    if (std::exchange(named[entry.handle], true)) return {ErrorCode::invalid_command_parameters};
    const AdvertisingSet* set = parts.advertising_sets.find(entry.handle);
    if (set == nullptr) return {ErrorCode::unknown_advertising_identifier};
    if (command.enable == 0) continue;
    const ErrorCode status = set->check({slots_10ms(entry.duration_10ms), entry.events_max});
    if (status != ErrorCode::success) return {status};
  }
  for (const Entry entry : entries) {
    AdvertisingSet& set = *parts.advertising_sets.find(entry.handle);
    if (command.enable == 0) {
      set.disable();
      continue;
    }
    const ErrorCode status = set.enable({slots_10ms(entry.duration_10ms), entry.events_max});
    if (status != ErrorCode::success) return {status};
  }
  return {ErrorCode::success};
}

Reply<hci::LeReadMaximumAdvertisingDataLength> le_read_maximum_advertising_data_length(
    Parts&, const hci::LeReadMaximumAdvertisingDataLength&) {
  return {ErrorCode::success, hci::extended_data_max};
}

Reply<hci::LeReadNumberOfSupportedAdvertisingSets> le_read_number_of_advertising_sets(
    Parts& parts, const hci::LeReadNumberOfSupportedAdvertisingSets&) {
  return {ErrorCode::success, parts.advertising_sets.capacity()};
}

Reply<hci::LeRemoveAdvertisingSet> le_remove_advertising_set(
    Parts& parts, const hci::LeRemoveAdvertisingSet& command) {
  const AdvertisingSet* set = parts.advertising_sets.find(command.handle);
  if (set == nullptr) return {ErrorCode::unknown_advertising_identifier};
  if (set->is_enabled()) return {ErrorCode::command_disallowed};
  parts.advertising_sets.remove(*set);
  return {ErrorCode::success};
}

Reply<hci::LeClearAdvertisingSets> le_clear_advertising_sets(Parts& parts,
                                                             const hci::LeClearAdvertisingSets&) {
  if (parts.advertising_sets.is_any_enabled()) return {ErrorCode::command_disallowed};
  parts.advertising_sets.clear();
  return {ErrorCode::success};
}

Reply<hci::LeSetExtendedScanParameters> le_set_extended_scan_parameters(
    Parts& parts, const hci::LeSetExtendedScanParameters& command, Bytes tail) {
  using Entry = hci::LeSetExtendedScanParameters::Entry;
  if (parts.scanner.is_enabled()) return {ErrorCode::command_disallowed};
  if (!has_entries<Entry>(command.phys, tail)) return {ErrorCode::invalid_command_parameters};
  if ((command.phys & ~(bit_1m | bit_coded)) != 0)
    return {ErrorCode::unsupported_feature_or_parameter_value};
  if (command.phys == 0 || command.filter_policy > 3 ||
      command.own_address_type > AddressType::random_identity)
    return {ErrorCode::invalid_command_parameters};
  ScanParameters parameters{.own_address_type = command.own_address_type,
                            .filter_policy = command.filter_policy,
                            .on_1m = std::nullopt,
                            .extended = true};
  Reader reader(tail);
  for (const std::uint8_t bit : {bit_1m, bit_coded}) {
    if ((command.phys & bit) == 0) continue;
    const auto entry = reader.take<Entry>();
    if (!entry || entry->active > 1 || !is_window(entry->interval_625us, entry->window_625us))
      return {ErrorCode::invalid_command_parameters};
    (bit == bit_1m ? parameters.on_1m : parameters.on_coded) =
        ScanParameters::OnPhy{entry->active == 1, entry->interval_625us, entry->window_625us};
  }
  parts.scanner.set_parameters(parameters);
  return {ErrorCode::success};
}

Reply<hci::LeSetExtendedScanEnable> le_set_extended_scan_enable(
    Parts& parts, const hci::LeSetExtendedScanEnable& command) {
  if (command.enable > 1 || command.filter_duplicates > 2)
    return {ErrorCode::invalid_command_parameters};
  if (command.enable == 0) {
    parts.scanner.disable();
    return {ErrorCode::success};
  }
  const Duration duration = slots_10ms(command.duration_10ms);
  const Duration period = Duration::milliseconds(std::int64_t{command.period_1280ms} * 1280);
  const bool repeats = duration != Duration::zero() && period != Duration::zero();
  if (repeats && duration >= period) return {ErrorCode::invalid_command_parameters};
  const bool anew = command.filter_duplicates == 2;
  if (anew && !repeats) return {ErrorCode::invalid_command_parameters};
  return {parts.scanner.enable(command.filter_duplicates != 0,
                               {duration, repeats ? period : Duration::zero(), anew})};
}

Started le_extended_create_connection(Parts& parts, const hci::LeExtendedCreateConnection& command,
                                      Bytes tail) {
  using Entry = hci::LeExtendedCreateConnection::Entry;
  if (!has_entries<Entry>(command.phys, tail)) return {ErrorCode::invalid_command_parameters};
  if ((command.phys & ~(bit_1m | bit_2m | bit_coded)) != 0)
    return {ErrorCode::unsupported_feature_or_parameter_value};
  const bool scans = (command.phys & (bit_1m | bit_coded)) != 0;
  if (!scans || command.filter_policy > 1 ||
      command.own_address_type > AddressType::random_identity ||
      (command.filter_policy == 0 && command.peer.type > AddressType::random_identity))
    return {ErrorCode::invalid_command_parameters};
  InitiatingParameters parameters{.filter_policy = command.filter_policy,
                                  .peer = command.peer,
                                  .own_address_type = command.own_address_type,
                                  .extended = true};
  Reader reader(tail);
  for (const std::uint8_t bit : {bit_1m, bit_2m, bit_coded}) {
    if ((command.phys & bit) == 0) continue;
    const auto entry = reader.take<Entry>();
    if (!entry || !entry->parameters.is_valid() ||
        entry->event_length_min_625us > entry->event_length_max_625us ||
        (bit != bit_2m && !is_window(entry->scan_interval_625us, entry->scan_window_625us)))
      return {ErrorCode::invalid_command_parameters};
    auto& on_phy = bit == bit_1m   ? parameters.on_1m
                   : bit == bit_2m ? parameters.on_2m
                                   : parameters.on_coded;
    on_phy = InitiatingParameters::OnPhy{entry->scan_interval_625us, entry->scan_window_625us,
                                         entry->parameters};
  }
  return {parts.initiator.start(parameters)};
}

}  // namespace westwind::controller::commands
