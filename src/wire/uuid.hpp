// UUIDs of 16, 32 and 128 bits. Vol 3 Part B 2.5.1.
#pragma once

#include <optional>

#include "base/bytes.hpp"

namespace westwind::wire {

/// A UUID in its own width, octets least significant first. Two are equal only in the same width;
/// `same_value` compares the 128-bit values they stand for, which is what attribute protocol
/// matching needs.
class Uuid {
 public:
  constexpr Uuid() = default;
  constexpr explicit Uuid(std::uint16_t value) : size_(2) {
    octets_[0] = static_cast<std::uint8_t>(value);
    octets_[1] = static_cast<std::uint8_t>(value >> 8);
  }
  /// From 2, 4 or 16 octets in wire order; nothing for any other length.
  static constexpr std::optional<Uuid> from(Bytes octets) {
    if (octets.size() != 2 && octets.size() != 4 && octets.size() != 16) return std::nullopt;
    Uuid uuid;
    uuid.size_ = static_cast<std::uint8_t>(octets.size());
    copy_bytes(uuid.octets_, octets);
    return uuid;
  }

  constexpr Bytes bytes() const { return Bytes(octets_).first(size_); }
  constexpr std::size_t size() const { return size_; }
  constexpr bool operator==(const Uuid&) const = default;

  /// The 128-bit value: short ones lie in the Bluetooth Base UUID.
  constexpr Octets<16> expanded() const {
    if (size_ == 16) return octets_;
    Octets<16> full = base;
    for (std::size_t i = 0; i < size_; ++i)
      full[12 + i] = octets_[i];
    return full;
  }
  constexpr bool same_value(const Uuid& other) const {
    return size_ == other.size_ ? *this == other : expanded() == other.expanded();
  }
  /// The 16-bit short form if this UUID has one.
  constexpr std::optional<std::uint16_t> as_16() const {
    const Octets<16> full = expanded();
    for (std::size_t i = 0; i < 12; ++i)
      if (full[i] != base[i]) return std::nullopt;
    if (full[14] != 0 || full[15] != 0) return std::nullopt;
    return static_cast<std::uint16_t>(full[12] | full[13] << 8);
  }
  /// As ATT carries it: 2 octets where there is a 16-bit form that was asked for in 16 bits, 16
  /// octets otherwise.
  constexpr Uuid for_att() const {
    if (size_ != 4) return *this;
    return *from(expanded());
  }

 private:
  static constexpr Octets<16> base = {0xfb, 0x34, 0x9b, 0x5f, 0x80, 0x00, 0x00, 0x80,
                                      0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
  Octets<16> octets_{};
  std::uint8_t size_ = 2;
};

static_assert(Uuid(0x180d).expanded() == Octets<16>{0xfb, 0x34, 0x9b, 0x5f, 0x80, 0x00, 0x00, 0x80,
                                                    0x00, 0x10, 0x00, 0x00, 0x0d, 0x18, 0x00,
                                                    0x00});
static_assert(Uuid::from(Uuid(0x2a00).expanded())->as_16() == 0x2a00);
static_assert(Uuid::from(Uuid(0x2a00).expanded())->same_value(Uuid(0x2a00)));
static_assert(!(*Uuid::from(Uuid(0x2a00).expanded()) == Uuid(0x2a00)));

}  // namespace westwind::wire
