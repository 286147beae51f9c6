// Bounded, constexpr readers and writers: the only way bytes become fields and back.
// Every parser and builder in the project moves one of these over a span.
#pragma once

#include <bit>
#include <iterator>
#include <optional>

#include "base/bytes.hpp"

namespace westwind {

/// The octets of one wire struct, by value. Used for static_assert'ed byte vectors and for sending.
template <Wire T>
constexpr Octets<sizeof(T)> octets_of(const T& value) {
  return std::bit_cast<Octets<sizeof(T)>>(value);
}

/// A lazy view of consecutive `T`s; octets that do not fill a whole `T` at the end are not part of
/// it.
template <Wire T>
class Entries {
 public:
  class Iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    constexpr Iterator() = default;
    constexpr explicit Iterator(const std::uint8_t* at) : at_(at) {}
    constexpr T operator*() const {
      Octets<sizeof(T)> raw{};
      if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < sizeof(T); ++i)
          raw[i] = at_[i];
      } else {
        __builtin_memcpy(raw.data(), at_, sizeof(T));
      }
      return std::bit_cast<T>(raw);
    }
    constexpr Iterator& operator++() {
      at_ += sizeof(T);
      return *this;
    }
    constexpr Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    constexpr bool operator==(const Iterator&) const = default;

   private:
    const std::uint8_t* at_ = nullptr;
  };

  constexpr explicit Entries(Bytes bytes) : bytes_(bytes) {}
  constexpr std::size_t size() const { return bytes_.size() / sizeof(T); }
  constexpr Iterator begin() const { return Iterator(bytes_.data()); }
  constexpr Iterator end() const { return Iterator(bytes_.data() + size() * sizeof(T)); }

 private:
  Bytes bytes_;
};

/// Takes fields off the front of a span. A failed take leaves the reader where it was.
class Reader {
 public:
  constexpr explicit Reader(Bytes bytes) : bytes_(bytes) {}

  constexpr std::size_t size() const { return bytes_.size(); }
  constexpr bool empty() const { return bytes_.empty(); }
  /// What has not been taken yet.
  constexpr Bytes rest() const { return bytes_; }

  template <Wire T>
  [[nodiscard]] constexpr std::optional<T> take() {
    if (bytes_.size() < sizeof(T)) return std::nullopt;
    const T value = *Entries<T>(bytes_).begin();
    bytes_ = bytes_.subspan(sizeof(T));
    return value;
  }

  [[nodiscard]] constexpr std::optional<Bytes> bytes(std::size_t count) {
    if (bytes_.size() < count) return std::nullopt;
    const Bytes taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  /// The rest as consecutive `T`s.
  template <Wire T>
  constexpr Entries<T> entries() const {
    return Entries<T>(bytes_);
  }

 private:
  Bytes bytes_;
};

/// Parses exactly one `T`: neither shorter nor longer.
template <Wire T>
[[nodiscard]] constexpr std::optional<T> parse_exactly(Bytes bytes) {
  if (bytes.size() != sizeof(T)) return std::nullopt;
  return Reader(bytes).take<T>();
}

/// Puts fields into a span from the front. A put that does not fit writes nothing and returns
/// false.
class Writer {
 public:
  constexpr explicit Writer(MutableBytes space) : space_(space) {}

  constexpr std::size_t size() const { return used_; }
  constexpr std::size_t room() const { return space_.size() - used_; }
  constexpr MutableBytes written() const { return space_.first(used_); }

  template <Wire T>
  constexpr bool put(const T& value) {
    return bytes(octets_of(value));
  }
  constexpr bool bytes(Bytes from) {
    if (from.size() > room()) return false;
    used_ += copy_bytes(space_.subspan(used_), from);
    return true;
  }
  /// Writes as much of `from` as fits and returns how many octets that was.
  constexpr std::size_t bytes_that_fit(Bytes from) {
    const std::size_t count = copy_bytes(space_.subspan(used_), from);
    used_ += count;
    return count;
  }
  /// Space for `count` octets to be filled in by the caller; empty when there is no room.
  constexpr MutableBytes reserve(std::size_t count) {
    if (count > room()) return {};
    const MutableBytes space = space_.subspan(used_, count);
    used_ += count;
    return space;
  }

 private:
  MutableBytes space_;
  std::size_t used_ = 0;
};

}  // namespace westwind
