// The generator of keys against OpenSSL's CTR-DRBG (AES-128, no derivation function) fed with the
// same entropy. NIST SP 800-90A 10.2.1.
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <vector>

#include "crypto/builtin_aes128.hpp"
#include "crypto/drbg.hpp"
#include "crypto/octets_fixture.hpp"

namespace westwind::crypto {
namespace {

struct Free {
  void operator()(EVP_RAND* rand) const { EVP_RAND_free(rand); }
  void operator()(EVP_RAND_CTX* context) const { EVP_RAND_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_RAND_CTX, Free>;

Context make(const char* name, EVP_RAND_CTX* parent) {
  const std::unique_ptr<EVP_RAND, Free> rand(EVP_RAND_fetch(nullptr, name, nullptr));
  return Context(EVP_RAND_CTX_new(rand.get(), parent));
}

/// OpenSSL's, with `entropy` as the only thing it is seeded from.
class Reference {
 public:
  explicit Reference(Octets<32> entropy) {
    unsigned strength = 256;
    OSSL_PARAM source[] = {OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_STRENGTH, &strength),
                           OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_ENTROPY,
                                                             entropy.data(), entropy.size()),
                           OSSL_PARAM_construct_end()};
    EXPECT_EQ(EVP_RAND_instantiate(source_.get(), strength, 0, nullptr, 0, source), 1);
    int derivation = 0;
    char cipher[] = "AES-128-CTR";
    OSSL_PARAM kind[] = {OSSL_PARAM_construct_utf8_string(OSSL_DRBG_PARAM_CIPHER, cipher, 0),
                         OSSL_PARAM_construct_int(OSSL_DRBG_PARAM_USE_DF, &derivation),
                         OSSL_PARAM_construct_end()};
    // Without a personalization string OpenSSL puts in one of its own; an empty one it takes.
    const std::uint8_t none = 0;
    EXPECT_EQ(EVP_RAND_instantiate(drbg_.get(), 128, 0, &none, 0, kind), 1);
  }
  std::vector<std::uint8_t> draw(std::size_t size) {
    std::vector<std::uint8_t> out(size);
    EXPECT_EQ(EVP_RAND_generate(drbg_.get(), out.data(), size, 128, 0, nullptr, 0), 1);
    return out;
  }

 private:
  Context source_ = make("TEST-RAND", nullptr);
  Context drbg_ = make("CTR-DRBG", source_.get());
};

TEST(DrbgDifferential, draws_what_OpenSSL_draws_from_the_same_entropy) {
  BuiltinAes128 aes;
  Random random(1);
  for (int i = 0; i < 100; ++i) {
    const auto entropy = fixture::random_octets<32>(random);
    Drbg drbg(aes);
    drbg.seed(entropy);
    Reference reference(entropy);
    for (const std::size_t size : {16u, 1u, 32u, 0x53u, 4u}) {
      std::vector<std::uint8_t> drawn(size);
      drbg.fill(drawn);
      ASSERT_EQ(drawn, reference.draw(size)) << "entropy " << i << ", " << size << " octets";
    }
  }
}

}  // namespace
}  // namespace westwind::crypto
