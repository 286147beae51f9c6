// Who may take the last of the memory: short answers before all else, commands before the
// application, and no link more than its share.
#include "hci/transmit_memory.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace westwind::testing {
namespace {

using host::hci::Link;
using host::hci::TransmitMemory;

constexpr std::size_t granules = 40, links = 2, headroom = 9;
constexpr std::size_t one_granule = 1;  // an answer of that many octets takes one

class TransmitMemoryTest : public ::testing::Test {
 protected:
  static constexpr std::size_t reserve = TransmitMemory::reserved_granules(links);

  /// Queues one-granule packets of the application until refused; returns how many.
  std::size_t fill(Link& link) {
    std::size_t count = 0;
    for (;; ++count) {
      Packet packet = memory.for_application(link, headroom, one_granule);
      if (!packet) return count;
      TransmitMemory::on_queued(link, packet);
      held.push_back(static_cast<Packet&&>(packet));
    }
  }
  void send_oldest(Link& link) {
    TransmitMemory::on_sent(link, held.front());
    held.erase(held.begin());
  }

  alignas(Block) Octets<granules * BlockArena::granule_bytes> octets{};
  TransmitMemory memory{octets, links};
  Link a, b;
  std::vector<Packet> held;
};

TEST_F(TransmitMemoryTest, the_application_leaves_the_reserve) {
  EXPECT_EQ(fill(a), granules - reserve);
  EXPECT_TRUE(memory.is_starved());
}

TEST_F(TransmitMemoryTest, commands_leave_the_answers_theirs) {
  fill(a);
  for (std::size_t i = 0; i < TransmitMemory::command_granules; ++i) {
    held.push_back(memory.for_command(one_granule));
    EXPECT_TRUE(held.back());
  }
  EXPECT_FALSE(memory.for_command(one_granule));
}

TEST_F(TransmitMemoryTest, each_link_finds_memory_for_its_short_answers_and_for_no_more) {
  fill(a);
  while (Packet command = memory.for_command(one_granule))
    held.push_back(static_cast<Packet&&>(command));
  for (Link* link : {&a, &b}) {
    for (int i = 0; i < TransmitMemory::answers_per_link; ++i) {
      held.push_back(memory.for_answer(*link, headroom, one_granule));
      EXPECT_TRUE(held.back());
    }
    EXPECT_FALSE(memory.for_answer(*link, headroom, one_granule));
  }
}

TEST_F(TransmitMemoryTest, a_short_answer_sent_makes_room_for_the_next) {
  for (int i = 0; i < TransmitMemory::answers_per_link; ++i)
    held.push_back(memory.for_answer(a, headroom, one_granule));
  EXPECT_FALSE(memory.for_answer(a, headroom, one_granule));
  a.waiting_granules = 3;
  send_oldest(a);
  EXPECT_TRUE(memory.for_answer(a, headroom, one_granule));
}

TEST_F(TransmitMemoryTest, a_long_answer_leaves_the_short_ones_theirs) {
  const std::size_t all_but_reserve =
      (granules - TransmitMemory::answers_per_link * links) * BlockArena::granule_bytes;
  EXPECT_FALSE(memory.for_answer(a, headroom, all_but_reserve));
  held.push_back(memory.for_answer(a, headroom, all_but_reserve - headroom - sizeof(Block)));
  ASSERT_TRUE(held.back());
  EXPECT_EQ(a.short_answers, 0);
  EXPECT_TRUE(memory.for_answer(b, headroom, one_granule));
}

TEST_F(TransmitMemoryTest, two_links_have_half_each) {  // T9
  memory.set_open_links(2);
  const std::size_t half = (granules - reserve) / 2;
  EXPECT_EQ(fill(a), half);
  EXPECT_EQ(fill(b), half);
  send_oldest(a);
  EXPECT_EQ(fill(a), 1u);
}

TEST_F(TransmitMemoryTest, a_link_with_nothing_waiting_may_queue_one_packet_however_long) {
  memory.set_open_links(2);
  const Packet packet = memory.for_application(a, headroom, 10 * BlockArena::granule_bytes);
  EXPECT_TRUE(packet);
}

TEST_F(TransmitMemoryTest, one_who_was_refused_is_relieved_once_when_something_comes_back) {
  fill(a);
  EXPECT_FALSE(memory.take_relief());
  send_oldest(a);
  EXPECT_TRUE(memory.take_relief());
  EXPECT_FALSE(memory.take_relief());
}

TEST_F(TransmitMemoryTest, held_back_the_application_gets_nothing_and_is_relieved_like_the_rest) {
  held.push_back(memory.for_application(a, headroom, one_granule));
  TransmitMemory::on_queued(a, held.front());
  memory.hold_back_application(true);
  EXPECT_FALSE(memory.for_application(a, headroom, one_granule));
  EXPECT_TRUE(memory.for_command(one_granule));
  memory.hold_back_application(false);
  send_oldest(a);
  EXPECT_TRUE(memory.take_relief());
  EXPECT_TRUE(memory.for_application(a, headroom, one_granule));
}

}  // namespace
}  // namespace westwind::testing
