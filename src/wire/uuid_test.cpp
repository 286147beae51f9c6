// UUIDs of three widths, and when they are the same.
#include "wire/uuid.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace westwind::wire {
namespace {

constexpr Octets<16> foreign = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

TEST(Uuid, is_made_of_2_4_or_16_octets_and_of_nothing_else) {
  const std::vector<std::uint8_t> octets(40, 7);
  for (std::size_t size = 0; size <= octets.size(); ++size) {
    const auto uuid = Uuid::from(Bytes(octets).first(size));
    EXPECT_EQ(uuid.has_value(), size == 2 || size == 4 || size == 16) << size;
    if (uuid) {
      EXPECT_EQ(uuid->size(), size);
      EXPECT_TRUE(equal_bytes(uuid->bytes(), Bytes(octets).first(size)));
    }
  }
}

TEST(Uuid, short_ones_lie_in_the_base_UUID_least_significant_octet_first) {
  const Uuid heart_rate(0x180d);
  EXPECT_EQ(heart_rate.bytes()[0], 0x0d);
  EXPECT_EQ(heart_rate.bytes()[1], 0x18);
  const auto wide = Uuid::from(Octets<4>{0x78, 0x56, 0x34, 0x12});
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->expanded(), (Octets<16>{0xfb, 0x34, 0x9b, 0x5f, 0x80, 0x00, 0x00, 0x80, 0x00,
                                          0x10, 0x00, 0x00, 0x78, 0x56, 0x34, 0x12}));
}

TEST(Uuid, widths_differ_but_values_may_be_the_same) {
  const Uuid in_16(0x2a37);
  const auto in_32 = *Uuid::from(Octets<4>{0x37, 0x2a, 0, 0});
  const auto in_128 = *Uuid::from(in_16.expanded());
  EXPECT_FALSE(in_16 == in_32 || in_16 == in_128 || in_32 == in_128);
  EXPECT_TRUE(in_16.same_value(in_32) && in_32.same_value(in_128) && in_128.same_value(in_16));
  EXPECT_FALSE(in_16.same_value(Uuid(0x2a38)));
  EXPECT_FALSE(in_16.same_value(*Uuid::from(foreign)));
  EXPECT_FALSE(in_16.same_value(*Uuid::from(Octets<4>{0x37, 0x2a, 1, 0})));
}

TEST(Uuid, the_16_bit_form_exists_only_inside_the_base_UUID) {
  EXPECT_EQ(Uuid(0xffff).as_16(), 0xffff);
  EXPECT_EQ(Uuid::from(Octets<4>{0x37, 0x2a, 0, 0})->as_16(), 0x2a37);
  EXPECT_EQ(Uuid::from(Octets<4>{0x37, 0x2a, 0, 1})->as_16(), std::nullopt);
  EXPECT_EQ(Uuid::from(foreign)->as_16(), std::nullopt);
  for (std::size_t i = 0; i < 12; ++i) {
    Octets<16> nearly = Uuid(0x2a37).expanded();
    nearly[i] ^= 1;
    EXPECT_EQ(Uuid::from(nearly)->as_16(), std::nullopt) << i;
  }
}

TEST(Uuid, ATT_carries_no_32_bits) {
  EXPECT_EQ(Uuid(0x2a37).for_att().size(), 2u);
  EXPECT_EQ(Uuid::from(foreign)->for_att().size(), 16u);
  const auto wide = *Uuid::from(Octets<4>{0x37, 0x2a, 0, 0});
  EXPECT_EQ(wide.for_att().size(), 16u);
  EXPECT_TRUE(wide.for_att().same_value(wide));
}

}  // namespace
}  // namespace westwind::wire
