// Little-endian fields, readers and writers.
#include "base/codec.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace westwind {
namespace {

struct Header {
  std::uint8_t kind;
  Le16 length;
  Le24 interval;
  constexpr bool operator==(const Header& other) const {
    return kind == other.kind && length == other.length && interval == other.interval;
  }
};
static_assert(Wire<Header> && sizeof(Header) == 6);
constexpr Octets<6> header_octets = {0x05, 0x34, 0x12, 0x56, 0x34, 0x12};
static_assert(octets_of(Header{5, 0x1234, 0x123456}) == header_octets);

struct Empty {};
static_assert(!Wire<Empty> && !Wire<std::uint16_t>);

TEST(LittleEndian, every_width_goes_least_significant_octet_first_and_back) {
  EXPECT_EQ(octets_of(Le16(0xbeef)), (Octets<2>{0xef, 0xbe}));
  EXPECT_EQ(octets_of(Le24(0xff123456)), (Octets<3>{0x56, 0x34, 0x12}));
  EXPECT_EQ(octets_of(Le32(0x12345678)), (Octets<4>{0x78, 0x56, 0x34, 0x12}));
  EXPECT_EQ(octets_of(Le40(0x123456789a)), (Octets<5>{0x9a, 0x78, 0x56, 0x34, 0x12}));
  EXPECT_EQ(Le24(0xff123456).value(), 0x123456u);
  EXPECT_EQ(Le64(0x8877665544332211).value(), 0x8877665544332211u);
}

TEST(Reader, takes_fields_off_the_front) {
  Reader reader(header_octets);
  EXPECT_EQ(reader.take<std::uint8_t>(), 5);
  EXPECT_EQ(reader.take<Le16>()->value(), 0x1234);
  EXPECT_EQ(reader.size(), 3u);
  const auto rest = reader.bytes(3);
  ASSERT_TRUE(rest);
  EXPECT_TRUE(equal_bytes(*rest, Bytes(header_octets).last(3)));
  EXPECT_TRUE(reader.empty());
}

TEST(Reader, a_failed_take_leaves_everything_where_it_was) {
  Reader reader(Bytes(header_octets).first(3));
  EXPECT_FALSE(reader.take<Le32>());
  EXPECT_FALSE(reader.bytes(4));
  EXPECT_EQ(reader.size(), 3u);
  EXPECT_TRUE(reader.take<Le16>());
  EXPECT_FALSE(reader.take<Le16>());
  EXPECT_EQ(reader.size(), 1u);
  EXPECT_TRUE(reader.bytes(0));
}

TEST(Reader, works_at_compile_time) {
  constexpr auto parsed = parse_exactly<Header>(header_octets);
  static_assert(parsed.has_value() && *parsed == Header{5, 0x1234, 0x123456});
}

TEST(Reader, parse_exactly_refuses_shorter_and_longer) {
  std::vector<std::uint8_t> octets(header_octets.begin(), header_octets.end());
  EXPECT_TRUE(parse_exactly<Header>(octets));
  octets.push_back(0);
  EXPECT_FALSE(parse_exactly<Header>(octets));
  octets.resize(5);
  EXPECT_FALSE(parse_exactly<Header>(octets));
}

TEST(Entries, a_tail_that_fills_no_entry_is_not_one) {
  constexpr Octets<5> octets = {1, 0, 2, 0, 3};
  const auto entries = Reader(octets).entries<Le16>();
  EXPECT_EQ(entries.size(), 2u);
  std::vector<std::uint16_t> values;
  for (const Le16 entry : entries)
    values.push_back(entry);
  EXPECT_EQ(values, (std::vector<std::uint16_t>{1, 2}));
  EXPECT_EQ(Reader({}).entries<Le16>().size(), 0u);
}

TEST(Writer, mirrors_the_reader) {
  Octets<6> space{};
  Writer writer(space);
  EXPECT_TRUE(writer.put(std::uint8_t{5}));
  EXPECT_TRUE(writer.put(Le16(0x1234)));
  EXPECT_TRUE(writer.bytes(Bytes(header_octets).last(3)));
  EXPECT_EQ(writer.room(), 0u);
  EXPECT_EQ(space, header_octets);
  EXPECT_TRUE(equal_bytes(writer.written(), header_octets));
}

TEST(Writer, what_does_not_fit_writes_nothing) {
  Octets<3> space = {0xee, 0xee, 0xee};
  Writer writer(space);
  EXPECT_FALSE(writer.put(Le32(1)));
  EXPECT_FALSE(writer.bytes(header_octets));
  EXPECT_TRUE(writer.reserve(4).empty());
  EXPECT_EQ(space, (Octets<3>{0xee, 0xee, 0xee}));
  EXPECT_EQ(writer.size(), 0u);
}

TEST(Writer, bytes_that_fit_and_reserve_use_the_room_there_is) {
  Octets<4> space{};
  Writer writer(space);
  MutableBytes two = writer.reserve(2);
  ASSERT_EQ(two.size(), 2u);
  two[1] = 9;
  EXPECT_EQ(writer.bytes_that_fit(header_octets), 2u);
  EXPECT_EQ(space, (Octets<4>{0, 9, 0x05, 0x34}));
  EXPECT_EQ(writer.bytes_that_fit(header_octets), 0u);
}

TEST(Bytes, copy_stops_at_the_shorter_side_and_equality_minds_the_length) {
  Octets<2> to{};
  EXPECT_EQ(copy_bytes(to, header_octets), 2u);
  EXPECT_EQ(to, (Octets<2>{0x05, 0x34}));
  EXPECT_FALSE(equal_bytes(to, header_octets));
  EXPECT_TRUE(equal_bytes(to, Bytes(header_octets).first(2)));
  EXPECT_FALSE(equal_bytes(to, Bytes(header_octets).subspan(1, 2)));
}

}  // namespace
}  // namespace westwind
