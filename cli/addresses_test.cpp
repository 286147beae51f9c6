// Default addresses and board numbers.
#include "cli/addresses.hpp"

#include <gtest/gtest.h>

namespace westwind::cli {
namespace {

TEST(DefaultAddress, is_the_same_in_every_run) {
  EXPECT_EQ(default_address(1, 1), default_address(1, 1));
  EXPECT_EQ(default_address(1, 258).display_order()[4], 1);
  EXPECT_EQ(default_address(1, 258).display_order()[5], 2);
}

TEST(DefaultAddress, differs_by_board_and_by_seed) {
  EXPECT_NE(default_address(1, 1), default_address(1, 2));
  EXPECT_NE(default_address(1, 1), default_address(2, 1));
}

TEST(Numbers, are_the_lowest_that_are_free) {
  Numbers numbers;
  EXPECT_EQ(numbers.take(), 1);
  EXPECT_EQ(numbers.take(), 2);
  EXPECT_EQ(numbers.take(), 3);
  numbers.give_back(2);
  EXPECT_EQ(numbers.take(), 2);
  EXPECT_EQ(numbers.take(), 4);
}

}  // namespace
}  // namespace westwind::cli
