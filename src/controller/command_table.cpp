// The table of HCI commands and what follows from it.
#include "controller/command_table.hpp"

#include "controller/features.hpp"

namespace westwind::controller {
namespace hci = wire::hci;

namespace {
template <typename Handler>
struct Signature;
template <typename R, typename C>
struct Signature<R (*)(Parts&, const C&)> {
  using Command = C;
  using Result = R;
  static constexpr bool is_variable = false;
};
/// With the octets behind the fixed part.
template <typename R, typename C>
struct Signature<R (*)(Parts&, const C&, Bytes)> {
  using Command = C;
  using Result = R;
  static constexpr bool is_variable = true;
};

/// Where a command stands in Supported Commands.
struct MapPlace {
  std::uint8_t octet;
  std::uint8_t bit;
};
// Read Local Supported Commands needs no bit: who asks has it. Vol 4 Part E 6.27.
constexpr MapPlace no_place{0xff, 0};

template <auto Handler>
void run(Parts& parts, Bytes parameters, MutableBytes reply) {
  using C = typename Signature<decltype(Handler)>::Command;
  C command{};
  Reader reader(parameters);
  if constexpr (!std::is_empty_v<C>) command = *reader.take<C>();
  if constexpr (Signature<decltype(Handler)>::is_variable)
    copy_bytes(reply, octets_of(Handler(parts, command, reader.rest())));
  else
    copy_bytes(reply, octets_of(Handler(parts, command)));
}

template <auto Handler>
constexpr CommandEntry entry(MapPlace place, FeatureProfile since = FeatureProfile::core_4_2,
                             std::uint64_t features = 0,
                             Parts::Dialect dialect = Parts::Dialect::undecided) {
  using C = typename Signature<decltype(Handler)>::Command;
  using R = typename Signature<decltype(Handler)>::Result;
  constexpr bool status_only = std::is_same_v<R, commands::Started>;
  constexpr bool has_handle = requires(R reply) { reply.handle; };
  constexpr std::size_t parameters = std::is_empty_v<C> ? 0 : sizeof(C);
  return {C::opcode,
          parameters,
          status_only ? 0 : sizeof(R),
          Signature<decltype(Handler)>::is_variable,
          has_handle,
          place.octet,
          place.bit,
          since,
          features,
          dialect,
          &run<Handler>};
}
/// One of the commands that extended ones stand against.
template <auto Handler>
constexpr CommandEntry legacy(MapPlace place, std::uint64_t features = 0) {
  return entry<Handler>(place, FeatureProfile::core_4_2, features, Parts::Dialect::legacy);
}
template <auto Handler>
constexpr CommandEntry extended(MapPlace place) {
  return entry<Handler>(place, FeatureProfile::core_5,
                        hci::feature_bit(hci::LeFeature::extended_advertising),
                        Parts::Dialect::extended);
}

constexpr FeatureProfile core_5 = FeatureProfile::core_5;
constexpr std::uint64_t parameter_requests =
    hci::feature_bit(hci::LeFeature::connection_parameters_request);
constexpr std::uint64_t encryption = hci::feature_bit(hci::LeFeature::encryption);
constexpr std::uint64_t filter_policies =
    hci::feature_bit(hci::LeFeature::extended_scanner_filter_policies);
constexpr std::uint64_t privacy = hci::feature_bit(hci::LeFeature::ll_privacy);
constexpr std::uint64_t phys =
    hci::feature_bit(hci::LeFeature::phy_2m) | hci::feature_bit(hci::LeFeature::coded_phy);
constexpr std::uint64_t long_packets =
    hci::feature_bit(hci::LeFeature::data_packet_length_extension);

constexpr CommandEntry table[] = {
    entry<&commands::disconnect>({0, 5}),
    entry<&commands::read_remote_version>({2, 7}),
    entry<&commands::set_event_mask>({5, 6}),
    entry<&commands::reset>({5, 7}),
    entry<&commands::read_transmit_power_level>({10, 2}),
    entry<&commands::set_flow_control>({10, 5}),
    entry<&commands::host_buffer_size>({10, 6}),
    entry<&commands::read_local_version>({14, 3}),
    entry<&commands::read_local_commands>(no_place),
    entry<&commands::read_local_features>({14, 5}),
    entry<&commands::read_buffer_size>({14, 7}),
    entry<&commands::read_bd_addr>({15, 1}),
    entry<&commands::read_rssi>({15, 5}),
    entry<&commands::set_event_mask_page_2>({22, 2}),
    entry<&commands::read_le_host_support>({24, 5}),
    entry<&commands::write_le_host_support>({24, 6}),
    entry<&commands::le_set_event_mask>({25, 0}),
    entry<&commands::le_read_buffer_size>({25, 1}),
    entry<&commands::le_read_local_features>({25, 2}),
    entry<&commands::le_set_random_address>({25, 4}),
    legacy<&commands::le_set_advertising_parameters>({25, 5}),
    legacy<&commands::le_read_advertising_tx_power>({25, 6}),
    legacy<&commands::le_set_advertising_data>({25, 7}),
    legacy<&commands::le_set_scan_response_data>({26, 0}),
    legacy<&commands::le_set_advertising_enable>({26, 1}),
    legacy<&commands::le_set_scan_parameters>({26, 2}, filter_policies),
    legacy<&commands::le_set_scan_enable>({26, 3}),
    legacy<&commands::le_create_connection>({26, 4}),
    entry<&commands::le_create_connection_cancel>({26, 5}),
    entry<&commands::le_read_accept_list_size>({26, 6}),
    entry<&commands::le_clear_accept_list>({26, 7}),
    entry<&commands::le_add_to_accept_list>({27, 0}),
    entry<&commands::le_remove_from_accept_list>({27, 1}),
    entry<&commands::le_connection_update>({27, 2}),
    entry<&commands::le_set_host_channel_classification>({27, 3}),
    entry<&commands::le_read_channel_map>({27, 4}),
    entry<&commands::le_read_remote_features>({27, 5}),
    entry<&commands::le_encrypt>({27, 6}),
    entry<&commands::le_rand>({27, 7}),
    entry<&commands::le_enable_encryption>({28, 0}, FeatureProfile::core_4_2, encryption),
    entry<&commands::le_key_reply>({28, 1}, FeatureProfile::core_4_2, encryption),
    entry<&commands::le_key_refusal>({28, 2}, FeatureProfile::core_4_2, encryption),
    entry<&commands::le_read_supported_states>({28, 3}),
    entry<&commands::read_authenticated_payload_timeout>({32, 4}),
    entry<&commands::write_authenticated_payload_timeout>({32, 5}),
    entry<&commands::le_parameter_request_reply>({33, 4}, FeatureProfile::core_4_2,
                                                 parameter_requests),
    entry<&commands::le_parameter_request_refusal>({33, 5}, FeatureProfile::core_4_2,
                                                   parameter_requests),
    entry<&commands::le_set_data_length>({33, 6}, FeatureProfile::core_4_2, long_packets),
    entry<&commands::le_read_suggested_data_length>({33, 7}, FeatureProfile::core_4_2,
                                                    long_packets),
    entry<&commands::le_write_suggested_data_length>({34, 0}, FeatureProfile::core_4_2,
                                                     long_packets),
    entry<&commands::le_read_p256_key>({34, 1}, FeatureProfile::core_4_2),
    entry<&commands::le_generate_dh_key>({34, 2}, FeatureProfile::core_4_2),
    entry<&commands::le_add_to_resolving_list>({34, 3}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_remove_from_resolving_list>({34, 4}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_clear_resolving_list>({34, 5}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_read_resolving_list_size>({34, 6}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_read_peer_resolvable_address>({34, 7}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_read_local_resolvable_address>({35, 0}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_set_address_resolution_enable>({35, 1}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_set_resolvable_address_timeout>({35, 2}, FeatureProfile::core_4_2, privacy),
    entry<&commands::le_read_maximum_data_length>({35, 3}, FeatureProfile::core_4_2, long_packets),
    entry<&commands::le_read_phy>({35, 4}, core_5),
    entry<&commands::le_set_default_phy>({35, 5}, core_5, phys),
    entry<&commands::le_set_phy>({35, 6}, core_5, phys),
    extended<&commands::le_set_advertising_set_random_address>({36, 1}),
    extended<&commands::le_set_extended_advertising_parameters>({36, 2}),
    extended<&commands::le_set_extended_advertising_data>({36, 3}),
    extended<&commands::le_set_extended_scan_response_data>({36, 4}),
    extended<&commands::le_set_extended_advertising_enable>({36, 5}),
    extended<&commands::le_read_maximum_advertising_data_length>({36, 6}),
    extended<&commands::le_read_number_of_advertising_sets>({36, 7}),
    extended<&commands::le_remove_advertising_set>({37, 0}),
    extended<&commands::le_clear_advertising_sets>({37, 1}),
    extended<&commands::le_set_extended_scan_parameters>({37, 5}),
    extended<&commands::le_set_extended_scan_enable>({37, 6}),
    extended<&commands::le_extended_create_connection>({37, 7}),
    entry<&commands::le_read_transmit_power>({38, 7}, core_5),
    entry<&commands::le_set_privacy_mode>({39, 2}, core_5),
    entry<&commands::le_set_host_feature>({44, 1}, core_5),
};
// Host Number Of Completed Packets.
constexpr MapPlace host_number_of_completed_packets_place{10, 7};

constexpr bool all_replies_fit() {
  for (const CommandEntry& command : table)
    if (command.reply_length > reply_length_max) return false;
  return true;
}
static_assert(all_replies_fit());

void mark(Octets<64>& map, MapPlace place) {
  if (place.octet == no_place.octet) return;
  map[place.octet] = static_cast<std::uint8_t>(map[place.octet] | 1 << place.bit);
}
}  // namespace

const CommandEntry* find_command(hci::Opcode opcode, FeatureProfile profile) {
  for (const CommandEntry& command : table)
    if (command.opcode == opcode) return command.since <= profile ? &command : nullptr;
  return nullptr;
}

Octets<64> supported_commands(FeatureProfile profile) {
  Octets<64> map{};
  for (const CommandEntry& command : table)
    if (command.since <= profile) mark(map, {command.map_octet, command.map_bit});
  mark(map, host_number_of_completed_packets_place);
  return map;
}

std::uint64_t supported_features(FeatureProfile profile) {
  std::uint64_t features = link_layer_features(profile);
  for (const CommandEntry& command : table)
    if (command.since <= profile) features |= command.features;
  return features;
}

}  // namespace westwind::controller
