// PHY updates against a peer played by hand, in both roles. Vol 6 Part B 5.1.10.
#include <gtest/gtest.h>

#include "controller/scripted_peer.hpp"

namespace westwind::controller {
namespace {

constexpr PhySet m1 = 1, m2 = 2, coded = 4;

template <typename Peer>
struct PhyUpdate : testing::Test {
  void connect(Config config = {}) {
    bench.emplace(config);
    peer.emplace(*bench);
    bench->command(hci::LeSetAdvertisingParameters{0x20,
                                                   0x20,
                                                   hci::AdvertisingType::connectable_undirected,
                                                   wire::AddressType::public_device,
                                                   {},
                                                   7,
                                                   0});
    ASSERT_TRUE(peer->connect());
    const auto complete = bench->host.take<hci::LeConnectionComplete>();
    ASSERT_TRUE(complete);
    handle = complete->handle.value;
    peer->idle(2);
    bench->host.packets.clear();
  }
  void set_phy(PhySet tx, PhySet rx) {
    bench->command(hci::LeSetPhy{{handle}, 0, tx, rx, 0});
    peer->idle(3);
  }
  /// Goes on to the instant, where the peer changes its PHYs, and some events further.
  void pass_instant(std::uint16_t instant, Phys phys) {
    ASSERT_LT(static_cast<std::uint16_t>(instant - peer->event), 50);
    while (peer->event != instant)
      EXPECT_TRUE(peer->exchange());
    peer->phys = phys;
    for (int i = 0; i < 5; ++i)
      EXPECT_TRUE(peer->exchange());
  }
  std::vector<Octetstring> said() { return std::exchange(peer->control, {}); }
  /// Status, TX and RX PHY of the event; empty when there was none.
  std::vector<int> told() {
    const auto event = bench->host.take<hci::LePhyUpdateComplete>();
    if (!event) return {};
    EXPECT_EQ(event->handle.value, handle);
    return {static_cast<int>(event->status), event->tx_phy, event->rx_phy};
  }
  std::optional<ErrorCode> end_reason() {
    const auto event = bench->host.take<hci::DisconnectionComplete>();
    return event ? std::optional(event->reason) : std::nullopt;
  }
  std::optional<Bench> bench;
  std::optional<Peer> peer;
  std::uint16_t handle = 0;
};
using Said = std::vector<Octetstring>;
using Told = std::vector<int>;

struct PhyAsPeripheral : PhyUpdate<ScriptedCentral> {
  std::uint16_t indicate(PhySet to_peripheral, PhySet to_central) {
    const auto instant = static_cast<std::uint16_t>(peer->event + 10);
    peer->send(ll::PhyUpdateIndication{to_peripheral, to_central, instant});
    return instant;
  }
};
struct PhyAsCentral : PhyUpdate<ScriptedPeripheral> {
  /// What LL_PHY_UPDATE_IND said: to the peripheral, to the central; and its instant.
  std::optional<ll::PhyUpdateIndication> indicated() {
    for (const Octetstring& pdu : said())
      if (pdu[0] == ll::PhyUpdateIndication::opcode)
        return ll::fields_of<ll::PhyUpdateIndication>(Bytes(pdu).subspan(1));
    return std::nullopt;
  }
};

TEST_F(PhyAsPeripheral, LL_CON_PER_BV_42_C_answers_and_follows) {
  connect();
  peer->send(ll::PhyRequest{m2, m2});
  EXPECT_EQ(said(), (Said{{0x17, 7, 7}}));
  pass_instant(indicate(m2, m2), {Phy::le_2m, Phy::le_2m});
  EXPECT_EQ(told(), (Told{0, 2, 2}));
  EXPECT_EQ(told(), Told{});
}

TEST_F(PhyAsPeripheral, LL_CON_PER_BV_40_C_asks_and_follows) {
  connect();
  set_phy(m2, m2 | coded);
  EXPECT_EQ(said(), (Said{{0x16, 2, 6}}));
  EXPECT_EQ(bench->status_of(hci::LeSetPhy{{handle}, 0, m1, m1, 0}), ErrorCode::command_disallowed);
  EXPECT_EQ(told(), Told{}) << "not before the instant";
  pass_instant(indicate(coded, m2), {Phy::le_coded, Phy::le_2m});
  EXPECT_EQ(told(), (Told{0, 2, 3}));
}

TEST_F(PhyAsPeripheral, one_direction_alone) {
  connect();
  peer->send(ll::PhyRequest{m1, coded});
  pass_instant(indicate(0, coded), {Phy::le_1m, Phy::le_coded});
  EXPECT_EQ(told(), (Told{0, 3, 1}));
  const auto lengths = bench->host.take<hci::LeDataLengthChange>();
  ASSERT_TRUE(lengths) << "packets on LE Coded take longer";
  EXPECT_EQ(lengths->max_tx_octets, 27);
  EXPECT_EQ(lengths->max_tx_time_us, 2704);
  EXPECT_EQ(lengths->max_rx_time_us, 328);
}

TEST_F(PhyAsPeripheral, who_asked_is_told_that_nothing_changes) {
  connect();
  set_phy(m2, m2);
  peer->send(ll::PhyUpdateIndication{0, 0, 0});
  EXPECT_EQ(told(), (Told{0, 1, 1}));
  peer->send(ll::PhyRequest{m2, m2});
  peer->send(ll::PhyUpdateIndication{0, 0, 0});
  EXPECT_EQ(told(), Told{});
}

TEST_F(PhyAsPeripheral, LL_CON_PER_BI_09_C_instant_in_the_past) {
  connect();
  peer->send(ll::PhyRequest{m2, m2});
  peer->send(ll::PhyUpdateIndication{m2, m2, static_cast<std::uint16_t>(peer->event - 1)});
  EXPECT_EQ(end_reason(), ErrorCode::instant_passed);
}

TEST_F(PhyAsPeripheral, LL_CON_PER_BV_51_C_no_indication_after_the_response) {
  connect();
  peer->send(ll::PhyRequest{m2, m2});
  for (int i = 0; i < 1350 && !bench->host.packets.size(); ++i)
    peer->exchange();
  EXPECT_EQ(end_reason(), ErrorCode::ll_response_timeout);
}

TEST_F(PhyAsPeripheral, LL_CON_PER_BV_44_C_the_central_asks_at_the_same_time) {
  connect();
  set_phy(coded, coded);
  EXPECT_EQ(said(), (Said{{0x16, 4, 4}}));
  peer->send(ll::PhyRequest{m2, m2});
  EXPECT_EQ(said(), (Said{{0x17, 4, 4}}));
  peer->send(ll::RejectExtendedIndication{0x16, ErrorCode::ll_procedure_collision});
  EXPECT_EQ(told(), (Told{0x23, 1, 1}));
  pass_instant(indicate(coded, coded), {Phy::le_coded, Phy::le_coded});
  EXPECT_EQ(told(), (Told{0, 3, 3}));
}

TEST_F(PhyAsPeripheral, LL_CON_PER_BV_46_C_asks_again_after_a_channel_map_update) {
  connect();
  set_phy(m2, m2);
  const auto instant = static_cast<std::uint16_t>(peer->event + 10);
  peer->send(ll::ChannelMapIndication{{0xff, 0xff, 0xff, 0xff, 0x1f}, instant});
  peer->send(ll::RejectExtendedIndication{0x16, ErrorCode::different_transaction_collision});
  EXPECT_EQ(told(), Told{});
  said();
  pass_instant(instant, {});
  EXPECT_EQ(said(), (Said{{0x16, 2, 2}}));
  pass_instant(indicate(m2, m2), {Phy::le_2m, Phy::le_2m});
  EXPECT_EQ(told(), (Told{0, 2, 2}));
}

TEST_F(PhyAsPeripheral, a_central_that_does_not_know_it) {
  connect();
  set_phy(m2, m2);
  peer->send(ll::UnknownResponse{0x16});
  EXPECT_EQ(told(), (Told{0x1a, 1, 1}));
  said();
  set_phy(m2, m2);
  EXPECT_EQ(told(), (Told{0x1a, 1, 1}));
  EXPECT_EQ(said(), Said{}) << "it is not asked again";
}

TEST_F(PhyAsPeripheral, two_phys_at_once_are_none) {
  connect();
  peer->send(ll::PhyRequest{m2, m2});
  said();
  indicate(m1 | m2, 0);
  EXPECT_EQ(said(), (Said{{0x02, 0x1e}}));
}

TEST_F(PhyAsPeripheral, an_indication_that_nobody_asked_for_is_not_understood) {
  connect();
  indicate(m2, m2);
  EXPECT_EQ(said(), (Said{{0x07, 0x18}}));
  EXPECT_EQ(told(), Told{});
}

TEST_F(PhyAsPeripheral, controllers_of_4_2_do_not_know_it) {
  Config config;
  config.profile = FeatureProfile::core_4_2;
  connect(config);
  peer->send(ll::PhyRequest{m2, m2});
  EXPECT_EQ(said(), (Said{{0x07, 0x16}}));
  EXPECT_EQ(bench->status_of(hci::LeSetPhy{{handle}, 0, m2, m2, 0}), ErrorCode::unknown_command);
}

TEST_F(PhyAsPeripheral, LL_CON_PER_BV_49_C_packets_are_short_while_the_slow_phy_may_come) {
  connect();
  bench->command(hci::LeSetDataLength{{handle}, 251, 2120});
  peer->idle(2);
  peer->send(ll::LengthResponse{{251, 2120, 251, 2120}});
  set_phy(coded, coded);
  bench->send_acl(handle, 200);
  std::size_t longest = 0;
  for (int i = 0; i < 4; ++i)
    longest = std::max(longest, peer->exchange()->payload.size());
  EXPECT_EQ(longest, 27u);
}

TEST_F(PhyAsCentral, LL_CON_CEN_BV_41_C_asks_and_decides) {
  connect();
  set_phy(m2, m2);
  EXPECT_EQ(said(), (Said{{0x16, 2, 2}}));
  peer->send(ll::PhyResponse{7, 7});
  const auto pdu = indicated();
  ASSERT_TRUE(pdu);
  EXPECT_EQ(pdu->to_peripheral, m2);
  EXPECT_EQ(pdu->to_central, m2);
  pass_instant(pdu->instant, {Phy::le_2m, Phy::le_2m});
  EXPECT_EQ(told(), (Told{0, 2, 2}));
}

TEST_F(PhyAsCentral, LL_CON_CEN_BV_43_C_answers_with_what_both_want) {
  connect();
  peer->send(ll::PhyRequest{coded, m1});
  const auto pdu = indicated();
  ASSERT_TRUE(pdu);
  EXPECT_EQ(pdu->to_peripheral, 0);
  EXPECT_EQ(pdu->to_central, coded);
  pass_instant(pdu->instant, {Phy::le_coded, Phy::le_1m});
  EXPECT_EQ(told(), (Told{0, 1, 3}));
}

TEST_F(PhyAsCentral, LL_CON_CEN_BV_117_C_a_peer_that_wants_one_phy_both_ways) {
  connect();
  set_phy(m2, coded);
  peer->send(ll::PhyResponse{m2, m2});
  const auto pdu = indicated();
  ASSERT_TRUE(pdu);
  EXPECT_EQ(pdu->to_peripheral, 0);
  EXPECT_EQ(pdu->to_central, 0);
  EXPECT_EQ(told(), (Told{0, 1, 1}));
}

TEST_F(PhyAsCentral, LL_CON_CEN_BV_47_C_requests_meet_other_procedures) {
  connect();
  set_phy(m2, m2);
  said();
  peer->send(ll::PhyRequest{coded, coded});
  EXPECT_EQ(said(), (Said{{0x11, 0x16, 0x23}}));
  peer->send(ll::PhyResponse{m1, m1});
  EXPECT_EQ(told(), (Told{0, 1, 1}));
  said();
  bench->command(hci::LeSetHostChannelClassification{{0xff, 0xff, 0xff, 0x0f, 0}});
  peer->exchange();
  ASSERT_EQ(said().size(), 1u);
  peer->exchange(ll::Llid::control, {0x16, coded, coded});
  peer->exchange();
  EXPECT_EQ(said(), (Said{{0x11, 0x16, 0x2a}}));
}

TEST_F(PhyAsCentral, HCI_CCO_BV_15_C_the_default_decides_what_the_peer_gets) {
  connect();
  bench->command(hci::LeSetDefaultPhy{0, m1, m1});
  peer->send(ll::PhyRequest{m2, m2});
  EXPECT_EQ(indicated()->to_peripheral, m2) << "links that are there are not concerned";
  connect();
  EXPECT_EQ(bench->status_of(hci::LeSetDefaultPhy{0, 0, m1}),
            ErrorCode::invalid_command_parameters);
  EXPECT_EQ(bench->status_of(hci::LeSetDefaultPhy{0, 8, m1}),
            ErrorCode::unsupported_feature_or_parameter_value);
  bench->command(hci::LeSetDefaultPhy{3, 0, 0});
}

TEST_F(PhyAsCentral, HCI_CM_BV_03_C_and_what_is_wrong_with_commands) {
  connect();
  EXPECT_EQ(bench->status_of(hci::LeReadPhy{{handle}}), ErrorCode::success);
  for (const std::uint16_t other : {handle + 1, 0xeff})
    EXPECT_EQ(bench->status_of(hci::LeSetPhy{{other}, 0, m2, m2, 0}),
              ErrorCode::unknown_connection_identifier);
  EXPECT_EQ(bench->status_of(hci::LeSetPhy{{handle}, 0, m2, 0x10, 0}),
            ErrorCode::unsupported_feature_or_parameter_value);
  EXPECT_EQ(bench->status_of(hci::LeSetPhy{{handle}, 1, 0, 0, 0}),
            ErrorCode::invalid_command_parameters);
  set_phy(m1, m1);
  peer->send(ll::PhyResponse{7, 7});
  EXPECT_EQ(told(), (Told{0, 1, 1}));
}

}  // namespace
}  // namespace westwind::controller
