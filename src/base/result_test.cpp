// Results, our own invariants, and the generator of random numbers.
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/random.hpp"

namespace westwind {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error::invalid_argument;
  return number / 2;
}

TEST(Result, holds_a_value_or_an_error) {
  EXPECT_TRUE(half(4));
  EXPECT_EQ(*half(4), 2);
  EXPECT_FALSE(half(3).has_value());
  EXPECT_EQ(half(3).error(), Error::invalid_argument);
}

TEST(Result, of_nothing_is_a_status) {
  const Status fine;
  const Status bad = Error::busy;
  EXPECT_TRUE(fine);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), Error::busy);
}

TEST(ResultDeathTest, asking_for_what_is_not_there_is_our_mistake) {
  EXPECT_DEATH(static_cast<void>(half(3).value()), "");
  EXPECT_DEATH(static_cast<void>(half(4).error()), "");
  EXPECT_DEATH(static_cast<void>(Status().error()), "");
}

TEST(AssertDeathTest, a_broken_invariant_stops_the_program) {
  ensure(true);
  EXPECT_DEATH(ensure(false), "");
}

TEST(Assert, file_names_lose_their_folders) {
  static_assert(file_name_of("a/b/c.hpp")[0] == 'c');
  EXPECT_STREQ(file_name_of("c.hpp"), "c.hpp");
}

TEST(Random, is_split_mix_64) {
  // The published sequence for seed 1234567.
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317u);
  EXPECT_EQ(random.next(), 3203168211198807973u);
  EXPECT_EQ(random.next(), 9817491932198370423u);
}

TEST(Random, below_reaches_every_value_and_no_other) {
  Random random(1);
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) {
    const std::uint32_t value = random.below(7);
    ASSERT_LT(value, 7u);
    ++counts[value];
  }
  for (const int count : counts)
    EXPECT_NEAR(count, 10000, 500);
  EXPECT_EQ(random.below(1), 0u);
}

TEST(Random, forks_go_their_own_way) {
  Random random(1);
  std::set<std::uint64_t> firsts;
  for (int i = 0; i < 100; ++i)
    firsts.insert(random.fork().next());
  EXPECT_EQ(firsts.size(), 100u);
}

}  // namespace
}  // namespace westwind
