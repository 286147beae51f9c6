// Whole pairings: what both sides send, computed from keys and random values to the last check. Vol
// 3 Part H 2.3.5.5, 2.3.5.6. The constants are in wire order.
#include <gtest/gtest.h>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "crypto/octets_fixture.hpp"
#include "crypto/toolbox.hpp"

namespace westwind::crypto {
namespace {

using fixture::octets;

/// The two devices of both Secure Connections transcripts: P-256 data set 1.
struct Side {
  Octets<32> private_key;  // most significant octet first, as P256 takes it
  ToolboxAddress address;
};
constexpr Side A = {octets("3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40b7995899b8a6cd3c1abd"),
                    {0, octets("cebf37371256")}};
constexpr Side B = {octets("55188b3d32f6bb9a900afcfbeed4e72a59cb9ac2f19d7cfb6b4fdd49f47fc5fd"),
                    {0, octets("c1cf2d7013a7")}};
constexpr Wire128 Na = octets("abae2b71ecb2ffff3e7377d15484cbd5");
constexpr Wire128 Nb = octets("cfc43dfff78365216e5fa725cce7e8a6");

class Transcript : public testing::Test {
 protected:
  Transcript() {
    generate(p256_a, A, PKa);
    generate(p256_b, B, PKb);
    DHKey = agree(p256_a, PKb);
    EXPECT_EQ(DHKey, agree(p256_b, PKa));
    PKax = reversed(PKa.x);
    PKbx = reversed(PKb.x);
  }

  static void generate(BuiltinP256& p256, const Side& side, PublicKey& key) {
    EXPECT_TRUE(p256.generate(side.private_key, key, {}));
    while (p256.work()) {
    }
  }
  static Wire256 agree(BuiltinP256& p256, const PublicKey& peer) {
    Octets<32> secret{};
    EXPECT_TRUE(p256.agree(peer, secret, {}));
    while (p256.work()) {
    }
    return reversed(secret);
  }

  BuiltinAes128 aes;
  BuiltinP256 p256_a, p256_b;
  PublicKey PKa, PKb;
  Wire256 DHKey{}, PKax{}, PKbx{};
};

TEST_F(Transcript, numeric_comparison_and_just_works) {
  constexpr Octets<3> io_cap_a = octets("04000d"), io_cap_b = octets("01000d");
  const Wire128 Cb = octets("6bab385318d9cea1ba9fc6b57775ff3a"),
                Ea = octets("094fe3832c974c865cfa2b42647ead3d"),
                Eb = octets("d73fad0d358365a7584f689543af9f3d");
  EXPECT_EQ(f4(aes, PKbx, PKax, Nb, 0), Cb);
  EXPECT_EQ(displayed(g2(aes, PKax, PKbx, Na, Nb)), 706570u);
  const PairingKeys keys = f5(aes, DHKey, Na, Nb, A.address, B.address);
  EXPECT_EQ(keys.mac_key, octets("206e63ce206a3ffd024a08a176f16529"));
  EXPECT_EQ(keys.ltk, octets("380a7594b522059823cdd76911798669"));
  EXPECT_EQ(f6(aes, keys.mac_key, {Na, Nb, {}, io_cap_a, A.address, B.address}), Ea);
  EXPECT_EQ(f6(aes, keys.mac_key, {Nb, Na, {}, io_cap_b, B.address, A.address}), Eb);
}

struct Round {
  Wire128 Ca, Cb;
};
constexpr Round rounds[] = {
    {octets("d25074647629fbd536e374d255cd77e8"), octets("b72002cd9a9d210d867451f9d3ef3d5b")},
    {octets("890ef2a336574e7b95fddc76c8499c55"), octets("4fad7ee093d00851e52f11259fc04f47")},
    {octets("5d3c2249433be0485174b47c822e95bf"), octets("121162a1118f1a39b4ab4c31f3710222")},
    {octets("68baac2d7f1075c057e6803c2cd44c47"), octets("0c861579c06d1eac2393f3680e647e76")},
    {octets("ba411173831fe2f26600415e8ed0e704"), octets("9fd8df49d8a1b18b4f700c188c99539f")},
    {octets("cbb0e8f11c6d0595f112ebd8bbaabef9"), octets("0260b833148070041a5ebdc597b0f351")},
    {octets("292a7d09605284eb1d944dcc8c7a285f"), octets("2bca40526bbc99fb58d9383e0fe5fc9e")},
    {octets("a46dd444d53fd007060614fc5c711e3b"), octets("c8b20a93d9e95054a007ebd107b7fe03")},
    {octets("09647d589c0dff4c16e70426aad53ad1"), octets("d3d65476b11e9c2bc456a35b528a68ae")},
    {octets("6223e2d252997c138932edc2d5f2fb34"), octets("718827ab66a3f2cd2c46d795c8958653")},
    {octets("53cd042f5c540eb565d01ee98bc095c3"), octets("ef252ed0f909019a57d8af955aa6f168")},
    {octets("ed82621cfd3e2d5ecc7681d20b090b98"), octets("3b81f12fd837ef8740fa8427d8f9eafb")},
    {octets("14acef5d874862c7ef7fcb45233756dd"), octets("108c9f9238de0d65c496da5894231269")},
    {octets("9de23dc00ef6f575f0a5f513b0cb5d0f"), octets("8c28a4229624af1447a9c0bd2f74ec82")},
    {octets("830a2de905a704c07a7f9f7f1c5fed87"), octets("a4deb7e6114cfc2b7d3adb218b05ef97")},
    {octets("3e7e7bed20c9e02e1b28abf586cbc5a4"), octets("e9b5d30af7445ff9c8d5740f11514f87")},
    {octets("10f6645cbf3c3353344540dea49150aa"), octets("5a2e80d12b68eb3d6caefb26f784a3dc")},
    {octets("57a0b2e7b35d2cab4cd227dff5633cfa"), octets("ec50acd6a453e036ad2fc9d9d02b5d60")},
    {octets("9d3c4a6c8c99057eb7c6128ebc26df04"), octets("c820e8122ee0d09805411a3ca8cbdfd6")},
    {octets("dac08997ccb899c13efd96b9d09bb47d"), octets("8e05dd18d7ee2ffee09fb651e02e1bf4")},
};

TEST_F(Transcript, passkey_entry_019655) {
  constexpr std::uint32_t passkey = 19655;
  constexpr Octets<3> io_cap_a = octets("02000d"), io_cap_b = octets("00000d");
  const Wire128 Ea = octets("de783b785496c93097f8dc296a60b6c5"),
                Eb = octets("b9a0d2acc632c5f57744ea4977306505");
  Wire128 na = Na, nb = Nb;  // one more in every round
  for (unsigned i = 0; i < std::size(rounds); ++i) {
    const auto r = static_cast<std::uint8_t>(0x80 | (passkey >> i & 1));
    na[0] = static_cast<std::uint8_t>(Na[0] + i);
    nb[0] = static_cast<std::uint8_t>(Nb[0] + i);
    EXPECT_EQ(f4(aes, PKax, PKbx, na, r), rounds[i].Ca) << "round " << i + 1;
    EXPECT_EQ(f4(aes, PKbx, PKax, nb, r), rounds[i].Cb) << "round " << i + 1;
  }
  const PairingKeys keys = f5(aes, DHKey, na, nb, A.address, B.address);
  EXPECT_EQ(keys.mac_key, octets("0caf6effb5f2c17f3a8391e146dcb4db"));
  EXPECT_EQ(keys.ltk, octets("75e956eb53934c78c31025e5afa83494"));
  const Wire128 r = {passkey & 0xff, passkey >> 8};
  EXPECT_EQ(f6(aes, keys.mac_key, {na, nb, r, io_cap_a, A.address, B.address}), Ea);
  EXPECT_EQ(f6(aes, keys.mac_key, {nb, na, r, io_cap_b, B.address, A.address}), Eb);
}

TEST(LegacyTranscript, passkey_123456) {
  BuiltinAes128 aes;
  const Wire128 TK = octets("40e20100000000000000000000000000");
  const LegacyPairing pairing = {.request = octets("01040005100707"),
                                 .response = octets("02000005100707"),
                                 .initiator = {0, octets("cebf37371256")},
                                 .responder = {1, octets("c1cf2d7013e7")}};
  const Wire128 Mrand = octets("ffeeddccbbaa99887766554433221100");
  const Wire128 Srand = octets("f0e1d2c3b4a5968778695a4b3c2d1e0f");
  const Wire128 Mconfirm = octets("fce741c260d4af84c336364d73bb68e9");
  const Wire128 Sconfirm = octets("f731220465095b9304e980065ced00f7");
  const Wire128 STK = octets("42386270a80b3fdf4c6fdd229ba56141");
  EXPECT_EQ(c1(aes, TK, Mrand, pairing), Mconfirm);
  EXPECT_EQ(c1(aes, TK, Srand, pairing), Sconfirm);
  EXPECT_EQ(s1(aes, TK, Srand, Mrand), STK);
}

}  // namespace
}  // namespace westwind::crypto
