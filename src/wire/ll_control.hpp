// LL control PDUs: opcode, then CtrData. Vol 6 Part B 2.4.2.
//
// A PDU is one struct that names its opcode; PDUs without CtrData derive from NoCtrData.
#pragma once

#include "base/codec.hpp"
#include "wire/hci.hpp"
#include "wire/hci_le_command.hpp"

namespace westwind::wire::ll {

/// Marks a control PDU that is its opcode alone.
struct NoCtrData {};

template <typename P>
concept ControlPdu = requires {
  { P::opcode } -> std::convertible_to<std::uint8_t>;
};

/// Opcode and CtrData of the longest control PDU declared here.
constexpr std::size_t control_pdu_max = 24;

struct ConnectionUpdateIndication {
  static constexpr std::uint8_t opcode = 0x00;
  std::uint8_t window_size_1250us;
  Le16 window_offset_1250us;
  Le16 interval_1250us;
  Le16 latency;
  Le16 supervision_timeout_10ms;
  Le16 instant;
};
struct ChannelMapIndication {
  static constexpr std::uint8_t opcode = 0x01;
  Octets<5> channel_map;
  Le16 instant;
};
struct TerminateIndication {
  static constexpr std::uint8_t opcode = 0x02;
  hci::ErrorCode reason;
};
/// Session key diversifiers and initialisation vectors: half from each side. 2.4.2.4, 2.4.2.5
struct EncryptionRequest {
  static constexpr std::uint8_t opcode = 0x03;
  Octets<8> random;
  Le16 diversifier;
  Octets<8> key_diversifier;
  Octets<4> vector;
};
struct EncryptionResponse {
  static constexpr std::uint8_t opcode = 0x04;
  Octets<8> key_diversifier;
  Octets<4> vector;
};
struct StartEncryptionRequest : NoCtrData {
  static constexpr std::uint8_t opcode = 0x05;
};
struct StartEncryptionResponse : NoCtrData {
  static constexpr std::uint8_t opcode = 0x06;
};
struct UnknownResponse {
  static constexpr std::uint8_t opcode = 0x07;
  std::uint8_t unknown_type;
};
struct FeatureRequest {
  static constexpr std::uint8_t opcode = 0x08;
  Le64 features;
};
struct FeatureResponse {
  static constexpr std::uint8_t opcode = 0x09;
  Le64 features;
};
struct PauseEncryptionRequest : NoCtrData {
  static constexpr std::uint8_t opcode = 0x0a;
};
struct PauseEncryptionResponse : NoCtrData {
  static constexpr std::uint8_t opcode = 0x0b;
};
struct VersionIndication {
  static constexpr std::uint8_t opcode = 0x0c;
  std::uint8_t version;
  Le16 company_identifier;
  Le16 subversion;
};
struct RejectIndication {
  static constexpr std::uint8_t opcode = 0x0d;
  hci::ErrorCode reason;
};
struct PeripheralFeatureRequest {
  static constexpr std::uint8_t opcode = 0x0e;
  Le64 features;
};
/// Body of LL_CONNECTION_PARAM_REQ and _RSP. An offset of 0xffff is not valid.
struct ConnectionParameterProposal {
  hci::ConnectionParameters parameters;
  std::uint8_t preferred_periodicity_1250us;
  Le16 reference_event_count;
  Le16 offsets_1250us[6];
};
struct ConnectionParameterRequest {
  static constexpr std::uint8_t opcode = 0x0f;
  ConnectionParameterProposal proposal;
};
struct ConnectionParameterResponse {
  static constexpr std::uint8_t opcode = 0x10;
  ConnectionParameterProposal proposal;
};
struct RejectExtendedIndication {
  static constexpr std::uint8_t opcode = 0x11;
  std::uint8_t rejected_opcode;
  hci::ErrorCode reason;
};
struct PingRequest : NoCtrData {
  static constexpr std::uint8_t opcode = 0x12;
};
struct PingResponse : NoCtrData {
  static constexpr std::uint8_t opcode = 0x13;
};
/// Body of LL_LENGTH_REQ and _RSP.
struct DataLengths {
  Le16 max_rx_octets;
  Le16 max_rx_time_us;
  Le16 max_tx_octets;
  Le16 max_tx_time_us;
};
struct LengthRequest {
  static constexpr std::uint8_t opcode = 0x14;
  DataLengths lengths;
};
struct LengthResponse {
  static constexpr std::uint8_t opcode = 0x15;
  DataLengths lengths;
};
/// PHYs are bits here: 1 LE 1M, 2 LE 2M, 4 LE Coded. 2.4.2.22
struct PhyRequest {
  static constexpr std::uint8_t opcode = 0x16;
  std::uint8_t tx_phys;
  std::uint8_t rx_phys;
};
struct PhyResponse {
  static constexpr std::uint8_t opcode = 0x17;
  std::uint8_t tx_phys;
  std::uint8_t rx_phys;
};
/// One bit, or none where nothing changes.
struct PhyUpdateIndication {
  static constexpr std::uint8_t opcode = 0x18;
  std::uint8_t to_peripheral;
  std::uint8_t to_central;
  Le16 instant;
};

/// Payload length of a control PDU: opcode and CtrData.
template <ControlPdu P>
constexpr std::size_t control_size = std::is_empty_v<P> ? 1 : 1 + sizeof(P);

/// The payload of the data PDU that carries `pdu`.
template <ControlPdu P>
constexpr Octets<control_size<P>> control_octets(const P& pdu) {
  Octets<control_size<P>> octets{P::opcode};
  if constexpr (!std::is_empty_v<P>) copy_bytes(MutableBytes(octets).subspan(1), octets_of(pdu));
  return octets;
}

/// The fields of a control PDU; nothing when its length is not the one of its kind.
template <ControlPdu P>
std::optional<P> fields_of(Bytes ctr_data) {
  if constexpr (std::is_empty_v<P>)
    return ctr_data.empty() ? std::optional<P>(P{}) : std::nullopt;
  else
    return parse_exactly<P>(ctr_data);
}

// 2.4.2, Table 2.18: lengths with the opcode.
static_assert(control_size<ConnectionUpdateIndication> == 12);
static_assert(control_size<ChannelMapIndication> == 8);
static_assert(control_size<EncryptionRequest> == 23 && control_size<EncryptionResponse> == 13);
static_assert(control_size<FeatureRequest> == 9 && control_size<FeatureResponse> == 9);
static_assert(control_size<PeripheralFeatureRequest> == 9);
static_assert(control_size<ConnectionParameterRequest> == control_pdu_max);
static_assert(control_size<ConnectionParameterResponse> == control_pdu_max);
static_assert(control_size<LengthResponse> == 9);

static_assert(control_octets(ConnectionUpdateIndication{1, 2, 24, 3, 72, 0x0102}) ==
              Octets<12>{0x00, 1, 2, 0, 24, 0, 3, 0, 72, 0, 0x02, 0x01});
static_assert(control_octets(ChannelMapIndication{{0, 6, 0xe0, 0, 0x1e}, 0x0102}) ==
              Octets<8>{0x01, 0, 6, 0xe0, 0, 0x1e, 0x02, 0x01});
static_assert(control_octets(TerminateIndication{
                  hci::ErrorCode::remote_user_terminated_connection}) == Octets<2>{0x02, 0x13});
// Vol 6 Part C 1.1: the sample's LL_ENC_REQ.
static_assert(control_octets(EncryptionRequest{{0x90, 0x78, 0x56, 0x34, 0x12, 0xef, 0xcd, 0xab},
                                               0x2474,
                                               {0x13, 0x02, 0xf1, 0xe0, 0xdf, 0xce, 0xbd, 0xac},
                                               {0x24, 0xab, 0xdc, 0xba}}) ==
              Octets<23>{0x03, 0x90, 0x78, 0x56, 0x34, 0x12, 0xef, 0xcd, 0xab, 0x74, 0x24, 0x13,
                         0x02, 0xf1, 0xe0, 0xdf, 0xce, 0xbd, 0xac, 0x24, 0xab, 0xdc, 0xba});
static_assert(control_octets(StartEncryptionRequest{}) == Octets<1>{0x05});
static_assert(control_octets(UnknownResponse{0x2e}) == Octets<2>{0x07, 0x2e});
static_assert(control_octets(FeatureRequest{0x3e}) == Octets<9>{0x08, 0x3e, 0, 0, 0, 0, 0, 0, 0});
static_assert(control_octets(VersionIndication{0x08, 0xffff, 0x0102}) ==
              Octets<6>{0x0c, 0x08, 0xff, 0xff, 0x02, 0x01});
static_assert(control_octets(RejectIndication{hci::ErrorCode::unsupported_remote_feature}) ==
              Octets<2>{0x0d, 0x1a});
static_assert(control_octets(ConnectionParameterRequest{
                  {{6, 9, 0, 100}, 0, 0x0102, {0, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff}}}) ==
              Octets<24>{0x0f, 6, 0,    9,    0,    0,    0,    100,  0,    0,    0x02, 0x01,
                         0,    0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
static_assert(control_octets(RejectExtendedIndication{
                  0x0f, hci::ErrorCode::ll_procedure_collision}) == Octets<3>{0x11, 0x0f, 0x23});
static_assert(control_octets(PingRequest{}) == Octets<1>{0x12});
static_assert(control_octets(PingResponse{}) == Octets<1>{0x13});
static_assert(control_octets(LengthRequest{{251, 2120, 27, 328}}) ==
              Octets<9>{0x14, 0xfb, 0x00, 0x48, 0x08, 0x1b, 0x00, 0x48, 0x01});
static_assert(control_octets(PhyRequest{2, 3}) == Octets<3>{0x16, 0x02, 0x03});
static_assert(control_octets(PhyUpdateIndication{2, 4, 0x0102}) ==
              Octets<5>{0x18, 0x02, 0x04, 0x02, 0x01});

}  // namespace westwind::wire::ll
