// A link-layer packet of a capture (link type 256), with what the simulated air says of it in its
// comment. Vol 6 Part B 2; www.tcpdump.org/linktypes/LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR.html.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace westwind::decode {

enum class AirKind : std::uint8_t { advertising, auxiliary, to_peripheral, to_central };

struct AirLoss {
  std::string receiver;
  std::string reason;
};

struct AirRecord {
  std::uint8_t channel = 0;  ///< channel index 0..39; 37, 38, 39 are the primary advertising ones
  std::uint8_t phy = 1;      ///< 1 LE 1M, 2 LE 2M, 3 LE Coded
  std::optional<std::int8_t> signal_dbm{};
  std::uint32_t access_address = 0;
  AirKind kind = AirKind::advertising;
  bool decrypted = false;
  Bytes pdu;  ///< header and payload
  std::int64_t duration_us = 0;
  std::string sender;    ///< empty when the comment does not say
  bool stopped = false;  ///< by its sender, before its end
  std::vector<AirLoss> losses;
  std::uint32_t more_losses = 0;  ///< that the comment only counts
};

/// Nothing when it is too short for one. `octets` must outlive the record.
std::optional<AirRecord> parse_air_record(Bytes octets, std::string_view comment);

}  // namespace westwind::decode
