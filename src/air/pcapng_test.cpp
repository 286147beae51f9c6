// The pcapng writer, read back block by block.
#include "air/pcapng.hpp"

#include <unistd.h>

#include <cstdlib>

#include "air/pcapng_fixture.hpp"

namespace westwind::air {
namespace {

constexpr Octets<5> packet = {1, 2, 3, 4, 5};

TEST(Pcapng, an_empty_capture_is_one_section_that_names_the_application) {
  MemorySink sink;
  { PcapngWriter writer(sink, "Westwind"); }
  const auto blocks = read_pcapng(sink.octets());
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].type, 0x0a0d0d0au);
  EXPECT_EQ(blocks[0].options.at(4), "Westwind");
}

TEST(Pcapng, interfaces_have_link_types_names_and_microseconds) {
  MemorySink sink;
  {
    PcapngWriter writer(sink, "x");
    EXPECT_EQ(writer.add_interface(256, "air"), 0u);
    EXPECT_EQ(writer.add_interface(201, "thermometer"), 1u);
  }
  const auto blocks = read_pcapng(sink.octets());
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(blocks[1].link_type, 256);
  EXPECT_EQ(blocks[1].options.at(2), "air");
  EXPECT_EQ(blocks[1].options.at(9), std::string(1, '\x06'));
  EXPECT_EQ(blocks[2].link_type, 201);
  EXPECT_EQ(blocks[2].options.at(2), "thermometer");
}

TEST(Pcapng, packets_of_any_length_keep_octets_times_and_comments) {
  MemorySink sink;
  {
    PcapngWriter writer(sink, "x");
    writer.add_interface(256, "air");
    writer.add_interface(201, "host");
    for (std::size_t size = 0; size <= packet.size(); ++size)
      writer.write(size % 2, Instant::from_us(0x123456789a), Bytes(packet).first(size),
                   std::string("comment").substr(0, size));
  }
  const auto blocks = read_pcapng(sink.octets());
  ASSERT_EQ(blocks.size(), 3 + packet.size() + 1);
  for (std::size_t size = 0; size <= packet.size(); ++size) {
    const PcapngBlock& block = blocks[3 + size];
    EXPECT_EQ(block.interface, size % 2);
    EXPECT_EQ(block.time, 0x123456789au);
    EXPECT_TRUE(equal_bytes(block.packet, Bytes(packet).first(size)));
    EXPECT_EQ(block.options.count(1), size == 0 ? 0u : 1u);
    if (size > 0) {
      EXPECT_EQ(block.options.at(1), std::string("comment").substr(0, size));
    }
  }
}

TEST(Pcapng, what_reached_the_sink_is_always_whole_blocks_and_at_most_a_quarter_second_old) {
  MemorySink sink;
  PcapngWriter writer(sink, "x");
  writer.add_interface(256, "air");
  std::size_t written = 0;
  for (std::int64_t us = 0; us < 3'000'000; us += 40'000) {
    writer.write(0, Instant::from_us(us), packet, "a comment");
    ++written;
    const auto blocks = read_pcapng(sink.octets());
    ASSERT_GE(blocks.size(), 3u) << "the first packet is there at once";
    ASSERT_GE(blocks.size() - 2 + 7, written) << "at " << us;
  }
}

TEST(Pcapng, much_traffic_in_no_time_is_flushed_by_size) {
  MemorySink sink;
  PcapngWriter writer(sink, "x");
  writer.add_interface(256, "air");
  for (int i = 0; i < 3000; ++i)
    writer.write(0, Instant::from_us(1), packet);
  EXPECT_GE(sink.octets().size(), 64u * 1024);
}

TEST(Pcapng, a_file_holds_what_memory_would_hold) {
  char path[] = "/tmp/westwind_pcapng_XXXXXX";
  const int made = ::mkstemp(path);
  ASSERT_GE(made, 0);
  ::close(made);
  MemorySink memory;
  const auto fill = [](PcapngSink& sink) {
    PcapngWriter writer(sink, "x");
    writer.add_interface(256, "air");
    writer.write(0, Instant::from_us(5), packet, "why");
  };
  fill(memory);
  {
    FileSink file;
    ASSERT_TRUE(file.open(path));
    fill(file);
  }
  std::FILE* back = std::fopen(path, "rb");
  ASSERT_NE(back, nullptr);
  std::vector<std::uint8_t> octets(100'000);
  octets.resize(std::fread(octets.data(), 1, octets.size(), back));
  std::fclose(back);
  ::unlink(path);
  EXPECT_TRUE(equal_bytes(octets, memory.octets()));
}

TEST(Pcapng, a_file_that_cannot_be_made_is_an_error_not_a_crash) {
  FileSink file;
  const Status status = file.open("/nonexistent/folder/x.pcapng");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::io);
  PcapngWriter writer(file, "x");
  writer.flush();
  EXPECT_FALSE(writer.is_good());
}

}  // namespace
}  // namespace westwind::air
