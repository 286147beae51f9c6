// HCI commands for advertising, scanning and the filter accept list. Vol 4 Part
// E 7.8.4-7.8.11, 7.8.14-7.8.17.
#include "controller/commands.hpp"

namespace westwind::controller::commands {
namespace hci = wire::hci;
using hci::ErrorCode;
using wire::AddressType;

namespace {
bool is_public_or_random(AddressType type) {
  return type == AddressType::public_device || type == AddressType::random_device;
}

bool is_own_address_type(AddressType type) { return type <= AddressType::random_identity; }

bool is_directed(hci::AdvertisingType type) {
  return type == hci::AdvertisingType::connectable_directed_high_duty ||
         type == hci::AdvertisingType::connectable_directed_low_duty;
}

bool is_valid(const hci::LeSetAdvertisingParameters& command) {
  const bool high_duty = command.type == hci::AdvertisingType::connectable_directed_high_duty;
  const std::uint16_t min = command.interval_min_625us;
  const std::uint16_t max = command.interval_max_625us;
  if (!high_duty && (min < 0x0020 || max > 0x4000 || min > max)) return false;
  if (command.type > hci::AdvertisingType::connectable_directed_low_duty) return false;
  if (!is_own_address_type(command.own_address_type)) return false;
  const bool names_peer =
      is_directed(command.type) || command.own_address_type > AddressType::random_device;
  if (names_peer && !is_public_or_random(command.peer.type)) return false;
  return command.channel_map != 0 && command.channel_map <= 7 && command.filter_policy <= 3;
}
}  // namespace

Reply<hci::LeSetRandomAddress> le_set_random_address(Parts& parts,
                                                     const hci::LeSetRandomAddress& command) {
  if (parts.is_on_advertising_channels()) return {ErrorCode::command_disallowed};
  parts.addresses.random_address = command.address;
  return {ErrorCode::success};
}

Reply<hci::LeSetAdvertisingParameters> le_set_advertising_parameters(
    Parts& parts, const hci::LeSetAdvertisingParameters& command) {
  if (parts.advertiser.is_enabled()) return {ErrorCode::command_disallowed};
  if (!is_valid(command)) return {ErrorCode::invalid_command_parameters};
  parts.advertiser.set_parameters(command);
  return {ErrorCode::success};
}

Reply<hci::LeReadAdvertisingPhysicalChannelTxPower> le_read_advertising_tx_power(
    Parts& parts, const hci::LeReadAdvertisingPhysicalChannelTxPower&) {
  return {ErrorCode::success, parts.config.tx_power_dbm};
}

Reply<hci::LeSetAdvertisingData> le_set_advertising_data(Parts& parts,
                                                         const hci::LeSetAdvertisingData& command) {
  if (command.length > command.data.size()) return {ErrorCode::invalid_command_parameters};
  parts.advertiser.set_data(Bytes(command.data).first(command.length));
  return {ErrorCode::success};
}

Reply<hci::LeSetScanResponseData> le_set_scan_response_data(
    Parts& parts, const hci::LeSetScanResponseData& command) {
  if (command.length > command.data.size()) return {ErrorCode::invalid_command_parameters};
  parts.advertiser.set_scan_response(Bytes(command.data).first(command.length));
  return {ErrorCode::success};
}

Reply<hci::LeSetAdvertisingEnable> le_set_advertising_enable(
    Parts& parts, const hci::LeSetAdvertisingEnable& command) {
  if (command.enable > 1) return {ErrorCode::invalid_command_parameters};
  if (command.enable == 1) return {parts.advertiser.enable()};
  parts.advertiser.disable();
  return {ErrorCode::success};
}

Reply<hci::LeSetScanParameters> le_set_scan_parameters(Parts& parts,
                                                       const hci::LeSetScanParameters& command) {
  if (parts.scanner.is_enabled()) return {ErrorCode::command_disallowed};
  if (command.active > 1 || command.filter_policy > 3 ||
      !is_own_address_type(command.own_address_type))
    return {ErrorCode::invalid_command_parameters};
  if (command.window_625us < 0x0004 || command.interval_625us > 0x4000 ||
      command.window_625us > command.interval_625us)
    return {ErrorCode::invalid_command_parameters};
  parts.scanner.set_parameters(
      {.own_address_type = command.own_address_type,
       .filter_policy = command.filter_policy,
       .on_1m = ScanParameters::OnPhy{command.active == 1, command.interval_625us,
                                      command.window_625us}});
  return {ErrorCode::success};
}

Reply<hci::LeSetScanEnable> le_set_scan_enable(Parts& parts, const hci::LeSetScanEnable& command) {
  if (command.enable > 1 || command.filter_duplicates > 1)
    return {ErrorCode::invalid_command_parameters};
  if (command.enable == 1) return {parts.scanner.enable(command.filter_duplicates == 1)};
  parts.scanner.disable();
  return {ErrorCode::success};
}

Reply<hci::LeReadFilterAcceptListSize> le_read_accept_list_size(
    Parts& parts, const hci::LeReadFilterAcceptListSize&) {
  return {ErrorCode::success, parts.accept_list.capacity()};
}

Reply<hci::LeClearFilterAcceptList> le_clear_accept_list(Parts& parts,
                                                         const hci::LeClearFilterAcceptList&) {
  if (parts.is_accept_list_in_use()) return {ErrorCode::command_disallowed};
  parts.accept_list.clear();
  return {ErrorCode::success};
}

Reply<hci::LeAddDeviceToFilterAcceptList> le_add_to_accept_list(
    Parts& parts, const hci::LeAddDeviceToFilterAcceptList& command) {
  if (parts.is_accept_list_in_use()) return {ErrorCode::command_disallowed};
  if (!is_public_or_random(command.device.type)) return {ErrorCode::invalid_command_parameters};
  const bool added = parts.accept_list.add(command.device);
  return {added ? ErrorCode::success : ErrorCode::memory_capacity_exceeded};
}

Reply<hci::LeRemoveDeviceFromFilterAcceptList> le_remove_from_accept_list(
    Parts& parts, const hci::LeRemoveDeviceFromFilterAcceptList& command) {
  if (parts.is_accept_list_in_use()) return {ErrorCode::command_disallowed};
  if (!is_public_or_random(command.device.type)) return {ErrorCode::invalid_command_parameters};
  parts.accept_list.remove(command.device);
  return {ErrorCode::success};
}

}  // namespace westwind::controller::commands
