// A link in the peripheral role against a central played by hand: what the specification wants when
// the peer is odd, wrong or deaf.
#include <gtest/gtest.h>

#include "controller/scripted_peer.hpp"

namespace westwind::controller {
namespace {

struct PeripheralLink : testing::Test {
  Bench bench;
  ScriptedCentral central{bench};
  std::uint16_t handle = 0;

  void SetUp() override {
    bench.command(hci::LeSetAdvertisingParameters{0x20,
                                                  0x20,
                                                  hci::AdvertisingType::connectable_undirected,
                                                  wire::AddressType::public_device,
                                                  {},
                                                  7,
                                                  0});
  }
  void connect(const ll::ConnectionData& data = link_data) {
    ASSERT_TRUE(central.connect(data));
    const auto complete = bench.host.take<hci::LeConnectionComplete>();
    ASSERT_TRUE(complete);
    handle = complete->handle.value;
    central.idle(2);
    bench.host.packets.clear();
  }
  std::optional<ErrorCode> end_reason() {
    const auto event = bench.host.take<hci::DisconnectionComplete>();
    return event ? std::optional(event->reason) : std::nullopt;
  }
  std::size_t acl_packets() const {
    std::size_t count = 0;
    for (const Octetstring& octets : bench.host.packets)
      count += octets[0] == 2;
    return count;
  }
};

TEST_F(PeripheralLink, LL_CON_PER_BV_05_C_receives_data_once_even_when_it_is_repeated) {
  connect();
  central.exchange(ll::Llid::start, {1, 2, 3});
  EXPECT_EQ(acl_packets(), 1u);
  central.deaf = true;  // its acknowledgement is lost, so the data comes again
  central.exchange(ll::Llid::start, {4, 5, 6});
  central.exchange(ll::Llid::start, {4, 5, 6});
  EXPECT_EQ(acl_packets(), 2u);
}

TEST_F(PeripheralLink, LL_CON_PER_BV_15_C_bad_crc_is_answered_but_not_acknowledged) {
  connect();
  const auto before = central.exchange();
  central.lose_next = true;
  const auto answer = central.exchange(ll::Llid::start, {1, 2, 3});
  ASSERT_TRUE(before && answer);
  EXPECT_EQ(answer->header.nesn(), before->header.nesn());
  EXPECT_EQ(acl_packets(), 0u);
  central.exchange(ll::Llid::start, {1, 2, 3});
  EXPECT_EQ(acl_packets(), 1u);
}

TEST_F(PeripheralLink, LL_CON_PER_BI_17_C_reserved_llid_is_acknowledged_and_dropped) {
  connect();
  const auto before = central.exchange();
  const auto answer = central.exchange(ll::Llid::reserved, {1, 2, 3});
  ASSERT_TRUE(before && answer);
  EXPECT_NE(answer->header.nesn(), before->header.nesn());
  EXPECT_TRUE(bench.host.packets.empty());
}

TEST_F(PeripheralLink, LL_CON_PER_BI_15_C_second_version_indication_is_ignored) {
  connect();
  central.send(ll::VersionIndication{0x0c, 0x1234, 0x5678});
  ASSERT_EQ(central.control.size(), 1u);
  EXPECT_EQ(central.control[0], (Octetstring{0x0c, 0x0b, 0xff, 0xff, 0x01, 0x00}));
  central.send(ll::VersionIndication{0x09, 0x4321, 0x8765});
  EXPECT_EQ(central.control.size(), 1u);
  bench.command(hci::ReadRemoteVersionInformation{{handle}});
  const auto version = bench.host.take<hci::ReadRemoteVersionInformationComplete>();
  ASSERT_TRUE(version);
  EXPECT_EQ(version->company_identifier, 0x1234);
}

TEST_F(PeripheralLink, LL_PAC_PER_BV_01_C_and_02_C_unknown_pdus_and_those_of_the_other_role) {
  connect();
  for (const std::uint8_t opcode : {0x03, 0x0a, 0x16, 0x3f, 0xff, 0x0e}) {
    central.control.clear();
    central.send_control(opcode == 0x0e ? Octetstring{opcode, 0, 0, 0, 0, 0, 0, 0, 0}
                                        : Octetstring{opcode});
    ASSERT_EQ(central.control.size(), 1u) << "opcode " << int{opcode};
    EXPECT_EQ(central.control[0], (Octetstring{0x07, opcode}));
  }
}

TEST_F(PeripheralLink, LL_PAC_PER_BI_01_C_control_pdus_of_a_wrong_length) {
  connect();
  for (const std::uint8_t opcode : {0x00, 0x01, 0x02, 0x08, 0x0c, 0x0f, 0x12, 0x14}) {
    central.control.clear();
    central.send_control({opcode, 1, 2, 3});
    ASSERT_EQ(central.control.size(), 1u) << "opcode " << int{opcode};
    EXPECT_EQ(central.control[0], (Octetstring{0x07, opcode}));
  }
  central.control.clear();
  for (const std::uint8_t opcode : {0x07, 0x0d, 0x11})
    central.send_control({opcode, 1, 2, 3, 4});
  central.exchange(ll::Llid::control, {});  // not even an opcode
  EXPECT_TRUE(central.control.empty());
}

TEST_F(PeripheralLink, ping_is_answered) {
  connect();
  central.send(ll::PingRequest{});
  EXPECT_EQ(central.control, (std::vector<Octetstring>{{0x13}}));
}

TEST_F(PeripheralLink, LL_CON_PER_BV_14_C_feature_request_is_answered_with_what_both_can) {
  connect();
  central.send(ll::FeatureRequest{0xff00'0000'0000'0022});
  ASSERT_EQ(central.control.size(), 1u);
  EXPECT_EQ(central.control[0], (Octetstring{0x09, 0x22, 0x59, 0, 0, 0, 0, 0, 0}));
  bench.command(hci::LeReadRemoteFeatures{{handle}});
  EXPECT_EQ(bench.host.take<hci::LeReadRemoteFeaturesComplete>()->features, 0xff00'0000'0000'0022u);
}

TEST_F(PeripheralLink, LL_CON_PER_BV_11_C_terminates_and_stops_when_acknowledged) {
  connect();
  bench.command(hci::Disconnect{{handle}, ErrorCode::remote_user_terminated_connection});
  central.idle(2);
  EXPECT_EQ(central.control, (std::vector<Octetstring>{{0x02, 0x13}}));
  EXPECT_EQ(end_reason(), ErrorCode::terminated_by_local_host);
  EXPECT_FALSE(central.exchange());
}

TEST_F(PeripheralLink, LL_CON_PER_BV_12_C_acknowledges_the_centrals_termination_first) {
  connect();
  const auto before = central.exchange();
  const auto answer = central.exchange(ll::Llid::control, {0x02, 0x15});
  ASSERT_TRUE(before && answer);
  EXPECT_NE(answer->header.nesn(), before->header.nesn());
  EXPECT_EQ(end_reason(), ErrorCode::remote_power_off);
}

TEST_F(PeripheralLink, LL_CON_PER_BI_04_C_instants_in_the_past_end_the_link) {
  for (const bool channel_map : {true, false}) {
    connect();
    const auto past = static_cast<std::uint16_t>(central.event - 1);
    if (channel_map)
      central.send(ll::ChannelMapIndication{{0xff, 0, 0, 0, 0}, past});
    else
      central.send(ll::ConnectionUpdateIndication{1, 0, 24, 0, 200, past});
    EXPECT_EQ(end_reason(), ErrorCode::instant_passed);
    EXPECT_FALSE(central.exchange());
    central = ScriptedCentral(bench);
  }
}

TEST_F(PeripheralLink, LL_CON_PER_BV_10_C_update_counts_from_the_instant) {
  connect();
  const auto instant = static_cast<std::uint16_t>(central.event + 6);
  central.send(ll::ConnectionUpdateIndication{1, 3, 40, 0, 300, instant});
  while (central.event != instant)
    ASSERT_TRUE(central.exchange());
  central.anchor = central.anchor + Duration::microseconds(3 * 1250 + 1250);  // end of the window
  central.interval_us = 40 * 1250;
  ASSERT_TRUE(central.exchange());
  const auto complete = bench.host.take<hci::LeConnectionUpdateComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->interval_1250us, 40);
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(central.exchange());
}

TEST_F(PeripheralLink, LL_CON_PER_BI_05_C_no_answer_in_40_seconds_ends_the_link) {
  connect();
  bench.command(hci::ReadRemoteVersionInformation{{handle}});
  const Instant asked = bench.radio.now();
  while (bench.radio.now() - asked < Duration::seconds(39))
    ASSERT_TRUE(central.exchange());
  EXPECT_FALSE(end_reason());
  central.idle(40);
  EXPECT_EQ(end_reason(), ErrorCode::ll_response_timeout);
}

TEST_F(PeripheralLink, LL_CON_PER_BI_10_C_to_12_C_illegal_lengths_do_not_become_effective) {
  connect();
  for (const ll::DataLengths lengths : {ll::DataLengths{26, 328, 251, 2120},
                                        {251, 327, 251, 2120},
                                        {251, 2120, 26, 328},
                                        {251, 2120, 251, 0}}) {
    central.control.clear();
    central.send(ll::LengthRequest{lengths});
    ASSERT_EQ(central.control.size(), 1u);
    EXPECT_EQ(central.control[0][0], ll::LengthResponse::opcode);
    EXPECT_FALSE(bench.host.take<hci::LeDataLengthChange>());
  }
  central.send(ll::LengthRequest{{251, 2120, 100, 1000}});
  const auto change = bench.host.take<hci::LeDataLengthChange>();
  ASSERT_TRUE(change);
  EXPECT_EQ(change->max_rx_octets, 100);
  EXPECT_EQ(change->max_tx_octets, 27);
}

constexpr ll::ConnectionParameterProposal proposal(std::uint16_t min, std::uint16_t max,
                                                   std::uint16_t latency, std::uint16_t timeout) {
  return {{min, max, latency, timeout}, 0, 0, {0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff}};
}

TEST_F(PeripheralLink, LL_CON_PER_BI_08_C_illegal_parameter_requests_are_rejected) {
  connect();
  for (const auto& illegal :
       {proposal(5, 24, 0, 100), proposal(30, 24, 0, 100), proposal(24, 3201, 0, 3200),
        proposal(24, 24, 500, 3200), proposal(24, 24, 0, 9), proposal(800, 800, 1, 400)}) {
    central.control.clear();
    central.send(ll::ConnectionParameterRequest{illegal});
    EXPECT_EQ(central.control, (std::vector<Octetstring>{{0x11, 0x0f, 0x1e}}));
  }
  EXPECT_FALSE(bench.host.take<hci::LeRemoteConnectionParameterRequest>());
}

TEST_F(PeripheralLink, LL_CON_PER_BV_26_C_the_centrals_request_goes_first_when_both_cross) {
  connect();
  bench.command(hci::LeConnectionUpdate{{handle}, {12, 12, 0, 200}, 0, 0});
  central.idle(2);
  ASSERT_EQ(central.control.back()[0], ll::ConnectionParameterRequest::opcode);
  central.send(ll::ConnectionParameterRequest{proposal(40, 40, 0, 300)});
  EXPECT_TRUE(bench.host.take<hci::LeRemoteConnectionParameterRequest>());
  central.send(ll::RejectExtendedIndication{0x0f, ErrorCode::ll_procedure_collision});
  const auto complete = bench.host.take<hci::LeConnectionUpdateComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->status, ErrorCode::ll_procedure_collision);
  bench.command(hci::LeRemoteConnectionParameterRequestReply{{handle}, {40, 40, 0, 300}, 0, 0});
  central.idle(2);
  EXPECT_EQ(central.control.back()[0], ll::ConnectionParameterResponse::opcode);
}

TEST_F(PeripheralLink, LL_CON_PER_BV_27_C_request_is_repeated_after_a_channel_map_update) {
  connect();
  bench.command(hci::LeConnectionUpdate{{handle}, {12, 12, 0, 200}, 0, 0});
  central.idle(2);
  const auto instant = static_cast<std::uint16_t>(central.event + 8);
  central.send(ll::ChannelMapIndication{{0xff, 0xff, 0xff, 0xff, 0x1f}, instant});
  central.send(ll::RejectExtendedIndication{0x0f, ErrorCode::different_transaction_collision});
  central.control.clear();
  central.idle(10);
  ASSERT_EQ(central.control.size(), 1u);
  EXPECT_EQ(central.control[0][0], ll::ConnectionParameterRequest::opcode);
  EXPECT_FALSE(bench.host.take<hci::LeConnectionUpdateComplete>());
}

TEST_F(PeripheralLink, LL_CON_PER_BV_85_C_and_86_C_central_without_parameter_requests) {
  connect();
  const hci::LeConnectionUpdate update{{handle}, {12, 12, 0, 200}, 0, 0};
  bench.command(update);
  central.idle(1);
  central.send(ll::UnknownResponse{ll::ConnectionParameterRequest::opcode});
  const auto complete = bench.host.take<hci::LeConnectionUpdateComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->status, ErrorCode::unsupported_remote_feature);
  EXPECT_EQ(bench.status_of(update), ErrorCode::unsupported_remote_feature);
}

TEST_F(PeripheralLink, LL_DDI_ADV_BI_07_C_connect_ind_with_bad_values_is_ignored) {
  ll::ConnectionData bad[8];
  for (ll::ConnectionData& data : bad)
    data = link_data;
  bad[0].hop_and_clock_accuracy = 4;
  bad[1].hop_and_clock_accuracy = 17;
  bad[2].interval_1250us = 5;
  bad[3].window_size_1250us = 0;
  bad[4].window_size_1250us = 9;
  bad[5].window_offset_1250us = 25;
  bad[6].channel_map = {1, 0, 0, 0, 0xe0};
  bad[7].supervision_timeout_10ms = 6;
  for (const ll::ConnectionData& data : bad) {
    EXPECT_TRUE(central.connect(data));
    EXPECT_FALSE(bench.host.take<hci::LeConnectionComplete>());
    bench.command(hci::LeSetAdvertisingEnable{0});
  }
  EXPECT_TRUE(central.connect());
  EXPECT_TRUE(bench.host.take<hci::LeConnectionComplete>());
}

TEST_F(PeripheralLink, LL_TIM_PER_BV_03_C_hears_the_earliest_and_the_latest_packet_of_its_window) {
  // 50 ppm on both sides over 30 ms, and 32 us of jitter: 35 us each way.
  for (const std::int64_t shift_us : {-35, 0, 35}) {
    connect();
    central.anchor = central.anchor + Duration::microseconds(shift_us);
    EXPECT_TRUE(central.exchange()) << shift_us;
    bench.command(hci::Reset{});
    bench.command(hci::LeSetEventMask{event_masks::plain});
    bench.command(hci::SetEventMask{~std::uint64_t{0}});
    central = ScriptedCentral(bench);
  }
  for (const std::int64_t shift_us : {-40, 45}) {
    connect();
    central.anchor = central.anchor + Duration::microseconds(shift_us);
    EXPECT_FALSE(central.exchange()) << shift_us;
    bench.command(hci::Reset{});
    bench.command(hci::LeSetEventMask{event_masks::plain});
    bench.command(hci::SetEventMask{~std::uint64_t{0}});
    central = ScriptedCentral(bench);
  }
}

TEST_F(PeripheralLink, a_missed_event_widens_the_next_window) {
  connect();
  for (int i = 0; i < 30; ++i) {  // 0.9 s of silence: 90 us of drift at most
    central.event++;
    central.anchor = central.anchor + Duration::microseconds(central.interval_us);
  }
  central.anchor = central.anchor + Duration::microseconds(120);
  EXPECT_TRUE(central.exchange());
}

}  // namespace
}  // namespace westwind::controller
