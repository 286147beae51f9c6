// Octets as tests write them: "0a 03 00". Spaces are for the reader; odd input is a broken test and
// throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace westwind::testing {

using OctetString = std::vector<std::uint8_t>;

OctetString octets(std::string_view hex);

std::string hex(Bytes bytes);

inline Bytes text(std::string_view characters) {
  return {reinterpret_cast<const std::uint8_t*>(characters.data()), characters.size()};
}

/// `count` octets counting up from `first`.
OctetString counting(std::size_t count, std::uint8_t first = 0);

OctetString joined(Bytes a, Bytes b);

}  // namespace westwind::testing
