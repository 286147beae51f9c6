// The capture of the air: pseudo headers, order, comments, HCI beside it, and the same bytes for
// the same seed.
#include "air/capture.hpp"

#include "air/medium_fixture.hpp"
#include "air/pcapng_fixture.hpp"

namespace westwind::air {
namespace {

struct CaptureTest : MediumTest {
  std::vector<PcapngBlock> packets() {
    capture.flush();
    std::vector<PcapngBlock> all = read_pcapng(sink.octets());
    std::erase_if(all, [](const PcapngBlock& block) { return block.type != 6; });
    return all;
  }
  MemorySink sink;
  Capture capture{medium, sink};
};

std::string comment_of(const PcapngBlock& block) {
  const auto found = block.options.find(1);
  return found == block.options.end() ? std::string() : found->second;
}

TEST_F(CaptureTest, a_packet_is_written_as_link_type_256_has_it) {
  auto a = station("a"), b = station("b", 10);
  b->station.receive(channel_37);
  a->send(1234);
  run(5000);
  const auto all = packets();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].time, 1234u);
  const std::vector<std::uint8_t> expected = {0,  // RF channel of index 37
                                              static_cast<std::uint8_t>(-65),
                                              static_cast<std::uint8_t>(-104),
                                              0,  // access address offenses
                                              0xd6, 0xbe, 0x89,
                                              0x8e,  // reference access address
                                              0x17,
                                              0x00,  // dewhitened, signal, noise, reference valid;
                                                     // decoders check the CRC themselves
                                              0xd6, 0xbe, 0x89, 0x8e, 0x02, 0x00, 0xaa, 0xbb, 0xcc};
  EXPECT_EQ(all[0].packet, expected);
  EXPECT_EQ(comment_of(all[0]), "from a");
}

TEST_F(CaptureTest, a_packet_nobody_heard_has_no_signal_power) {
  auto a = station("a");
  a->send(10);
  run(5000);
  const auto all = packets();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].packet[8] & 0x02, 0);
}

TEST_F(CaptureTest, what_was_encrypted_is_written_as_it_was_before_with_the_crc_of_what_was_sent) {
  auto a = station("a");
  const Octets<10> sent = {0x02, 5, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xaa, 0xbb, 0xcc};
  const Octets<3> plain = {0x02, 1, 0x77};
  a->station.transmit({3, Phy::le_1m, 7}, sent, at_us(10), PacketKind::data_to_central, plain);
  run(5000);
  const auto all = packets();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].packet[8] & 0x08, 0x08);
  const std::vector<std::uint8_t> expected = {0x02, 1, 0x77, 0xaa, 0xbb, 0xcc};
  EXPECT_EQ(std::vector<std::uint8_t>(all[0].packet.begin() + 14, all[0].packet.end()), expected);
  a->send(6000);
  run(9000);
  EXPECT_EQ(packets().back().packet[8] & 0x08, 0) << "the next one is plain again";
}

TEST_F(CaptureTest, rf_channels_directions_and_phys_are_marked) {
  auto a = station("a");
  struct Case {
    Tuning tuning;
    PacketKind kind;
    unsigned rf_channel, flags;
  };
  const std::vector<Case> cases = {
      {{0, Phy::le_1m, 7}, PacketKind::data_to_peripheral, 1, 0x0015 | 2 << 7},
      {{10, Phy::le_2m, 7}, PacketKind::data_to_central, 11, 0x4015 | 3 << 7},
      {{11, Phy::le_coded, 7}, PacketKind::data_to_peripheral, 13, 0x8c15 | 2 << 7},
      {{36, Phy::le_1m, 7}, PacketKind::data_to_central, 38, 0x0015 | 3 << 7},
      {{38, Phy::le_1m, 7}, PacketKind::advertising, 12, 0x0015},
      {{39, Phy::le_1m, 7}, PacketKind::advertising, 39, 0x0015},
  };
  for (const Case& each : cases) {
    a->station.transmit(each.tuning, short_packet, world.now(), each.kind);
    world.run_for(Duration::milliseconds(1));
  }
  const auto all = packets();
  ASSERT_EQ(all.size(), cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(all[i].packet[0], cases[i].rf_channel);
    EXPECT_EQ(all[i].packet[8] | all[i].packet[9] << 8, static_cast<int>(cases[i].flags)) << i;
    const bool coded = cases[i].tuning.phy == Phy::le_coded;
    EXPECT_EQ(all[i].packet.size(), 10u + 4 + 5 + (coded ? 1 : 0))
        << "the coding indicator is there when coded";
  }
}

TEST_F(CaptureTest, losses_are_told_with_names_and_reasons) {
  auto a = station("sensor"), b = station("phone"), c = station("tablet"), d = station("watch");
  b->station.receive(channel_37);
  c->station.receive(channel_37);
  medium.faults().script({.matches = {}, .at = b->station.id()});
  a->send(10);
  run(20);
  d->station.receive(channel_37);
  run(5000);
  const auto all = packets();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(comment_of(all[0]), "from sensor; lost: phone (scripted drop), watch (tuned late)");
}

TEST_F(CaptureTest, a_comment_names_eight_at_most) {
  auto a = station("a");
  std::vector<std::unique_ptr<Witness>> crowd;
  for (int i = 0; i < 20; ++i) {
    crowd.push_back(station("r"));
    crowd.back()->station.receive(channel_37);
  }
  medium.faults().knobs.everywhere.loss_ppm = 1'000'000;
  a->send(10);
  run(5000);
  const std::string comment = comment_of(packets().at(0));
  EXPECT_NE(comment.find(" and 12 more"), std::string::npos) << comment;
}

TEST_F(CaptureTest, a_packet_cut_off_says_so_and_one_that_nobody_could_notice_is_left_out) {
  auto a = station("a");
  a->send(0);
  run(60);
  a->station.idle();
  run(1000);
  a->send(1000);
  run(1020);
  a->station.idle();
  run(5000);
  const auto all = packets();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(comment_of(all[0]), "from a; stopped by its sender");
}

TEST_F(CaptureTest, records_are_in_order_of_time_though_packets_end_in_another) {
  auto a = station("a"), b = station("b");
  const std::vector<std::uint8_t> long_packet(200, 0x55);
  const std::uint32_t host = capture.add_hci_interface("a");
  a->send(0, channel_37, long_packet);
  b->send(100, {38, Phy::le_1m, advertising_access_address});
  run(150);
  capture.hci(host, HciDirection::to_host, short_packet);
  run(300'000);
  b->send(300'000);
  run(400'000);
  const auto all = packets();
  std::vector<std::uint64_t> times;
  for (const PcapngBlock& block : all)
    times.push_back(block.time);
  EXPECT_EQ(times, (std::vector<std::uint64_t>{0, 100, 150, 300'000}));
}

TEST_F(CaptureTest, hci_packets_carry_their_direction) {
  const std::uint32_t host = capture.add_hci_interface("thermometer");
  constexpr Octets<4> reset = {0x01, 0x03, 0x0c, 0x00};
  capture.hci(host, HciDirection::to_controller, reset);
  capture.hci(host, HciDirection::to_host, reset);
  const auto all = packets();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].interface, host);
  EXPECT_EQ(all[0].packet, (std::vector<std::uint8_t>{0, 0, 0, 0, 0x01, 0x03, 0x0c, 0x00}));
  EXPECT_EQ(all[1].packet[3], 1);
}

/// A busy second with losses and collisions.
std::vector<std::uint8_t> capture_of(std::uint64_t seed) {
  World world(seed);
  Medium medium(world);
  MemorySink sink;
  {
    Capture capture(medium, sink);
    medium.faults().knobs.everywhere = {.loss_ppm = 100'000, .corruption_ppm = 100'000};
    Random random = world.fork_random();
    std::vector<std::unique_ptr<Witness>> crowd;
    for (int i = 0; i < 20; ++i)
      crowd.push_back(std::make_unique<Witness>(
          medium, StationConfig{"s" + std::to_string(i), {.x = random.below(200) * 1.0}, 0}));
    for (int round = 0; round < 2000; ++round) {
      Witness& one = *crowd[random.below(20)];
      const Tuning tuning{static_cast<std::uint8_t>(37 + random.below(3)), Phy::le_1m,
                          advertising_access_address};
      if (random.below(2) == 0)
        one.station.receive(tuning);
      else
        one.send(world.now().us() + random.below(100), tuning);
      world.run_for(Duration::microseconds(random.below(200)));
    }
    EXPECT_GT(medium.counters().delivered, 100u);
    EXPECT_GT(medium.counters().lost_for(Loss::collision), 10u);
    EXPECT_GT(medium.counters().lost_for(Loss::random_loss), 10u);
  }
  return {sink.octets().begin(), sink.octets().end()};
}

TEST(Determinism, the_same_seed_writes_the_same_capture_byte_for_byte) {
  const auto first = capture_of(2024);
  EXPECT_GT(first.size(), 10'000u);
  EXPECT_EQ(first, capture_of(2024));
  EXPECT_NE(first, capture_of(2025));
}

}  // namespace
}  // namespace westwind::air
