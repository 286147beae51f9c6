// Which channel selection algorithm a connection uses: #2 when both sides say that they know it, in
// ADV_IND or ADV_DIRECT_IND and in CONNECT_IND. Vol 6 Part B 4.5.8, 2.3.1.1, 2.3.3.1.
#include <gtest/gtest.h>

#include "controller/scripted_peer.hpp"

namespace westwind::controller {
namespace {

Config of(FeatureProfile profile) {
  Config config;
  config.profile = profile;
  return config;
}

/// The scripted peer checks every packet's channel.
template <typename Peer>
struct Selection {
  explicit Selection(FeatureProfile profile = FeatureProfile::core_5) : bench(of(profile)) {}

  void connect(std::optional<std::uint8_t> told) {
    bench.command(hci::LeSetEventMask{
        event_masks::plain | event_masks::bit(hci::LeChannelSelectionAlgorithm::subevent)});
    ASSERT_TRUE(peer.connect());
    ASSERT_TRUE(bench.host.take<hci::LeConnectionComplete>());
    const auto event = bench.host.take<hci::LeChannelSelectionAlgorithm>();
    EXPECT_EQ(event ? std::optional(event->algorithm) : std::nullopt, told);
    int answered = 0;
    for (int i = 0; i < 50; ++i)
      answered += peer.exchange().has_value();
    EXPECT_EQ(answered, 50);
  }
  Bench bench;
  Peer peer{bench};
};

struct AsPeripheral : Selection<ScriptedCentral> {
  explicit AsPeripheral(hci::AdvertisingType type, FeatureProfile profile = FeatureProfile::core_5)
      : Selection(profile) {
    bench.command(hci::LeSetAdvertisingParameters{0x20,
                                                  0x20,
                                                  type,
                                                  wire::AddressType::public_device,
                                                  {wire::AddressType::public_device, peer_address},
                                                  7,
                                                  0});
  }
};
constexpr auto undirected = hci::AdvertisingType::connectable_undirected;
constexpr auto directed = hci::AdvertisingType::connectable_directed_low_duty;

TEST(ChannelSelectionTest, LL_CON_ADV_BV_09_C_drawn_when_the_central_knows_how) {
  AsPeripheral link(undirected);
  link.peer.knows_algorithm_2 = true;
  link.connect(1);
  EXPECT_TRUE(link.peer.peer_knows_algorithm_2);
}

TEST(ChannelSelectionTest, LL_CON_ADV_BV_10_C_drawn_after_directed_advertising) {
  AsPeripheral link(directed);
  link.peer.knows_algorithm_2 = true;
  link.connect(1);
  EXPECT_TRUE(link.peer.peer_knows_algorithm_2);
}

TEST(ChannelSelectionTest, LL_CON_INI_BV_16_C_drawn_when_the_peripheral_knows_how) {
  Selection<ScriptedPeripheral> link;
  link.peer.knows_algorithm_2 = true;
  link.connect(1);
  EXPECT_TRUE(link.peer.peer_knows_algorithm_2);
}

TEST(ChannelSelectionTest, LL_CON_INI_BV_17_C_drawn_with_a_directed_advertiser) {
  Selection<ScriptedPeripheral> link;
  link.peer.knows_algorithm_2 = link.peer.directed = true;
  link.connect(1);
  EXPECT_TRUE(link.peer.peer_knows_algorithm_2);
}

TEST(ChannelSelectionTest, hops_when_the_peer_does_not_know_how) {
  AsPeripheral peripheral(undirected);
  peripheral.connect(0);
  Selection<ScriptedPeripheral> central;
  central.connect(0);
}

TEST(ChannelSelectionTest, controllers_of_4_2_hop_and_say_nothing) {
  AsPeripheral peripheral(undirected, FeatureProfile::core_4_2);
  peripheral.peer.knows_algorithm_2 = true;
  peripheral.connect(std::nullopt);
  EXPECT_FALSE(peripheral.peer.peer_knows_algorithm_2);
  Selection<ScriptedPeripheral> central(FeatureProfile::core_4_2);
  central.peer.knows_algorithm_2 = true;
  central.connect(std::nullopt);
  EXPECT_FALSE(central.peer.peer_knows_algorithm_2);
}

TEST(ChannelSelectionTest, LL_DDI_ADV_only_connectable_advertising_says_that_it_knows_how) {
  for (const auto type : {hci::AdvertisingType::scannable_undirected,
                          hci::AdvertisingType::non_connectable_undirected}) {
    AsPeripheral advertiser(type);
    advertiser.bench.command(hci::LeSetAdvertisingEnable{1});
    const auto* sent = advertiser.bench.radio.run_until_sent(Duration::seconds(1));
    ASSERT_NE(sent, nullptr);
    EXPECT_EQ(sent->pdu[0] & 0x20, 0);
  }
}

}  // namespace
}  // namespace westwind::controller
