// Advertising data structures: length, type, value. Vol 3 Part C 11, Assigned Numbers.
#pragma once

#include "base/codec.hpp"

namespace westwind::wire::ad {

struct Structure {
  std::uint8_t type;
  Bytes value;
};

/// Takes one structure off the front. Nothing at the end of the significant part (a zero length, or
/// what is left does not hold what the length says: the data is malformed from there on and the
/// rest is not looked at).
constexpr std::optional<Structure> take(Reader& reader) {
  const auto length = reader.take<std::uint8_t>();
  if (!length || *length == 0) return std::nullopt;
  const auto octets = reader.bytes(*length);
  if (!octets) return std::nullopt;
  return Structure{octets->front(), octets->subspan(1)};
}

constexpr bool put(Writer& writer, std::uint8_t type, Bytes value) {
  if (value.size() > 254 || writer.room() < value.size() + 2) return false;
  return writer.put(static_cast<std::uint8_t>(value.size() + 1)) && writer.put(type) &&
         writer.bytes(value);
}

}  // namespace westwind::wire::ad
