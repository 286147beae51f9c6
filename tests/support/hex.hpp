// Octets as tests write them: "0a 03 00". Spaces are for the reader; odd input is a broken test and
// throws.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace westwind::testing {

using OctetString = std::vector<std::uint8_t>;

inline OctetString octets(std::string_view hex) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    throw std::invalid_argument("not a hexadecimal digit");
  };
  OctetString out;
  int high = -1;
  for (const char c : hex) {
    if (c == ' ') continue;
    if (high < 0) {
      high = digit(c);
    } else {
      out.push_back(static_cast<std::uint8_t>(high << 4 | digit(c)));
      high = -1;
    }
  }
  if (high >= 0) throw std::invalid_argument("half an octet");
  return out;
}

inline std::string hex(Bytes bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t octet : bytes) {
    if (!out.empty()) out += ' ';
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
  return out;
}

inline Bytes text(std::string_view characters) {
  return {reinterpret_cast<const std::uint8_t*>(characters.data()), characters.size()};
}

/// `count` octets counting up from `first`.
inline OctetString counting(std::size_t count, std::uint8_t first = 0) {
  OctetString out(count);
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<std::uint8_t>(first + i);
  return out;
}

inline OctetString joined(Bytes a, Bytes b) {
  OctetString out(a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

}  // namespace westwind::testing
