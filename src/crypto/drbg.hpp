// Random numbers for keys: a generator of the CTR kind (NIST SP 800-90A 10.2.1, without derivation
// function) over AES-128, seeded from a true source such as the controller's LE Rand. Used by the
// security manager and for private addresses; Vol 2 Part H 2.
#pragma once

#include "crypto/aes128.hpp"

namespace westwind::crypto {

class Drbg {
 public:
  /// Octets of seed before the first number may be drawn.
  static constexpr std::size_t seed_octets = 32;

  explicit Drbg(Aes128& aes) : aes_(aes) {}
  Drbg(const Drbg&) = delete;
  Drbg& operator=(const Drbg&) = delete;
  ~Drbg();

  /// Mixes in what a true source gave. What is there already is kept: a poor source never harms.
  void seed(Bytes entropy);
  bool is_seeded() const { return seeded_ >= seed_octets; }
  /// Only once it is seeded. What was drawn cannot be computed from the state afterwards.
  void fill(MutableBytes out);
  template <std::size_t N>
  Octets<N> draw() {
    Octets<N> out;
    fill(out);
    return out;
  }

 private:
  void next(Block& out);
  void update(const Octets<32>& data);

  Aes128& aes_;
  Block key_{};
  Block counter_{};
  std::uint8_t seeded_ = 0;  // octets, up to seed_octets
};

}  // namespace westwind::crypto
