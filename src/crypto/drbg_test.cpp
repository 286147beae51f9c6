// The generator of keys: when it may be drawn from, and what its output depends on.
#include "crypto/drbg.hpp"

#include <gtest/gtest.h>

#include "crypto/builtin_aes128.hpp"
#include "crypto/octets_fixture.hpp"

namespace westwind::crypto {
namespace {

constexpr Octets<32> entropy = {1, 2, 3, 4, 5, 6, 7, 8};

class DrbgTest : public ::testing::Test {
 protected:
  BuiltinAes128 aes;
};

TEST_F(DrbgTest, is_seeded_by_32_octets_in_pieces_of_any_size) {
  Drbg drbg(aes);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(drbg.is_seeded());
    drbg.seed(Bytes(entropy).first(8));
  }
  EXPECT_FALSE(drbg.is_seeded());
  drbg.seed(Bytes(entropy).first(7));
  EXPECT_FALSE(drbg.is_seeded());
  drbg.seed(Bytes(entropy).first(1));
  EXPECT_TRUE(drbg.is_seeded());
}

TEST_F(DrbgTest, nothing_is_drawn_twice) {
  Drbg drbg(aes);
  drbg.seed(entropy);
  const auto first = drbg.draw<16>();
  for (int i = 0; i < 1000; ++i)
    EXPECT_NE(drbg.draw<16>(), first);
}

TEST_F(DrbgTest, the_same_seed_gives_the_same_numbers_and_any_other_seed_others) {
  Drbg one(aes), same(aes);
  one.seed(entropy);
  same.seed(entropy);
  const auto drawn = one.draw<32>();
  EXPECT_EQ(drawn, same.draw<32>());
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Octets<32> changed = entropy;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1u << bit % 8);
    Drbg other(aes);
    other.seed(changed);
    EXPECT_NE(drawn, other.draw<32>()) << bit;
  }
}

TEST_F(DrbgTest, a_later_seed_is_mixed_in_and_a_poor_one_does_not_undo_the_first) {
  Drbg one(aes), reseeded(aes), other(aes);
  one.seed(entropy);
  reseeded.seed(entropy);
  other.seed(Octets<32>{9});
  reseeded.seed(Octets<32>{});
  other.seed(Octets<32>{});
  const auto drawn = reseeded.draw<32>();
  EXPECT_NE(drawn, one.draw<32>());
  EXPECT_NE(drawn, other.draw<32>());
}

}  // namespace
}  // namespace westwind::crypto
