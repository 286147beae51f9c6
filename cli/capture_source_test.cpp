// What the air's writer writes comes back, whole or in pieces; broken files are called broken.
#include "decode/pcapng_reader.hpp"

#include <gtest/gtest.h>

#include "air/pcapng.hpp"

namespace westwind::cli {
namespace {

using namespace decode;

struct Taken {
  std::uint64_t number;
  std::int64_t us;
  std::string interface;
  std::vector<std::uint8_t> octets;
  std::string comment;
  bool operator==(const Taken&) const = default;
};

struct Reading {
  std::vector<Taken> taken;
  PcapngReader reader{[this](const CapturedPacket& packet) {
    taken.push_back({packet.number,
                     packet.us,
                     packet.interface->name,
                     {packet.octets.begin(), packet.octets.end()},
                     packet.comment});
  }};
};

std::vector<std::uint8_t> sample() {
  air::MemorySink sink;
  air::PcapngWriter writer(sink, "test");
  const auto first = writer.add_interface(link_type_le_ll_with_phdr, "air");
  const auto second = writer.add_interface(link_type_hci_h4_with_phdr, "board-1");
  writer.write(first, Instant::from_us(12), Octets<3>{1, 2, 3}, "from a; lost: b (collision)");
  writer.write(second, Instant::from_us(5'000'000'000), Octets<5>{0, 0, 0, 1, 9});
  writer.flush();
  return {sink.octets().begin(), sink.octets().end()};
}
const std::vector<Taken> expected{{1, 12, "air", {1, 2, 3}, "from a; lost: b (collision)"},
                                  {2, 5'000'000'000, "board-1", {0, 0, 0, 1, 9}, ""}};

TEST(PcapngReader, reads_what_the_writer_writes) {
  Reading reading;
  EXPECT_TRUE(reading.reader.feed(sample()));
  EXPECT_EQ(reading.taken, expected);
  EXPECT_EQ(reading.reader.unfinished(), 0u);
  EXPECT_EQ(reading.reader.interfaces()[1].link_type, link_type_hci_h4_with_phdr);
}

TEST(PcapngReader, pieces_of_any_size_make_the_same_packets) {
  const auto file = sample();
  for (std::size_t piece = 1; piece < 40; ++piece) {
    Reading reading;
    for (std::size_t at = 0; at < file.size(); at += piece)
      ASSERT_TRUE(reading.reader.feed(Bytes(file).subspan(at, std::min(piece, file.size() - at))));
    EXPECT_EQ(reading.taken, expected);
  }
}

TEST(PcapngReader, a_file_that_is_cut_off_gives_what_is_whole) {
  const auto file = sample();
  for (std::size_t size = 0; size < file.size(); ++size) {
    Reading reading;
    EXPECT_TRUE(reading.reader.feed(Bytes(file).first(size)));
    ASSERT_LE(reading.taken.size(), 2u);
    for (std::size_t i = 0; i < reading.taken.size(); ++i)
      EXPECT_EQ(reading.taken[i], expected[i]);
  }
}

TEST(PcapngReader, what_is_no_capture_is_refused_with_its_place) {
  Reading text;
  const std::string words = "this is a letter, and no capture";
  EXPECT_FALSE(
      text.reader.feed(Bytes(reinterpret_cast<const std::uint8_t*>(words.data()), words.size())));
  EXPECT_EQ(text.reader.error(), "this is no pcapng file, at octet 0");
  auto file = sample();
  file[file.size() - 4] ^= 1;  // the last length
  Reading broken;
  EXPECT_FALSE(broken.reader.feed(file));
  EXPECT_EQ(broken.reader.error().find("the two lengths of a block differ"), 0u);
  EXPECT_EQ(broken.taken.size(), 1u);
}

TEST(PcapngReader, no_flipped_bit_brings_it_down) {
  const auto file = sample();
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    auto flipped = file;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1 << bit % 8);
    Reading reading;
    reading.reader.feed(flipped);
    EXPECT_LE(reading.taken.size(), 2u);
  }
}

}  // namespace
}  // namespace westwind::cli
