// Bitsliced AES-128, FIPS-197. Block and round key lie side by side in eight planes, so one pass of
// the S-box serves SubBytes and the key schedule of a round. Plane b holds bit b of every octet:
//
//     bit 8 * row + column        state        (low nibble of each octet of the plane)
//     bit 8 * row + column + 4    round key    (high nibble)
//
// A turn of the rows is then a rotation by 8, a turn of the columns one within a nibble.
// The S-box is the circuit of Boyar and Peralta, "A depth-16 circuit for the AES S-box" and "A new
// combinational logic minimization technique" (2010): 32 AND, 83 XOR/XNOR.
#include "crypto/builtin_aes128.hpp"

#include "crypto/constant_time.hpp"

namespace westwind::crypto {
namespace {

using Plane = std::uint32_t;

constexpr Plane rotated(Plane plane, unsigned bits) { return plane >> bits | plane << (32 - bits); }

/// Eight words to eight planes, or back: in each octet lane bit b of word i and bit i of word b
/// change places.
void transpose(Plane* q) {
  Plane mask = 0x0f0f0f0f;
  for (unsigned distance = 4; distance > 0; distance >>= 1) {
    for (unsigned i = 0; i < 8; ++i) {
      if ((i & distance) != 0) continue;
      const Plane moving = ((q[i] >> distance) ^ q[i + distance]) & mask;
      q[i + distance] ^= moving;
      q[i] ^= moving << distance;
    }
    mask ^= mask << (distance >> 1);
  }
}

/// SubBytes on all 32 octets. q[7] is the most significant plane.
void substitute(Plane* q) {
  const Plane x0 = q[7], x1 = q[6], x2 = q[5], x3 = q[4], x4 = q[3], x5 = q[2], x6 = q[1],
              x7 = q[0];
  // Into the tower field.
  const Plane y14 = x3 ^ x5, y13 = x0 ^ x6, y9 = x0 ^ x3, y8 = x0 ^ x5, t0 = x1 ^ x2;
  const Plane y1 = t0 ^ x7, y4 = y1 ^ x3, y12 = y13 ^ y14, y2 = y1 ^ x0, y5 = y1 ^ x6;
  const Plane y3 = y5 ^ y8, t1 = x4 ^ y12, y15 = t1 ^ x5, y20 = t1 ^ x1, y6 = y15 ^ x7;
  const Plane y10 = y15 ^ t0, y11 = y20 ^ y9, y7 = x7 ^ y11, y17 = y10 ^ y11, y19 = y10 ^ y8;
  const Plane y16 = t0 ^ y11, y21 = y13 ^ y16, y18 = x0 ^ y16;
  // Inversion.
  const Plane t2 = y12 & y15, t4 = (y3 & y6) ^ t2, t6 = (y4 & x7) ^ t2, t7 = y13 & y16;
  const Plane t9 = (y5 & y1) ^ t7, t11 = (y2 & y7) ^ t7, t12 = y9 & y11;
  const Plane t14 = (y14 & y17) ^ t12, t16 = (y8 & y10) ^ t12;
  const Plane t21 = t4 ^ t14 ^ y20, t22 = t6 ^ t16 ^ y19, t23 = t9 ^ t14 ^ y21;
  const Plane t24 = t11 ^ t16 ^ y18, t25 = t21 ^ t22, t26 = t21 & t23, t27 = t24 ^ t26;
  const Plane t29 = (t25 & t27) ^ t22, t33 = ((t22 ^ t26) & (t23 ^ t24)) ^ t24;
  const Plane t36 = t24 & (t27 ^ t33), t37 = t36 ^ t23 ^ t33;
  const Plane t40 = t25 ^ (t29 & (t27 ^ t36));
  const Plane t41 = t40 ^ t37, t42 = t29 ^ t33, t43 = t29 ^ t40, t44 = t33 ^ t37, t45 = t42 ^ t41;
  const Plane z0 = t44 & y15, z1 = t37 & y6, z2 = t33 & x7, z3 = t43 & y16, z4 = t40 & y1;
  const Plane z5 = t29 & y7, z6 = t42 & y11, z7 = t45 & y17, z8 = t41 & y10, z9 = t44 & y12;
  const Plane z10 = t37 & y3, z11 = t33 & y4, z12 = t43 & y13, z13 = t40 & y5, z14 = t29 & y2;
  const Plane z15 = t42 & y9, z16 = t45 & y14, z17 = t41 & y8;
  // Out of the tower field, and the affine map.
  const Plane t46 = z15 ^ z16, t47 = z10 ^ z11, t48 = z5 ^ z13, t53 = z0 ^ z3, t54 = z6 ^ z7;
  const Plane t57 = z2 ^ z12 ^ t53, t58 = z4 ^ t46, t59 = z3 ^ t54, t62 = z7 ^ z8 ^ t58;
  const Plane t63 = z9 ^ z10 ^ t58, t64 = z4 ^ t59, t65 = z14 ^ t57 ^ t62, t66 = z1 ^ t63;
  const Plane s3 = t53 ^ t66;
  q[7] = t59 ^ t63;
  q[6] = ~(t64 ^ s3);
  q[5] = ~(z16 ^ z17 ^ t64 ^ t65);
  q[4] = s3;
  q[3] = z2 ^ z5 ^ t66;
  q[2] = t47 ^ t65;
  q[1] = ~(z12 ^ t48 ^ t62);
  q[0] = ~(t48 ^ t46 ^ t57);
}

/// One plane of the next round key, from this one and from the substituted last column (one bit a
/// row): each column becomes the sum of those before it.
Plane next_key(Plane key, Plane column) {
  key ^= key << 1 & 0xe0e0e0e0;
  key ^= key << 2 & 0xc0c0c0c0;
  return key ^ column * 0xf0;
}

/// Row r moves by r columns: rows 2 and 3 by two, then rows 1 and 3 by one.
Plane shift_rows(Plane s) {
  s = (s & 0x00000f0f) | (s >> 2 & 0x03030000) | (s << 2 & 0x0c0c0000);
  return (s & 0x000f000f) | (s >> 1 & 0x07000700) | (s << 3 & 0x08000800);
}

/// 2 a0 + 3 a1 + a2 + a3 for each row: with d = a0 + a1 that is 2 d + a1 + (d two rows on).
void mix_columns(Plane* s) {
  const Plane overflow = s[7] ^ rotated(s[7], 8);
  for (unsigned b = 8; b-- > 0;) {
    const Plane next = rotated(s[b], 8);
    const Plane sum = s[b] ^ next;
    Plane doubled = b == 0 ? 0 : s[b - 1] ^ rotated(s[b - 1], 8);
    if ((0x1bu >> b & 1) != 0) doubled ^= overflow;  // the field's polynomial
    s[b] = doubled ^ next ^ rotated(sum, 16);
  }
}

void round(Plane* q, Plane* keys, unsigned constant, bool last) {
  substitute(q);
  for (unsigned b = 0; b < 8; ++b) {
    const Plane column = rotated(q[b] >> 7 & 0x01010101, 8) ^ (constant >> b & 1);
    keys[b] = next_key(keys[b], column);
    q[b] = shift_rows(q[b] & 0x0f0f0f0f);
  }
  if (!last) mix_columns(q);
  for (unsigned b = 0; b < 8; ++b)
    q[b] ^= keys[b] | keys[b] >> 4;
}

void load(Plane* words, const Block& block) {
  for (unsigned i = 0; i < 16; i += 4)
    *words++ = static_cast<Plane>(block[i]) | static_cast<Plane>(block[i + 1]) << 8 |
               static_cast<Plane>(block[i + 2]) << 16 | static_cast<Plane>(block[i + 3]) << 24;
}

}  // namespace

void BuiltinAes128::encrypt(const Block& key, const Block& in, Block& out) {
  Plane planes[16];
  Plane* const q = planes;
  Plane* const keys = planes + 8;  // the round key again, in high nibbles: SubBytes spares neither
  load(q, in);
  load(q + 4, key);
  transpose(q);
  for (unsigned b = 0; b < 8; ++b) {
    keys[b] = q[b] & 0xf0f0f0f0;
    q[b] ^= keys[b] >> 4;
  }
  unsigned constant = 1;
  for (unsigned i = 1; i <= 10; ++i) {
    round(q, keys, constant, i == 10);
    constant = constant << 1 ^ (constant >> 7) * 0x11b;
  }
  transpose(q);
  for (unsigned i = 0; i < 16; ++i)
    out[i] = static_cast<std::uint8_t>(q[i / 4] >> i % 4 * 8);
  wipe(planes);
}

}  // namespace westwind::crypto
