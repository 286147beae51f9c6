// Ring, intrusive list, delegate.
#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "base/delegate.hpp"
#include "base/list.hpp"
#include "base/random.hpp"
#include "base/ring.hpp"

namespace westwind {
namespace {

TEST(Ring, keeps_order_across_the_seam_and_loses_nothing_when_full) {
  int slots[3];
  Ring<int> ring(slots);
  std::deque<int> model;
  Random random(3);
  for (int i = 0; i < 1000; ++i) {
    if (random.below(2) == 0) {
      EXPECT_EQ(ring.push(i), model.size() < 3);
      if (model.size() < 3) model.push_back(i);
    } else if (!model.empty()) {
      ASSERT_EQ(ring.front(), model.front());
      ASSERT_EQ(ring.pop(), model.front());
      model.pop_front();
    }
    ASSERT_EQ(ring.size(), model.size());
    ASSERT_EQ(ring.empty(), model.empty());
    ASSERT_EQ(ring.full(), model.size() == ring.capacity());
  }
}

TEST(Ring, cleared_it_starts_anew) {
  int slots[2];
  Ring<int> ring(slots);
  EXPECT_TRUE(ring.push(1));
  EXPECT_TRUE(ring.push(2));
  EXPECT_FALSE(ring.push(3));
  ring.clear();
  EXPECT_TRUE(ring.empty());
  EXPECT_TRUE(ring.push(4));
  EXPECT_EQ(ring.pop(), 4);
}

TEST(Ring, no_slots_is_always_full) {
  Ring<int> ring({});
  EXPECT_FALSE(ring.push(1));
  EXPECT_TRUE(ring.empty() && ring.full());
}

TEST(RingDeathTest, popping_nothing_is_our_mistake) {
  int slots[2];
  Ring<int> ring(slots);
  EXPECT_DEATH(ring.pop(), "");
}

struct Node : ListNode<Node> {
  explicit Node(int v) : value(v) {}
  int value;
};

std::vector<int> values_of(const List<Node>& list) {
  std::vector<int> values;
  for (const Node* node = list.front(); node != nullptr; node = List<Node>::next(*node))
    values.push_back(node->value);
  return values;
}

TEST(List, is_first_in_first_out_and_knows_who_is_in_it) {
  Node one(1), two(2), three(3);
  List<Node> list;
  EXPECT_EQ(list.pop_front(), nullptr);
  for (Node* node : {&one, &two, &three})
    list.push_back(*node);
  EXPECT_TRUE(two.is_linked());
  EXPECT_EQ(list.pop_front(), &one);
  EXPECT_FALSE(one.is_linked());
  EXPECT_EQ(values_of(list), (std::vector<int>{2, 3}));
}

TEST(List, any_node_can_leave_and_come_back) {
  Node one(1), two(2), three(3), stranger(4);
  for (Node* leaver : {&one, &two, &three}) {
    List<Node> list;
    for (Node* node : {&one, &two, &three})
      list.push_back(*node);
    EXPECT_TRUE(list.remove(*leaver));
    EXPECT_FALSE(list.remove(*leaver));
    EXPECT_FALSE(list.remove(stranger));
    list.push_back(*leaver);  // shows that the tail is right
    std::vector<int> expected = {1, 2, 3};
    std::erase(expected, leaver->value);
    expected.push_back(leaver->value);
    EXPECT_EQ(values_of(list), expected);
    while (list.pop_front() != nullptr) {
    }
    EXPECT_TRUE(list.empty());
  }
}

struct Counter {
  int total = 0;
  int add(int amount) { return total += amount; }
  void take(Counter& other) { total += other.total; }
};

TEST(Delegate, calls_a_member_of_its_object) {
  Counter counter;
  const auto add = Delegate<int(int)>::to<&Counter::add>(&counter);
  EXPECT_EQ(add(2), 2);
  EXPECT_EQ(add(3), 5);
  Counter other{10};
  Delegate<void(Counter&)>::to<&Counter::take> (&counter)(other);
  EXPECT_EQ(counter.total, 15);
}

TEST(Delegate, calls_a_function_with_a_context_and_is_false_when_empty) {
  int context = 7;
  const Delegate<int()> read([](void* at) { return *static_cast<int*>(at); }, &context);
  EXPECT_TRUE(static_cast<bool>(read));
  EXPECT_EQ(read(), 7);
  EXPECT_FALSE(static_cast<bool>(Delegate<int()>()));
}

}  // namespace
}  // namespace westwind
