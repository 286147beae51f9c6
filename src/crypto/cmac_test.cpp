// CMAC against RFC 4493, and the GATT database hash, its longest message here.
#include "crypto/cmac.hpp"

#include <gtest/gtest.h>

#include "crypto/builtin_aes128.hpp"
#include "crypto/octets_fixture.hpp"

namespace westwind::crypto {
namespace {

using fixture::octets;

constexpr Block K = octets("2b7e151628aed2a6abf7158809cf4f3c");
constexpr auto M = octets("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                          "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

struct Sample {
  std::size_t length;
  Block mac;
};
constexpr Sample samples[] = {{0, octets("bb1d6929e95937287fa37d129b756746")},
                              {16, octets("070a16b46b4d4144f79bdd9dd04a287c")},
                              {40, octets("dfa66747de9ae63030ca32611497c827")},
                              {64, octets("51f0bebf7e3b9d92fc49741779363cfe")}};

TEST(Cmac, gives_the_values_of_RFC_4493) {
  BuiltinAes128 aes;
  for (const Sample& sample : samples)
    EXPECT_EQ(cmac(aes, K, Bytes(M).first(sample.length)), sample.mac) << sample.length;
}

TEST(Cmac, takes_a_message_in_pieces_of_any_length) {
  BuiltinAes128 aes;
  for (std::size_t first = 0; first <= 64; ++first) {
    for (std::size_t second = first; second <= 64; second += 7) {
      Cmac mac(aes, K);
      mac.update(Bytes(M).first(first));
      mac.update(Bytes(M).subspan(first, second - first));
      mac.update(Bytes(M).subspan(second));
      EXPECT_EQ(mac.finish(), samples[3].mac) << first << " " << second;
    }
  }
}

TEST(Cmac, takes_pieces_last_octet_first) {
  BuiltinAes128 aes;
  auto backward = M;
  std::reverse(backward.begin(), backward.end());
  Cmac mac(aes, K);
  mac.update_reversed({});
  mac.update_reversed(Bytes(backward).last(24));
  mac.update_reversed(Bytes(backward).first(40));
  EXPECT_EQ(mac.finish(), samples[3].mac);
}

TEST(Cmac, gives_the_database_hash_of_the_specification) {
  BuiltinAes128 aes;
  constexpr auto message = octets("010000280018020003280a0300002a04000328020500012a0600002801180700"
                                  "0328200800052a090002290a000328"
                                  "0a0b00292b0c000328020d002a2b0e00002808180f000228140016000f181000"
                                  "0328a21100182a1200022913000029"
                                  "0000140001280f1815000328021600192a");
  EXPECT_EQ(cmac(aes, {}, message), octets("f1ca2d48ecf58bac8a8830bbb9fba990"));
}

}  // namespace
}  // namespace westwind::crypto
