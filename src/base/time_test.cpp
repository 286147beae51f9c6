// Durations, instants, slots and timers.
#include "base/time.hpp"

#include <gtest/gtest.h>

#include "base/timer.hpp"

namespace westwind {
namespace {

TEST(Duration, counts_microseconds) {
  EXPECT_EQ(Duration::seconds(2), Duration::milliseconds(2000));
  EXPECT_EQ(Duration::milliseconds(3).count_us(), 3000);
  EXPECT_EQ((Duration::milliseconds(3) + Duration::microseconds(1) - Duration::milliseconds(1))
                .count_us(),
            2001);
  EXPECT_EQ(Duration::microseconds(1999).count_ms(), 1);
  EXPECT_EQ(Duration::seconds(1) / Duration::milliseconds(30), 33);
  EXPECT_EQ(Duration::microseconds(625) * 8, Duration::milliseconds(5));
  EXPECT_LT(Duration::microseconds(-1), Duration::zero());
}

TEST(Instant, differs_by_durations_and_never_is_last) {
  const Instant start = Instant::from_us(100);
  EXPECT_EQ((start + Duration::microseconds(50)) - start, Duration::microseconds(50));
  EXPECT_EQ(start - Duration::microseconds(101), Instant::from_us(-1));
  EXPECT_TRUE(Instant::never().is_never());
  EXPECT_LT(start, Instant::never());
  EXPECT_EQ(earlier(start, Instant::never()), start);
  EXPECT_EQ(earlier(start, Instant::from_us(99)).us(), 99);
}

TEST(Slots, round_down_and_stay_in_their_field) {
  using Interval = Slots<1250>;
  EXPECT_EQ(Interval{6}.duration(), Duration::microseconds(7500));
  EXPECT_EQ(Interval::from(Duration::microseconds(7499)).count, 5);
  EXPECT_EQ(Interval::from(Duration::seconds(1000)).count, 0xffff);
  EXPECT_EQ(Interval::from(Duration::microseconds(-5)).count, 0);
}

TEST(Timer, is_armed_when_first_asked_and_expires_once) {
  Timer timer;
  EXPECT_FALSE(timer.is_running());
  EXPECT_TRUE(timer.deadline().is_never());
  timer.start(Duration::milliseconds(1));
  EXPECT_TRUE(timer.is_running());
  EXPECT_LT(timer.deadline(), Instant::from_us(0)) << "wants to be asked at once";
  EXPECT_FALSE(timer.expired(Instant::from_us(500)));
  EXPECT_EQ(timer.deadline(), Instant::from_us(1500));
  EXPECT_FALSE(timer.expired(Instant::from_us(1499)));
  EXPECT_TRUE(timer.expired(Instant::from_us(1500)));
  EXPECT_FALSE(timer.expired(Instant::from_us(9999)));
  EXPECT_TRUE(timer.deadline().is_never());
}

TEST(Timer, stopped_or_started_again_it_forgets) {
  Timer timer;
  timer.start(Duration::milliseconds(1));
  timer.expired(Instant::from_us(0));
  timer.stop();
  EXPECT_FALSE(timer.expired(Instant::from_us(5000)));
  timer.start(Duration::milliseconds(1));
  timer.expired(Instant::from_us(0));
  timer.start(Duration::milliseconds(2));
  EXPECT_FALSE(timer.expired(Instant::from_us(1000)));
  EXPECT_EQ(timer.deadline(), Instant::from_us(3000));
}

}  // namespace
}  // namespace westwind
