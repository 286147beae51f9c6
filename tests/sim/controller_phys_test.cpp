// PHYs between two controllers: every change, what flies then, how much, and how far.
#include "controllers_fixture.hpp"

namespace westwind::sim {
namespace {

using controller::Phy;
using controller::phy_set;

template <typename Event>
std::optional<Event> wait_for(Pair& pair, RawHost& host) {
  std::optional<Received<Event>> event;
  pair.run_until([&] {
    event = host.template take<Event>();
    return event.has_value();
  });
  return event ? std::optional(event->event) : std::nullopt;
}

void ask(RawHost& host, std::uint16_t handle, Phy tx, Phy rx) {
  host.command(hci::LeSetPhy{{handle}, 0, phy_set(tx), phy_set(rx), 0});
}

/// One side asks; both are told the same, each from where it stands.
void change(Pair& pair, bool central_asks, Phy to_peripheral, Phy to_central) {
  if (central_asks)
    ask(pair.central, pair.c_handle, to_peripheral, to_central);
  else
    ask(pair.peripheral, pair.p_handle, to_central, to_peripheral);
  const auto c = wait_for<hci::LePhyUpdateComplete>(pair, pair.central);
  const auto p = wait_for<hci::LePhyUpdateComplete>(pair, pair.peripheral);
  ASSERT_TRUE(c && p);
  EXPECT_EQ(c->status, ErrorCode::success);
  EXPECT_EQ(c->tx_phy, static_cast<int>(to_peripheral));
  EXPECT_EQ(c->rx_phy, static_cast<int>(to_central));
  EXPECT_EQ(p->tx_phy, c->rx_phy);
  EXPECT_EQ(p->rx_phy, c->tx_phy);
  const auto read = pair.central.send(hci::LeReadPhy{{pair.c_handle}});
  EXPECT_EQ(read.tx_phy, c->tx_phy);
  EXPECT_EQ(read.rx_phy, c->rx_phy);
}

TEST(controller_phys, LL_CON_CEN_BV_41_and_PER_BV_40_C_every_phy_both_ways) {
  constexpr Phy phys[] = {Phy::le_1m, Phy::le_2m, Phy::le_coded};
  for (const bool central_asks : {true, false}) {
    Pair pair;
    ASSERT_TRUE(pair.connect());
    Phy down = Phy::le_1m, up = Phy::le_1m;
    for (const Phy to_peripheral : phys)
      for (const Phy to_central : phys) {
        if (to_peripheral == down && to_central == up) continue;
        SCOPED_TRACE(testing::Message()
                     << static_cast<int>(to_peripheral) << " " << static_cast<int>(to_central));
        ASSERT_NO_FATAL_FAILURE(change(pair, central_asks, to_peripheral, to_central));
        down = to_peripheral;
        up = to_central;
        pair.sniffer.packets.clear();
        ASSERT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                                  pattern(200), 27, Duration::seconds(2)));
        for (const Sniffed& packet : pair.sniffer.packets)
          EXPECT_EQ(static_cast<int>(packet.tuning.phy),
                    static_cast<int>(packet.from_central() ? down : up));
        pair.peripheral.acl().clear();
      }
  }
}

// 251 octets and an empty packet, two times T_IFS: 4 us an octet on LE 2M, 64 us on LE Coded.
struct Limit {
  Phy phy;
  std::int64_t exchange_us;
  std::uint16_t interval;
  std::size_t packets;
};

TEST(controller_phys, throughput_reaches_what_the_packets_allow) {
  for (const Limit& limit : {Limit{Phy::le_2m, 1048 + 44 + 300, 40, 3000},
                             Limit{Phy::le_coded, 16784 + 720 + 300, 80, 300}}) {
    Pair pair;
    ASSERT_TRUE(pair.connect(limit.interval, 0, 400));
    pair.central.command(hci::LeSetDataLength{{pair.c_handle}, 251, 17040});
    ASSERT_NO_FATAL_FAILURE(change(pair, true, limit.phy, limit.phy));
    const Instant start = pair.world.now();
    ASSERT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                              pattern(251 * limit.packets), 251, Duration::seconds(10)));
    const double seconds = static_cast<double>((pair.world.now() - start).count_us()) * 1e-6;
    const double kbit_s = static_cast<double>(251 * limit.packets) * 8 / seconds / 1000;
    const double possible = 251.0 * 8 / static_cast<double>(limit.exchange_us) * 1000;
    const std::int64_t interval_us = limit.interval * 1250;
    const auto whole = static_cast<double>(interval_us / limit.exchange_us * limit.exchange_us);
    EXPECT_GT(kbit_s, possible * whole / static_cast<double>(interval_us) * 0.97)
        << static_cast<int>(limit.phy);
    RecordProperty("kbit_s", std::to_string(kbit_s));
  }
}

TEST(controller_phys, data_lengths_follow_the_phy_and_survive_it) {
  Pair pair;
  ASSERT_TRUE(pair.connect());
  pair.central.command(hci::LeSetDataLength{{pair.c_handle}, 251, 17040});
  const auto on_1m = wait_for<hci::LeDataLengthChange>(pair, pair.central);
  ASSERT_TRUE(on_1m);
  EXPECT_EQ(on_1m->max_tx_octets, 251);
  EXPECT_EQ(on_1m->max_tx_time_us, 2120);
  ASSERT_NO_FATAL_FAILURE(change(pair, true, Phy::le_coded, Phy::le_coded));
  const auto on_coded = wait_for<hci::LeDataLengthChange>(pair, pair.central);
  ASSERT_TRUE(on_coded);
  EXPECT_EQ(on_coded->max_tx_octets, 251);
  EXPECT_EQ(on_coded->max_tx_time_us, 17040);
  EXPECT_EQ(on_coded->max_rx_octets, 27);
  EXPECT_EQ(on_coded->max_rx_time_us, 2704);
  ASSERT_NO_FATAL_FAILURE(change(pair, true, Phy::le_2m, Phy::le_2m));
  const auto on_2m = wait_for<hci::LeDataLengthChange>(pair, pair.central);
  ASSERT_TRUE(on_2m);
  EXPECT_EQ(on_2m->max_tx_octets, 251);
  EXPECT_EQ(on_2m->max_tx_time_us, 2120);
}

TEST(controller_phys, a_change_survives_loss) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Pair pair(seed);
    ASSERT_TRUE(pair.connect(12, 0, 400));
    pair.lose(20);
    ask(pair.central, pair.c_handle, Phy::le_2m, Phy::le_2m);
    ASSERT_TRUE(wait_for<hci::LePhyUpdateComplete>(pair, pair.central)) << seed;
    EXPECT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                              pattern(1000), 27, Duration::seconds(5)))
        << seed;
  }
}

// By the formula of the air, the coded PHY hears what is 8 dB weaker.
TEST(controller_phys, the_coded_phy_reaches_further) {
  const auto loses_link = [](Phy phy) {
    Pair pair;
    EXPECT_TRUE(pair.connect(24, 0, 100));
    change(pair, true, phy, phy);
    pair.peripheral.controller().station().move_to({.x = 190});
    pair.run(Duration::seconds(5));
    return pair.central.take<hci::DisconnectionComplete>().has_value();
  };
  EXPECT_TRUE(loses_link(Phy::le_2m));
  EXPECT_FALSE(loses_link(Phy::le_coded));
}

TEST(controller_phys, a_central_of_4_2_does_not_know_them) {
  controller::Config old;
  old.profile = controller::FeatureProfile::core_4_2;
  Pair pair(1, old);
  ASSERT_TRUE(pair.connect());
  ask(pair.peripheral, pair.p_handle, Phy::le_2m, Phy::le_2m);
  const auto event = wait_for<hci::LePhyUpdateComplete>(pair, pair.peripheral);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->status, ErrorCode::unsupported_remote_feature);
  EXPECT_EQ(event->tx_phy, 1);
}

}  // namespace
}  // namespace westwind::sim
