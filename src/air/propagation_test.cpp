// Path loss against the formula in floating point, and the reach that the receiver lists rely on.
#include "air/propagation.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace westwind::air {
namespace {

Point at_metres(double x, double y = 0, double z = 0) { return point_of({x, y, z}); }

TEST(Propagation, loses_40_dB_at_a_metre_and_25_dB_a_decade) {
  const Propagation propagation;
  EXPECT_EQ(path_loss_cdb(propagation, at_metres(0), at_metres(1)), 4000);
  EXPECT_NEAR(path_loss_cdb(propagation, at_metres(0), at_metres(10)), 6500, 5);
  EXPECT_NEAR(path_loss_cdb(propagation, at_metres(0), at_metres(0, 100)), 9000, 5);
  EXPECT_NEAR(path_loss_cdb(propagation, at_metres(0), at_metres(0, 0, 1000)), 11500, 5);
}

TEST(Propagation, integers_follow_the_formula_at_any_distance) {
  for (const int exponent_percent : {200, 250, 350}) {
    const Propagation propagation{.loss_at_1m_cdb = 4020, .exponent_percent = exponent_percent};
    for (double metres = 0.15; metres < 500'000; metres *= 1.07) {
      const double exact =
          4020 + 10.0 * exponent_percent * std::log10(std::round(metres * 1000) / 1000);
      ASSERT_NEAR(path_loss_cdb(propagation, at_metres(-metres), at_metres(0)), exact, 5) << metres;
    }
  }
}

TEST(Propagation, is_the_same_both_ways_and_bounded_near_by) {
  const Propagation propagation;
  EXPECT_EQ(path_loss_cdb(propagation, at_metres(3, -4, 5), at_metres(-7, 1)),
            path_loss_cdb(propagation, at_metres(-7, 1), at_metres(3, -4, 5)));
  EXPECT_EQ(path_loss_cdb(propagation, at_metres(0), at_metres(0)),
            path_loss_cdb(propagation, at_metres(0), at_metres(0.1)));
  EXPECT_EQ(received_dbm(propagation, at_metres(0), 0, at_metres(0)), -15);
}

TEST(Propagation, received_power_rounds_and_stays_within_what_hci_can_say) {
  const Propagation propagation;
  EXPECT_EQ(received_dbm(propagation, at_metres(0), 0, at_metres(1)), -40);
  EXPECT_EQ(received_dbm(propagation, at_metres(0), 8, at_metres(10)), -57);
  EXPECT_EQ(received_dbm(propagation, at_metres(0), 127, at_metres(0)), 20);
  EXPECT_EQ(received_dbm(propagation, at_metres(-1e6), -20, at_metres(1e6)), -127);
  EXPECT_EQ(received_dbm({.loss_at_1m_cdb = 4049}, at_metres(0), 0, at_metres(1)), -40);
  EXPECT_EQ(received_dbm({.loss_at_1m_cdb = 4051}, at_metres(0), 0, at_metres(1)), -41);
}

TEST(Propagation, nothing_beyond_the_reach_loses_less) {
  const Propagation propagation;
  for (int loss_db = 30; loss_db <= 150; ++loss_db) {
    const double reach_m = static_cast<double>(reach_mm(propagation, loss_db)) / 1000;
    EXPECT_GT(path_loss_cdb(propagation, at_metres(0), at_metres(reach_m)), loss_db * 100)
        << loss_db;
  }
}

}  // namespace
}  // namespace westwind::air
