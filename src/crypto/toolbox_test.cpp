// The pairing toolbox against the specification's sample data (Vol 3 Part H Appendix D), all of it
// in wire order as in the PDUs.
#include "crypto/toolbox.hpp"

#include <gtest/gtest.h>

#include "crypto/builtin_aes128.hpp"
#include "crypto/octets_fixture.hpp"

namespace westwind::crypto {
namespace {

using fixture::octets;

class Toolbox : public testing::Test {
 protected:
  BuiltinAes128 aes;
};

TEST_F(Toolbox, e) {
  EXPECT_EQ(e(aes, octets("0f0e0d0c0b0a09080706050403020100"),
              octets("ffeeddccbbaa99887766554433221100")),
            octets("5ac5b47080b7cdd830047b6ad8e0c469"));
}

TEST_F(Toolbox, c1) {
  const Wire128 tk{};
  const LegacyPairing pairing = {.request = octets("01010000100707"),
                                 .response = octets("02030000080005"),
                                 .initiator = {1, octets("a6a5a4a3a2a1")},
                                 .responder = {0, octets("b6b5b4b3b2b1")}};
  EXPECT_EQ(c1(aes, tk, octets("e02e70c64e2788630e6fad5621d58357"), pairing),
            octets("863bf1bec54da7d2ea888987ef3f1e1e"));
}

TEST_F(Toolbox, s1) {
  const Wire128 tk{}, Srand = octets("8877665544332211090a0b0c0d0e0f00"),
                      Mrand = octets("00ffeeddccbbaa990807060504030201");
  EXPECT_EQ(s1(aes, tk, Srand, Mrand), octets("62a06d79ae16425b9bf4b0e8f0e11f9a"));
}

constexpr Wire128 IRK = octets("9b7d390aa610103405adc857a33402ec");

TEST_F(Toolbox, ah) { EXPECT_EQ(ah(aes, IRK, octets("948170")), octets("aafb0d")); }

TEST_F(Toolbox, resolves_the_addresses_that_were_made_with_the_key) {
  EXPECT_TRUE(resolves(aes, IRK, octets("aafb0d948170")));
  const Wire128 other_irk = octets("4df53c0dc97bd27b4664ed58c158398b");
  const Octets<6> address = octets("92f28f84724f");
  EXPECT_TRUE(resolves(aes, other_irk, address));
  EXPECT_FALSE(resolves(aes, IRK, address));
}

TEST_F(Toolbox, resolves_no_address_of_another_kind) {
  // Hash and prand fit, but the two most significant bits say static random.
  Octets<6> address = octets("aafb0d948170");
  address[5] |= 0xc0;
  const Octets<3> hash = ah(aes, IRK, {address[3], address[4], address[5]});
  copy_bytes(address, hash);
  EXPECT_FALSE(resolves(aes, IRK, address));
}

// The samples of f4 to g2 share these.
constexpr Wire256 U = octets("e69d350e480103ccdbfdf4ac1191f4efb9a5f9e9a7832c5e2cbe97f2d203b020");
constexpr Wire256 V = octets("fdc57ff449dd4f6bfb7c9df1c29acb592ae7d4eefbfc0a909abbf6323d8b1855");
constexpr Wire128 N1 = octets("abae2b71ecb2ffff3e7377d15484cbd5");
constexpr Wire128 N2 = octets("cfc43dfff78365216e5fa725cce7e8a6");
constexpr ToolboxAddress A1 = {0, octets("cebf37371256")};
constexpr ToolboxAddress A2 = {0, octets("c1cf2d7013a7")};
constexpr Wire128 MacKey = octets("206e63ce206a3ffd024a08a176f16529");

TEST_F(Toolbox, f4) { EXPECT_EQ(f4(aes, U, V, N1, 0), octets("2d8774a9bea1edf11cbda907f116c9f2")); }

TEST_F(Toolbox, f5) {
  const Wire256 DHKey = octets("98a6bf73f3348d86f166f8b4136b79999b7d390aa610103405adc857a33402ec");
  const PairingKeys keys = f5(aes, DHKey, N1, N2, A1, A2);
  EXPECT_EQ(keys.mac_key, MacKey);
  EXPECT_EQ(keys.ltk, octets("380a7594b522059823cdd76911798669"));
}

TEST_F(Toolbox, f6) {
  const CheckInputs inputs = {.own_random = N1,
                              .peer_random = N2,
                              .r = octets("c80f2d0cd242da0854bb53b43b34a312"),
                              .io_cap = octets("020101"),
                              .own = A1,
                              .peer = A2};
  EXPECT_EQ(f6(aes, MacKey, inputs), octets("618f95da090b6cd2c5e8d09c9873c4e3"));
}

TEST_F(Toolbox, g2) {
  const std::uint32_t value = g2(aes, U, V, N1, N2);
  EXPECT_EQ(value, 0x2f9ed5bau);
  EXPECT_EQ(displayed(value), 938554u);
}

constexpr Wire128 key = octets("9b7d390aa610103405adc857a33402ec");

/// tmp1 or tmp2 as h7 wants it: zeros in front.
constexpr Wire128 salt(const Octets<4>& id) { return {id[0], id[1], id[2], id[3]}; }

TEST_F(Toolbox, h6) {
  EXPECT_EQ(key_id_lebr, octets("7262656c"));
  EXPECT_EQ(h6(aes, key, key_id_lebr), octets("9963b180e2a9d3e81cc96de702e19a2d"));
}

TEST_F(Toolbox, h7) {
  EXPECT_EQ(h7(aes, salt(key_id_tmp1), key), octets("1170a5752a8c99d2ecc0a3c6973517fb"));
}

TEST_F(Toolbox, h8) {
  EXPECT_EQ(h8(aes, key, octets("bad59e2fc144709bf90dd2e38dd13615"), octets("480103cc")),
            octets("6d0f35ed0489a322e72872aebabee5e5"));
}

// Vol 3 Part H 2.4.2.4, 2.4.2.5: h7 with a salt when both sides set CT2, else h6 with a key ID.
TEST_F(Toolbox, LTK_to_BR_EDR_link_key) {
  const Wire128 LTK = octets("64bf4f33336c06bd584b26e3bcf98d36");
  EXPECT_EQ(h7(aes, salt(key_id_tmp1), LTK), octets("957afccb9db14d4644bfe6f65cd5955a"));
  EXPECT_EQ(h6(aes, h7(aes, salt(key_id_tmp1), LTK), key_id_lebr),
            octets("35b84730f4f1390a5302a4dc79d37a28"));
  EXPECT_EQ(h6(aes, LTK, key_id_tmp1), octets("63d768ca5f2a58c75b8873ecca847fce"));
  EXPECT_EQ(h6(aes, h6(aes, LTK, key_id_tmp1), key_id_lebr),
            octets("b08f38eeaf30820dbdc13f63efa41cbc"));
}

TEST_F(Toolbox, BR_EDR_link_key_to_LTK) {
  const Wire128 link_key = octets("00010203040506070809000102030405");
  EXPECT_EQ(h7(aes, salt(key_id_tmp2), link_key), octets("59c34f269b24878c33c02b4e6994b6ad"));
  EXPECT_EQ(h6(aes, h7(aes, salt(key_id_tmp2), link_key), key_id_brle),
            octets("79bc1132138a4169e2b3cc5eeb095ee8"));
  EXPECT_EQ(h6(aes, link_key, key_id_tmp2), octets("53612ff8f166161da146ffba5a0893c9"));
  EXPECT_EQ(h6(aes, h6(aes, link_key, key_id_tmp2), key_id_brle),
            octets("300a0df1439a2c8aa1dfa3f172fb13a8"));
}

// Vol 3 Part H Appendix B: one way to make all keys of a device from one, with e alone.
TEST_F(Toolbox, d1_is_e_of_a_formatted_block) {
  EXPECT_EQ(e(aes, octets("0f0e0d0c0b0a09080706050403020100"),
              octets("3412cdab000000000000000000000000")),
            octets("fd522be2596c3af8ad5ad33dfa5468b6"));
}

struct SignedWrite {
  const char* name;
  Wire128 csrk;
  Bytes message;
  std::uint32_t sign_counter;
  Octets<12> signature;
};
constexpr auto rfc_message =
    octets("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
           "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
constexpr auto command = octets("d212001337");
const SignedWrite signed_writes[] = {
    {"empty message", octets("3c4fcf098815f7aba6d2ae2816157e2b"), Bytes(rfc_message).first(0), 0x0u,
     octets("00000000b3a8594127ebc2c0")},
    {"16 octets", octets("3c4fcf098815f7aba6d2ae2816157e2b"), Bytes(rfc_message).first(16), 0x0u,
     octets("00000000273974f4392a232a")},
    {"40 octets", octets("3c4fcf098815f7aba6d2ae2816157e2b"), Bytes(rfc_message).first(40), 0x0u,
     octets("00000000b7ca94ab87c78218")},
    {"64 octets", octets("3c4fcf098815f7aba6d2ae2816157e2b"), Bytes(rfc_message).first(64), 0x0u,
     octets("0000000044e1e6ce1df51368")},
    {"Signed Write Command, handle 0x0012, value 13 37", octets("505e42df9691ec72d31fcdfbeb641b61"),
     command, 0x1u, octets("01000000f1871e933c900ff2")},
    {"Signed Write Command, SignCounter 0xFFFFFFFF", octets("505e42df9691ec72d31fcdfbeb641b61"),
     command, 0xffffffffu, octets("ffffffff3e9712329389822b")},
};

TEST_F(Toolbox, signature) {
  for (const SignedWrite& write : signed_writes)
    EXPECT_EQ(signature(aes, write.csrk, write.message, write.sign_counter), write.signature)
        << write.name;
}

}  // namespace
}  // namespace westwind::crypto
