// Integers modulo the prime of P-256, p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (FIPS 186-4 D.1.2.3), in
// Montgomery form: an element x is kept as x * 2^256 mod p. Used by p256_point.
//
// Times and addresses depend on nothing but the operation.
#pragma once

#include "base/bytes.hpp"

namespace westwind::crypto::p256 {

/// 256 bits, least significant word first.
struct Words {
  std::uint32_t word[8];
};

/// A field element in Montgomery form, always below p.
struct Element {
  Words words;
};

/// Where the compiler has integers of 128 bits the processor multiplies 64 by 64 bits, in constant
/// time. Of the others Cortex-M0+ has no product of 64 bits and Cortex-M3 one whose time depends on
/// the values, so all of them multiply 16 by 16.
#ifdef __SIZEOF_INT128__
using WideLimb = std::uint64_t;
#else
using WideLimb = std::uint16_t;
#endif

extern const Words prime;
extern const Words order;  ///< of the group: the number of points
extern const Element one;
extern const Element curve_b;

/// Results may be the same objects as operands, everywhere below.
std::uint32_t add_words(Words& r, const Words& a, const Words& b);       ///< returns the carry
std::uint32_t subtract_words(Words& r, const Words& a, const Words& b);  ///< returns the borrow
/// `r` = `a` where `mask` is all ones; unchanged where it is zero.
void select(Words& r, const Words& a, std::uint32_t mask);
std::uint32_t is_zero(const Words& a);  ///< 1 or 0

void add(Element& r, const Element& a, const Element& b);
void subtract(Element& r, const Element& a, const Element& b);
void multiply(Element& r, const Element& a, const Element& b);
/// The same in limbs of one size: what `multiply` does on one sort of processor.
template <typename Limb>
void multiply_by_limbs(Element& r, const Element& a, const Element& b);
void invert(Element& r, const Element& a);  ///< 0 gives 0

/// Most significant octet first, as FIPS 186 writes numbers.
void load(Words& r, const Octets<32>& octets);
void store(Octets<32>& octets, const Words& words);

void to_montgomery(Element& r, const Words& a);  ///< `a` below p
void from_montgomery(Words& r, const Element& a);

}  // namespace westwind::crypto::p256
