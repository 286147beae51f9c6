// Points of P-256 and the multiplication of a point by a secret number. FIPS 186-4 D.1.2.3; Vol 3
// Part H 2.3.5.6.1 for the checks. Used by builtin_p256.
#pragma once

#include "crypto/p256.hpp"
#include "crypto/p256_field.hpp"

namespace westwind::crypto::p256 {

/// Jacobian coordinates: the point (x / z^2, y / z^3), never the point at infinity.
struct Point {
  Element x, y, z;
};

extern const Point generator;

/// False, with `point` in an unspecified state, unless both coordinates are below p and on the
/// curve. (Every point of the curve has the order of the group, so that is all there is to check.)
[[nodiscard]] bool load_point(Point& point, const PublicKey& key);

/// 1 <= number < order. What is told of a secret is only that, and whoever made it up knows it.
[[nodiscard]] bool load_scalar(Words& scalar, const Octets<32>& octets);

/// number * point, a slice at a time: a microcontroller computes a few hundred milliseconds for all
/// of it, and radio and user want to be served in between.
class Multiplication {
 public:
  static constexpr unsigned slices = 86;

  /// `scalar` in 1 .. order - 1, `point` with z = 1. Is itself as long as a slice.
  void begin(const Words& scalar, const Point& point);
  /// One slice; false when it was the last one and `result` may be asked for.
  bool step();
  void result(PublicKey& affine);
  /// Forgets everything.
  void wipe();

 private:
  void choose(Point& multiple, unsigned window) const;
  unsigned window(unsigned index) const;

  Words scalar_;  // odd: the number itself, or its negative modulo the order
  Point odd_[4];  // 1, 3, 5 and 7 times the point
  Point sum_;
  std::uint32_t negative_;  // all ones when the negative is computed
  std::uint8_t remaining_;
};

}  // namespace westwind::crypto::p256
