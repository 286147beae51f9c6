// H4 framing: any chunking gives the same packets, and no input can do harm.
#include "transport/h4.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.hpp"

namespace westwind::transport {
namespace {

using Octet = std::uint8_t;
using Stream = std::vector<Octet>;

const Stream reset_command = {0x01, 0x03, 0x0c, 0x00};
const Stream reset_complete = {0x04, 0x0e, 0x04, 0x01, 0x03, 0x0c, 0x00};

Stream acl(std::size_t length) {
  Stream packet = {0x02, 0x40, 0x00, static_cast<Octet>(length), static_cast<Octet>(length >> 8)};
  for (std::size_t i = 0; i < length; ++i)
    packet.push_back(static_cast<Octet>(i));
  return packet;
}

struct Framed {
  std::vector<Stream> packets;
  H4Problem problem;
  H4Counters counters;
};

/// Feeds `stream` in pieces of the sizes that `piece` gives.
template <typename Piece>
Framed frame(const Stream& stream, H4Sender sender, std::size_t space_octets, Piece piece) {
  std::vector<Octet> space(space_octets);
  H4Framer framer(space, sender);
  Framed result;
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t count = std::min<std::size_t>(piece(), stream.size() - at);
    // A copy of exact size on the heap: the sanitizer sees a read past the piece.
    const Stream copy(stream.begin() + static_cast<std::ptrdiff_t>(at),
                      stream.begin() + static_cast<std::ptrdiff_t>(at + count));
    Bytes input(copy);
    while (auto packet = framer.next(input))
      result.packets.emplace_back(packet->begin(), packet->end());
    EXPECT_TRUE(input.empty() || framer.problem() != H4Problem::none);
    at += count;
  }
  result.problem = framer.problem();
  result.counters = framer.counters();
  return result;
}

Stream random_valid_stream(Random& random, std::vector<Stream>& packets) {
  Stream stream;
  const std::uint32_t count = 1 + random.below(20);
  for (std::uint32_t i = 0; i < count; ++i) {
    Stream packet;
    const std::size_t size = random.below(4) == 0 ? 0 : random.below(256);
    switch (random.below(4)) {
    case 0: packet = {0x01, 0x03, 0x0c, static_cast<Octet>(size)}; break;
    case 1: packet = {0x02, 0x40, 0x20, static_cast<Octet>(size), 0}; break;
    case 2: packet = {0x03, 0x40, 0x00, static_cast<Octet>(size)}; break;
    // The two bits above the ISO length are reserved: they must not lengthen the packet.
    default: packet = {0x05, 0x40, 0x00, static_cast<Octet>(size), 0xc0}; break;
    }
    for (std::size_t octet = 0; octet < size; ++octet)
      packet.push_back(static_cast<Octet>(random.next()));
    stream.insert(stream.end(), packet.begin(), packet.end());
    packets.push_back(packet);
  }
  return stream;
}

TEST(H4Framer, gives_the_same_packets_for_any_chunking) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<Stream> packets;
    const Stream stream = random_valid_stream(random, packets);
    const auto whole = [&] { return stream.size(); };
    const auto single = [] { return std::size_t{1}; };
    const auto any = [&] { return std::size_t{1} + random.below(40); };
    EXPECT_EQ(frame(stream, H4Sender::host, h4_space(255), whole).packets, packets);
    EXPECT_EQ(frame(stream, H4Sender::host, h4_space(255), single).packets, packets);
    const Framed framed = frame(stream, H4Sender::host, h4_space(255), any);
    EXPECT_EQ(framed.packets, packets);
    EXPECT_EQ(framed.problem, H4Problem::none);
    EXPECT_EQ(framed.counters.packets, packets.size());
    EXPECT_EQ(framed.counters.octets, stream.size());
  }
}

TEST(H4Framer, takes_no_more_than_the_current_packet_needs) {
  Octets<h4_space(27)> space{};
  H4Framer framer(space, H4Sender::host);
  Stream two = reset_command;
  two.insert(two.end(), reset_command.begin(), reset_command.end());
  Bytes input(two);
  ASSERT_TRUE(framer.next(input));
  EXPECT_EQ(input.size(), reset_command.size());
}

TEST(H4Framer, stops_at_garbage_and_says_why) {
  Octets<h4_space(27)> space{};
  H4Framer framer(space, H4Sender::host);
  Stream stream = reset_command;
  stream.push_back(0x7e);
  stream.insert(stream.end(), reset_command.begin(), reset_command.end());
  Bytes input(stream);
  ASSERT_TRUE(framer.next(input));
  EXPECT_FALSE(framer.next(input));
  EXPECT_EQ(framer.problem(), H4Problem::unknown_indicator);
  ASSERT_EQ(framer.partial().size(), 1u);
  EXPECT_EQ(framer.partial()[0], 0x7e);
  const std::size_t left = input.size();
  EXPECT_FALSE(framer.next(input));
  EXPECT_EQ(input.size(), left) << "a stopped stream takes nothing more";
  EXPECT_EQ(framer.counters().problems, 1u);
}

TEST(H4Framer, refuses_events_from_a_host_and_commands_from_a_controller) {
  const auto whole = [] { return std::size_t{1000}; };
  EXPECT_EQ(frame(reset_complete, H4Sender::host, 300, whole).problem, H4Problem::wrong_direction);
  EXPECT_EQ(frame(reset_command, H4Sender::controller, 300, whole).problem,
            H4Problem::wrong_direction);
  EXPECT_EQ(frame(reset_complete, H4Sender::controller, 300, whole).packets.size(), 1u);
}

TEST(H4Framer, refuses_a_packet_that_is_longer_than_its_space) {
  const auto whole = [] { return std::size_t{1000}; };
  EXPECT_EQ(frame(acl(400), H4Sender::host, h4_space(400), whole).packets.size(), 1u);
  const Framed framed = frame(acl(401), H4Sender::host, h4_space(400), whole);
  EXPECT_EQ(framed.problem, H4Problem::too_long);
  EXPECT_TRUE(framed.packets.empty());
}

TEST(H4Framer, stops_when_not_even_the_header_fits) {
  const auto whole = [] { return std::size_t{1000}; };
  for (std::size_t space = 1; space < 4; ++space)
    EXPECT_EQ(frame(reset_command, H4Sender::host, space, whole).problem, H4Problem::too_long);
}

TEST(H4Framer, begins_anew_after_reset) {
  Octets<h4_space(27)> space{};
  H4Framer framer(space, H4Sender::host);
  const Stream garbage = {0xff};
  Bytes input(garbage);
  EXPECT_FALSE(framer.next(input));
  framer.reset();
  input = Bytes(reset_command);
  EXPECT_TRUE(framer.next(input));
  EXPECT_EQ(framer.counters().problems, 1u);
}

TEST(H4Framer, survives_random_octets_and_stays_stopped) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Stream stream(random.below(600));
    for (Octet& octet : stream)
      octet = static_cast<Octet>(random.below(random.below(2) == 0 ? 6 : 256));
    const std::size_t space = 1 + random.below(300);
    const auto any = [&] { return std::size_t{1} + random.below(50); };
    const H4Sender sender = random.below(2) == 0 ? H4Sender::host : H4Sender::controller;
    const Framed framed = frame(stream, sender, space, any);
    std::size_t octets = 0;
    for (const Stream& packet : framed.packets) {
      EXPECT_LE(packet.size(), space);
      octets += packet.size();
    }
    EXPECT_LE(octets, stream.size());
    EXPECT_EQ(framed.counters.problems, framed.problem == H4Problem::none ? 0u : 1u);
  }
}

}  // namespace
}  // namespace westwind::transport
