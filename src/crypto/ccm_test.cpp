// CCM against the link layer's sample data (Vol 6 Part C 1), encrypted advertising data (Supplement
// Part A 2.3) and RFC 3610.
#include "crypto/ccm.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "crypto/builtin_aes128.hpp"
#include "crypto/octets_fixture.hpp"

namespace westwind::crypto {
namespace {

using fixture::octets;
using Message = std::vector<std::uint8_t>;

struct Sample {
  const char* name;
  Block key;
  Octets<13> nonce;
  Message additional, plain, cipher, mic;
};

template <std::size_t size>
Message text(const Octets<size>& from) {
  return {from.begin(), from.end()};
}

/// Every packet of the link layer's samples goes under this key.
constexpr Block SK = octets("99ad1b5226a37e3e058e3b8e27c2c666");
/// As are both samples of encrypted advertising data.
constexpr Block session_key = octets("57a9da12d12e6e131e20612ad10a6a19");

std::vector<Sample> link_layer_samples() {
  return {
      {"LL_START_ENC_RSP 1", SK, octets("000000008024abdcbabebaafde"), text(octets("03")),
       text(octets("06")), text(octets("9f")), text(octets("cda7f448"))},
      {"LL_START_ENC_RSP 2", SK, octets("000000000024abdcbabebaafde"), text(octets("03")),
       text(octets("06")), text(octets("a3")), text(octets("4c13a415"))},
      {"LL_DATA1", SK, octets("010000008024abdcbabebaafde"), text(octets("02")),
       text(octets("1700636465666768696a6b6c6d6e6f707131323334353637383930")),
       text(octets("7a70d66415226df26b17839a060405596bd6564f796b5b9ce6ff32")),
       text(octets("f75a6d33"))},
      {"LL_DATA2", SK, octets("010000000024abdcbabebaafde"), text(octets("02")),
       text(octets("170037363534333231304142434445464748494a4b4c4d4e4f5051")),
       text(octets("f38881e7bd94c9c369b9a66846dd4786aa8c39ce540d0dae3adcdf")),
       text(octets("89b96088"))},
      {"maximum length payload, counter 2, central to peripheral", SK,
       octets("020000008024abdcbabebaafde"), text(octets("02")),
       text(octets("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122"
                   "232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445"
                   "464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768"
                   "696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b"
                   "8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadae"
                   "afb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1"
                   "d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4"
                   "f5f6f7f8f9fa")),
       text(octets("6f7f1532938898a4b8866e4e55b896ecce377078d6f9c983d2bfa5cfa13d22eef60ba0"
                   "34804928a6a9b8b5fd56b0430e6a81ae648dc152868a861c1b0d7c3343507a4a42e177"
                   "13e945d27b42b152c57e90a19b93b9be0da17efeb9337b1fe0c2be46b1ba02b1c59590"
                   "d2d1e2c8c280dac7937e0974c77328f1e7feb6d148643a258f6c9e19f4ad2cc457488e"
                   "cec3f4b71a097e13ec2a3c50dbd39c4b2be6c3a093b93601b8e034d4f93f3b91acf888"
                   "3d8e5025c1a4c7ba195ae7d107cfa5e8de446b798de5832eb9a75b6792d8859437e44a"
                   "fc5e92eb0df95760e190f2e1445874d6cfb48b8b378d6f7d2dc3b2938d0493bf91069e"
                   "db9d286bc5ff")),
       text(octets("e2b68605"))},
      {"counter 2^32, peripheral to central", SK, octets("000000000124abdcbabebaafde"),
       text(octets("02")), text(octets("0400040004000102")), text(octets("23592102cdd55f43")),
       text(octets("d3cf5670"))},
      {"counter 2^39 - 1, central to peripheral", SK, octets("ffffffffff24abdcbabebaafde"),
       text(octets("01")), text(octets("ff")), text(octets("bd")), text(octets("b0352c4c"))},
      {"AAD with SN, NESN, MD set must equal AAD without", SK, octets("020000008024abdcbabebaafde"),
       text(octets("02")), text(octets("0400040004000102")), text(octets("6b7e1331938d9fa1")),
       text(octets("2f6fca49"))},
      {"same, bits clear", SK, octets("020000008024abdcbabebaafde"), text(octets("02")),
       text(octets("0400040004000102")), text(octets("6b7e1331938d9fa1")),
       text(octets("2f6fca49"))},
  };
}

std::vector<Sample> other_samples() {
  return {
      {"encrypted advertising data 1", session_key, octets("18e157cade9e7a00efb17ae746"),
       text(octets("ea")), text(octets("0f0953686f7274204d696e692d42757303190a8c")),
       text(octets("74e4dcafdc51c7282810c2217f0e4cef4343181f")), text(octets("ba0069cc"))},
      {"encrypted advertising data 2", session_key, octets("8d1c976e7a9e7a00efb17ae746"),
       text(octets("ea")), text(octets("0f0953686f7274204d696e692d42757303190a8c")),
       text(octets("35444076125788c238a58e8bd9cff0defe251a8e")), text(octets("7275454c"))},
      {"RFC 3610 packet vector 1, MIC of 8 octets", octets("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"),
       octets("00000003020100a0a1a2a3a4a5"), text(octets("0001020304050607")),
       text(octets("08090a0b0c0d0e0f101112131415161718191a1b1c1d1e")),
       text(octets("588c979a61c663d2f066d0c2c0f989806d5f6b61dac384")),
       text(octets("17e8d12cfdf926e0"))},
  };
}

std::vector<Sample> samples() {
  std::vector<Sample> all = link_layer_samples();
  for (Sample& sample : other_samples())
    all.push_back(std::move(sample));
  return all;
}

TEST(Ccm, encrypts_every_sample) {
  BuiltinAes128 aes;
  for (const Sample& sample : samples()) {
    Message message = sample.plain, mic(sample.mic.size());
    ccm_encrypt(aes, {sample.key, sample.nonce}, sample.additional, message, mic);
    EXPECT_EQ(message, sample.cipher) << sample.name;
    EXPECT_EQ(mic, sample.mic) << sample.name;
  }
}

TEST(Ccm, decrypts_every_sample) {
  BuiltinAes128 aes;
  for (const Sample& sample : samples()) {
    Message message = sample.cipher;
    EXPECT_TRUE(
        ccm_decrypt(aes, {sample.key, sample.nonce}, sample.additional, message, sample.mic))
        << sample.name;
    EXPECT_EQ(message, sample.plain) << sample.name;
  }
}

/// Whether a changed sample still passes; the message has to be gone if not.
bool accepted(const Sample& changed) {
  BuiltinAes128 aes;
  Message message = changed.cipher;
  const bool good =
      ccm_decrypt(aes, {changed.key, changed.nonce}, changed.additional, message, changed.mic);
  if (!good) {
    EXPECT_EQ(message, Message(message.size())) << changed.name;
  }
  return good;
}

TEST(Ccm, refuses_and_erases_a_message_with_any_bit_changed) {
  for (const Sample& sample : samples()) {
    if (sample.plain.size() > 40) continue;
    for (Message Sample::*part : {&Sample::cipher, &Sample::mic, &Sample::additional}) {
      for (std::size_t bit = 0; bit < 8 * (sample.*part).size(); ++bit) {
        Sample changed = sample;
        (changed.*part)[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        EXPECT_FALSE(accepted(changed)) << sample.name << " bit " << bit;
      }
    }
    for (std::size_t bit = 0; bit < 8 * sample.nonce.size(); ++bit) {
      Sample changed = sample;
      changed.nonce[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      EXPECT_FALSE(accepted(changed)) << sample.name << " nonce bit " << bit;
    }
  }
}

TEST(Ccm, protects_additional_data_alone) {
  BuiltinAes128 aes;
  Octets<4> mic{};
  const auto additional = octets("ea");
  ccm_encrypt(aes, {SK, {}}, additional, {}, mic);
  EXPECT_TRUE(ccm_decrypt(aes, {SK, {}}, additional, {}, mic));
  EXPECT_FALSE(ccm_decrypt(aes, {SK, {}}, octets("eb"), {}, mic));
  EXPECT_FALSE(ccm_decrypt(aes, {SK, {}}, {}, {}, mic));
}

}  // namespace
}  // namespace westwind::crypto
