// The same conversation with one thing missing each time: the nth HCI packet, or memory at the nth
// packet, until a run passes untouched. The host may give up what it cannot finish; it may not
// leak, hang, or lose count.
#include <gtest/gtest.h>

#include "conversation.hpp"

namespace westwind::testing {
namespace {

using host::hci::State;

/// Both sides come to rest, or failed for good with all links ended.
void expect_rest_or_fault(TwoDevices& two, const Conversation& conversation) {
  for (const auto& side : two.sides) {
    side->on_hci = nullptr;
    // What an owner does with a failed host: the next one begins by resetting the controller.
    if (side->host().state() == State::failed) side->device.controller().reset();
  }
  const auto none_open = [&] {
    return two.central.app.open_links.empty() && two.peripheral.app.open_links.empty();
  };
  // A link whose other end is gone ends by itself.
  for (const auto& side : two.sides)
    if (side->host().is_ready())
      for (const auto handle : side->app.open_links)
        (void)side->host().connections().disconnect(handle);
  EXPECT_TRUE(two.until(none_open, Duration::seconds(60)));
  for (const auto& side : two.sides) {
    side->host().advertiser().stop();
    side->host().initiator().cancel();
  }
  two.run(Duration::seconds(3));
  for (const auto& side : two.sides) {
    EXPECT_TRUE(side->host().memory_all_free());
    EXPECT_TRUE(side->host().server().subscriptions().all_free());
    EXPECT_EQ(side->host().hci().commands().pending(), 0u);
    EXPECT_EQ(side->app.connected, side->app.disconnected);
  }
  EXPECT_EQ(two.central.app.procedures_ended, conversation.started());
}

void lose_every_packet_in_turn(bool of_central) {
  int whole = 0;
  for (std::size_t nth = 1;; ++nth) {
    ASSERT_LT(nth, 1000u) << "a run should have passed untouched by now";
    TwoDevices two(nth);
    Conversation conversation(two);
    Side& side = of_central ? two.central : two.peripheral;
    const std::size_t first = side.packets.size();
    bool lost = false;
    side.on_hci = [&, nth](std::size_t count, HciTap::Direction) {
      if (count - first != nth) return true;
      lost = true;
      return false;
    };
    whole += conversation.run() ? 1 : 0;
    expect_rest_or_fault(two, conversation);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "lost HCI packet " << nth;
    if (!lost) break;
  }
  EXPECT_GT(whole, 1);  // some packets, such as a completion among others, are not missed
}

TEST(LostHciPacket, each_of_the_central_in_turn) { lose_every_packet_in_turn(true); }
TEST(LostHciPacket, each_of_the_peripheral_in_turn) { lose_every_packet_in_turn(false); }

/// Takes all transmit memory but the reserve of answers from the nth HCI packet on, for a while.
class Starvation {
 public:
  Starvation(TwoDevices& two, Side& side, std::size_t nth) : two_(two), side_(side) {
    first_ = side.packets.size();
    side.on_hci = [this, nth](std::size_t count, HciTap::Direction) {
      if (count - first_ == nth)
        two_.world.schedule_in(Duration::zero(), air::World::Action::to<&Starvation::begin>(this));
      return true;
    };
  }
  bool struck() const { return struck_; }
  /// From here on it strikes no more: the end of a test is not what is starved.
  void disarm() { side_.on_hci = nullptr; }

 private:
  void begin() {
    struck_ = true;
    while (Packet packet = side_.host().hci().transmit_memory().for_command(1))
      held_.push_back(static_cast<Packet&&>(packet));
    two_.world.schedule_in(ms(150), air::World::Action::to<&Starvation::end>(this));
  }
  void end() {
    held_.clear();
    side_.device.settle();
    side_.host().run(two_.world.now());
    side_.device.settle();
  }

  TwoDevices& two_;
  Side& side_;
  std::size_t first_;
  std::vector<Packet> held_;
  bool struck_ = false;
};

void starve_at_every_packet(bool the_central) {
  int whole = 0, runs = 0;
  for (std::size_t nth = 1;; ++nth) {
    ASSERT_LT(nth, 1000u) << "a run should have passed untouched by now";
    TwoDevices two(nth);
    Conversation conversation(two);
    Starvation starvation(two, the_central ? two.central : two.peripheral, nth);
    ++runs;
    whole += conversation.run() ? 1 : 0;
    starvation.disarm();
    two.run(ms(200));
    two.expect_at_rest();
    EXPECT_EQ(two.central.app.procedures_ended, conversation.started());
    ASSERT_FALSE(::testing::Test::HasFailure()) << "starved at HCI packet " << nth;
    if (!starvation.struck()) break;
  }
  // Only what the application itself was refused may be missing: at most the moments around its
  // notifications, indications and writes without response.
  EXPECT_GT(whole, runs * 3 / 4);
}

TEST(Starved, the_central_at_each_packet_in_turn) { starve_at_every_packet(true); }
TEST(Starved, the_peripheral_at_each_packet_in_turn) { starve_at_every_packet(false); }

TEST(Starved, reassembly_without_memory_ends_the_link_and_leaves_nothing) {
  TwoDevices two(21);
  ASSERT_TRUE(two.connect());
  // A peer that begins PDUs and never ends them would hold all reassembly memory: two of the
  // longest fill a small host's, the next link's first fragment finds none.
  auto& peripheral = two.peripheral.host();
  const auto handle = two.peripheral.link();
  const OctetString begun{0x02,
                          static_cast<std::uint8_t>(handle.value),
                          static_cast<std::uint8_t>(0x20 | handle.value >> 8),
                          5,
                          0,
                          0x05,
                          0x02,
                          4,
                          0,
                          0x12};
  for (int i = 0; i < 100; ++i)
    peripheral.receive(two.world.now(), begun);
  EXPECT_EQ(peripheral.counters().acl_without_memory, 0u);  // each begins anew
  EXPECT_EQ(peripheral.counters().acl_out_of_sequence, 99u);
  two.peripheral.device.settle();
  two.expect_at_rest();
}

}  // namespace
}  // namespace westwind::testing
