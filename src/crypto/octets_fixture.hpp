// Test support: octets as the specification prints them, and a small stream of numbers that is the
// same on every run.
#pragma once

#include "base/random.hpp"

#include "base/bytes.hpp"

namespace westwind::crypto::fixture {

consteval std::uint8_t digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  return static_cast<std::uint8_t>(c - 'a' + 10);
}

/// octets("0a03") is {0x0a, 0x03}.
template <std::size_t size>
consteval Octets<(size - 1) / 2> octets(const char (&hex)[size]) {
  static_assert(size % 2 == 1, "half an octet");
  Octets<(size - 1) / 2> result{};
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = static_cast<std::uint8_t>(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  return result;
}

inline void fill(Random& random, MutableBytes to) {
  for (std::uint8_t& octet : to)
    octet = static_cast<std::uint8_t>(random.next());
}

template <std::size_t size>
Octets<size> random_octets(Random& random) {
  Octets<size> result;
  fill(random, result);
  return result;
}

}  // namespace westwind::crypto::fixture
