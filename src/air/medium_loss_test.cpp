// What goes wrong on the air: collisions, capture, noise, random and scripted faults. Every loss
// has its reason.
#include "air/medium_fixture.hpp"

namespace westwind::air {
namespace {

TEST_F(MediumTest, equal_packets_from_the_start_destroy_each_other) {
  auto a = station("a"), b = station("b"), c = station("c", 5);
  c->station.receive(channel_37);
  a->send(10);
  b->send(30);
  run(1000);
  EXPECT_TRUE(c->log.empty());
  EXPECT_EQ(lost(Loss::collision), 2u);
}

TEST_F(MediumTest, the_stronger_by_the_threshold_wins_whoever_comes_first) {
  // 10 dB a 2.5 exponent is a factor of 2.512 in distance.
  auto c = station("c");
  auto strong = station("strong", 10), weak = station("weak", 25.2), rival = station("rival", 23);
  c->station.receive(channel_37);
  strong->send(10);
  weak->send(20);
  run(1000);
  EXPECT_EQ(c->log, (Log{"synchronised@10", "received@90"}));
  weak->send(1000);
  strong->send(1010);
  run(2000);
  EXPECT_EQ(c->log.back(), "received@1090") << "the weaker one could not be made out";
  strong->send(2000);
  rival->send(2000);
  run(3000);
  EXPECT_EQ(c->log.size(), 4u) << "9 dB are not enough";
}

TEST_F(MediumTest, a_late_stronger_packet_breaks_the_one_being_received_and_is_missed_itself) {
  auto a = station("a", 20), b = station("b", 1), c = station("c");
  c->station.receive(channel_37);
  a->send(0);
  b->send(60);
  run(1000);
  EXPECT_EQ(c->log, (Log{"synchronised@0", "broken@80"}));
  EXPECT_TRUE(equal_bytes(Bytes(c->octets).first(2), Bytes(short_packet).first(2)))
      << "what came before the collision is whole";
  EXPECT_FALSE(equal_bytes(c->octets, short_packet));
  EXPECT_EQ(lost(Loss::collision), 1u);
  EXPECT_EQ(lost(Loss::busy), 1u);
}

TEST_F(MediumTest, packets_that_only_touch_do_not_collide) {
  auto a = station("a"), b = station("b"), c = station("c", 5);
  c->station.receive(channel_37);
  a->send(0);
  b->send(80);
  run(1000);
  EXPECT_EQ(c->log, (Log{"synchronised@0", "received@80", "synchronised@80", "received@160"}));
}

TEST_F(MediumTest, packets_on_different_channels_do_not_collide_and_those_of_other_links_do) {
  auto a = station("a"), b = station("b"), c = station("c", 5);
  c->station.receive(channel_37);
  a->send(0);
  b->send(0, {38, Phy::le_1m, advertising_access_address});
  run(500);
  EXPECT_EQ(c->log.back(), "received@80");
  a->send(500);
  b->send(500, {37, Phy::le_2m, 0x12345678});
  run(1000);
  EXPECT_EQ(c->log.size(), 2u);
}

TEST_F(MediumTest, a_packet_that_has_ended_still_counts_for_one_it_overlapped) {
  auto a = station("a"), b = station("b"), c = station("c", 5);
  const std::vector<std::uint8_t> long_packet(100, 0x55);
  c->station.receive(channel_37);
  a->send(0, channel_37, long_packet);
  b->send(100);  // ends long before the first one does
  run(2000);
  EXPECT_EQ(c->log, (Log{"synchronised@0", "broken@840"}));
}

TEST_F(MediumTest, a_collision_is_a_matter_of_place) {
  auto a = station("a", 0), b = station("b", 100);
  auto at_a = station("at_a", 1), at_b = station("at_b", 99);
  at_a->station.receive(channel_37);
  at_b->station.receive(channel_37);
  a->send(0);
  b->send(5);
  run(1000);
  EXPECT_EQ(at_a->log.back(), "received@80");
  EXPECT_EQ(at_b->log.back(), "received@85");
}

TEST_F(MediumTest, noise_raises_what_a_receiver_needs_and_jamming_silences_a_channel) {
  auto a = station("a"), b = station("b", 10), c = station("c", 100);
  for (auto* each : {b.get(), c.get()})
    each->station.receive(channel_37);
  medium.faults().knobs.noise_dbm[37] = -84;  // 20 dB above the floor: -75 dBm are needed now
  a->send(0);
  run(500);
  EXPECT_EQ(b->log.size(), 2u);
  EXPECT_TRUE(c->log.empty());
  EXPECT_EQ(lost(Loss::noise), 1u);
  medium.faults().knobs.jam(37);
  a->send(500);
  run(1000);
  EXPECT_EQ(b->log.size(), 2u);
  EXPECT_EQ(lost(Loss::noise), 3u);
  medium.faults().knobs.unjam(37);
  a->send(1000);
  run(1500);
  EXPECT_EQ(b->log.size(), 4u);
  EXPECT_EQ(c->log.size(), 2u);
}

TEST_F(MediumTest, a_station_cut_off_neither_hears_nor_is_heard_nor_knows) {
  auto a = station("a"), b = station("b"), c = station("c");
  for (auto* each : {b.get(), c.get()})
    each->station.receive(channel_37);
  b->station.set_cut_off(true);
  a->send(0);
  run(500);
  EXPECT_TRUE(b->log.empty());
  EXPECT_EQ(c->log.size(), 2u);
  b->send(500);
  a->send(500);  // not even disturbed
  run(1000);
  EXPECT_EQ(b->log, Log{"transmitted@580"});
  EXPECT_EQ(c->log.back(), "received@580");
  EXPECT_EQ(lost(Loss::cut_off), 2u);
  b->station.set_cut_off(false);
  b->send(1000);
  run(1500);
  EXPECT_EQ(c->log.back(), "received@1080");
}

std::uint64_t delivered_of_1000(MediumTest& test, Witness& from) {
  const std::uint64_t before = test.medium.counters().delivered;
  for (int i = 0; i < 1000; ++i) {
    from.send(test.world.now().us());
    test.world.run_for(Duration::microseconds(200));
  }
  return test.medium.counters().delivered - before;
}

TEST_F(MediumTest, random_losses_come_at_their_rates) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  EXPECT_EQ(delivered_of_1000(*this, *a), 1000u);
  medium.faults().knobs.everywhere = {.loss_ppm = 200'000, .corruption_ppm = 125'000};
  EXPECT_NEAR(static_cast<double>(delivered_of_1000(*this, *a)), 700, 50);
  EXPECT_NEAR(static_cast<double>(lost(Loss::random_loss)), 200, 40);
  EXPECT_NEAR(static_cast<double>(lost(Loss::random_corruption)), 100, 30);
  medium.faults().knobs.everywhere = {};
  medium.faults().knobs.channel[36].loss_ppm = 1'000'000;
  EXPECT_EQ(delivered_of_1000(*this, *a), 1000u);
  medium.faults().knobs.channel[37].loss_ppm = 1'000'000;
  EXPECT_EQ(delivered_of_1000(*this, *a), 0u);
}

TEST_F(MediumTest, a_bad_link_is_bad_in_its_direction_only) {
  auto a = station("a"), b = station("b"), c = station("c");
  for (auto* each : {b.get(), c.get()})
    each->station.receive(channel_37);
  medium.faults().set_link(a->station.id(), b->station.id(), {.loss_ppm = 1'000'000});
  a->send(0);
  run(500);
  EXPECT_TRUE(b->log.empty());
  EXPECT_EQ(c->log.size(), 2u);
  a->station.receive(channel_37);
  b->send(500);
  run(1000);
  EXPECT_EQ(a->log.back(), "received@580");
  medium.faults().set_link(a->station.id(), b->station.id(), {});
  b->station.receive(channel_37);
  a->send(1000);
  run(1500);
  EXPECT_EQ(b->log.back(), "received@1080");
}

TEST_F(MediumTest, a_script_drops_the_nth_match_and_no_other) {
  auto a = station("a"), b = station("b");
  b->station.receive(channel_37);
  medium.faults().script({.matches = [&](const Transmission& t) { return t.octets()[0] == 0x02; },
                          .nth = 2,
                          .count = 2,
                          .at = {}});
  constexpr Octets<5> other = {0x03, 0, 1, 2, 3};
  a->send(0, channel_37, other);
  run(1000);
  for (int i = 1; i <= 4; ++i) {
    a->send(i * 1000);
    run(i * 1000 + 900);
  }
  EXPECT_EQ(b->log, (Log{"synchronised@0", "received@80", "synchronised@1000", "received@1080",
                         "synchronised@4000", "received@4080"}));
  EXPECT_EQ(lost(Loss::scripted_drop), 2u);
}

TEST_F(MediumTest, a_script_corrupts_at_one_receiver_while_others_hear) {
  auto a = station("a"), b = station("b"), c = station("c");
  for (auto* each : {b.get(), c.get()})
    each->station.receive(channel_37);
  medium.faults().script(
      {.action = ScriptedFault::Action::corrupt, .matches = {}, .at = b->station.id()});
  a->send(0);
  run(500);
  EXPECT_EQ(b->log.back(), "broken@80");
  EXPECT_FALSE(equal_bytes(b->octets, short_packet));
  EXPECT_EQ(c->log.back(), "received@80");
  EXPECT_TRUE(equal_bytes(c->octets, short_packet));
  a->send(500);
  run(1000);
  EXPECT_EQ(b->log.back(), "received@580");
}

/// CRC-24 of Vol 6 Part B 3.1.1, bit by bit: independent of the product's own.
std::uint32_t crc24(Bytes octets) {
  std::uint32_t state = 0x555555;
  for (const std::uint8_t octet : octets)
    for (int bit = 0; bit < 8; ++bit) {
      const bool feedback = ((state >> 23) ^ (static_cast<unsigned>(octet) >> bit)) & 1;
      state = (state << 1) & 0xffffff;
      if (feedback) state ^= 0x00065b;
    }
  return state;
}

TEST(Faults, no_corruption_escapes_the_crc) {
  Faults faults(Random(5));
  Random random(6);
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::uint8_t> whole(5 + random.below(256));
    for (auto& octet : whole)
      octet = static_cast<std::uint8_t>(random.next());
    std::vector<std::uint8_t> broken = whole;
    faults.corrupt(broken, random.below(static_cast<std::uint32_t>(broken.size() + 3)));
    ASSERT_NE(broken, whole);
    const Bytes was(whole), is(broken);
    // The CRC is linear: it fails when that of the error pattern, with a zero preset, is not the
    // pattern's own.
    const std::size_t pdu = was.size() - 3;
    const std::uint32_t change = crc24(was.first(pdu)) ^ crc24(is.first(pdu));
    std::uint32_t change_of_crc = 0;
    for (std::size_t i = 0; i < 24; ++i) {
      const unsigned flipped = ((was[pdu + i / 8] ^ is[pdu + i / 8]) >> (i % 8)) & 1u;
      change_of_crc = change_of_crc << 1 | flipped;  // the CRC goes out most significant bit first
    }
    ASSERT_NE(change, change_of_crc) << "round " << round;
  }
}

TEST(Faults, knobs_that_are_off_draw_no_random_numbers) {
  // Two worlds that differ in a fault that is switched off again must go on alike.
  const auto run = [](bool touch) {
    World world(3);
    Medium medium(world);
    Witness a(medium, {"a", {}, 0}), b(medium, {"b", {}, 0});
    b.station.receive(channel_37);
    if (touch) medium.faults().set_link(0, 1, {.loss_ppm = 500'000});
    if (touch) medium.faults().set_link(0, 1, {});
    a.send(0);
    world.run_until(at_us(500));
    medium.faults().knobs.everywhere.corruption_ppm = 300'000;
    for (int i = 1; i < 200; ++i) {
      a.send(i * 1000);
      world.run_until(at_us(i * 1000 + 500));
    }
    return b.log;
  };
  EXPECT_EQ(run(false), run(true));
}

TEST(Loss, every_reason_has_a_name_of_its_own) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < loss_count; ++i)
    names.emplace_back(loss_name(static_cast<Loss>(i)));
  EXPECT_EQ(names.front(), "received");
  EXPECT_EQ(names.back(), "cut off");
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace westwind::air
