// The built-in ciphers against OpenSSL and mbedTLS, on random input from a fixed seed and on
// numbers and points chosen to be awkward. Built where both libraries are installed.
#include <gtest/gtest.h>
#include <mbedtls/ccm.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include <memory>
#include <optional>
#include <vector>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "crypto/ccm.hpp"
#include "crypto/cmac.hpp"
#include "crypto/mbedtls_provider.hpp"
#include "crypto/octets_fixture.hpp"

namespace westwind::crypto {
namespace {

using fixture::octets;
using fixture::random_octets;
using Message = std::vector<std::uint8_t>;

Message random_message(Random& random, std::size_t size) {
  Message message(size);
  fixture::fill(random, message);
  return message;
}

template <auto free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
template <typename T, auto free>
using Owned = std::unique_ptr<T, Deleter<free>>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Number = Owned<BIGNUM, BN_free>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using GroupPoint = Owned<EC_POINT, EC_POINT_free>;

Block openssl_aes(const Block& key, const Block& in) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  Block out{};
  int length = 0;
  EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr);
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  EXPECT_EQ(EVP_EncryptUpdate(context.get(), out.data(), &length, in.data(), 16), 1);
  return out;
}

Block openssl_cmac(const Block& key, Bytes message) {
  const Owned<EVP_MAC, EVP_MAC_free> mac(EVP_MAC_fetch(nullptr, "CMAC", nullptr));
  const Owned<EVP_MAC_CTX, EVP_MAC_CTX_free> context(EVP_MAC_CTX_new(mac.get()));
  char cipher[] = "AES-128-CBC";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("cipher", cipher, 0),
                                   OSSL_PARAM_construct_end()};
  Block out{};
  std::size_t length = 0;
  EXPECT_EQ(EVP_MAC_init(context.get(), key.data(), key.size(), parameters), 1);
  EVP_MAC_update(context.get(), message.data(), message.size());
  EXPECT_EQ(EVP_MAC_final(context.get(), out.data(), &length, out.size()), 1);
  return out;
}

/// The message is replaced by its cipher text.
Message openssl_ccm(const CcmKey& key, Bytes additional, Message& message, int mic_octets) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* const c = context.get();
  Message mic(static_cast<std::size_t>(mic_octets)), out(message.size() + 1);
  const auto size = static_cast<int>(message.size());
  int length = 0;
  EVP_EncryptInit_ex(c, EVP_aes_128_ccm(), nullptr, nullptr, nullptr);
  EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_IVLEN, 13, nullptr);
  EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, mic_octets, nullptr);
  EVP_EncryptInit_ex(c, nullptr, nullptr, key.key.data(), key.nonce.data());
  EVP_EncryptUpdate(c, nullptr, &length, nullptr, size);
  if (!additional.empty())
    EVP_EncryptUpdate(c, nullptr, &length, additional.data(), static_cast<int>(additional.size()));
  const std::uint8_t nothing = 0;
  EXPECT_EQ(EVP_EncryptUpdate(c, out.data(), &length, size > 0 ? message.data() : &nothing, size),
            1);
  EXPECT_EQ(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, mic_octets, mic.data()), 1);
  out.resize(message.size());
  message = out;
  return mic;
}

Message mbedtls_ccm(const CcmKey& key, Bytes additional, Message& message, std::size_t mic_octets) {
  mbedtls_ccm_context context;
  mbedtls_ccm_init(&context);
  mbedtls_ccm_setkey(&context, MBEDTLS_CIPHER_ID_AES, key.key.data(), 128);
  Message mic(mic_octets), out(message.size());
  EXPECT_EQ(mbedtls_ccm_encrypt_and_tag(&context, message.size(), key.nonce.data(), 13,
                                        additional.data(), additional.size(), message.data(),
                                        out.data(), mic.data(), mic.size()),
            0);
  mbedtls_ccm_free(&context);
  message = out;
  return mic;
}

/// P-256 by OpenSSL.
class Openssl {
 public:
  /// Nothing when `peer` is no point of the curve.
  std::optional<PublicKey> multiply(const Octets<32>& scalar, const PublicKey& peer) const {
    const Number k = number(scalar), x = number(peer.x), y = number(peer.y);
    const GroupPoint point(EC_POINT_new(group_.get())), product(EC_POINT_new(group_.get()));
    const BIGNUM* p = EC_GROUP_get0_field(group_.get());
    if (BN_cmp(x.get(), p) >= 0 || BN_cmp(y.get(), p) >= 0) return std::nullopt;
    if (EC_POINT_set_affine_coordinates(group_.get(), point.get(), x.get(), y.get(), nullptr) != 1)
      return std::nullopt;
    EXPECT_EQ(EC_POINT_mul(group_.get(), product.get(), nullptr, point.get(), k.get(), nullptr), 1);
    return affine(*product);
  }

  PublicKey generate(const Octets<32>& scalar) const {
    const GroupPoint product(EC_POINT_new(group_.get()));
    EXPECT_EQ(
        EC_POINT_mul(group_.get(), product.get(), number(scalar).get(), nullptr, nullptr, nullptr),
        1);
    return affine(*product);
  }

 private:
  static Number number(const Octets<32>& octets) {
    return Number(BN_bin2bn(octets.data(), 32, nullptr));
  }
  PublicKey affine(const EC_POINT& point) const {
    const Number x(BN_new()), y(BN_new());
    PublicKey key;
    EXPECT_EQ(EC_POINT_get_affine_coordinates(group_.get(), &point, x.get(), y.get(), nullptr), 1);
    BN_bn2binpad(x.get(), key.x.data(), 32);
    BN_bn2binpad(y.get(), key.y.data(), 32);
    return key;
  }

  Group group_{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
};

int blinding(void* random, unsigned char* to, std::size_t size) {
  fixture::fill(*static_cast<Random*>(random), {to, size});
  return 0;
}

/// What a provider says of a pair of private key and peer.
struct Answer {
  bool generated = false;
  PublicKey own;
  bool agreed = false;
  Octets<32> secret{};
  bool operator==(const Answer&) const = default;

  void on_key(Status status) { generated = status.has_value(); }
  void on_secret(Status status) { agreed = status.has_value(); }
};

Answer answer(P256& p256, const Octets<32>& candidate, const PublicKey& peer) {
  Answer result;
  if (!p256.generate(candidate, result.own, P256::Done::to<&Answer::on_key>(&result)))
    return result;
  while (p256.work()) {
  }
  EXPECT_TRUE(p256.agree(peer, result.secret, P256::Done::to<&Answer::on_secret>(&result)));
  while (p256.work()) {
  }
  return result;
}

class Differential : public testing::Test {
 protected:
  Random random{0x57696e64};
  BuiltinAes128 builtin_aes;
  MbedtlsAes128 mbedtls_aes;
  BuiltinP256 builtin_p256;
  MbedtlsP256 mbedtls_p256{blinding, &random};
  Openssl openssl;

  void compare(const Octets<32>& scalar, const PublicKey& peer) {
    Answer expected{
        .generated = true, .own = openssl.generate(scalar), .agreed = false, .secret = {}};
    if (const auto product = openssl.multiply(scalar, peer)) {
      expected.agreed = true;
      expected.secret = product->x;
    }
    EXPECT_EQ(answer(builtin_p256, scalar, peer), expected);
    EXPECT_EQ(answer(mbedtls_p256, scalar, peer), expected);
  }
};

TEST_F(Differential, AES_128) {
  for (int i = 0; i < 3000; ++i) {
    const auto key = random_octets<16>(random), in = random_octets<16>(random);
    Block built_in, mbedtls;
    builtin_aes.encrypt(key, in, built_in);
    mbedtls_aes.encrypt(key, in, mbedtls);
    ASSERT_EQ(built_in, openssl_aes(key, in));
    ASSERT_EQ(mbedtls, built_in);
  }
}

TEST_F(Differential, CMAC) {
  for (std::size_t size = 0; size < 300; ++size) {
    const auto key = random_octets<16>(random);
    const Message message = random_message(random, size);
    const Block expected = openssl_cmac(key, message);
    ASSERT_EQ(cmac(builtin_aes, key, message), expected) << size;
    ASSERT_EQ(cmac(mbedtls_aes, key, message), expected) << size;
  }
}

TEST_F(Differential, CCM) {
  for (std::size_t i = 0; i < 600; ++i) {
    const CcmKey key = {random_octets<16>(random), random_octets<13>(random)};
    const Message message = random_message(random, i % 277);
    const Message additional = random_message(random, i % 3 == 0 ? 1 : random.below(600));
    const std::size_t mic_octets = 4 + 2 * (i % 7);
    Message built_in = message, by_openssl = message, by_mbedtls = message, mic(mic_octets);
    ccm_encrypt(builtin_aes, key, additional, built_in, mic);
    ASSERT_EQ(openssl_ccm(key, additional, by_openssl, static_cast<int>(mic_octets)), mic) << i;
    ASSERT_EQ(mbedtls_ccm(key, additional, by_mbedtls, mic_octets), mic) << i;
    ASSERT_EQ(built_in, by_openssl) << i;
    ASSERT_EQ(built_in, by_mbedtls) << i;
    ASSERT_TRUE(ccm_decrypt(builtin_aes, key, additional, built_in, mic)) << i;
    ASSERT_EQ(built_in, message) << i;
  }
}

TEST_F(Differential, P_256_with_random_numbers) {
  PublicKey peer = debug_public_key;
  for (int i = 0; i < 250; ++i) {
    auto scalar = random_octets<32>(random);
    scalar[0] &= 0x7f;
    compare(scalar, peer);
    peer = openssl.generate(scalar);
  }
}

constexpr auto order = octets("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/// `number` + `difference`, modulo 2^256.
Octets<32> plus(Octets<32> number, int difference) {
  for (std::size_t i = 32; i-- > 0;) {
    difference += number[i];
    number[i] = static_cast<std::uint8_t>(difference);
    difference >>= 8;
  }
  return number;
}

/// Around 0, the order, half of it and every power of two; and the same window throughout.
std::vector<Octets<32>> awkward_numbers() {
  std::vector<Octets<32>> all;
  const auto half = octets("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");
  for (int i = 1; i <= 20; ++i) {
    all.push_back(plus({}, i));
    all.push_back(plus(order, -i));
    all.push_back(plus(half, i - 10));
  }
  for (std::size_t bit = 5; bit < 256; ++bit) {
    Octets<32> power{};
    power[31 - bit / 8] = static_cast<std::uint8_t>(1 << bit % 8);
    for (int i = -1; i <= (bit % 3 == 0 ? 1 : -1); ++i)
      all.push_back(plus(power, i));
  }
  for (unsigned window = 1; window < 8; ++window) {
    Octets<32> same{};
    for (unsigned bit = 0; bit < 255; ++bit)
      if ((window >> bit % 3 & 1) != 0)
        same[31 - bit / 8] |= static_cast<std::uint8_t>(1 << bit % 8);
    all.push_back(same);
    all.push_back(plus(same, 1));
  }
  return all;
}

/// The two points with x = 0, one with a small x, one with a small y, and multiples of the base
/// point.
std::vector<PublicKey> awkward_points(const Openssl& openssl) {
  std::vector<PublicKey> all = {
      {octets("0000000000000000000000000000000000000000000000000000000000000000"),
       octets("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4")},
      {octets("0000000000000000000000000000000000000000000000000000000000000000"),
       octets("99b7a386f1d07c29dbcc42a27b5f9449abe3d50de25178e8d7407a95e8b06c0b")},
      {octets("0000000000000000000000000000000000000000000000000000000000000005"),
       octets("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc")},
      {octets("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc"),
       octets("19719bebf6aea13f25c96dfd7c71f5225d4c8fc09eb5a0ab9f39e9178e55c121")},
      {octets("d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"),
       octets("0000000000000000000000000000000000000000000000000000000000000005")},
      {octets("d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"),
       octets("ffffffff00000001000000000000000000000000fffffffffffffffffffffffa")},
  };
  for (int i = 1; i <= 8; ++i) {
    all.push_back(openssl.generate(plus({}, i)));
    all.push_back(openssl.generate(plus(order, -i)));
  }
  return all;
}

TEST_F(Differential, P_256_with_awkward_numbers) {
  for (const Octets<32>& scalar : awkward_numbers())
    compare(scalar, debug_public_key);
}

TEST_F(Differential, P_256_with_awkward_points) {
  for (const PublicKey& peer : awkward_points(openssl)) {
    ASSERT_TRUE(openssl.multiply(plus({}, 1), peer).has_value());
    for (int i = 1; i <= 9; ++i) {
      compare(plus({}, i), peer);
      compare(plus(order, -i), peer);
    }
    for (int i = 0; i < 4; ++i)
      compare(plus(random_octets<32>(random), 1), peer);
  }
}

TEST_F(Differential, P_256_refuses_what_the_others_refuse) {
  const auto prime = octets("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  const Octets<32> scalar = plus({}, 3);
  for (const PublicKey& good : awkward_points(openssl)) {
    compare(scalar, {good.x, plus(good.y, 1)});
    compare(scalar, {plus(good.x, 1), good.y});
    compare(scalar, {good.y, good.x});
    compare(scalar, {prime, good.y});
    compare(scalar, {good.x, prime});
    compare(scalar, {plus(prime, 1), good.y});
    compare(scalar, {good.x, plus(prime, -1)});
    compare(scalar, {random_octets<32>(random), random_octets<32>(random)});
  }
  Octets<32> all_ones{};
  all_ones.fill(0xff);
  for (const Octets<32>& candidate : {plus({}, 0), order, plus(order, 1), all_ones}) {
    EXPECT_FALSE(answer(builtin_p256, candidate, debug_public_key).generated);
    EXPECT_FALSE(answer(mbedtls_p256, candidate, debug_public_key).generated);
  }
}

}  // namespace
}  // namespace westwind::crypto
