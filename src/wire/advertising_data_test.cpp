// Advertising data structures taken and put, with every way the data can be wrong.
#include "wire/advertising_data.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace westwind::wire::ad {
namespace {

std::vector<int> types_in(Bytes data) {
  Reader reader(data);
  std::vector<int> types;
  while (const auto structure = take(reader))
    types.push_back(structure->type);
  return types;
}

TEST(AdvertisingData, structures_are_taken_one_after_another) {
  const Octets<12> data{2, 1, 6, 3, 3, 0x0d, 0x18, 4, 9, 'a', 'b', 'c'};
  Reader reader(data);
  const auto flags = take(reader), services = take(reader), name = take(reader);
  ASSERT_TRUE(flags && services && name);
  EXPECT_EQ(flags->type, 1);
  EXPECT_TRUE(equal_bytes(flags->value, Octets<1>{6}));
  EXPECT_TRUE(equal_bytes(services->value, Octets<2>{0x0d, 0x18}));
  EXPECT_EQ(name->value.size(), 3u);
  EXPECT_FALSE(take(reader));
}

TEST(AdvertisingData, a_structure_may_have_no_value) {
  const Octets<5> data{1, 9, 2, 1, 6};
  EXPECT_EQ(types_in(data), (std::vector<int>{9, 1}));
}

TEST(AdvertisingData, zeros_end_the_significant_part) {
  const Octets<7> data{2, 1, 6, 0, 2, 1, 4};
  EXPECT_EQ(types_in(data), std::vector<int>{1});
  EXPECT_TRUE(types_in(Octets<3>{}).empty());
  EXPECT_TRUE(types_in({}).empty());
}

TEST(AdvertisingData, what_is_longer_than_the_data_is_not_looked_at) {
  const Octets<6> data{2, 1, 6, 5, 9, 'a'};
  EXPECT_EQ(types_in(data), std::vector<int>{1});
  EXPECT_TRUE(types_in(Octets<1>{255}).empty());
  EXPECT_TRUE(types_in(Octets<1>{1}).empty());
}

TEST(AdvertisingData, every_cut_of_good_data_is_read_within_bounds) {
  const std::array<std::uint8_t, 12> data{2, 1, 6, 3, 3, 0x0d, 0x18, 4, 9, 'a', 'b', 'c'};
  for (std::size_t size = 0; size <= data.size(); ++size) {
    const std::vector<std::uint8_t> cut(data.begin(), data.begin() + static_cast<long>(size));
    EXPECT_EQ(types_in(cut).size(), size < 3 ? 0u : size < 7 ? 1u : size < 12 ? 2u : 3u) << size;
  }
}

TEST(AdvertisingData, what_was_put_is_taken) {
  Octets<31> space{};
  Writer writer(space);
  EXPECT_TRUE(put(writer, 0x01, Octets<1>{6}));
  EXPECT_TRUE(put(writer, 0x09, {}));
  EXPECT_EQ(writer.size(), 5u);
  EXPECT_EQ(types_in(writer.written()), (std::vector<int>{1, 9}));
}

TEST(AdvertisingData, what_does_not_fit_is_not_put_at_all) {
  Octets<31> space{};
  Writer writer(space);
  EXPECT_FALSE(put(writer, 0xff, Octets<30>{}));
  EXPECT_EQ(writer.size(), 0u);
  EXPECT_TRUE(put(writer, 0xff, Octets<29>{}));
  EXPECT_EQ(writer.room(), 0u);
  EXPECT_FALSE(put(writer, 0x01, {}));
  Octets<300> large{};
  Writer roomy(large);
  EXPECT_FALSE(put(roomy, 0xff, Octets<255>{}));
  EXPECT_TRUE(put(roomy, 0xff, Octets<254>{}));
  EXPECT_EQ(large[0], 255);
}

}  // namespace
}  // namespace westwind::wire::ad
