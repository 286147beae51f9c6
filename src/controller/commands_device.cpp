// HCI commands about the controller itself. Vol 4 Part E 7.3, 7.4, 7.5, and the device part of 7.8.
#include "controller/command_table.hpp"
#include "controller/commands.hpp"
#include "controller/features.hpp"

namespace westwind::controller::commands {
namespace hci = wire::hci;
using hci::ErrorCode;

namespace {
// LMP features: BR/EDR Not Supported, LE Supported (Controller). Vol 2 Part C 3.3.
constexpr std::uint64_t lmp_features = std::uint64_t{1} << 37 | std::uint64_t{1} << 38;
// Every state and combination of states of Vol 4 Part E 7.8.27.
constexpr std::uint64_t all_le_states = 0x3ff'ffff'ffff;
}  // namespace

Reply<hci::SetEventMask> set_event_mask(Parts& parts, const hci::SetEventMask& command) {
  parts.host.set_event_mask(command.mask);
  return {ErrorCode::success};
}

Reply<hci::SetEventMaskPage2> set_event_mask_page_2(Parts& parts,
                                                    const hci::SetEventMaskPage2& command) {
  parts.host.set_event_mask_page_2(command.mask);
  return {ErrorCode::success};
}

Reply<hci::LeSetEventMask> le_set_event_mask(Parts& parts, const hci::LeSetEventMask& command) {
  parts.host.set_le_event_mask(command.mask);
  return {ErrorCode::success};
}

Reply<hci::Reset> reset(Parts& parts, const hci::Reset&) {
  parts.reset();
  return {ErrorCode::success};
}

Reply<hci::ReadTransmitPowerLevel> read_transmit_power_level(
    Parts& parts, const hci::ReadTransmitPowerLevel& command) {
  if (command.type > 1) return {ErrorCode::invalid_command_parameters, command.handle, 0};
  if (parts.links.find(command.handle) == nullptr)
    return {ErrorCode::unknown_connection_identifier, command.handle, 0};
  return {ErrorCode::success, command.handle, parts.config.tx_power_dbm};
}

Reply<hci::SetControllerToHostFlowControl> set_flow_control(
    Parts& parts, const hci::SetControllerToHostFlowControl& command) {
  if (command.enable > 1) return {ErrorCode::invalid_command_parameters};  // no synchronous data
  if (parts.links.is_any_open()) return {ErrorCode::command_disallowed};
  parts.host.set_acl_flow_control(command.enable == 1);
  return {ErrorCode::success};
}

Reply<hci::HostBufferSize> host_buffer_size(Parts& parts, const hci::HostBufferSize& command) {
  if (command.acl_length == 0 || command.acl_count == 0)
    return {ErrorCode::invalid_command_parameters};
  if (parts.links.is_any_open()) return {ErrorCode::command_disallowed};
  parts.host.set_host_buffers(command.acl_length, command.acl_count);
  return {ErrorCode::success};
}

void host_number_of_completed_packets(Parts& parts, Bytes parameters) {
  Reader reader(parameters);
  if (!reader.take<hci::NumberOfCompletedPackets>()) return;
  for (const auto entry : reader.entries<hci::NumberOfCompletedPackets::Entry>())
    if (Link* link = parts.links.find(entry.handle)) link->acl_returned(entry.packets);
}

Reply<hci::ReadLeHostSupport> read_le_host_support(Parts& parts, const hci::ReadLeHostSupport&) {
  return {ErrorCode::success, parts.le_host_support, 0};
}

Reply<hci::WriteLeHostSupport> write_le_host_support(Parts& parts,
                                                     const hci::WriteLeHostSupport& command) {
  if (command.supported > 1) return {ErrorCode::invalid_command_parameters};
  parts.le_host_support = command.supported == 1;
  return {ErrorCode::success};
}

Reply<hci::ReadLocalVersionInformation> read_local_version(
    Parts& parts, const hci::ReadLocalVersionInformation&) {
  const std::uint8_t version = version_number(parts.config.profile);
  return {ErrorCode::success, version, subversion, version, parts.config.company_identifier,
          subversion};
}

Reply<hci::ReadLocalSupportedCommands> read_local_commands(Parts& parts,
                                                           const hci::ReadLocalSupportedCommands&) {
  return {ErrorCode::success, supported_commands(parts.config.profile)};
}

Reply<hci::ReadLocalSupportedFeatures> read_local_features(Parts&,
                                                           const hci::ReadLocalSupportedFeatures&) {
  return {ErrorCode::success, lmp_features};
}

Reply<hci::ReadBufferSize> read_buffer_size(Parts&, const hci::ReadBufferSize&) {
  return {ErrorCode::success, 0, 0, 0, 0};  // those of LE are its own, see LE Read Buffer Size
}

Reply<hci::ReadBdAddr> read_bd_addr(Parts& parts, const hci::ReadBdAddr&) {
  return {ErrorCode::success, parts.config.public_address};
}

Reply<hci::ReadRssi> read_rssi(Parts& parts, const hci::ReadRssi& command) {
  const Link* link = parts.links.find(command.handle);
  if (link == nullptr)
    return {ErrorCode::unknown_connection_identifier, command.handle, hci::rssi_not_available};
  return {ErrorCode::success, command.handle, link->rssi_dbm()};
}

Reply<hci::LeReadBufferSize> le_read_buffer_size(Parts& parts, const hci::LeReadBufferSize&) {
  return {ErrorCode::success, parts.config.acl_data_length, parts.config.acl_buffers};
}

Reply<hci::LeReadLocalSupportedFeatures> le_read_local_features(
    Parts& parts, const hci::LeReadLocalSupportedFeatures&) {
  return {ErrorCode::success, supported_features(parts.config.profile)};
}

Reply<hci::LeRand> le_rand(Parts& parts, const hci::LeRand&) {
  return {ErrorCode::success, octets_of(Le64(parts.scheduler.radio().random()))};
}

Reply<hci::LeReadSupportedStates> le_read_supported_states(Parts&,
                                                           const hci::LeReadSupportedStates&) {
  return {ErrorCode::success, all_le_states};
}

Reply<hci::LeReadTransmitPower> le_read_transmit_power(Parts& parts,
                                                       const hci::LeReadTransmitPower&) {
  return {ErrorCode::success, parts.config.tx_power_dbm, parts.config.tx_power_dbm};
}

/// None of the features here is for the host to promise (they are those of isochronous channels and
/// channel sounding), so no bit can be set. 7.8.115.
Reply<hci::LeSetHostFeature> le_set_host_feature(Parts& parts,
                                                 const hci::LeSetHostFeature& command) {
  if (command.value > 1) return {ErrorCode::invalid_command_parameters};
  if (parts.links.is_any_open()) return {ErrorCode::command_disallowed};
  return {ErrorCode::unsupported_feature_or_parameter_value};
}

}  // namespace westwind::controller::commands
