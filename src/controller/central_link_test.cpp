// A link in the central role against a peripheral played by hand.
#include <gtest/gtest.h>

#include "controller/scripted_peer.hpp"

namespace westwind::controller {
namespace {

struct CentralLink : testing::Test {
  Bench bench;
  ScriptedPeripheral peripheral{bench};
  std::uint16_t handle = 0;

  void SetUp() override {
    ASSERT_TRUE(peripheral.connect());
    const auto complete = bench.host.take<hci::LeConnectionComplete>();
    ASSERT_TRUE(complete);
    EXPECT_EQ(complete->role, hci::Role::central);
    handle = complete->handle.value;
    peripheral.idle(2);
    bench.host.packets.clear();
  }
  std::optional<ErrorCode> end_reason() {
    const auto event = bench.host.take<hci::DisconnectionComplete>();
    return event ? std::optional(event->reason) : std::nullopt;
  }
  void update() { bench.command(hci::LeConnectionUpdate{{handle}, {40, 40, 0, 300}, 0, 0}); }
};

TEST_F(CentralLink, connect_ind_says_what_the_host_asked_for) {
  EXPECT_EQ(peripheral.data.interval_1250us, 24);
  EXPECT_EQ(peripheral.data.latency, 0);
  EXPECT_EQ(peripheral.data.supervision_timeout_10ms, 200);
  EXPECT_TRUE(ll::is_valid_access_address(peripheral.data.access_address));
  EXPECT_TRUE(ll::ChannelHopping::is_valid_increment(peripheral.data.hop_increment()));
  EXPECT_EQ(peripheral.data.clock_accuracy(), 5);
  EXPECT_TRUE(is_acceptable(peripheral.data));
}

TEST_F(CentralLink, LL_PAC_CEN_BV_01_C_unknown_pdus_and_those_of_the_other_role) {
  const Octetstring odd[] = {{0x03},
                             {0x3f, 1, 2},
                             {0x08, 0, 0, 0, 0, 0, 0, 0, 0},
                             {0x01, 0xff, 0, 0, 0, 0, 0, 0},
                             {0x00, 1, 0, 0, 24, 0, 0, 0, 200, 0, 0, 0}};
  for (const Octetstring& pdu : odd) {
    peripheral.control.clear();
    peripheral.send_control(pdu);
    EXPECT_EQ(peripheral.control, (std::vector<Octetstring>{{0x07, pdu[0]}}));
  }
}

TEST_F(CentralLink, LL_PAC_CEN_BI_01_C_control_pdus_of_a_wrong_length) {
  for (const std::uint8_t opcode : {0x02, 0x09, 0x0c, 0x0e, 0x0f, 0x10, 0x12, 0x14, 0x15}) {
    peripheral.control.clear();
    peripheral.send_control({opcode, 1, 2, 3});
    EXPECT_EQ(peripheral.control, (std::vector<Octetstring>{{0x07, opcode}}));
  }
}

TEST_F(CentralLink, LL_CON_CEN_BI_14_C_reserved_llid_is_acknowledged_and_dropped) {
  const auto before = peripheral.exchange(ll::Llid::reserved, {1, 2, 3});
  const auto after = peripheral.exchange();
  ASSERT_TRUE(before && after);
  EXPECT_NE(before->header.nesn(), after->header.nesn());
  EXPECT_TRUE(bench.host.packets.empty());
}

TEST_F(CentralLink, LL_CON_CEN_BV_09_C_acknowledges_the_peripherals_termination_first) {
  const auto before = peripheral.exchange(ll::Llid::control, {0x02, 0x13});
  EXPECT_FALSE(end_reason());
  const auto after = peripheral.exchange();
  ASSERT_TRUE(before && after);
  EXPECT_NE(before->header.nesn(), after->header.nesn());
  EXPECT_EQ(end_reason(), ErrorCode::remote_user_terminated_connection);
  EXPECT_FALSE(peripheral.exchange());
}

TEST_F(CentralLink, LL_CON_CEN_BI_02_C_terminate_that_is_not_acknowledged_ends_all_the_same) {
  bench.command(hci::Disconnect{{handle}, ErrorCode::remote_user_terminated_connection});
  const Instant asked = bench.radio.now();
  peripheral.deaf = true;
  while (!end_reason()) {
    ASSERT_LT(bench.radio.now() - asked, Duration::seconds(3));
    peripheral.exchange();
  }
  EXPECT_GE((bench.radio.now() - asked).count_ms(), 1950);
}

TEST_F(CentralLink, LL_CON_CEN_BV_29_C_and_81_C_falls_back_to_a_plain_update) {
  update();
  peripheral.idle(1);
  ASSERT_EQ(peripheral.control.back()[0], ll::ConnectionParameterRequest::opcode);
  peripheral.send(ll::UnknownResponse{ll::ConnectionParameterRequest::opcode});
  ASSERT_EQ(peripheral.control.back()[0], ll::ConnectionUpdateIndication::opcode);
  const auto pdu =
      parse_exactly<ll::ConnectionUpdateIndication>(Bytes(peripheral.control.back()).subspan(1));
  ASSERT_TRUE(pdu);
  while (peripheral.event != pdu->instant)
    ASSERT_TRUE(peripheral.exchange());
  peripheral.interval_us = 40 * 1250;
  ASSERT_TRUE(peripheral.exchange());
  const auto complete = bench.host.take<hci::LeConnectionUpdateComplete>();
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->status, ErrorCode::success);
  EXPECT_EQ(complete->interval_1250us, 40);
  // It remembers: no request the next time.
  peripheral.control.clear();
  bench.command(hci::LeConnectionUpdate{{handle}, {24, 24, 0, 300}, 0, 0});
  peripheral.idle(1);
  EXPECT_EQ(peripheral.control.back()[0], ll::ConnectionUpdateIndication::opcode);
}

constexpr ll::ConnectionParameterProposal proposal(std::uint16_t interval) {
  return {{interval, interval, 0, 300}, 0, 0, {0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff}};
}

TEST_F(CentralLink, LL_CON_CEN_BV_26_C_crossing_request_of_the_peripheral_is_rejected) {
  update();
  peripheral.idle(1);
  ASSERT_EQ(peripheral.control.back()[0], ll::ConnectionParameterRequest::opcode);
  peripheral.send(ll::ConnectionParameterRequest{proposal(12)});
  EXPECT_EQ(peripheral.control.back(), (Octetstring{0x11, 0x0f, 0x23}));
  peripheral.send(ll::ConnectionParameterResponse{proposal(40)});
  EXPECT_EQ(peripheral.control.back()[0], ll::ConnectionUpdateIndication::opcode);
}

TEST_F(CentralLink, LL_CON_CEN_BV_27_C_request_during_a_channel_map_update_is_rejected) {
  bench.command(hci::LeSetHostChannelClassification{{0xff, 0xff, 0, 0, 0}});
  peripheral.idle(1);
  ASSERT_EQ(peripheral.control.back()[0], ll::ChannelMapIndication::opcode);
  peripheral.send(ll::ConnectionParameterRequest{proposal(12)});
  EXPECT_EQ(peripheral.control.back(), (Octetstring{0x11, 0x0f, 0x2a}));
}

TEST_F(CentralLink, a_request_that_crosses_the_start_of_encryption_is_answered_behind_it) {
  const Octetstring requests[] = {{0x14, 27, 0, 0x48, 1, 27, 0, 0x48, 1},
                                  {0x0c, 9, 1, 2, 3, 4},
                                  {0x0e, 1, 0, 0, 0, 0, 0, 0, 0},
                                  {0x12}};
  for (const Octetstring& request : requests) {
    bench.command(hci::LeEnableEncryption{{handle}, {}, 0, {}});
    peripheral.idle(1);
    ASSERT_EQ(peripheral.control.back()[0], ll::EncryptionRequest::opcode);
    peripheral.control.clear();
    peripheral.send_control(request);
    peripheral.idle(3);
    EXPECT_TRUE(peripheral.control.empty()) << int{request[0]};
    peripheral.send_control({0x11, ll::EncryptionRequest::opcode, 0x06});  // no key
    const auto change = bench.host.take<hci::EncryptionChange>();
    ASSERT_TRUE(change);
    EXPECT_EQ(change->status, ErrorCode::pin_or_key_missing);
    ASSERT_FALSE(peripheral.control.empty()) << int{request[0]};
    EXPECT_NE(peripheral.control.back()[0], ll::UnknownResponse::opcode);
  }
}

TEST_F(CentralLink, LL_CON_CEN_BI_06_C_illegal_parameter_request_or_response_is_rejected) {
  peripheral.send(ll::ConnectionParameterRequest{proposal(5)});
  EXPECT_EQ(peripheral.control.back(), (Octetstring{0x11, 0x0f, 0x1e}));
  update();
  peripheral.idle(1);
  peripheral.send(ll::ConnectionParameterResponse{proposal(3201)});
  EXPECT_EQ(peripheral.control.back(), (Octetstring{0x11, 0x10, 0x1e}));
  EXPECT_EQ(bench.host.take<hci::LeConnectionUpdateComplete>()->status,
            ErrorCode::invalid_ll_parameters);
}

TEST_F(CentralLink, LL_CON_CEN_BI_24_C_length_response_with_an_invalid_value_is_ignored) {
  bench.command(hci::LeSetDataLength{{handle}, 251, 2120});
  peripheral.idle(1);
  ASSERT_EQ(peripheral.control.back()[0], ll::LengthRequest::opcode);
  peripheral.send(ll::LengthResponse{{26, 328, 27, 328}});
  EXPECT_FALSE(bench.host.take<hci::LeDataLengthChange>());
}

TEST_F(CentralLink, answers_that_nobody_asked_for_change_nothing) {
  peripheral.send(ll::LengthResponse{{251, 2120, 251, 2120}});
  peripheral.send(ll::FeatureResponse{0xff});
  peripheral.send(ll::ConnectionParameterResponse{proposal(40)});
  peripheral.send(ll::PingResponse{});
  peripheral.send(ll::RejectIndication{ErrorCode::controller_busy});
  peripheral.send(ll::RejectExtendedIndication{0x0f, ErrorCode::controller_busy});
  EXPECT_TRUE(peripheral.control.empty());
  EXPECT_TRUE(bench.host.packets.empty());
}

TEST_F(CentralLink, a_flood_of_requests_is_held_back_and_survived) {
  peripheral.deaf = true;
  for (int i = 0; i < 50; ++i)
    peripheral.exchange(ll::Llid::control, {0x12});
  peripheral.deaf = false;
  bench.command(hci::Disconnect{{handle}, ErrorCode::remote_user_terminated_connection});
  peripheral.idle(10);
  EXPECT_TRUE(end_reason());
}

TEST_F(CentralLink, the_event_goes_on_while_there_is_more_and_stops_for_the_next_one) {
  bench.send_acl(handle, 200);
  const Instant start = bench.radio.now();
  std::size_t in_first_event = 0;
  for (int i = 0; i < 8; ++i) {
    const auto heard = peripheral.exchange();
    ASSERT_TRUE(heard);
    if (heard->start - start < Duration::microseconds(30'000 + 20'000)) ++in_first_event;
    if (!heard->header.more_data()) break;
  }
  EXPECT_EQ(in_first_event, 8u);
}

TEST(Initiator, LL_CON_INI_BI_02_C_peripheral_whose_packets_are_all_bad_is_not_established) {
  Bench bench;
  ScriptedPeripheral peripheral{bench};
  ASSERT_TRUE(peripheral.connect());
  ASSERT_TRUE(bench.host.take<hci::LeConnectionComplete>());
  for (int i = 0; i < 6; ++i) {
    peripheral.lose_next = true;
    peripheral.exchange();
  }
  bench.radio.run_for(Duration::milliseconds(50));
  const auto end = bench.host.take<hci::DisconnectionComplete>();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->reason, ErrorCode::connection_failed_to_be_established);
}

TEST(Scanner, LL_DDI_SCN_BI_03_C_scan_response_of_another_device_is_not_reported) {
  Bench bench;
  bench.command(hci::LeSetScanParameters{1, 0x10, 0x10, wire::AddressType::public_device, 0});
  bench.command(hci::LeSetScanEnable{1, 0});
  for (const bool right : {false, true}) {
    const auto header = octets_of(ll::advertising_header(ll::AdvertisingPduType::adv_ind,
                                                         wire::AddressType::public_device,
                                                         wire::AddressType::public_device, 6));
    ASSERT_TRUE(bench.radio.deliver(advertising_37,
                                    packet(ll::advertising_crc_init, header, peer_address.octets),
                                    bench.radio.now() + Duration::microseconds(100)));
    const FakeRadio::Sent* request = bench.radio.run_until_sent(Duration::milliseconds(1));
    ASSERT_TRUE(request != nullptr && request->pdu[0] == 0x03);
    const auto response = octets_of(ll::advertising_header(ll::AdvertisingPduType::scan_rsp,
                                                           wire::AddressType::public_device,
                                                           wire::AddressType::public_device, 6));
    const wire::Address other{{1, 1, 1, 1, 1, 1}};
    ASSERT_TRUE(bench.radio.deliver(
        advertising_37,
        packet(ll::advertising_crc_init, response, (right ? peer_address : other).octets),
        request->end + Duration::microseconds(150)));
    EXPECT_TRUE(bench.host.take<hci::LeAdvertisingReport>());
    EXPECT_EQ(bench.host.take<hci::LeAdvertisingReport>().has_value(), right);
  }
}

}  // namespace
}  // namespace westwind::controller
