// What keeps secrets out of branches, addresses and dead memory. Used by the built-in ciphers and
// by everything that compares a secret. Machine words only: no table look-up, no early exit.
#pragma once

#include "base/bytes.hpp"

namespace westwind::crypto {

/// The same value, but the compiler knows nothing about it: a mask stays a mask and does not become
/// a branch.
inline std::uint32_t opaque(std::uint32_t value) {
  asm volatile("" : "+r"(value));
  return value;
}

/// All ones when `bit` is 1, zero when it is 0.
inline std::uint32_t mask_of(std::uint32_t bit) { return 0u - opaque(bit); }

/// 1 when `value` is zero, else 0.
inline std::uint32_t is_zero_bit(std::uint32_t value) {
  return 1u ^ ((value | (0u - value)) >> 31);
}

/// Compares in a time that depends on the lengths only.
inline bool equal_secrets(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  std::uint32_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= opaque(static_cast<std::uint32_t>(a[i] ^ b[i]));
  return difference == 0;
}

/// Overwrites a secret that nobody reads any more; the compiler may not leave it out.
inline void wipe(void* memory, std::size_t size) {
  if (size == 0) return;
  __builtin_memset(memory, 0, size);
  asm volatile("" : : "r"(memory) : "memory");
}

template <typename T>
void wipe(T& secret) {
  static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);
  wipe(&secret, sizeof secret);
}

}  // namespace westwind::crypto
