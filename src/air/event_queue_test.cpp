// The order of events and the life of their handles.
#include "air/event_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/random.hpp"

namespace westwind::air {
namespace {

struct Note {
  std::vector<int>* ran;
  int number;
  void run() { ran->push_back(number); }
};

Instant at_us(std::int64_t us) { return Instant::from_us(us); }

struct EventQueueTest : testing::Test {
  EventHandle add(std::int64_t us, int number) {
    notes.push_back(std::make_unique<Note>(Note{&ran, number}));
    return queue.push(at_us(us), EventQueue::Action::to<&Note::run>(notes.back().get()));
  }
  void run_all() {
    while (!queue.empty())
      queue.pop()();
  }
  EventQueue queue;
  std::vector<std::unique_ptr<Note>> notes;
  std::vector<int> ran;
};

TEST_F(EventQueueTest, events_run_by_time_and_then_by_sequence) {
  add(20, 1);
  add(10, 2);
  add(20, 3);
  add(10, 4);
  add(20, 5);
  EXPECT_EQ(queue.next_time(), at_us(10));
  run_all();
  EXPECT_EQ(ran, (std::vector<int>{2, 4, 1, 3, 5}));
  EXPECT_TRUE(queue.next_time().is_never());
}

TEST_F(EventQueueTest, a_cancelled_event_never_runs_and_cancels_once) {
  const EventHandle first = add(10, 1);
  add(20, 2);
  EXPECT_TRUE(queue.is_pending(first));
  EXPECT_TRUE(queue.cancel(first));
  EXPECT_FALSE(queue.cancel(first));
  run_all();
  EXPECT_EQ(ran, std::vector<int>{2});
}

TEST_F(EventQueueTest, a_handle_names_its_event_only_also_when_the_slot_is_used_again) {
  const EventHandle old = add(10, 1);
  run_all();
  const EventHandle young = add(10, 2);
  EXPECT_EQ(old.slot, young.slot);
  EXPECT_FALSE(queue.is_pending(old));
  EXPECT_FALSE(queue.cancel(old));
  EXPECT_TRUE(queue.cancel(young));
}

TEST_F(EventQueueTest, a_default_handle_names_nothing) {
  EXPECT_FALSE(queue.cancel({}));
  add(10, 1);
  EXPECT_FALSE(queue.is_pending({}));
  EXPECT_FALSE(queue.cancel({}));
}

TEST_F(EventQueueTest, any_mix_of_pushes_pops_and_cancels_keeps_the_order) {
  struct Model {
    std::int64_t at;
    int number;
    EventHandle handle;
  };
  Random random(42);
  std::vector<Model> pending;  // in order of insertion, so a stable minimum is the next
  for (int number = 0; number < 20000; ++number) {
    const std::uint32_t dice = random.below(10);
    if (dice < 5 || pending.empty()) {
      const auto at = static_cast<std::int64_t>(random.below(300));
      pending.push_back({at, number, add(at, number)});
    } else if (dice < 7) {
      const auto victim =
          pending.begin() + random.below(static_cast<std::uint32_t>(pending.size()));
      ASSERT_TRUE(queue.cancel(victim->handle));
      pending.erase(victim);
    } else {
      const auto next =
          std::min_element(pending.begin(), pending.end(),
                           [](const Model& a, const Model& b) { return a.at < b.at; });
      ASSERT_EQ(queue.next_time(), at_us(next->at));
      queue.pop()();
      ASSERT_EQ(ran.back(), next->number);
      pending.erase(next);
    }
    ASSERT_EQ(queue.size(), pending.size());
  }
}

}  // namespace
}  // namespace westwind::air
