// What a link looks like on the air, judged by a checker that knows the specification and nothing
// of the controller.
#include "link_timing.hpp"

namespace westwind::sim {
namespace {

struct LinkCase {
  std::uint16_t interval;
  std::uint16_t latency;
  std::uint32_t loss_percent;
  Octets<5> channel_map;
  controller::FeatureProfile profile = controller::FeatureProfile::core_5;
};

struct controller_timing : testing::TestWithParam<LinkCase> {};

TEST_P(controller_timing, anchors_spacing_hopping_and_repetition_hold) {
  const LinkCase& link = GetParam();
  controller::Config config;
  config.profile = link.profile;
  Pair pair(21, config);
  pair.central.command(hci::LeSetHostChannelClassification{link.channel_map});
  ASSERT_TRUE(pair.connect(link.interval, link.latency, 3200));
  pair.lose(link.loss_percent);
  const Octetstring up = pattern(3000, 1), down = pattern(3000, 2);
  for (int round = 0; round < 4; ++round) {
    pair.central.send_acl(pair.c_handle, Bytes(up).first(100));
    pair.peripheral.send_acl(pair.p_handle, Bytes(down).first(251));
    pair.run(Duration::microseconds(link.interval * 1250 * 30));
  }
  LinkTiming timing(pair.sniffer.packets);
  timing.check();
  EXPECT_EQ(timing.draws(), link.profile == controller::FeatureProfile::core_5);
  EXPECT_GE(timing.events(), 100u);
  EXPECT_GE(timing.exchanges(), 20u);
  EXPECT_FALSE(pair.central.take<hci::DisconnectionComplete>());
}

constexpr Octets<5> all_channels{0xff, 0xff, 0xff, 0xff, 0x1f};
INSTANTIATE_TEST_SUITE_P(
    links, controller_timing,
    testing::Values(LinkCase{6, 0, 0, all_channels}, LinkCase{24, 0, 0, all_channels},
                    LinkCase{24, 0, 30, all_channels}, LinkCase{24, 0, 50, all_channels},
                    LinkCase{24, 4, 0, all_channels}, LinkCase{24, 4, 20, all_channels},
                    LinkCase{9, 0, 10, {0, 6, 0xe0, 0, 0x1e}},
                    LinkCase{9, 0, 0, {0x01, 0, 0, 0, 0x10}}, LinkCase{800, 0, 10, all_channels},
                    LinkCase{24, 0, 30, all_channels, controller::FeatureProfile::core_4_2},
                    LinkCase{9, 4, 10, {0, 6, 0xe0, 0, 0x1e}, controller::FeatureProfile::core_4_2},
                    LinkCase{9, 0, 0, {1, 0, 0, 0, 0x10}, controller::FeatureProfile::core_4_2}));

TEST(controller_timing, an_idle_peripheral_sleeps_as_long_as_its_latency_allows) {
  Pair pair;
  ASSERT_TRUE(pair.connect(8, 9, 400));
  pair.run(ms(500));
  const std::size_t before = pair.sniffer.packets.size();
  pair.run(Duration::seconds(10));
  std::size_t central = 0, peripheral = 0;
  for (std::size_t i = before; i < pair.sniffer.packets.size(); ++i)
    (pair.sniffer.packets[i].from_central() ? central : peripheral) += 1;
  EXPECT_NEAR(static_cast<double>(central), 1000, 1);
  EXPECT_NEAR(static_cast<double>(peripheral), 100, 2);
}

TEST(controller_timing, a_sleeping_peripheral_wakes_up_for_data_of_its_own) {
  Pair pair;
  ASSERT_TRUE(pair.connect(8, 30, 400));
  pair.run(Duration::seconds(1));
  for (int i = 0; i < 20; ++i) {
    pair.run(Duration::microseconds(50'000 + i * 1'777));
    pair.central.acl().clear();
    pair.peripheral.send_acl(pair.p_handle, pattern(20));
    pair.run(ms(11));  // the next event
    ASSERT_EQ(pair.central.acl().size(), 1u);
  }
}

TEST(controller_timing, LL_CON_ADV_BV_03_C_latency_waits_for_the_first_acknowledgement) {
  Pair pair;
  advertise(pair.peripheral);
  // The central hears nothing of the peripheral, which must not believe that all is well and sleep.
  pair.central.command(connection_to(pair.address_of(pair.peripheral), 24, 9, 400));
  ASSERT_TRUE(pair.run_until([&] { return pair.peripheral.events_waiting() > 0; }));
  pair.medium.faults().set_link(pair.peripheral.controller().station().id(),
                                pair.central.controller().station().id(), {.loss_ppm = 1'000'000});
  const std::size_t before = pair.sniffer.packets.size();
  pair.run(ms(170));
  std::size_t central = 0, peripheral = 0;
  for (std::size_t i = before; i < pair.sniffer.packets.size(); ++i)
    (pair.sniffer.packets[i].from_central() ? central : peripheral) += 1;
  EXPECT_GE(central, 5u);
  EXPECT_EQ(peripheral, central);
}

TEST(controller_timing, throughput_reaches_what_the_packets_allow) {
  for (const std::uint16_t interval : {std::uint16_t{6}, std::uint16_t{12}, std::uint16_t{40}}) {
    for (const bool from_central : {true, false}) {
      Pair pair;
      ASSERT_TRUE(pair.connect(interval, 0, 400));
      RawHost& from = from_central ? pair.central : pair.peripheral;
      RawHost& to = from_central ? pair.peripheral : pair.central;
      const std::uint16_t from_handle = from_central ? pair.c_handle : pair.p_handle;
      from.command(hci::LeSetDataLength{{from_handle}, 251, 2120});
      pair.run(ms(500));
      constexpr std::size_t size = 251 * 400;
      const Instant start = pair.world.now();
      ASSERT_TRUE(pair.transfer(from, from_handle, to, from_central ? pair.p_handle : pair.c_handle,
                                pattern(size), 251, Duration::seconds(10)));
      const double seconds = static_cast<double>((pair.world.now() - start).count_us()) * 1e-6;
      const double kbit_s = size * 8 / seconds / 1000;
      const double limit = 813.614;  // 251 octets every 2468 us
      const double whole_exchanges =
          static_cast<double>(interval * 1250 / 2468) * 2468 / (interval * 1250);
      EXPECT_GT(kbit_s, limit * whole_exchanges * 0.97)
          << "interval " << interval << (from_central ? " up" : " down");
      RecordProperty("kbit_s", std::to_string(kbit_s));
    }
  }
}

TEST(controller_timing, update_moves_the_anchors_as_announced) {
  Pair pair;
  ASSERT_TRUE(pair.connect(24, 0, 400));
  pair.peripheral.command(hci::LeSetEventMask{0x1f});  // no consent needed
  RawHost& other = pair.add("other");
  advertise(other);
  pair.central.command(connection_to(pair.address_of(other), 24, 0, 400));
  pair.run(ms(300));
  pair.sniffer.packets.clear();
  pair.central.command(hci::LeConnectionUpdate{{pair.c_handle}, {40, 40, 0, 400}, 0, 0});
  pair.run(Duration::seconds(2));
  // Find the indication and count the events from the packet that carried it first.
  const Sniffed* indication = nullptr;
  std::vector<Sniffed> from_central;
  for (const Sniffed& packet : pair.sniffer.packets) {
    if (packet.is_advertising() || !packet.from_central()) continue;
    if (indication == nullptr && packet.data_header().llid() == ll::Llid::control &&
        packet.pdu[2] == ll::ConnectionUpdateIndication::opcode)
      indication = &packet;
    if (indication != nullptr && packet.tuning.access_address == indication->tuning.access_address)
      from_central.push_back(packet);
  }
  ASSERT_NE(indication, nullptr);
  const auto pdu = parse_exactly<ll::ConnectionUpdateIndication>(Bytes(indication->pdu).subspan(3));
  ASSERT_TRUE(pdu);
  EXPECT_EQ(pdu->interval_1250us, 40);
  std::size_t at = 1;
  while (at < from_central.size() &&
         (from_central[at].start - from_central[at - 1].start).count_us() == 24 * 1250)
    ++at;
  ASSERT_LT(at + 10, from_central.size());
  const std::int64_t gap = (from_central[at].start - from_central[at - 1].start).count_us();
  const std::int64_t offset = gap - 24 * 1250;
  EXPECT_GE(offset, pdu->window_offset_1250us * 1250);
  EXPECT_LE(offset, (pdu->window_offset_1250us + pdu->window_size_1250us) * 1250);
  for (std::size_t i = at + 1; i < from_central.size(); ++i)
    ASSERT_EQ((from_central[i].start - from_central[i - 1].start).count_us(), 40 * 1250);
  EXPECT_GE(at, 6u);  // 5.1.1: at least six events ahead
  EXPECT_EQ(pair.peripheral.take<hci::LeConnectionUpdateComplete>()->event.interval_1250us, 40);
}

TEST(controller_timing, same_seed_same_air_and_another_seed_another_one) {
  const auto play = [](std::uint64_t seed) {
    Pair pair(seed);
    EXPECT_TRUE(pair.connect(12, 2, 400));
    pair.lose(20);
    pair.central.send_acl(pair.c_handle, pattern(200));
    pair.peripheral.command(hci::LeReadRemoteFeatures{{pair.p_handle}});
    RawHost& scanner = pair.add("scanner");
    scanner.command(hci::LeSetScanParameters{1, 0x20, 0x10, AddressType::public_device, 0});
    scanner.command(hci::LeSetScanEnable{1, 0});
    advertise(pair.peripheral);
    pair.run(Duration::seconds(3));
    std::vector<std::pair<std::int64_t, Octetstring>> trace;
    for (const Sniffed& packet : pair.sniffer.packets)
      trace.emplace_back(packet.start.us(), packet.pdu);
    return trace;
  };
  const auto first = play(5);
  EXPECT_GT(first.size(), 500u);
  EXPECT_EQ(first, play(5));
  EXPECT_NE(first, play(6));
}

}  // namespace
}  // namespace westwind::sim
