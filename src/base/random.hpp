// A small deterministic generator (SplitMix64) for simulations and tests. Not for keys.
#pragma once

#include <cstdint>

namespace westwind {

class Random {
 public:
  constexpr explicit Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// Uniform in 0 .. bound-1; `bound` must not be 0.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }
  /// A generator of its own for a part of the world, so that parts do not disturb one another's
  /// sequence.
  constexpr Random fork() { return Random(next()); }

 private:
  std::uint64_t state_;
};

}  // namespace westwind
