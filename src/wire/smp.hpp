// Security manager protocol: what a device without pairing needs to say no. Vol 3 Part
// H 3.3, 3.5.5.
#pragma once

#include "base/codec.hpp"

namespace westwind::wire::smp {

enum class Code : std::uint8_t {
  pairing_request = 0x01,
  pairing_failed = 0x05,
  security_request = 0x0b,
};
enum class Reason : std::uint8_t { pairing_not_supported = 0x05, command_not_supported = 0x07 };

struct PairingFailed {
  Code code = Code::pairing_failed;
  Reason reason;
};
static_assert(octets_of(PairingFailed{.reason = Reason::pairing_not_supported}) ==
              Octets<2>{0x05, 0x05});

}  // namespace westwind::wire::smp
