// A world paced by a made-up clock.
#include "sim/real_time.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace westwind::sim {
namespace {

Instant at_us(std::int64_t us) { return Instant::from_us(us); }

struct Ticks {
  explicit Ticks(air::World& w) : world(w) {}
  void at(Instant when) { world.schedule(when, air::World::Action::to<&Ticks::tick>(this)); }
  void tick() { times.push_back(world.now().us()); }
  air::World& world;
  std::vector<std::int64_t> times;
};

struct RealTimeTest : testing::Test {
  air::World world{1};
  Ticks ticks{world};
};

TEST_F(RealTimeTest, pump_runs_what_is_due_and_tells_when_to_come_back) {
  RealTime pace(world, at_us(1'000'000));
  ticks.at(at_us(100));
  ticks.at(at_us(250));
  EXPECT_EQ(pace.pump(at_us(1'000'099)), at_us(1'000'100));
  EXPECT_TRUE(ticks.times.empty());
  EXPECT_EQ(world.now(), at_us(99));
  EXPECT_EQ(pace.pump(at_us(1'000'100)), at_us(1'000'250));
  EXPECT_EQ(ticks.times, (std::vector<std::int64_t>{100}));
  EXPECT_TRUE(pace.pump(at_us(1'000'300)).is_never());
  EXPECT_EQ(ticks.times, (std::vector<std::int64_t>{100, 250}));
  EXPECT_EQ(world.now(), at_us(300));
}

TEST_F(RealTimeTest, a_clock_that_does_not_move_moves_nothing) {
  RealTime pace(world, at_us(500));
  ticks.at(at_us(0));
  ticks.at(at_us(1));
  pace.pump(at_us(500));
  pace.pump(at_us(500));
  EXPECT_EQ(ticks.times, (std::vector<std::int64_t>{0}));
}

TEST_F(RealTimeTest, the_speed_factor_stretches_time) {
  RealTime pace(world, at_us(0), {.speed = 4.0});
  ticks.at(at_us(1'000'000));
  EXPECT_EQ(pace.pump(at_us(0)), at_us(250'000));
  pace.pump(at_us(249'999));
  EXPECT_TRUE(ticks.times.empty());
  pace.pump(at_us(250'000));
  EXPECT_EQ(ticks.times.size(), 1u);
}

TEST_F(RealTimeTest, a_pump_at_the_returned_time_always_runs_the_event) {
  for (const double speed : {0.1, 0.3, 1.0 / 3.0, 0.7, 1.0, 3.0, 7.7, 1000.0}) {
    air::World own(1);
    Ticks counted(own);
    RealTime pace(own, at_us(123'456'789'012), {.speed = speed});
    for (int i = 1; i <= 50; ++i)
      counted.at(at_us(i * i * 37));
    Instant next = pace.pump(at_us(123'456'789'012));
    for (int pumps = 0; !next.is_never(); ++pumps) {
      ASSERT_LE(pumps, 50) << "speed " << speed;
      const std::size_t before = counted.times.size();
      next = pace.pump(next);
      ASSERT_GT(counted.times.size(), before) << "speed " << speed;
    }
    EXPECT_EQ(counted.times.size(), 50u);
  }
}

TEST_F(RealTimeTest, waiting_long_for_nothing_is_no_lag) {
  RealTime pace(world, at_us(0));
  pace.pump(at_us(3'600'000'000));
  EXPECT_EQ(world.now(), at_us(3'600'000'000));
  EXPECT_EQ(pace.slipped(), Duration::zero());
}

TEST_F(RealTimeTest, a_world_that_lags_too_far_slips_instead_of_bursting) {
  RealTime pace(world, at_us(0), {.speed = 1.0, .most_lag = Duration::milliseconds(100)});
  ticks.at(at_us(1'000));
  ticks.at(at_us(100'000));
  ticks.at(at_us(5'000'000));
  const Instant next = pace.pump(at_us(10'000'000));
  EXPECT_EQ(ticks.times, (std::vector<std::int64_t>{1'000, 100'000}));
  EXPECT_EQ(world.now(), at_us(101'000));
  EXPECT_EQ(pace.slipped(), Duration::microseconds(10'000'000 - 101'000));
  EXPECT_EQ(next, at_us(10'000'000 + 5'000'000 - 101'000));
}

}  // namespace
}  // namespace westwind::sim
