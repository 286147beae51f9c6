// Field arithmetic: limbs of all sizes, the laws of a field, and the numbers around its edges.
#include "crypto/p256_field.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "crypto/octets_fixture.hpp"

namespace westwind::crypto::p256 {
namespace {

using fixture::octets;

bool operator==(const Element& a, const Element& b) {
  return std::equal(std::begin(a.words.word), std::end(a.words.word), std::begin(b.words.word));
}

/// As it lies there, without going into Montgomery form.
Element raw(const Octets<32>& number) {
  Element element;
  load(element.words, number);
  return element;
}

/// 0, 1, p - 1, runs of equal bits and random numbers, all below p.
std::vector<Element> elements() {
  std::vector<Element> all = {
      raw(octets("0000000000000000000000000000000000000000000000000000000000000000")),
      raw(octets("0000000000000000000000000000000000000000000000000000000000000001")),
      raw(octets("ffffffff00000001000000000000000000000000fffffffffffffffffffffffe")),
      raw(octets("ffffffff00000000ffffffffffffffffffffffffffffffffffffffffffffffff")),
      raw(octets("00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff")),
      raw(octets("8000000000000000000000000000000000000000000000000000000000000000")),
      raw(octets("7fffffff80000000800000000000000000000000800000000000000000000000")),
      raw(octets("0000000000000000000000000000000000000000ffffffffffffffffffffffff")),
      raw(octets("0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff"))};
  Random random(0x256);
  while (all.size() < 60) {
    const Element element = raw(fixture::random_octets<32>(random));
    Words unused;
    if (subtract_words(unused, element.words, prime) == 1) all.push_back(element);
  }
  return all;
}

Element sum(const Element& a, const Element& b) {
  Element r;
  add(r, a, b);
  return r;
}
Element difference(const Element& a, const Element& b) {
  Element r;
  subtract(r, a, b);
  return r;
}
Element times(const Element& a, const Element& b) {
  Element r;
  multiply(r, a, b);
  return r;
}

TEST(P256Field, multiplies_alike_in_limbs_of_16_and_of_64_bits) {
  for (const Element& a : elements()) {
    for (const Element& b : elements()) {
      Element narrow, wide;
      multiply_by_limbs<std::uint16_t>(narrow, a, b);
      multiply_by_limbs<WideLimb>(wide, a, b);
      EXPECT_TRUE(narrow == wide);
    }
  }
}

TEST(P256Field, keeps_the_laws_of_a_ring) {
  const std::vector<Element> all = elements();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      const Element &a = all[i], &b = all[j], &c = all[(i * 7 + j) % all.size()];
      EXPECT_TRUE(sum(a, b) == sum(b, a));
      EXPECT_TRUE(difference(sum(a, b), b) == a);
      EXPECT_TRUE(sum(difference(a, b), b) == a);
      EXPECT_TRUE(times(a, b) == times(b, a));
      EXPECT_TRUE(times(a, sum(b, c)) == sum(times(a, b), times(a, c)));
      EXPECT_TRUE(times(times(a, b), c) == times(a, times(b, c)));
      EXPECT_TRUE(times(a, one) == a);
    }
  }
}

TEST(P256Field, yields_numbers_below_the_prime_only) {
  for (const Element& a : elements()) {
    for (const Element& b : elements()) {
      for (const Element& r : {sum(a, b), difference(a, b), times(a, b)}) {
        Words unused;
        EXPECT_EQ(subtract_words(unused, r.words, prime), 1u);
      }
    }
  }
}

TEST(P256Field, inverts_everything_but_zero) {
  for (const Element& a : elements()) {
    Element inverse;
    invert(inverse, a);
    EXPECT_TRUE(times(a, inverse) == (is_zero(a.words) == 1 ? a : one));
  }
}

TEST(P256Field, may_write_over_its_operands) {
  for (const Element& a : elements()) {
    Element r = a;
    multiply(r, r, r);
    EXPECT_TRUE(r == times(a, a));
    r = a;
    add(r, r, r);
    EXPECT_TRUE(r == sum(a, a));
    r = a;
    subtract(r, r, r);
    EXPECT_EQ(is_zero(r.words), 1u);
  }
}

TEST(P256Field, goes_into_Montgomery_form_and_back) {
  for (const Element& a : elements()) {
    Element montgomery;
    to_montgomery(montgomery, a.words);
    Words back;
    from_montgomery(back, montgomery);
    EXPECT_TRUE(Element{back} == a);
    Octets<32> stored;
    store(stored, back);
    EXPECT_TRUE(raw(stored) == a);
  }
}

}  // namespace
}  // namespace westwind::crypto::p256
