// Byte spans and the alignment-1 little-endian integers every PDU is declared with.
// Core Specification Vol 1 Part E 2.9: multi-octet fields go least significant octet first.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

namespace westwind {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

template <std::size_t N>
using Octets = std::array<std::uint8_t, N>;

/// An unsigned integer of `N` octets in wire order. Alignment 1, so structs of it have no padding
/// and may lie anywhere.
template <std::unsigned_integral T, std::size_t N = sizeof(T)>
class LittleEndian {
 public:
  using Value = T;

  constexpr LittleEndian() = default;
  // Spelt out octet by octet: at -Os a loop would stay one.
  constexpr LittleEndian(T value)  // NOLINT: implicit on purpose, fields read and write like
                                   // integers
      : raw_(split(value, std::make_index_sequence<N>{})) {}
  constexpr operator T() const {  // NOLINT: see above
    return join(std::make_index_sequence<N>{});
  }
  constexpr T value() const { return *this; }

 private:
  template <std::size_t... I>
  static constexpr Octets<N> split(T value, std::index_sequence<I...>) {
    return {static_cast<std::uint8_t>(value >> (8 * I))...};
  }
  template <std::size_t... I>
  constexpr T join(std::index_sequence<I...>) const {
    return static_cast<T>((... | (static_cast<T>(raw_[I]) << (8 * I))));
  }

  Octets<N> raw_{};
};

using Le16 = LittleEndian<std::uint16_t>;
using Le24 = LittleEndian<std::uint32_t, 3>;
using Le32 = LittleEndian<std::uint32_t>;
using Le40 = LittleEndian<std::uint64_t, 5>;
using Le64 = LittleEndian<std::uint64_t>;

/// What may be moved between a struct and a PDU byte for byte.
template <typename T>
concept Wire = std::is_trivially_copyable_v<T> && alignof(T) == 1 && !std::is_empty_v<T>;

/// Copies as many octets as both sides hold; returns how many.
constexpr std::size_t copy_bytes(MutableBytes to, Bytes from) {
  const std::size_t count = to.size() < from.size() ? to.size() : from.size();
  if (std::is_constant_evaluated()) {
    for (std::size_t i = 0; i < count; ++i)
      to[i] = from[i];
  } else if (count > 0) {
    __builtin_memmove(to.data(), from.data(), count);
  }
  return count;
}

constexpr bool equal_bytes(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) return false;
  return true;
}

}  // namespace westwind
