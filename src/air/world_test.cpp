// The world's clock.
#include "air/world.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace westwind::air {
namespace {

Instant at_us(std::int64_t us) { return Instant::from_us(us); }

/// Schedules itself again every `period` until told to stop.
struct Metronome {
  Metronome(World& w, Duration p) : world(w), period(p) {}
  void start() { next = world.schedule_in(period, World::Action::to<&Metronome::tick>(this)); }
  void tick() {
    times.push_back(world.now().us());
    start();
  }
  World& world;
  Duration period;
  EventHandle next;
  std::vector<std::int64_t> times;
};

TEST(World, time_passes_only_from_event_to_event) {
  World world(1);
  Metronome tick(world, Duration::microseconds(7));
  tick.start();
  EXPECT_EQ(world.next_event_time(), at_us(7));
  EXPECT_EQ(world.now(), at_us(0));
  EXPECT_TRUE(world.run_one());
  EXPECT_EQ(world.now(), at_us(7));
  EXPECT_EQ(world.events_run(), 1u);
}

TEST(World, run_until_includes_its_end_and_sets_the_clock_to_it) {
  World world(1);
  Metronome tick(world, Duration::microseconds(10));
  tick.start();
  world.run_until(at_us(30));
  EXPECT_EQ(tick.times, (std::vector<std::int64_t>{10, 20, 30}));
  world.run_for(Duration::microseconds(5));
  EXPECT_EQ(world.now(), at_us(35));
  EXPECT_EQ(tick.times.size(), 3u);
}

TEST(World, an_event_may_schedule_another_for_the_same_instant) {
  struct Chain {
    World& world;
    int left;
    void run() {
      if (--left > 0) world.schedule(world.now(), World::Action::to<&Chain::run>(this));
    }
  };
  World world(1);
  Chain chain{world, 5};
  world.schedule(at_us(3), World::Action::to<&Chain::run>(&chain));
  world.run_until(at_us(3));
  EXPECT_EQ(chain.left, 0);
  EXPECT_EQ(world.now(), at_us(3));
}

TEST(World, an_empty_world_stands_still_and_says_so) {
  World world(1);
  EXPECT_FALSE(world.run_one());
  EXPECT_TRUE(world.next_event_time().is_never());
  world.run_until(at_us(100));
  EXPECT_EQ(world.now(), at_us(100));
}

TEST(World, run_until_never_drains_what_ends_and_leaves_the_clock_at_the_last_event) {
  World world(1);
  struct Once {
    void run() {}
  } once;
  world.schedule(at_us(12), World::Action::to<&Once::run>(&once));
  world.run_until(Instant::never());
  EXPECT_EQ(world.now(), at_us(12));
}

TEST(World, cancelling_stops_a_metronome) {
  World world(1);
  Metronome tick(world, Duration::microseconds(10));
  tick.start();
  world.run_until(at_us(20));
  EXPECT_TRUE(world.is_pending(tick.next));
  EXPECT_TRUE(world.cancel(tick.next));
  EXPECT_FALSE(world.cancel(tick.next));
  world.run_until(at_us(100));
  EXPECT_EQ(tick.times.size(), 2u);
}

TEST(World, parts_of_equal_worlds_draw_equal_numbers_and_parts_of_one_world_do_not) {
  World one(99), two(99), other(100);
  Random a = one.fork_random(), b = one.fork_random();
  Random a_again = two.fork_random(), c = other.fork_random();
  const std::uint64_t first = a.next();
  EXPECT_EQ(first, a_again.next());
  EXPECT_NE(first, b.next());
  EXPECT_NE(first, c.next());
}

TEST(WorldDeathTest, the_past_cannot_be_scheduled) {
  World world(1);
  Metronome tick(world, Duration::microseconds(10));
  world.run_until(at_us(50));
  EXPECT_DEATH(world.schedule(at_us(49), World::Action::to<&Metronome::tick>(&tick)), "");
}

}  // namespace
}  // namespace westwind::air
