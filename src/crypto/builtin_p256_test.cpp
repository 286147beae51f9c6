// The built-in P-256 against the specification's samples, at its edges, and as a slow neighbour in
// a loop that must not stop.
#include "crypto/builtin_p256.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "crypto/octets_fixture.hpp"
#include "crypto/toolbox.hpp"

namespace westwind::crypto {
namespace {

using fixture::octets;

struct Sample {
  const char* name;
  Octets<32> private_a, private_b;
  PublicKey public_a, public_b;
  Octets<32> dh_key;
};
const Sample samples[] = {
    {"P-256 data set 1",
     octets("3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40b7995899b8a6cd3c1abd"),
     octets("55188b3d32f6bb9a900afcfbeed4e72a59cb9ac2f19d7cfb6b4fdd49f47fc5fd"),
     {octets("20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6"),
      octets("dc809c49652aeb6d63329abf5a52155c766345c28fed3024741c8ed01589d28b")},
     {octets("1ea1f0f01faf1d9609592284f19e4c0047b58afd8615a69f559077b22faaa190"),
      octets("4c55f33e429dad377356703a9ab85160472d1130e28e36765f89aff915b1214a")},
     octets("ec0234a357c8ad05341010a60a397d9b99796b13b4f866f1868d34f373bfa698")},
    {"P-256 data set 2",
     octets("06a516693c9aa31a6084545d0c5db641b48572b97203ddffb7ac73f7d0457663"),
     octets("529aa0670d72cd6497502ed473502b037e8803b5c60829a5a3caa219505530ba"),
     {octets("2c31a47b5779809ef44cb5eaaf5c3e43d5f8faad4a8794cb987e9b03745c78dd"),
      octets("919512183898dfbecd52e2408e43871fd021109117bd3ed4eaf8437743715d4f")},
     {octets("f465e43ff23d3f1b9dc7dfc04da8758184dbc966204796eccf0d6cf5e16500cc"),
      octets("0201d048bcbbd899eeefc424164e33c201c2b010ca6b4d43a8a155cad8ecb279")},
     octets("ab85843a2f6d883f62e5684b38e307335fe6e1945ecd19604105c6f23221eb69")},
    {"P-256 self pairing (A with A)",
     octets("3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40b7995899b8a6cd3c1abd"),
     octets("3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40b7995899b8a6cd3c1abd"),
     {octets("20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6"),
      octets("dc809c49652aeb6d63329abf5a52155c766345c28fed3024741c8ed01589d28b")},
     {octets("20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6"),
      octets("dc809c49652aeb6d63329abf5a52155c766345c28fed3024741c8ed01589d28b")},
     octets("70aad7e649f91c7cae5f79fc32992787c38757a8728b7b55da7bb3cb4800ab2d")},
};

struct InvalidKey {
  const char* name;
  PublicKey key;
};
const InvalidKey invalid_keys[] = {
    {"y with lowest bit flipped",
     {octets("1ea1f0f01faf1d9609592284f19e4c0047b58afd8615a69f559077b22faaa190"),
      octets("4c55f33e429dad377356703a9ab85160472d1130e28e36765f89aff915b1214b")}},
    {"x = 0, y = 0",
     {octets("0000000000000000000000000000000000000000000000000000000000000000"),
      octets("0000000000000000000000000000000000000000000000000000000000000000")}},
    {"x = field prime, y from data set 1",
     {octets("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
      octets("4c55f33e429dad377356703a9ab85160472d1130e28e36765f89aff915b1214a")}},
    {"all octets 0x42 in y",
     {octets("20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6"),
      octets("4242424242424242424242424242424242424242424242424242424242424242")}},
    {"x + p of a point with a small x",
     {octets("ffffffff00000001000000000000000000000001000000000000000000000004"),
      octets("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc")}},
    {"y + p of a point with a small y",
     {octets("d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"),
      octets("ffffffff00000001000000000000000000000001000000000000000000000004")}},
    {"x = p - 1, y = p - 1",
     {octets("ffffffff00000001000000000000000000000000fffffffffffffffffffffffe"),
      octets("ffffffff00000001000000000000000000000000fffffffffffffffffffffffe")}},
    {"y = p, x of the base point",
     {octets("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
      octets("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")}},
    {"all bits set",
     {octets("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
      octets("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")}},
    {"a point of order 2 on another curve: x = 1, y = 0",
     {octets("0000000000000000000000000000000000000000000000000000000000000001"),
      octets("0000000000000000000000000000000000000000000000000000000000000000")}},
};

constexpr PublicKey base_point = {
    octets("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
    octets("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")};
/// order - 1 and the order itself.
constexpr auto order_minus_1 =
    octets("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
constexpr auto order = octets("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
/// The point whose x is 0: many short formulas divide by it.
constexpr PublicKey x_is_0 = {
    {}, octets("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4")};
/// A point whose x is 1 or a little more.
constexpr PublicKey x_is_small = {
    octets("0000000000000000000000000000000000000000000000000000000000000005"),
    octets("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc")};

constexpr Octets<32> number(std::uint8_t value) {
  Octets<32> result{};
  result[31] = value;
  return result;
}

/// A device with its loop.
struct Device {
  BuiltinP256 p256;
  std::optional<Status> said;
  unsigned slices = 0;

  void on_done(Status status) { said = status; }
  P256::Done done() { return P256::Done::to<&Device::on_done>(this); }
  void run() {
    while (p256.work())
      ++slices;
  }

  PublicKey generate(const Octets<32>& candidate) {
    PublicKey own;
    EXPECT_TRUE(p256.generate(candidate, own, done()));
    run();
    EXPECT_TRUE(said.has_value() && said->has_value());
    return own;
  }
  /// Nothing when the key was refused.
  std::optional<Octets<32>> agree(const PublicKey& peer) {
    Octets<32> secret{};
    said.reset();
    EXPECT_TRUE(p256.agree(peer, secret, done()));
    run();
    EXPECT_TRUE(said.has_value());
    if (said && said->has_value()) return secret;
    EXPECT_EQ(secret, Octets<32>{});
    EXPECT_EQ(said->error(), Error::invalid_argument);
    return std::nullopt;
  }
};

TEST(BuiltinP256, makes_the_public_keys_of_the_specification) {
  for (const Sample& sample : samples) {
    EXPECT_EQ(Device().generate(sample.private_a), sample.public_a) << sample.name;
    EXPECT_EQ(Device().generate(sample.private_b), sample.public_b) << sample.name;
  }
}

TEST(BuiltinP256, agrees_on_the_DHKey_of_the_specification_from_both_sides) {
  for (const Sample& sample : samples) {
    Device a, b;
    a.generate(sample.private_a);
    b.generate(sample.private_b);
    EXPECT_EQ(a.agree(sample.public_b), sample.dh_key) << sample.name;
    EXPECT_EQ(b.agree(sample.public_a), sample.dh_key) << sample.name;
  }
}

TEST(BuiltinP256, knows_the_debug_key) {
  EXPECT_EQ(Device().generate(debug_private_key), debug_public_key);
}

TEST(BuiltinP256, refuses_what_is_no_point_of_the_curve) {
  Device device;
  device.generate(debug_private_key);
  for (const InvalidKey& invalid : invalid_keys)
    EXPECT_EQ(device.agree(invalid.key), std::nullopt) << invalid.name;
}

TEST(BuiltinP256, refuses_every_single_bit_error_in_a_point) {
  Device device;
  device.generate(debug_private_key);
  for (unsigned bit = 0; bit < 512; ++bit) {
    PublicKey key = samples[0].public_b;
    Octets<32>& part = bit < 256 ? key.x : key.y;
    part[bit / 8 % 32] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_EQ(device.agree(key), std::nullopt) << bit;
  }
}

TEST(BuiltinP256, refuses_numbers_that_are_no_private_key) {
  Octets<32> beyond = order, all_ones{}, with_low_end{};
  ++beyond[31];
  all_ones.fill(0xff);
  with_low_end = all_ones;
  with_low_end[31] = 0;
  for (const Octets<32>& candidate : {number(0), order, beyond, all_ones, with_low_end}) {
    Device device;
    PublicKey own;
    const Status status = device.p256.generate(candidate, own, device.done());
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error(), Error::invalid_argument);
    EXPECT_FALSE(device.p256.work());
    EXPECT_FALSE(device.said.has_value());
    Octets<32> secret;
    EXPECT_EQ(device.p256.agree(base_point, secret, device.done()).error(), Error::not_active);
  }
}

TEST(BuiltinP256, multiplies_by_1_and_by_the_order_minus_1) {
  EXPECT_EQ(Device().generate(number(1)), base_point);
  const PublicKey negative = Device().generate(order_minus_1);
  EXPECT_EQ(negative.x, base_point.x);
  EXPECT_NE(negative.y, base_point.y);
  Device device;
  device.generate(number(1));
  EXPECT_EQ(device.agree(negative), base_point.x);
}

// k and order - k are the same number to the multiplication, save for the sign at the end; order -
// 2 and its neighbours are where additions of other recodings meet a doubling.
TEST(BuiltinP256, gives_opposite_points_for_opposite_numbers) {
  for (std::uint8_t k = 1; k < 40; ++k) {
    Octets<32> opposite = order;
    opposite[31] = static_cast<std::uint8_t>(order[31] - k);
    const PublicKey plus = Device().generate(number(k)), minus = Device().generate(opposite);
    EXPECT_EQ(plus.x, minus.x) << +k;
    EXPECT_NE(plus.y, minus.y) << +k;
    Device one;
    one.generate(number(1));
    EXPECT_EQ(one.agree(minus), plus.x) << +k;  // and it is a point of the curve
  }
}

// (a b) G: small numbers walk through all the windows that hold one digit only.
TEST(BuiltinP256, agrees_on_products_of_small_numbers) {
  for (std::uint8_t a = 1; a < 16; ++a) {
    for (std::uint8_t b = 1; b < 16; ++b) {
      Device device;
      device.generate(number(a));
      EXPECT_EQ(device.agree(Device().generate(number(b))),
                Device().generate(number(static_cast<std::uint8_t>(a * b))).x);
    }
  }
}

TEST(BuiltinP256, takes_points_with_a_tiny_coordinate) {
  for (const PublicKey& point : {x_is_0, x_is_small}) {
    Device one, last, other;
    one.generate(number(1));
    EXPECT_EQ(one.agree(point), point.x);
    last.generate(order_minus_1);
    EXPECT_EQ(last.agree(point), point.x);
    other.generate(number(2));
    EXPECT_NE(other.agree(point), std::nullopt);
  }
}

TEST(BuiltinP256, works_in_slices_and_speaks_only_from_work) {
  Device device;
  PublicKey own;
  ASSERT_TRUE(device.p256.generate(debug_private_key, own, device.done()));
  EXPECT_FALSE(device.said.has_value());
  EXPECT_EQ(own, PublicKey{});
  device.run();
  EXPECT_GE(device.slices, p256::Multiplication::slices - 1);
  Octets<32> secret;
  device.said.reset();
  ASSERT_TRUE(device.p256.agree(invalid_keys[0].key, secret, device.done()));
  EXPECT_FALSE(device.said.has_value());
}

TEST(BuiltinP256, does_one_thing_at_a_time) {
  Device device;
  PublicKey own, other;
  Octets<32> secret;
  ASSERT_TRUE(device.p256.generate(debug_private_key, own, device.done()));
  EXPECT_EQ(device.p256.generate(number(2), other, device.done()).error(), Error::busy);
  EXPECT_EQ(device.p256.agree(base_point, secret, device.done()).error(), Error::busy);
  device.run();
  EXPECT_EQ(own, debug_public_key);
}

TEST(BuiltinP256, forgets_what_was_cancelled_but_not_its_key) {
  Device device;
  device.generate(samples[0].private_a);
  Octets<32> secret{};
  device.said.reset();
  ASSERT_TRUE(device.p256.agree(samples[0].public_b, secret, device.done()));
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(device.p256.work());
  device.p256.cancel();
  EXPECT_FALSE(device.p256.work());
  EXPECT_FALSE(device.said.has_value());
  EXPECT_EQ(secret, Octets<32>{});
  EXPECT_EQ(device.agree(samples[0].public_b), samples[0].dh_key);
}

/// Begins to agree as soon as the key pair is there.
struct Hasty {
  BuiltinP256 p256;
  PublicKey own;
  Octets<32> secret{};
  bool agreed = false;

  void on_key(Status) {
    EXPECT_TRUE(p256.agree(samples[0].public_b, secret, P256::Done::to<&Hasty::on_secret>(this)));
  }
  void on_secret(Status status) { agreed = status.has_value(); }
};

TEST(BuiltinP256, may_be_called_from_inside_done) {
  Hasty hasty;
  ASSERT_TRUE(
      hasty.p256.generate(samples[0].private_a, hasty.own, P256::Done::to<&Hasty::on_key>(&hasty)));
  while (hasty.p256.work()) {
  }
  EXPECT_TRUE(hasty.agreed);
  EXPECT_EQ(hasty.secret, samples[0].dh_key);
}

TEST(P256Keys, reflected_keys_are_told_by_x_alone) {
  const PublicKey own = samples[0].public_b;
  PublicKey negated = own;
  negated.y = samples[0].public_a.y;
  EXPECT_TRUE(is_reflected(own, own));
  EXPECT_TRUE(is_reflected(negated, own));
  EXPECT_FALSE(is_reflected(samples[0].public_a, own));
  EXPECT_FALSE(is_reflected(debug_public_key, debug_public_key));
}

TEST(P256Keys, go_over_the_air_least_significant_octet_first) {
  const PublicKey& key = samples[0].public_b;
  const Octets<64> wire = to_wire(key);
  EXPECT_EQ(wire[0], 0x90);
  EXPECT_EQ(wire[31], 0x1e);
  EXPECT_EQ(wire[32], 0x4a);
  EXPECT_EQ(wire[63], 0x4c);
  EXPECT_EQ(from_wire(wire), key);
}

}  // namespace
}  // namespace westwind::crypto
