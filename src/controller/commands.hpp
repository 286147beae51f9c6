// One handler for every HCI command that this controller has. Vol 4 Part E 7.
//
// A handler that returns the command's Reply is answered by Command Complete; one that returns
// Started, by Command Status. The answer leaves before any event that the handler causes.
// command_table.cpp lists them all.
#pragma once

#include "controller/parts.hpp"

namespace westwind::controller::commands {

struct Started {
  wire::hci::ErrorCode status;
};

template <wire::hci::Command C>
using Reply = typename C::Reply;

// Controller and baseband, informational, status. (commands_device.cpp)
Reply<wire::hci::SetEventMask> set_event_mask(Parts&, const wire::hci::SetEventMask&);
Reply<wire::hci::Reset> reset(Parts&, const wire::hci::Reset&);
Reply<wire::hci::ReadTransmitPowerLevel> read_transmit_power_level(
    Parts&, const wire::hci::ReadTransmitPowerLevel&);
Reply<wire::hci::SetControllerToHostFlowControl> set_flow_control(
    Parts&, const wire::hci::SetControllerToHostFlowControl&);
Reply<wire::hci::HostBufferSize> host_buffer_size(Parts&, const wire::hci::HostBufferSize&);
Reply<wire::hci::SetEventMaskPage2> set_event_mask_page_2(Parts&,
                                                          const wire::hci::SetEventMaskPage2&);
Reply<wire::hci::ReadLeHostSupport> read_le_host_support(Parts&,
                                                         const wire::hci::ReadLeHostSupport&);
Reply<wire::hci::WriteLeHostSupport> write_le_host_support(Parts&,
                                                           const wire::hci::WriteLeHostSupport&);
Reply<wire::hci::ReadLocalVersionInformation> read_local_version(
    Parts&, const wire::hci::ReadLocalVersionInformation&);
Reply<wire::hci::ReadLocalSupportedCommands> read_local_commands(
    Parts&, const wire::hci::ReadLocalSupportedCommands&);
Reply<wire::hci::ReadLocalSupportedFeatures> read_local_features(
    Parts&, const wire::hci::ReadLocalSupportedFeatures&);
Reply<wire::hci::ReadBufferSize> read_buffer_size(Parts&, const wire::hci::ReadBufferSize&);
Reply<wire::hci::ReadBdAddr> read_bd_addr(Parts&, const wire::hci::ReadBdAddr&);
Reply<wire::hci::ReadRssi> read_rssi(Parts&, const wire::hci::ReadRssi&);
Reply<wire::hci::LeSetEventMask> le_set_event_mask(Parts&, const wire::hci::LeSetEventMask&);
Reply<wire::hci::LeReadBufferSize> le_read_buffer_size(Parts&, const wire::hci::LeReadBufferSize&);
Reply<wire::hci::LeReadLocalSupportedFeatures> le_read_local_features(
    Parts&, const wire::hci::LeReadLocalSupportedFeatures&);
Reply<wire::hci::LeRand> le_rand(Parts&, const wire::hci::LeRand&);
Reply<wire::hci::LeReadSupportedStates> le_read_supported_states(
    Parts&, const wire::hci::LeReadSupportedStates&);
Reply<wire::hci::LeReadTransmitPower> le_read_transmit_power(Parts&,
                                                             const wire::hci::LeReadTransmitPower&);
Reply<wire::hci::LeSetHostFeature> le_set_host_feature(Parts&, const wire::hci::LeSetHostFeature&);
/// The one command without an answer: its parameters are a count and that many entries. 7.3.40.
void host_number_of_completed_packets(Parts&, Bytes parameters);

// Advertising, scanning, the accept list. (commands_advertising.cpp)
Reply<wire::hci::LeSetRandomAddress> le_set_random_address(Parts&,
                                                           const wire::hci::LeSetRandomAddress&);
Reply<wire::hci::LeSetAdvertisingParameters> le_set_advertising_parameters(
    Parts&, const wire::hci::LeSetAdvertisingParameters&);
Reply<wire::hci::LeReadAdvertisingPhysicalChannelTxPower> le_read_advertising_tx_power(
    Parts&, const wire::hci::LeReadAdvertisingPhysicalChannelTxPower&);
Reply<wire::hci::LeSetAdvertisingData> le_set_advertising_data(
    Parts&, const wire::hci::LeSetAdvertisingData&);
Reply<wire::hci::LeSetScanResponseData> le_set_scan_response_data(
    Parts&, const wire::hci::LeSetScanResponseData&);
Reply<wire::hci::LeSetAdvertisingEnable> le_set_advertising_enable(
    Parts&, const wire::hci::LeSetAdvertisingEnable&);
Reply<wire::hci::LeSetScanParameters> le_set_scan_parameters(Parts&,
                                                             const wire::hci::LeSetScanParameters&);
Reply<wire::hci::LeSetScanEnable> le_set_scan_enable(Parts&, const wire::hci::LeSetScanEnable&);
Reply<wire::hci::LeReadFilterAcceptListSize> le_read_accept_list_size(
    Parts&, const wire::hci::LeReadFilterAcceptListSize&);
Reply<wire::hci::LeClearFilterAcceptList> le_clear_accept_list(
    Parts&, const wire::hci::LeClearFilterAcceptList&);
Reply<wire::hci::LeAddDeviceToFilterAcceptList> le_add_to_accept_list(
    Parts&, const wire::hci::LeAddDeviceToFilterAcceptList&);
Reply<wire::hci::LeRemoveDeviceFromFilterAcceptList> le_remove_from_accept_list(
    Parts&, const wire::hci::LeRemoveDeviceFromFilterAcceptList&);

// Extended advertising, scanning and initiating. (commands_extended.cpp)
Reply<wire::hci::LeSetAdvertisingSetRandomAddress> le_set_advertising_set_random_address(
    Parts&, const wire::hci::LeSetAdvertisingSetRandomAddress&);
Reply<wire::hci::LeSetExtendedAdvertisingParameters> le_set_extended_advertising_parameters(
    Parts&, const wire::hci::LeSetExtendedAdvertisingParameters&);
Reply<wire::hci::LeSetExtendedAdvertisingData> le_set_extended_advertising_data(
    Parts&, const wire::hci::LeSetExtendedAdvertisingData&, Bytes);
Reply<wire::hci::LeSetExtendedScanResponseData> le_set_extended_scan_response_data(
    Parts&, const wire::hci::LeSetExtendedScanResponseData&, Bytes);
Reply<wire::hci::LeSetExtendedAdvertisingEnable> le_set_extended_advertising_enable(
    Parts&, const wire::hci::LeSetExtendedAdvertisingEnable&, Bytes);
Reply<wire::hci::LeReadMaximumAdvertisingDataLength> le_read_maximum_advertising_data_length(
    Parts&, const wire::hci::LeReadMaximumAdvertisingDataLength&);
Reply<wire::hci::LeReadNumberOfSupportedAdvertisingSets> le_read_number_of_advertising_sets(
    Parts&, const wire::hci::LeReadNumberOfSupportedAdvertisingSets&);
Reply<wire::hci::LeRemoveAdvertisingSet> le_remove_advertising_set(
    Parts&, const wire::hci::LeRemoveAdvertisingSet&);
Reply<wire::hci::LeClearAdvertisingSets> le_clear_advertising_sets(
    Parts&, const wire::hci::LeClearAdvertisingSets&);
Reply<wire::hci::LeSetExtendedScanParameters> le_set_extended_scan_parameters(
    Parts&, const wire::hci::LeSetExtendedScanParameters&, Bytes);
Reply<wire::hci::LeSetExtendedScanEnable> le_set_extended_scan_enable(
    Parts&, const wire::hci::LeSetExtendedScanEnable&);
Started le_extended_create_connection(Parts&, const wire::hci::LeExtendedCreateConnection&, Bytes);

// The resolving list. (commands_privacy.cpp)
Reply<wire::hci::LeAddDeviceToResolvingList> le_add_to_resolving_list(
    Parts&, const wire::hci::LeAddDeviceToResolvingList&);
Reply<wire::hci::LeRemoveDeviceFromResolvingList> le_remove_from_resolving_list(
    Parts&, const wire::hci::LeRemoveDeviceFromResolvingList&);
Reply<wire::hci::LeClearResolvingList> le_clear_resolving_list(
    Parts&, const wire::hci::LeClearResolvingList&);
Reply<wire::hci::LeReadResolvingListSize> le_read_resolving_list_size(
    Parts&, const wire::hci::LeReadResolvingListSize&);
Reply<wire::hci::LeReadPeerResolvableAddress> le_read_peer_resolvable_address(
    Parts&, const wire::hci::LeReadPeerResolvableAddress&);
Reply<wire::hci::LeReadLocalResolvableAddress> le_read_local_resolvable_address(
    Parts&, const wire::hci::LeReadLocalResolvableAddress&);
Reply<wire::hci::LeSetAddressResolutionEnable> le_set_address_resolution_enable(
    Parts&, const wire::hci::LeSetAddressResolutionEnable&);
Reply<wire::hci::LeSetResolvablePrivateAddressTimeout> le_set_resolvable_address_timeout(
    Parts&, const wire::hci::LeSetResolvablePrivateAddressTimeout&);
Reply<wire::hci::LeSetPrivacyMode> le_set_privacy_mode(Parts&, const wire::hci::LeSetPrivacyMode&);

// Connections. (commands_connection.cpp, commands_encryption.cpp)
Started disconnect(Parts&, const wire::hci::Disconnect&);
Started read_remote_version(Parts&, const wire::hci::ReadRemoteVersionInformation&);
Reply<wire::hci::ReadAuthenticatedPayloadTimeout> read_authenticated_payload_timeout(
    Parts&, const wire::hci::ReadAuthenticatedPayloadTimeout&);
Reply<wire::hci::WriteAuthenticatedPayloadTimeout> write_authenticated_payload_timeout(
    Parts&, const wire::hci::WriteAuthenticatedPayloadTimeout&);
Started le_create_connection(Parts&, const wire::hci::LeCreateConnection&);
Reply<wire::hci::LeCreateConnectionCancel> le_create_connection_cancel(
    Parts&, const wire::hci::LeCreateConnectionCancel&);
Started le_connection_update(Parts&, const wire::hci::LeConnectionUpdate&);
Reply<wire::hci::LeSetHostChannelClassification> le_set_host_channel_classification(
    Parts&, const wire::hci::LeSetHostChannelClassification&);
Reply<wire::hci::LeReadChannelMap> le_read_channel_map(Parts&, const wire::hci::LeReadChannelMap&);
Reply<wire::hci::LeEncrypt> le_encrypt(Parts&, const wire::hci::LeEncrypt&);
Started le_read_p256_key(Parts&, const wire::hci::LeReadLocalP256PublicKey&);
Started le_generate_dh_key(Parts&, const wire::hci::LeGenerateDhKey&);
Started le_enable_encryption(Parts&, const wire::hci::LeEnableEncryption&);
Reply<wire::hci::LeLongTermKeyRequestReply> le_key_reply(
    Parts&, const wire::hci::LeLongTermKeyRequestReply&);
Reply<wire::hci::LeLongTermKeyRequestNegativeReply> le_key_refusal(
    Parts&, const wire::hci::LeLongTermKeyRequestNegativeReply&);
Started le_read_remote_features(Parts&, const wire::hci::LeReadRemoteFeatures&);
Reply<wire::hci::LeRemoteConnectionParameterRequestReply> le_parameter_request_reply(
    Parts&, const wire::hci::LeRemoteConnectionParameterRequestReply&);
Reply<wire::hci::LeRemoteConnectionParameterRequestNegativeReply> le_parameter_request_refusal(
    Parts&, const wire::hci::LeRemoteConnectionParameterRequestNegativeReply&);
Reply<wire::hci::LeSetDataLength> le_set_data_length(Parts&, const wire::hci::LeSetDataLength&);
Reply<wire::hci::LeReadSuggestedDefaultDataLength> le_read_suggested_data_length(
    Parts&, const wire::hci::LeReadSuggestedDefaultDataLength&);
Reply<wire::hci::LeWriteSuggestedDefaultDataLength> le_write_suggested_data_length(
    Parts&, const wire::hci::LeWriteSuggestedDefaultDataLength&);
Reply<wire::hci::LeReadMaximumDataLength> le_read_maximum_data_length(
    Parts&, const wire::hci::LeReadMaximumDataLength&);

// PHYs. (commands_phy.cpp)
Reply<wire::hci::LeReadPhy> le_read_phy(Parts&, const wire::hci::LeReadPhy&);
Reply<wire::hci::LeSetDefaultPhy> le_set_default_phy(Parts&, const wire::hci::LeSetDefaultPhy&);
Started le_set_phy(Parts&, const wire::hci::LeSetPhy&);

}  // namespace westwind::controller::commands
