// Octets as tests write them.
#include "tests/support/hex.hpp"

#include <stdexcept>

namespace westwind::testing {

OctetString octets(std::string_view hex) {
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

std::string hex(Bytes bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t octet : bytes) {
    if (!out.empty()) out += ' ';
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
  return out;
}

OctetString counting(std::size_t count, std::uint8_t first) {
  OctetString out(count);
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<std::uint8_t>(first + i);
  return out;
}

OctetString joined(Bytes a, Bytes b) {
  OctetString out(a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

}  // namespace westwind::testing
