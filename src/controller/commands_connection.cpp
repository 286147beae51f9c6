// HCI commands for connections. Vol 4 Part E 7.1, 7.3.93, 7.3.94, 7.8.12-7.8.46.
#include "controller/commands.hpp"

namespace westwind::controller::commands {
namespace hci = wire::hci;
namespace ll = wire::ll;
using hci::ErrorCode;
using wire::AddressType;

namespace {
/// 7.1.6
bool is_disconnect_reason(ErrorCode reason) {
  constexpr auto pairing_with_unit_key_not_supported = static_cast<ErrorCode>(0x29);
  if (reason == pairing_with_unit_key_not_supported) return true;
  switch (reason) {
  case ErrorCode::authentication_failure:
  case ErrorCode::remote_user_terminated_connection:
  case ErrorCode::remote_low_resources:
  case ErrorCode::remote_power_off:
  case ErrorCode::unsupported_remote_feature:
  case ErrorCode::unacceptable_connection_parameters: return true;
  default: return false;
  }
}

bool is_valid(const hci::LeCreateConnection& command) {
  return command.scan_window_625us >= 0x0004 && command.scan_interval_625us <= 0x4000 &&
         command.scan_window_625us <= command.scan_interval_625us && command.filter_policy <= 1 &&
         static_cast<std::uint8_t>(command.own_address_type) <= 3 &&
         (command.filter_policy == 1 || static_cast<std::uint8_t>(command.peer.type) <= 3) &&
         command.parameters.is_valid() &&
         command.event_length_min_625us <= command.event_length_max_625us;
}
}  // namespace

Started disconnect(Parts& parts, const hci::Disconnect& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier};
  if (!is_disconnect_reason(command.reason)) return {ErrorCode::invalid_command_parameters};
  if (!link->procedures().terminate(command.reason, parts.scheduler.now()))
    return {ErrorCode::command_disallowed};
  link->wake_up();
  return {ErrorCode::success};
}

Started read_remote_version(Parts& parts, const hci::ReadRemoteVersionInformation& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier};
  link->procedures().read_remote_version(parts.scheduler.now());
  link->wake_up();
  return {ErrorCode::success};
}

Reply<hci::ReadAuthenticatedPayloadTimeout> read_authenticated_payload_timeout(
    Parts& parts, const hci::ReadAuthenticatedPayloadTimeout& command) {
  const Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle, 0};
  return {ErrorCode::success, command.handle, link->authenticated_payload_timeout_10ms()};
}

Reply<hci::WriteAuthenticatedPayloadTimeout> write_authenticated_payload_timeout(
    Parts& parts, const hci::WriteAuthenticatedPayloadTimeout& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle};
  const EventParameters& parameters = link->state().timing.parameters();
  const Duration timeout = Duration::milliseconds(std::int64_t{command.timeout_10ms} * 10);
  if (timeout < parameters.interval() * (parameters.latency + 1))
    return {ErrorCode::invalid_command_parameters, command.handle};
  link->set_authenticated_payload_timeout(command.timeout_10ms);
  return {ErrorCode::success, command.handle};
}

Started le_create_connection(Parts& parts, const hci::LeCreateConnection& command) {
  if (!is_valid(command)) return {ErrorCode::invalid_command_parameters};
  return {parts.initiator.start(
      {.filter_policy = command.filter_policy,
       .peer = command.peer,
       .own_address_type = command.own_address_type,
       .on_1m = InitiatingParameters::OnPhy{command.scan_interval_625us, command.scan_window_625us,
                                            command.parameters}})};
}

Reply<hci::LeCreateConnectionCancel> le_create_connection_cancel(
    Parts& parts, const hci::LeCreateConnectionCancel&) {
  return {parts.initiator.cancel() ? ErrorCode::success : ErrorCode::command_disallowed};
}

Started le_connection_update(Parts& parts, const hci::LeConnectionUpdate& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier};
  if (!command.parameters.is_valid() ||
      command.event_length_min_625us > command.event_length_max_625us)
    return {ErrorCode::invalid_command_parameters};
  const ErrorCode status =
      link->procedures().update_parameters(command.parameters, parts.scheduler.now());
  link->wake_up();
  return {status};
}

Reply<hci::LeSetHostChannelClassification> le_set_host_channel_classification(
    Parts& parts, const hci::LeSetHostChannelClassification& command) {
  const ll::ChannelMap map(command.channel_map);
  if (!map.is_usable()) return {ErrorCode::invalid_command_parameters};
  parts.links.set_host_channel_map(map, parts.scheduler.now());
  return {ErrorCode::success};
}

Reply<hci::LeReadChannelMap> le_read_channel_map(Parts& parts,
                                                 const hci::LeReadChannelMap& command) {
  const Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle, {}};
  return {ErrorCode::success, command.handle, link->state().timing.channel_map().octets()};
}

Started le_read_remote_features(Parts& parts, const hci::LeReadRemoteFeatures& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier};
  link->procedures().read_remote_features(parts.scheduler.now());
  link->wake_up();
  return {ErrorCode::success};
}

Reply<hci::LeRemoteConnectionParameterRequestReply> le_parameter_request_reply(
    Parts& parts, const hci::LeRemoteConnectionParameterRequestReply& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle};
  if (!command.parameters.is_valid() ||
      command.event_length_min_625us > command.event_length_max_625us)
    return {ErrorCode::invalid_command_parameters, command.handle};
  if (!link->procedures().accept_parameters(command.parameters, parts.scheduler.now()))
    return {ErrorCode::command_disallowed, command.handle};
  link->wake_up();
  return {ErrorCode::success, command.handle};
}

Reply<hci::LeRemoteConnectionParameterRequestNegativeReply> le_parameter_request_refusal(
    Parts& parts, const hci::LeRemoteConnectionParameterRequestNegativeReply& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle};
  if (!link->procedures().reject_parameters(command.reason))
    return {ErrorCode::command_disallowed, command.handle};
  link->wake_up();
  return {ErrorCode::success, command.handle};
}

Reply<hci::LeSetDataLength> le_set_data_length(Parts& parts, const hci::LeSetDataLength& command) {
  Link* link = parts.links.find(command.handle);
  if (link == nullptr) return {ErrorCode::unknown_connection_identifier, command.handle};
  if (!DataLengths::is_askable(command.tx_octets, command.tx_time_us))
    return {ErrorCode::invalid_command_parameters, command.handle};
  link->lengths().want({command.tx_octets, command.tx_time_us});
  link->procedures().update_lengths(parts.scheduler.now());
  link->wake_up();
  return {ErrorCode::success, command.handle};
}

Reply<hci::LeReadSuggestedDefaultDataLength> le_read_suggested_data_length(
    Parts& parts, const hci::LeReadSuggestedDefaultDataLength&) {
  const DataLimit& limit = parts.links.suggested_data_limit();
  return {ErrorCode::success, limit.octets, limit.time_us};
}

Reply<hci::LeWriteSuggestedDefaultDataLength> le_write_suggested_data_length(
    Parts& parts, const hci::LeWriteSuggestedDefaultDataLength& command) {
  if (!DataLengths::is_askable(command.tx_octets, command.tx_time_us))
    return {ErrorCode::invalid_command_parameters};
  parts.links.suggest_data_limit({command.tx_octets, command.tx_time_us});
  return {ErrorCode::success};
}

Reply<hci::LeReadMaximumDataLength> le_read_maximum_data_length(
    Parts& parts, const hci::LeReadMaximumDataLength&) {
  const DataLimit limit = DataLengths::supported(parts.links.has(hci::LeFeature::coded_phy));
  return {ErrorCode::success, limit.octets, limit.time_us, limit.octets, limit.time_us};
}

}  // namespace westwind::controller::commands
