// Arithmetic modulo the prime of P-256. The prime is -1 modulo 2^32 and has five non-zero terms, so
// Montgomery's reduction ("Modular multiplication without trial division", 1985) needs no
// multiplication here: each word that is to vanish is itself the multiple of p that makes it
// vanish.
#include "crypto/p256_field.hpp"

#include <bit>

#include "crypto/constant_time.hpp"

namespace westwind::crypto::p256 {

constexpr Words prime{{0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 1, 0xffffffff}};
constexpr Words order{
    {0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff, 0xffffffff, 0, 0xffffffff}};
constexpr Element one{{{1, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe, 0}}};
constexpr Element curve_b{{{0x29c4bddf, 0xd89cdf62, 0x78843090, 0xacf005cd, 0xf7212ed6, 0xe5a220ab,
                            0x04874834, 0xdc30061d}}};

namespace {

/// 2^512 mod p, which takes a number into Montgomery form.
constexpr Element montgomery_square{
    {{3, 0, 0xffffffff, 0xfffffffb, 0xfffffffe, 0xffffffff, 0xfffffffd, 4}}};

/// a + b + carry. The compilers of 64-bit processors know what to do with a wide sum, those of
/// Cortex-M0+ spill it.
std::uint32_t add_carry(std::uint32_t a, std::uint32_t b, std::uint32_t& carry) {
  if constexpr (sizeof(WideLimb) == 8) {
    const std::uint64_t sum = static_cast<std::uint64_t>(a) + b + carry;
    carry = static_cast<std::uint32_t>(sum >> 32);
    return static_cast<std::uint32_t>(sum);
  } else {
    const std::uint32_t part = a + carry, sum = part + b;
    carry = static_cast<std::uint32_t>(part < carry) | static_cast<std::uint32_t>(sum < part);
    return sum;
  }
}

/// a - b - borrow.
std::uint32_t subtract_borrow(std::uint32_t a, std::uint32_t b, std::uint32_t& borrow) {
  if constexpr (sizeof(WideLimb) == 8) {
    const std::uint64_t difference = static_cast<std::uint64_t>(a) - b - borrow;
    borrow = static_cast<std::uint32_t>(difference >> 63);
    return static_cast<std::uint32_t>(difference);
  } else {
    const std::uint32_t part = a - b, difference = part - borrow;
    borrow = static_cast<std::uint32_t>(a < b) | static_cast<std::uint32_t>(part < borrow);
    return difference;
  }
}

/// `r` + `carry` * 2^256, which is below 2p, becomes less than p.
void reduce_once(Words& r, std::uint32_t carry) {
  Words reduced;
  const std::uint32_t borrow = subtract_words(reduced, r, prime);
  select(r, reduced, mask_of(carry | (borrow ^ 1)));
}

template <typename Limb>
struct Arithmetic;
template <>
struct Arithmetic<std::uint16_t> {
  using Product = std::uint32_t;
  using Reduced = std::uint16_t;  ///< the limbs of the reduction
  using Sum = std::int32_t;
};
#ifdef __SIZEOF_INT128__
template <>
struct Arithmetic<std::uint64_t> {
  using Product = unsigned __int128;
  using Reduced = std::uint32_t;  // the prime has a term 2^96
};
template <>
struct Arithmetic<std::uint32_t> {
  using Sum = std::int64_t;
};
#endif

template <typename Limb>
constexpr unsigned bits = 8 * sizeof(Limb);
template <typename Limb>
constexpr unsigned limbs = 256 / bits<Limb>;

/// The same number in limbs of another size, least significant first: the same octets.
template <typename To, typename From>
void convert(To* to, const From* from, unsigned octets) {
  static_assert(std::endian::native == std::endian::little);
  __builtin_memcpy(to, from, octets);
}

/// Adds `carry` and a * b0 to `t`, and the rest with a * b1 to what is carried on. No sum
/// overflows: with B = 2^bits, (B-1)^2 + 2 (B-1) is B^2 - 1.
template <typename Limb, typename Product>
[[gnu::always_inline]] inline Product multiply_add(Limb& t, Product a, Limb b0, Limb b1,
                                                   Product carry) {
  const Product low = a * b0 + t + static_cast<Limb>(carry);
  t = static_cast<Limb>(low);
  return a * b1 + (carry >> bits<Limb>)+(low >> bits<Limb>);
}

/// `t` = a * b, two limbs of b at a time. The lower half of `t` has to be zero before.
template <typename Limb>
void multiply_limbs(Limb* t, const Limb* a, const Limb* b) {
  using Product = typename Arithmetic<Limb>::Product;
  for (unsigned i = 0; i < limbs<Limb>; i += 2, t += 2, b += 2) {
    const Limb b0 = b[0], b1 = b[1];
    Product carry = 0;
    for (unsigned j = 0; j < limbs<Limb>; j += 2) {
      carry = multiply_add<Limb, Product>(t[j], a[j], b0, b1, carry);
      carry = multiply_add<Limb, Product>(t[j + 1], a[j + 1], b0, b1, carry);
    }
    t[limbs<Limb>] = static_cast<Limb>(carry);
    t[limbs<Limb> + 1] = static_cast<Limb>(carry >> bits<Limb>);
  }
}

/// t[k] + m[k-3] + m[k-6] - m[k-7], counted in words of 32 bits.
template <typename Limb>
[[gnu::always_inline]] inline typename Arithmetic<Limb>::Sum column(const Limb* t) {
  constexpr std::ptrdiff_t word = 32 / bits<Limb>;
  typename Arithmetic<Limb>::Sum sum = t[0];
  sum += t[-3 * word];
  sum += t[-6 * word];
  sum -= t[-7 * word];
  return sum;
}

/// `r` = (t + m * p) / 2^256, returns what carries beyond it. `t` is twice as long as `r`, with as
/// many limbs of zero before it as `r` has. Word k of the sum is
/// t[k] + m[k-3] + m[k-6] - m[k-7] + m[k-8] - m[k]; the lower half of t gives way to the m that
/// make it vanish, the upper one to zero, for there is no more m.
template <typename Limb>
std::uint32_t reduce_limbs(Limb* r, Limb* t) {
  typename Arithmetic<Limb>::Sum sum = 0;
  for (const Limb* end = t + limbs<Limb>; t != end; ++t) {
    sum += column(t);
    t[0] = static_cast<Limb>(sum);
    sum >>= bits<Limb>;
  }
  for (const Limb* end = t + limbs<Limb>; t != end; ++t) {
    sum += column(t);
    sum += *(t - limbs<Limb>);
    t[0] = 0;
    *r++ = static_cast<Limb>(sum);
    sum >>= bits<Limb>;
  }
  return static_cast<std::uint32_t>(sum);
}

}  // namespace

std::uint32_t add_words(Words& r, const Words& a, const Words& b) {
  std::uint32_t carry = 0;
  for (unsigned i = 0; i < 8; ++i)
    r.word[i] = add_carry(a.word[i], b.word[i], carry);
  return carry;
}

std::uint32_t subtract_words(Words& r, const Words& a, const Words& b) {
  std::uint32_t borrow = 0;
  for (unsigned i = 0; i < 8; ++i)
    r.word[i] = subtract_borrow(a.word[i], b.word[i], borrow);
  return borrow;
}

void select(Words& r, const Words& a, std::uint32_t mask) {
  for (unsigned i = 0; i < 8; ++i)
    r.word[i] ^= (r.word[i] ^ a.word[i]) & mask;
}

std::uint32_t is_zero(const Words& a) {
  std::uint32_t all = 0;
  for (const std::uint32_t word : a.word)
    all |= word;
  return is_zero_bit(all);
}

void add(Element& r, const Element& a, const Element& b) {
  reduce_once(r.words, add_words(r.words, a.words, b.words));
}

void subtract(Element& r, const Element& a, const Element& b) {
  const std::uint32_t borrow = subtract_words(r.words, a.words, b.words);
  Words correction{};
  select(correction, prime, mask_of(borrow));
  add_words(r.words, r.words, correction);
}

template <typename Limb>
void multiply_by_limbs(Element& r, const Element& a, const Element& b) {
  using Reduced = typename Arithmetic<Limb>::Reduced;
  Limb x[limbs<Limb>], y[limbs<Limb>];
  convert(x, a.words.word, 32);
  convert(y, b.words.word, 32);
  Reduced t[3 * limbs<Reduced>], result[limbs<Reduced>];
  Reduced* const product = t + limbs<Reduced>;
  for (Reduced& limb : t)
    limb = 0;
  if constexpr (std::is_same_v<Limb, Reduced>) {
    multiply_limbs(product, x, y);
  } else {
    Limb wide[2 * limbs<Limb>]{};
    multiply_limbs(wide, x, y);
    convert(product, wide, 64);
  }
  const std::uint32_t carry = reduce_limbs(result, product);
  convert(r.words.word, result, 32);
  reduce_once(r.words, carry);
}
template void multiply_by_limbs<std::uint16_t>(Element&, const Element&, const Element&);
#ifdef __SIZEOF_INT128__
template void multiply_by_limbs<WideLimb>(Element&, const Element&, const Element&);
#endif

void multiply(Element& r, const Element& a, const Element& b) {
  multiply_by_limbs<WideLimb>(r, a, b);
}

/// Fermat: a^(p-2). The exponent is 32 ones, 31 zeros and a one, 96 zeros, 94 ones, 01; it is put
/// together from runs of 1, 2, 4, 8, 16 and 32 ones.
void invert(Element& r, const Element& a) {
  struct Step {
    std::uint8_t squarings;
    std::uint8_t run;  ///< which run of ones to append: 2^run of them
  };
  static constexpr Step steps[] = {{32, 0}, {128, 5}, {32, 5}, {16, 4},
                                   {8, 3},  {4, 2},   {2, 1},  {2, 0}};
  Element runs[6];
  runs[0] = a;
  Element power = a;
  const auto append = [&power](unsigned squarings, const Element& ones) {
    for (unsigned i = 0; i < squarings; ++i)
      multiply(power, power, power);
    multiply(power, power, ones);
  };
  for (unsigned i = 0; i < 5; ++i) {
    append(1u << i, runs[i]);
    runs[i + 1] = power;
  }
  for (const Step& step : steps)
    append(step.squarings, runs[step.run]);
  r = power;
}

void load(Words& r, const Octets<32>& octets) {
  for (unsigned i = 0; i < 32; ++i)
    r.word[i / 4] = r.word[i / 4] >> 8 | static_cast<std::uint32_t>(octets[31 - i]) << 24;
}

void store(Octets<32>& octets, const Words& words) {
  for (unsigned i = 0; i < 32; ++i)
    octets[31 - i] = static_cast<std::uint8_t>(words.word[i / 4] >> i % 4 * 8);
}

void to_montgomery(Element& r, const Words& a) { multiply(r, Element{a}, montgomery_square); }

void from_montgomery(Words& r, const Element& a) {
  Element plain;
  multiply(plain, a, Element{{{1}}});
  r = plain.words;
}

}  // namespace westwind::crypto::p256
