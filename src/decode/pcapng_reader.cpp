// Block by block, with every length checked.
#include "decode/pcapng_reader.hpp"

#include "base/codec.hpp"

namespace westwind::decode {
namespace {
constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::size_t block_overhead = 12;
/// More is no packet of Bluetooth, but a broken length.
constexpr std::uint32_t block_max = 16 * 1024 * 1024;
constexpr std::uint16_t option_comment = 1, option_name = 2, option_resolution = 9;

/// Calls `take(code, value)` for each option.
template <typename Take>
void each_option(Reader& reader, Take take) {
  for (;;) {
    const auto code = reader.take<Le16>();
    const auto length = reader.take<Le16>();
    if (!code || !length || *code == 0) return;
    const auto value = reader.bytes(*length);
    if (!value || !reader.bytes((4 - *length % 4u) % 4u)) return;
    take(std::uint16_t{*code}, *value);
  }
}

std::string text_of(Bytes octets) { return std::string(octets.begin(), octets.end()); }

std::uint64_t ticks_of(std::uint8_t resolution) {
  std::uint64_t ticks = 1;
  const std::uint64_t base = (resolution & 0x80) != 0 ? 2 : 10;
  for (int i = 0; i < (resolution & 0x7f) && ticks < 1'000'000'000'000; ++i)
    ticks *= base;
  return ticks;
}
}  // namespace

bool PcapngReader::fail(const std::string& what) {
  error_ = what + ", at octet " + std::to_string(offset_);
  return false;
}

bool PcapngReader::feed(Bytes octets) {
  if (!error_.empty()) return false;
  pending_.insert(pending_.end(), octets.begin(), octets.end());
  std::size_t used = 0;
  while (pending_.size() - used >= 8) {
    Reader reader(Bytes(pending_).subspan(used));
    const std::uint32_t type = *reader.take<Le32>();
    const std::uint32_t length = *reader.take<Le32>();
    if (offset_ == 0 && type != section_header) return fail("this is no pcapng file");
    if (length < block_overhead || length % 4 != 0 || length > block_max)
      return fail("a block of the impossible length " + std::to_string(length));
    if (pending_.size() - used < length) break;
    const Bytes body = *reader.bytes(length - block_overhead);
    if (*reader.take<Le32>() != length) return fail("the two lengths of a block differ");
    if (!take_block(type, body)) return false;
    used += length;
    offset_ += length;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
  return true;
}

bool PcapngReader::take_block(std::uint32_t type, Bytes body) {
  switch (type) {
  case section_header: return take_section(body);
  case interface_description: return take_interface(body);
  case enhanced_packet: return take_packet(body);
  default: return true;
  }
}

bool PcapngReader::take_section(Bytes body) {
  interfaces_.clear();
  const auto magic = Reader(body).take<Le32>();
  if (!magic || *magic != byte_order_magic) return fail("a section that is not little-endian");
  return true;
}

bool PcapngReader::take_interface(Bytes body) {
  Reader reader(body);
  const auto link_type = reader.take<Le16>();
  if (!link_type || !reader.bytes(6)) return fail("an interface that is cut off");
  CapturedInterface& interface = interfaces_.emplace_back();
  interface.link_type = *link_type;
  each_option(reader, [&](std::uint16_t code, Bytes value) {
    if (code == option_name) interface.name = text_of(value);
    if (code == option_resolution && value.size() == 1)
      interface.ticks_per_second = ticks_of(value[0]);
  });
  return true;
}

bool PcapngReader::take_packet(Bytes body) {
  Reader reader(body);
  const auto number = reader.take<Le32>();
  const auto high = reader.take<Le32>(), low = reader.take<Le32>();
  const auto captured = reader.take<Le32>(), original = reader.take<Le32>();
  if (!original) return fail("a packet that is cut off");
  if (*number >= interfaces_.size()) return fail("a packet of an interface that is not described");
  const auto octets = reader.bytes(*captured);
  if (!octets) return fail("a packet that is longer than its block");
  (void)reader.bytes((4 - *captured % 4u) % 4u);
  CapturedPacket packet;
  packet.number = ++packets_;
  packet.interface_number = *number;
  packet.interface = &interfaces_[*number];
  const std::uint64_t ticks = std::uint64_t{*high} << 32 | *low;
  const std::uint64_t second = packet.interface->ticks_per_second;
  packet.us =
      static_cast<std::int64_t>(ticks / second * 1'000'000 + ticks % second * 1'000'000 / second);
  packet.octets = *octets;
  each_option(reader, [&](std::uint16_t code, Bytes value) {
    if (code == option_comment) packet.comment = text_of(value);
  });
  take_(packet);
  return true;
}

}  // namespace westwind::decode
