// The pseudo-header and the comment, taken apart.
#include "decode/air_record.hpp"

#include <charconv>

#include "base/codec.hpp"
#include "wire/ll_advertising.hpp"

namespace westwind::decode {
namespace {
constexpr std::size_t crc_octets = 3;
constexpr std::uint16_t flag_signal_valid = 0x0002;
constexpr std::uint16_t flag_decrypted = 0x0008;

struct PseudoHeader {
  std::uint8_t rf_channel;
  std::int8_t signal_dbm;
  std::int8_t noise_dbm;
  std::uint8_t access_address_offenses;
  Le32 reference_access_address;
  Le16 flags;
};

std::uint8_t channel_of_rf(std::uint8_t rf) {
  switch (rf) {
  case 0: return 37;
  case 12: return 38;
  case 39: return 39;
  default: return static_cast<std::uint8_t>(rf < 12 ? rf - 1 : rf - 2);
  }
}

AirKind kind_of(std::uint16_t flags, std::uint32_t access_address, std::uint8_t channel) {
  switch (flags >> 7 & 7) {
  case 1: return AirKind::auxiliary;
  case 2: return AirKind::to_peripheral;
  case 3: return AirKind::to_central;
  default: break;
  }
  if (access_address != wire::ll::advertising_access_address) return AirKind::to_peripheral;
  return channel >= wire::ll::first_advertising_channel ? AirKind::advertising : AirKind::auxiliary;
}

/// Vol 6 Part B 2.1, 2.2 (coded: S=8).
std::int64_t duration_us(std::uint8_t phy, std::size_t pdu_octets) {
  const auto octets = static_cast<std::int64_t>(pdu_octets + crc_octets);
  if (phy == 1) return 8 * (5 + octets);
  if (phy == 2) return 4 * (6 + octets);
  return 80 + 256 + 16 + 24 + 64 * octets + 24;
}

bool take_front(std::string_view& text, std::string_view front) {
  if (text.substr(0, front.size()) != front) return false;
  text.remove_prefix(front.size());
  return true;
}

/// "from NAME; stopped by its sender; lost: NAME (reason), NAME (reason) and 3 more", of which each
/// part may be missing.
void read_comment(std::string_view comment, AirRecord& record) {
  if (!take_front(comment, "from ")) return;
  const auto part_end = [&] { return std::min(comment.find("; "), comment.size()); };
  record.sender = comment.substr(0, part_end());
  comment.remove_prefix(part_end());
  record.stopped = take_front(comment, "; stopped by its sender");
  if (!take_front(comment, "; lost: ")) return;
  for (;;) {
    const std::size_t open = comment.find(" ("), close = comment.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return;
    record.losses.push_back({std::string(comment.substr(0, open)),
                             std::string(comment.substr(open + 2, close - open - 2))});
    comment.remove_prefix(close + 1);
    if (take_front(comment, ", ")) continue;
    if (take_front(comment, " and "))
      std::from_chars(comment.data(), comment.data() + comment.size(), record.more_losses);
    return;
  }
}
}  // namespace

std::optional<AirRecord> parse_air_record(Bytes octets, std::string_view comment) {
  Reader reader(octets);
  const auto header = reader.take<PseudoHeader>();
  const auto access_address = reader.take<Le32>();
  if (!header || !access_address || header->rf_channel > 39) return std::nullopt;
  const std::uint16_t flags = header->flags;
  AirRecord record;
  record.phy = static_cast<std::uint8_t>((flags >> 14) + 1);
  if (record.phy > 3) return std::nullopt;
  if (record.phy == 3 && !reader.take<std::uint8_t>()) return std::nullopt;  // the coding indicator
  if (reader.size() < 2 + crc_octets) return std::nullopt;
  record.channel = channel_of_rf(header->rf_channel);
  if ((flags & flag_signal_valid) != 0) record.signal_dbm = header->signal_dbm;
  record.access_address = *access_address;
  record.kind = kind_of(flags, record.access_address, record.channel);
  record.decrypted = (flags & flag_decrypted) != 0;
  record.pdu = reader.rest().first(reader.size() - crc_octets);
  record.duration_us = duration_us(record.phy, record.pdu.size());
  read_comment(comment, record);
  return record;
}

}  // namespace westwind::decode
