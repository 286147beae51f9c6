// CRC of every packet on air: x^24 + x^10 + x^9 + x^6 + x^4 + x^3 + x + 1. Vol 6 Part B 3.1.1.
// Computed on the bit-reversed register, which takes octets as they come and leaves the CRC in wire
// order.
#pragma once

#include "base/bytes.hpp"

namespace westwind::wire::ll {

constexpr std::size_t crc_octets = 3;

namespace detail {
constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t octet = 0; octet < table.size(); ++octet) {
    std::uint32_t state = octet;
    for (int bit = 0; bit < 8; ++bit)
      state = (state >> 1) ^ ((state & 1) != 0 ? 0xda6000u : 0u);
    table[octet] = state;
  }
  return table;
}
inline constexpr std::array<std::uint32_t, 256> crc_table = make_crc_table();

constexpr std::uint32_t reverse_24(std::uint32_t value) {
  std::uint32_t reversed = 0;
  for (int bit = 0; bit < 24; ++bit)
    reversed |= (value >> bit & 1) << (23 - bit);
  return reversed;
}
}  // namespace detail

/// The CRC of `pdu` (header and payload) as it follows the PDU on air.
constexpr Le24 crc24(std::uint32_t crc_init, Bytes pdu) {
  std::uint32_t state = detail::reverse_24(crc_init);
  for (const std::uint8_t octet : pdu)
    state = detail::crc_table[(state ^ octet) & 0xff] ^ (state >> 8);
  return state;
}

/// True when the last three octets are the CRC of those before.
constexpr bool has_valid_crc(std::uint32_t crc_init, Bytes pdu_and_crc) {
  if (pdu_and_crc.size() < crc_octets) return false;
  const Bytes pdu = pdu_and_crc.first(pdu_and_crc.size() - crc_octets);
  const Bytes crc = pdu_and_crc.last(crc_octets);
  const std::uint32_t expected = crc24(crc_init, pdu);
  return expected == (crc[0] | std::uint32_t{crc[1]} << 8 | std::uint32_t{crc[2]} << 16);
}

// Derived sample: LL_TERMINATE_IND, reason 0x13, CRCInit 0xabcdef, crc octets 5d 20 cf.
static_assert(crc24(0xabcdef, Octets<4>{0x03, 0x02, 0x02, 0x13}) == 0xcf205du);

}  // namespace westwind::wire::ll
