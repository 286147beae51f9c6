// HCI commands of the resolving list. Vol 4 Part E 7.8.38-7.8.45, 7.8.77.
#include "controller/commands.hpp"

namespace westwind::controller::commands {
namespace hci = wire::hci;
using hci::ErrorCode;

namespace {

bool is_identity(const wire::DeviceAddress& device) {
  return device.type <= wire::AddressType::random_device;
}

/// Not while somebody goes by the list.
bool is_list_in_use(const Parts& parts) {
  return parts.resolving_list.is_enabled() && parts.is_on_advertising_channels();
}

ErrorCode check_change(const Parts& parts, const wire::DeviceAddress& identity) {
  if (is_list_in_use(parts)) return ErrorCode::command_disallowed;
  return is_identity(identity) ? ErrorCode::success : ErrorCode::invalid_command_parameters;
}

hci::ResolvableAddressReply address_reply(const std::optional<wire::Address>& address) {
  if (!address) return {ErrorCode::unknown_connection_identifier, {}};
  return {ErrorCode::success, *address};
}

}  // namespace

Reply<hci::LeAddDeviceToResolvingList> le_add_to_resolving_list(
    Parts& parts, const hci::LeAddDeviceToResolvingList& command) {
  const ErrorCode allowed = check_change(parts, command.identity);
  return {allowed == ErrorCode::success ? parts.resolving_list.add(command) : allowed};
}

Reply<hci::LeRemoveDeviceFromResolvingList> le_remove_from_resolving_list(
    Parts& parts, const hci::LeRemoveDeviceFromResolvingList& command) {
  const ErrorCode allowed = check_change(parts, command.identity);
  return {allowed == ErrorCode::success ? parts.resolving_list.remove(command.identity) : allowed};
}

Reply<hci::LeClearResolvingList> le_clear_resolving_list(Parts& parts,
                                                         const hci::LeClearResolvingList&) {
  if (is_list_in_use(parts)) return {ErrorCode::command_disallowed};
  parts.resolving_list.clear();
  return {ErrorCode::success};
}

Reply<hci::LeReadResolvingListSize> le_read_resolving_list_size(
    Parts& parts, const hci::LeReadResolvingListSize&) {
  return {ErrorCode::success, parts.resolving_list.capacity()};
}

Reply<hci::LeReadPeerResolvableAddress> le_read_peer_resolvable_address(
    Parts& parts, const hci::LeReadPeerResolvableAddress& command) {
  if (!is_identity(command.identity)) return {ErrorCode::invalid_command_parameters, {}};
  return address_reply(parts.resolving_list.peer_address(command.identity));
}

Reply<hci::LeReadLocalResolvableAddress> le_read_local_resolvable_address(
    Parts& parts, const hci::LeReadLocalResolvableAddress& command) {
  if (!is_identity(command.identity)) return {ErrorCode::invalid_command_parameters, {}};
  return address_reply(parts.resolving_list.local_address(command.identity));
}

Reply<hci::LeSetAddressResolutionEnable> le_set_address_resolution_enable(
    Parts& parts, const hci::LeSetAddressResolutionEnable& command) {
  if (command.enable > 1) return {ErrorCode::invalid_command_parameters};
  if (parts.is_on_advertising_channels()) return {ErrorCode::command_disallowed};
  parts.resolving_list.enable(command.enable == 1);
  return {ErrorCode::success};
}

Reply<hci::LeSetResolvablePrivateAddressTimeout> le_set_resolvable_address_timeout(
    Parts& parts, const hci::LeSetResolvablePrivateAddressTimeout& command) {
  if (command.timeout_s < 1 || command.timeout_s > 3600)
    return {ErrorCode::invalid_command_parameters};
  parts.resolving_list.set_timeout(Duration::seconds(command.timeout_s));
  return {ErrorCode::success};
}

Reply<hci::LeSetPrivacyMode> le_set_privacy_mode(Parts& parts,
                                                 const hci::LeSetPrivacyMode& command) {
  if (command.mode > hci::PrivacyMode::device) return {ErrorCode::invalid_command_parameters};
  const ErrorCode allowed = check_change(parts, command.identity);
  if (allowed != ErrorCode::success) return {allowed};
  return {parts.resolving_list.set_mode(command.identity, command.mode)};
}

}  // namespace westwind::controller::commands
