// Who else is on the air, against going through all of it; and what may be forgotten.
#include "air/on_air.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <set>

#include "base/random.hpp"

namespace westwind::air {
namespace {

constexpr std::int64_t reach_mm = 500'000;

/// Packets at random places of a country of 20 x 20 km, some ended, some to come.
struct OnAirTest : testing::Test {
  Transmission& add(std::int64_t start_us, std::int64_t end_us) {
    Transmission& packet = packets.emplace_back();
    const auto coordinate = [&] { return static_cast<std::int32_t>(random.below(20'000'000)); };
    packet.position = {coordinate(), coordinate(), 0};
    packet.square = map.at(packet.position);
    packet.tuning.channel = 37;
    packet.start = Instant::from_us(start_us);
    packet.end = packet.stopped = Instant::from_us(end_us);
    on_air.add(packet);
    return packet;
  }
  void finish(Transmission& packet) {
    on_air.finish(packet, [&](Transmission& harmless) { freed.insert(&harmless); });
  }
  std::set<const Transmission*> overlapping(const Transmission& packet) const {
    std::set<const Transmission*> met;
    on_air.visit_overlapping(packet, packet.start, packet.stopped, reach_mm,
                             [&](const Transmission& other) { met.insert(&other); });
    return met;
  }
  std::set<const Transmission*> expected(const Transmission& packet) const {
    std::set<const Transmission*> met;
    const auto near = [&](std::int32_t a, std::int32_t b) {
      return std::abs(std::int64_t{a} - b) <= reach_mm;
    };
    for (const Transmission& other : packets)
      if (&other != &packet && !freed.contains(&other) && other.start < packet.stopped &&
          other.stopped > packet.start && near(other.position.x_mm, packet.position.x_mm) &&
          near(other.position.y_mm, packet.position.y_mm))
        met.insert(&other);
    return met;
  }

  SquareMap map;
  OnAir on_air{map};
  std::deque<Transmission> packets;
  std::set<const Transmission*> freed;
  Random random{7};
};

TEST_F(OnAirTest, a_crowd_is_searched_by_place_and_time) {
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t start_us = random.below(3000);
    add(start_us, start_us + 80 + random.below(300));
  }
  std::size_t neighbours = 0;
  for (const Transmission& packet : packets) {
    EXPECT_EQ(overlapping(packet), expected(packet));
    neighbours += overlapping(packet).size();
  }
  EXPECT_GT(neighbours, 500u) << "the crowd is too thin to prove anything";
}

TEST_F(OnAirTest, what_was_freed_is_met_no_more_and_the_rest_still_is) {
  for (int i = 0; i < 2000; ++i)
    add(i, i + 300);
  for (int i = 0; i < 1000; ++i) {
    finish(packets[static_cast<std::size_t>(i)]);
    // Everything from the first unfinished one's start on may still collide with it.
    ASSERT_EQ(freed.size(), static_cast<std::size_t>(std::max(0, i + 2 - 300)));
  }
  for (const Transmission& packet : packets) {
    if (freed.contains(&packet)) continue;
    ASSERT_EQ(overlapping(packet), expected(packet));
  }
}

TEST_F(OnAirTest, a_finished_packet_is_kept_for_one_that_it_overlapped) {
  Transmission& early = add(0, 100);
  Transmission& late = add(50, 400);
  finish(early);
  EXPECT_TRUE(freed.empty());
  finish(late);
  EXPECT_EQ(freed, (std::set<const Transmission*>{&early, &late}));
}

TEST_F(OnAirTest, packets_may_be_announced_in_any_order) {
  Transmission& later = add(500, 900);
  Transmission& sooner = add(100, 600);
  finish(sooner);
  EXPECT_TRUE(freed.empty()) << "it overlapped the one announced before it";
  on_air.stop(later, later.start);
  finish(later);
  EXPECT_EQ(freed.size(), 2u);
}

TEST_F(OnAirTest, a_packet_that_was_stopped_no_longer_overlaps) {
  Transmission& stopped = add(0, 1000);
  Transmission& other = add(500, 900);
  other.position = stopped.position;
  EXPECT_TRUE(overlapping(other).contains(&stopped));
  on_air.stop(stopped, Instant::from_us(400));
  EXPECT_FALSE(overlapping(other).contains(&stopped));
}

}  // namespace
}  // namespace westwind::air
