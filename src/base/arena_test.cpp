// Packets and their memory: nothing is lost, nothing overlaps, and what was reserved stays
// reserved.
#include "base/arena.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.hpp"

namespace westwind {
namespace {

struct ArenaTest : testing::Test {
  static constexpr std::size_t granules = 64;
  alignas(Block) Octets<granules * BlockArena::granule_bytes> memory{};
  BlockArena arena{memory};
};

TEST_F(ArenaTest, a_packet_grows_shrinks_and_loses_octets_in_front) {
  Packet packet = arena.allocate(8, 20);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet.size(), 0u);
  EXPECT_EQ(packet.headroom(), 8u);
  EXPECT_GE(packet.tailroom(), 20u);
  constexpr Octets<5> text = {1, 2, 3, 4, 5};
  EXPECT_EQ(packet.append(text), 5u);
  packet.prepend(Le16(0x0201));
  EXPECT_EQ(packet.headroom(), 6u);
  constexpr Octets<7> whole = {0x01, 0x02, 1, 2, 3, 4, 5};
  EXPECT_TRUE(equal_bytes(packet.bytes(), whole));
  packet.drop_front(3);
  packet.shrink_to(2);
  EXPECT_TRUE(equal_bytes(packet.bytes(), Bytes(text).subspan(1, 2)));
  packet.shrink_to(100);
  EXPECT_EQ(packet.size(), 2u);
}

TEST_F(ArenaTest, append_takes_what_fits) {
  Packet packet = arena.allocate(0, 10);
  const std::size_t room = packet.tailroom();
  const std::vector<std::uint8_t> much(room + 50, 7);
  EXPECT_EQ(packet.append(much), room);
  EXPECT_EQ(packet.tailroom(), 0u);
  EXPECT_EQ(packet.append(much), 0u);
}

TEST_F(ArenaTest, destroying_or_overwriting_a_packet_gives_its_block_back) {
  {
    Packet one = arena.allocate(0, 10);
    const std::size_t after_one = arena.free_granules();
    Packet two = arena.allocate(0, 10);
    EXPECT_LT(arena.free_granules(), after_one);
    one = std::move(two);
    EXPECT_EQ(arena.free_granules(), after_one);
    EXPECT_FALSE(two);  // NOLINT: a moved-from packet is empty by contract
  }
  EXPECT_TRUE(arena.all_free());
}

TEST_F(ArenaTest, freed_neighbours_become_one_block_again) {
  std::vector<Packet> packets;
  while (Packet packet = arena.allocate(0, 40))
    packets.push_back(std::move(packet));
  ASSERT_GT(packets.size(), 8u);
  // Free every second one first, so that merging has to look both ways.
  for (std::size_t i = 0; i < packets.size(); i += 2)
    packets[i].reset();
  for (std::size_t i = 1; i < packets.size(); i += 2)
    packets[i].reset();
  EXPECT_TRUE(arena.all_free());
  EXPECT_TRUE(arena.allocate(0, granules * BlockArena::granule_bytes - sizeof(Block)));
}

TEST_F(ArenaTest, keep_free_leaves_granules_to_others) {
  std::vector<Packet> traffic;
  while (Packet packet = arena.allocate(0, 10, 5))
    traffic.push_back(std::move(packet));
  EXPECT_GE(arena.free_granules(), 5u);
  Packet answers[5];
  for (Packet& answer : answers)
    EXPECT_TRUE(answer = arena.allocate(0, BlockArena::granule_bytes - sizeof(Block)));
}

TEST_F(ArenaTest, relief_is_told_once_after_a_failure) {
  Packet all = arena.allocate(0, granules * BlockArena::granule_bytes - sizeof(Block));
  ASSERT_TRUE(all);
  EXPECT_FALSE(arena.is_starved());
  EXPECT_FALSE(arena.allocate(0, 1));
  EXPECT_TRUE(arena.is_starved());
  EXPECT_FALSE(arena.take_relief());
  all.reset();
  EXPECT_TRUE(arena.take_relief());
  EXPECT_FALSE(arena.take_relief());
  EXPECT_FALSE(arena.is_starved());
}

TEST_F(ArenaTest, giving_back_without_a_failure_is_no_relief) {
  { Packet packet = arena.allocate(0, 1); }
  EXPECT_FALSE(arena.take_relief());
}

TEST_F(ArenaTest, random_use_never_overlaps_and_always_ends_empty) {
  Random random(11);
  struct Held {
    Packet packet;
    std::uint8_t mark;
  };
  std::vector<Held> held;
  for (int step = 0; step < 20000; ++step) {
    if (random.below(2) == 0) {
      Packet packet = arena.allocate(random.below(12), random.below(120));
      if (!packet) continue;
      packet.grow(packet.tailroom());
      const auto mark = static_cast<std::uint8_t>(random.next());
      for (std::uint8_t& octet : packet.bytes())
        octet = mark;
      held.push_back({std::move(packet), mark});
    } else if (!held.empty()) {
      const std::size_t index = random.below(static_cast<std::uint32_t>(held.size()));
      for (const std::uint8_t octet : held[index].packet.bytes())
        ASSERT_EQ(octet, held[index].mark);
      held[index] = std::move(held.back());
      held.pop_back();
    }
  }
  held.clear();
  EXPECT_TRUE(arena.all_free());
}

TEST_F(ArenaTest, a_queue_is_first_in_first_out_and_owns_what_is_in_it) {
  {
    PacketQueue queue;
    EXPECT_TRUE(queue.empty());
    EXPECT_FALSE(queue.pop());
    for (std::uint8_t i = 1; i <= 3; ++i) {
      Packet packet = arena.allocate(0, 4);
      packet.append(Octets<1>{i});
      queue.push(std::move(packet));
    }
    EXPECT_EQ(queue.front()[0], 1);
    EXPECT_EQ(queue.pop().bytes()[0], 1);
    PacketQueue moved = std::move(queue);
    EXPECT_TRUE(queue.empty());  // NOLINT: a moved-from queue is empty by contract
    EXPECT_EQ(moved.pop().bytes()[0], 2);
    PacketQueue target;
    target.push(arena.allocate(0, 4));
    target = std::move(moved);
    EXPECT_EQ(target.front()[0], 3);
  }
  EXPECT_TRUE(arena.all_free());
}

TEST_F(ArenaTest, a_queue_can_be_filled_again_after_it_ran_empty) {
  PacketQueue queue;
  for (int round = 0; round < 3; ++round) {
    queue.push(arena.allocate(0, 1));
    queue.push(arena.allocate(0, 1));
    EXPECT_TRUE(queue.pop());
    EXPECT_TRUE(queue.pop());
    EXPECT_TRUE(queue.empty());
  }
  EXPECT_TRUE(arena.all_free());
}

using ArenaDeathTest = ArenaTest;

TEST_F(ArenaDeathTest, more_headers_than_headroom_is_our_mistake) {
  Packet packet = arena.allocate(1, 4);
  EXPECT_DEATH(packet.prepend(Le16(1)), "");
  EXPECT_DEATH(packet.drop_front(1), "");
}

}  // namespace
}  // namespace westwind
