// Scalar multiplication on P-256 with regular signed windows.
//
// The number is made odd (k, or order - k and the result negated) and written in digits of three
// bits, each odd and in -7 .. 7 (Joye and Tunstall, "Exponent recoding and regular exponentiation
// algorithms", 2009). Digit i can be read straight off: with k_i = (k >> 3i) | 1 it is
// (k_i mod 16) - 8, and k_i = 8 k_(i+1) + digit i. So `sum` runs through k_i * P, from k_85 = 1
// down to k_0 = k, each step three doublings and one addition, the same for every number.
//
// The addition is for points that are neither equal nor opposite nor infinity, and always gets
// such: it adds 8 k_(i+1) P and d P with 0 < |d| < 8. For i > 0, 8 k_(i+1) + 7 < order, so they
// differ. At the end, opposite would mean k = 0; equal would mean k = 2d, which is even, or k =
// order + 2d, but the order is 1 modulo 16, whence d = (1 + 2d) - 8 modulo 16, d = 7, and d had to
// be negative.
#include "crypto/p256_point.hpp"

#include "crypto/constant_time.hpp"

namespace westwind::crypto::p256 {

constexpr Point generator{{{{0x18a9143c, 0x79e730d4, 0x5fedb601, 0x75ba95fc, 0x77622510, 0x79fb732b,
                             0xa53755c6, 0x18905f76}}},
                          {{{0xce95560a, 0xddf25357, 0xba19e45c, 0x8b4ab8e4, 0xdd21f325, 0xd2e88688,
                             0x25885d85, 0x8571ff18}}},
                          {{{1, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe, 0}}}};

namespace {

/// p = 2 p: 6 multiplications and 2 squarings instead of the usual 3 and 5, for squaring costs as
/// much here and three additions fall away. With g = y^2, b = x g, a = 3 (x - z^2)(x + z^2):
/// x' = a^2 - 8 b, y' = a (4 b - x') - 8 g^2, z' = 2 y z.
void twice(Point& p) {
  Element twice_y, two_g, four_g, four_b, alpha, t;
  add(twice_y, p.y, p.y);
  multiply(two_g, p.y, twice_y);
  add(four_g, two_g, two_g);
  multiply(four_b, p.x, four_g);
  multiply(t, p.z, p.z);
  multiply(p.z, p.z, twice_y);
  subtract(alpha, p.x, t);
  add(t, p.x, t);
  multiply(t, alpha, t);
  add(alpha, t, t);
  add(alpha, alpha, t);
  multiply(p.x, alpha, alpha);
  subtract(p.x, p.x, four_b);
  subtract(p.x, p.x, four_b);
  subtract(four_b, four_b, p.x);
  multiply(p.y, alpha, four_b);
  multiply(t, two_g, four_g);
  subtract(p.y, p.y, t);
}

/// p += q. They are neither equal nor opposite.
void add(Point& p, const Point& q) {
  Element u, s, h, r, t;
  multiply(t, q.z, q.z);
  multiply(u, p.x, t);
  multiply(t, t, q.z);
  multiply(s, p.y, t);
  multiply(t, p.z, p.z);
  multiply(h, q.x, t);
  multiply(t, t, p.z);
  multiply(r, q.y, t);
  subtract(h, h, u);
  subtract(r, r, s);
  multiply(p.z, p.z, q.z);
  multiply(p.z, p.z, h);
  multiply(t, h, h);
  multiply(u, u, t);
  multiply(t, t, h);
  multiply(p.x, r, r);
  subtract(p.x, p.x, t);
  subtract(p.x, p.x, u);
  subtract(p.x, p.x, u);
  subtract(u, u, p.x);
  multiply(u, u, r);
  multiply(t, t, s);
  subtract(p.y, u, t);
}

void negate_if(Element& y, std::uint32_t mask) {
  Words negative;
  subtract_words(negative, prime, y.words);  // y is never 0: no point of this curve has order 2
  select(y.words, negative, mask);
}

}  // namespace

bool load_point(Point& point, const PublicKey& key) {
  Words x, y, unused;
  load(x, key.x);
  load(y, key.y);
  if (subtract_words(unused, x, prime) == 0 || subtract_words(unused, y, prime) == 0) return false;
  to_montgomery(point.x, x);
  to_montgomery(point.y, y);
  point.z = one;
  // y^2 = x^3 - 3x + b
  Element left, right;
  multiply(left, point.y, point.y);
  multiply(right, point.x, point.x);
  subtract(right, right, one);
  subtract(right, right, one);
  subtract(right, right, one);
  multiply(right, right, point.x);
  add(right, right, curve_b);
  subtract(left, left, right);
  return is_zero(left.words) == 1;
}

bool load_scalar(Words& scalar, const Octets<32>& octets) {
  load(scalar, octets);
  Words unused;
  const std::uint32_t below_order = subtract_words(unused, scalar, order);
  wipe(unused);
  return (below_order & (is_zero(scalar) ^ 1)) == 1;
}

void Multiplication::begin(const Words& scalar, const Point& point) {
  negative_ = mask_of(~scalar.word[0] & 1);
  subtract_words(scalar_, order, scalar);
  select(scalar_, scalar, ~negative_);
  odd_[0] = point;
  sum_ = point;
  twice(sum_);
  for (unsigned i = 0; i < 3; ++i) {
    odd_[i + 1] = odd_[i];
    add(odd_[i + 1], sum_);
  }
  sum_ = point;
  remaining_ = slices - 1;
}

bool Multiplication::step() {
  Point multiple;
  --remaining_;
  choose(multiple, window(remaining_));
  for (unsigned i = 0; i < 3; ++i)
    twice(sum_);
  add(sum_, multiple);
  crypto::wipe(multiple);
  return remaining_ > 0;
}

/// Bits 3i .. 3i+3 of the number, the lowest taken as 1.
unsigned Multiplication::window(unsigned index) const {
  const unsigned bit = 3 * index, at = bit / 32, shift = bit % 32;
  unsigned bits = scalar_.word[at] >> shift;
  if (shift > 28 && at < 7) bits |= scalar_.word[at + 1] << (32 - shift);
  return (bits & 15) | 1;
}

/// Window 1, 3, .. 15 stands for digit -7, -5, .. 7. All entries are read, whichever it is.
void Multiplication::choose(Point& multiple, unsigned window) const {
  const std::uint32_t negative = mask_of((window >> 3) ^ 1);
  const std::uint32_t wanted = ((window >> 1) ^ negative) & 3;
  multiple = odd_[0];
  for (std::uint32_t i = 1; i < 4; ++i) {
    const std::uint32_t mask = mask_of(is_zero_bit(wanted ^ i));
    select(multiple.x.words, odd_[i].x.words, mask);
    select(multiple.y.words, odd_[i].y.words, mask);
    select(multiple.z.words, odd_[i].z.words, mask);
  }
  negate_if(multiple.y, negative);
}

void Multiplication::result(PublicKey& affine) {
  Element inverse, t;
  negate_if(sum_.y, negative_);
  invert(inverse, sum_.z);
  multiply(t, inverse, inverse);
  multiply(sum_.x, sum_.x, t);
  multiply(t, t, inverse);
  multiply(sum_.y, sum_.y, t);
  Words plain;
  from_montgomery(plain, sum_.x);
  store(affine.x, plain);
  from_montgomery(plain, sum_.y);
  store(affine.y, plain);
  crypto::wipe(plain);
  crypto::wipe(inverse);
  crypto::wipe(t);
}

void Multiplication::wipe() { crypto::wipe(*this); }

}  // namespace westwind::crypto::p256
