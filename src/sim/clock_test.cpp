// Clocks that drift: both directions, over any time.
#include "sim/clock.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace westwind::sim {
namespace {

constexpr Instant at(std::int64_t us) { return Instant::from_us(us); }

TEST(ClockTest, runs_fast_or_slow) {
  EXPECT_EQ(Clock().local(at(123)), at(123));
  EXPECT_EQ(Clock(50).local(at(1'000'000)), at(1'000'050));
  EXPECT_EQ(Clock(-50).local(at(1'000'000)), at(999'950));
  EXPECT_EQ(Clock(-50).local(at(1)), at(0));
  EXPECT_EQ(Clock(500).world(at(1'000'500)), at(1'000'000));
  EXPECT_TRUE(Clock(50).local(Instant::never()).is_never());
  EXPECT_TRUE(Clock(50).world(Instant::never()).is_never());
}

TEST(ClockTest, finds_the_first_moment_that_it_shows_a_time) {
  Random random(1);
  for (const std::int32_t ppm : {-10'000, -500, -50, -1, 0, 1, 20, 500, 10'000})
    for (int i = 0; i < 2000; ++i) {
      const Clock clock(ppm);
      const Instant time = at(static_cast<std::int64_t>(random.next() >> (14 + i % 40)));
      const Instant world = clock.world(time);
      EXPECT_GE(clock.local(world), time) << ppm;
      if (world.us() > 0) {
        EXPECT_LT(clock.local(world - Duration::microseconds(1)), time) << ppm;
      }
    }
}

}  // namespace
}  // namespace westwind::sim
