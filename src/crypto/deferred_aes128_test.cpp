// A controller that encrypts later makes the toolbox yield what the block cipher at hand yields.
#include "crypto/deferred_aes128.hpp"

#include <gtest/gtest.h>

#include "crypto/builtin_aes128.hpp"
#include "crypto/octets_fixture.hpp"
#include "crypto/toolbox.hpp"

namespace westwind::crypto {
namespace {

/// Runs `compute` until it has all it asks for; counts the encryptions of the "controller".
template <typename Compute>
auto deferred(DeferredAes128<>& aes, unsigned& encryptions, Compute compute) {
  BuiltinAes128 controller;
  encryptions = 0;
  for (;;) {
    const auto result = compute(aes);
    const auto question = aes.question();
    if (!question) return result;
    Block answer;
    controller.encrypt(question->key, question->block, answer);
    aes.answer(answer);
    ++encryptions;
  }
}

struct Inputs {
  explicit Inputs(Random& random)
      : u(fixture::random_octets<32>(random)), v(fixture::random_octets<32>(random)),
        n1(fixture::random_octets<16>(random)), n2(fixture::random_octets<16>(random)),
        a1{0, fixture::random_octets<6>(random)}, a2{1, fixture::random_octets<6>(random)} {}
  Wire256 u, v;
  Wire128 n1, n2;
  ToolboxAddress a1, a2;
};

TEST(DeferredAes128, gives_the_toolbox_the_same_results_a_block_at_a_time) {
  BuiltinAes128 here;
  DeferredAes128<> later;
  Random random(9);
  unsigned encryptions = 0;
  for (int i = 0; i < 20; ++i) {
    const Inputs in(random);
    const auto same = [&](auto compute) {
      return deferred(later, encryptions, compute) == compute(here);
    };
    EXPECT_TRUE(same([&](Aes128& aes) { return e(aes, in.n1, in.n2); }));
    EXPECT_EQ(encryptions, 1u);
    EXPECT_TRUE(same([&](Aes128& aes) { return f4(aes, in.u, in.v, in.n1, 0x81); }));
    EXPECT_EQ(encryptions, 6u);
    EXPECT_TRUE(same([&](Aes128& aes) { return g2(aes, in.u, in.v, in.n1, in.n2); }));
    EXPECT_TRUE(same([&](Aes128& aes) {
      const PairingKeys keys = f5(aes, in.u, in.n1, in.n2, in.a1, in.a2);
      return std::pair(keys.mac_key, keys.ltk);
    }));
    EXPECT_EQ(encryptions, 13u);
    EXPECT_TRUE(same([&](Aes128& aes) {
      return f6(aes, in.n1, {in.n1, in.n2, in.n2, {1, 2, 3}, in.a1, in.a2});
    }));
    EXPECT_TRUE(same([&](Aes128& aes) {
      return c1(aes, in.n1, in.n2,
                {.request = {1}, .response = {2}, .initiator = in.a1, .responder = in.a2});
    }));
    EXPECT_EQ(encryptions, 2u);
  }
}

TEST(DeferredAes128, begins_afresh_after_a_computation_was_given_up) {
  BuiltinAes128 here;
  DeferredAes128<> later;
  Random random(10);
  const Inputs in(random);
  f4(later, in.u, in.v, in.n1, 0);
  ASSERT_TRUE(later.question().has_value());
  later.answer({});
  f4(later, in.u, in.v, in.n1, 0);
  later.forget();
  unsigned encryptions = 0;
  EXPECT_EQ(deferred(later, encryptions, [&](Aes128& aes) { return e(aes, in.n1, in.n2); }),
            e(here, in.n1, in.n2));
}

TEST(DeferredAes128, asks_for_the_block_in_the_order_of_FIPS_197) {
  DeferredAes128<> later;
  const Wire128 key = {1}, plaintext = {2};
  e(later, key, plaintext);
  const auto question = later.question();
  ASSERT_TRUE(question.has_value());
  EXPECT_EQ(question->key[15], 1);
  EXPECT_EQ(question->block[15], 2);
}

}  // namespace
}  // namespace westwind::crypto
