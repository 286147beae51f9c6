// The built-in block cipher against FIPS-197.
#include "crypto/builtin_aes128.hpp"

#include <gtest/gtest.h>

#include "crypto/octets_fixture.hpp"

namespace westwind::crypto {
namespace {

using fixture::octets;

constexpr Block key = octets("000102030405060708090a0b0c0d0e0f");
constexpr Block plaintext = octets("00112233445566778899aabbccddeeff");
constexpr Block ciphertext = octets("69c4e0d86a7b0430d8cdb78070b4c55a");

TEST(BuiltinAes128, encrypts_the_example_of_FIPS_197) {
  BuiltinAes128 aes;
  Block out;
  aes.encrypt(key, plaintext, out);
  EXPECT_EQ(out, ciphertext);
}

TEST(BuiltinAes128, encrypts_the_block_of_SP_800_38A) {
  BuiltinAes128 aes;
  Block out;
  aes.encrypt(octets("2b7e151628aed2a6abf7158809cf4f3c"),
              octets("6bc1bee22e409f96e93d7e117393172a"), out);
  EXPECT_EQ(out, octets("3ad77bb40d7a3660a89ecaf32466ef97"));
}

TEST(BuiltinAes128, may_write_over_its_input_or_its_key) {
  BuiltinAes128 aes;
  Block block = plaintext;
  aes.encrypt(key, block, block);
  EXPECT_EQ(block, ciphertext);
  Block both = key;
  aes.encrypt(both, plaintext, both);
  EXPECT_EQ(both, ciphertext);
}

// Every octet value passes the S-box many times, in state and key schedule.
TEST(BuiltinAes128, runs_ten_thousand_times_over_its_own_output) {
  BuiltinAes128 aes;
  Block chained_key{}, block{};
  for (int i = 0; i < 10000; ++i) {
    aes.encrypt(chained_key, block, block);
    for (std::size_t j = 0; j < 16; ++j)
      chained_key[j] ^= block[j];
  }
  // Computed with OpenSSL.
  EXPECT_EQ(block, octets("e18332cd391e6d177da4b452e04f20ba"));
}

}  // namespace
}  // namespace westwind::crypto
