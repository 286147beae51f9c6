// Header of the data physical channel's PDUs. Vol 6 Part B 2.4.
#pragma once

#include "base/codec.hpp"

namespace westwind::wire::ll {

/// Payload octets of a data PDU before and with the data length extension. 4.5.10.
constexpr std::uint16_t data_octets_min = 27;
constexpr std::uint16_t data_octets_max = 251;
constexpr std::uint16_t data_time_min_us = 328;
constexpr std::uint16_t data_time_max_us = 2120;
/// On the LE coded PHY, S=8; a host may ask for it whatever the PHY.
constexpr std::uint16_t data_time_min_coded_us = 2704;
constexpr std::uint16_t data_time_max_coded_us = 17040;

enum class Llid : std::uint8_t { reserved = 0, continuation = 1, start = 2, control = 3 };

struct DataHeader {
  std::uint8_t flags;
  std::uint8_t length;

  constexpr Llid llid() const { return static_cast<Llid>(flags & 0x03); }
  constexpr bool nesn() const { return (flags & 0x04) != 0; }
  constexpr bool sn() const { return (flags & 0x08) != 0; }
  constexpr bool more_data() const { return (flags & 0x10) != 0; }
};
constexpr DataHeader data_header(Llid llid, bool nesn, bool sn, bool more_data,
                                 std::size_t length) {
  const int bits = (nesn ? 0x04 : 0) | (sn ? 0x08 : 0) | (more_data ? 0x10 : 0);
  return {static_cast<std::uint8_t>(static_cast<int>(llid) | bits),
          static_cast<std::uint8_t>(length)};
}
static_assert(octets_of(data_header(Llid::continuation, true, true, false, 0)) ==
              Octets<2>{0x0d, 0x00});
static_assert(octets_of(data_header(Llid::start, true, true, false, 27)) == Octets<2>{0x0e, 0x1b});

}  // namespace westwind::wire::ll
