// Captures, as `westwind sniff` and `westwind report` read them: any file, cut into any pieces.
#include <fmt/format.h>

#include "base/assert.hpp"
#include "decode/air_text.hpp"
#include "decode/hci_text.hpp"
#include "decode/pcapng_reader.hpp"
#include "tests/fuzz/targets.hpp"

namespace westwind::fuzz {

namespace {

/// A line a packet, and how the file ended.
std::string lines_of(Bytes file, std::size_t step) {
  std::string lines;
  decode::AirText air;
  decode::PcapngReader reader([&](const decode::CapturedPacket& packet) {
    lines += fmt::format("{} {} {} ", packet.number, packet.us, packet.interface->name);
    if (packet.interface->link_type != decode::link_type_le_ll_with_phdr)
      lines += decode::hci_text(packet.octets);
    else if (const auto record = decode::parse_air_record(packet.octets, packet.comment))
      lines += air.describe(*record);
    lines += '\n';
  });
  for (std::size_t at = 0; at < file.size(); at += step)
    if (!reader.feed(file.subspan(at, std::min(step, file.size() - at)))) break;
  return lines + reader.error();
}

/// However it comes in, the lines are the same.
void run_capture(Bytes input) {
  if (input.empty()) return;
  const Bytes file = input.subspan(1);
  ensure(lines_of(file, 1 + input.front() % 50u) == lines_of(file, file.size() + 1));
}
// Made by the tool: an advertisement; a Command Complete and a data PDU with two boards.
constexpr const char* capture_seeds[] = {
    "07 "
    "0a0d0d0a2c0000004d3c2b1a01000000ffffffffffffffff040008005765737477696e64000000002c000000010000"
    "002800000000010000"
    "0000000002000300616972000900010006000000000000002800000006000000580000000000000000000000d00000"
    "00200000002000000000f1"
    "9800d6be898e1700d6be898e200d01005cc1570202010603031a18c5bb790100100066726f6d20746865726d6f6d65"
    "7465720000000058000000",
    "31 "
    "0a0d0d0a2c0000004d3c2b1a01000000ffffffffffffffff040008005765737477696e64000000002c000000010000"
    "002800000000010000"
    "00000000020003006169720009000100060000000000000028000000010000003000000"
    "0c90000000000000002000b00746865726d6f6d6574657200090001000600000000000000300000000600000034000"
    "00001000000000000000a"
    "000000130000001300000000000001040e0c010110000b01000bffff01000034000000060000004c00000000000000"
    "00000000cb630500130000"
    "001300000003f198004a63b3af97014a63b3af05003a7488000100100066726f6d20746865726d6f6d657465720000"
    "00004c000000"};

/// Packets of the air one behind the other: a length, then a record of link type 256. Links are
/// learned from them.
void run_air_packets(Bytes input) {
  decode::AirText air;
  while (!input.empty()) {
    const std::size_t length = std::min<std::size_t>(input.front(), input.size() - 1);
    const Bytes octets = input.subspan(1, length);
    input = input.subspan(1 + length);
    if (const auto record = decode::parse_air_record(octets, "from board; lost: other (noise)"))
      ensure(!air.describe(*record).empty());
  }
}
constexpr const char* air_seeds[] = {
    "20 00f19800d6be898e1700d6be898e200d01005cc1570202010603031a18c5bb79",
    "13 03f198004a63b3af97014a63b3af05003a7488"};

void run_hci_packet(Bytes input) { ensure(!decode::hci_text(input).empty()); }
constexpr const char* hci_seeds[] = {
    "04 0e 0c 01 01 10 00 0b 01 00 0b ff ff 01 00",
    "01 06 20 0f a0 00 f0 00 00 00 00 00 00 00 00 00 00 07 00",
    "02 40 20 07 00 03 00 04 00 0a 10 00",
    "04 3e 13 01 00 40 00 00 00 01 02 03 04 05 06 18 00 00 00 64 00 00"};

constexpr Target targets[] = {
    {"capture", run_capture, capture_seeds},
    {"air_packets", run_air_packets, air_seeds},
    {"hci_packet", run_hci_packet, hci_seeds},
};

}  // namespace

std::span<const Target> capture_targets() { return targets; }

}  // namespace westwind::fuzz
