// Links between devices whose clocks differ: windows are as wide as they must be, and no wider.
// Vol 6 Part B 4.2, 4.5.7.
#include "controllers_fixture.hpp"

namespace westwind::sim {
namespace {

controller::Config promising(std::uint16_t ppm) {
  controller::Config config;
  config.clock_accuracy_ppm = ppm;
  return config;
}

struct Clocks {
  std::uint16_t interval;
  std::uint16_t latency;
  std::int32_t central_ppm;
  std::int32_t peripheral_ppm;
  std::uint32_t loss_percent;
};

struct controller_clocks : testing::TestWithParam<Clocks> {};

TEST_P(controller_clocks, a_link_lives_when_clocks_keep_their_promises) {
  const Clocks& clocks = GetParam();
  Pair pair(3, promising(50), promising(50), {clocks.central_ppm, 2}, {clocks.peripheral_ppm, 2});
  ASSERT_TRUE(pair.connect(clocks.interval, clocks.latency, 3200));
  pair.lose(clocks.loss_percent);
  for (int i = 0; i < 10; ++i) {
    pair.run(Duration::seconds(30));
    pair.central.send_acl(pair.c_handle, pattern(20));
    pair.peripheral.send_acl(pair.p_handle, pattern(20));
  }
  pair.run(Duration::seconds(60));
  EXPECT_FALSE(pair.central.take<hci::DisconnectionComplete>());
  EXPECT_FALSE(pair.peripheral.take<hci::DisconnectionComplete>());
  EXPECT_EQ(pair.central.acl_stream(pair.c_handle).size(), 200u);
  EXPECT_EQ(pair.peripheral.acl_stream(pair.p_handle).size(), 200u);
}

INSTANTIATE_TEST_SUITE_P(links, controller_clocks,
                         testing::Values(Clocks{6, 0, 50, -50, 0}, Clocks{80, 0, -50, 50, 0},
                                         Clocks{3200, 0, 50, -50, 0}, Clocks{3200, 1, -50, 50, 0},
                                         Clocks{80, 30, 50, -50, 0}, Clocks{400, 0, 50, -50, 40},
                                         Clocks{400, 0, -50, 50, 40}));

TEST(controller_clocks_test, the_centrals_clock_is_what_the_air_sees) {
  Pair pair(1, {}, {}, {100, 0}, {0, 0});
  ASSERT_TRUE(pair.connect(800, 0, 3200));
  pair.sniffer.packets.clear();
  pair.run(Duration::seconds(100));
  std::vector<Instant> anchors;
  for (const Sniffed& packet : pair.sniffer.packets)
    if (packet.from_central()) anchors.push_back(packet.start);
  ASSERT_GE(anchors.size(), 99u);
  EXPECT_NEAR(static_cast<double>((anchors[98] - anchors[0]).count_us()), 98e6 / 1.0001, 2);
}

TEST(controller_clocks_test, a_clock_that_breaks_its_promise_loses_the_link) {
  for (const std::int32_t ppm : {2000, -2000}) {
    Pair pair(1, promising(50), promising(50), {ppm, 0}, {0, 0});
    ASSERT_TRUE(pair.connect(3200, 0, 2000));
    pair.run(Duration::seconds(120));
    const auto end = pair.peripheral.take<hci::DisconnectionComplete>();
    ASSERT_TRUE(end) << ppm;
    EXPECT_EQ(end->event.reason, ErrorCode::connection_timeout);
  }
  // Whoever says how bad its clock is keeps the link.
  Pair pair(1, promising(500), promising(500), {900, 0}, {0, 0});
  ASSERT_TRUE(pair.connect(3200, 0, 2000));
  pair.run(Duration::seconds(120));
  EXPECT_FALSE(pair.peripheral.take<hci::DisconnectionComplete>());
}

TEST(controller_clocks_test, throughput_does_not_suffer) {
  Pair pair(1, {}, {}, {50, 2}, {-50, 2});
  ASSERT_TRUE(pair.connect(40, 0, 400));
  pair.central.command(hci::LeSetDataLength{{pair.c_handle}, 251, 2120});
  pair.run(ms(500));
  const Instant start = pair.world.now();
  ASSERT_TRUE(pair.transfer(pair.central, pair.c_handle, pair.peripheral, pair.p_handle,
                            pattern(251 * 400), 251, Duration::seconds(5)));
  EXPECT_LT((pair.world.now() - start).count_ms(), 1100);  // 400 times 2468 us
}

}  // namespace
}  // namespace westwind::sim
