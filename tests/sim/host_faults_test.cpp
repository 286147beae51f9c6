// A conversation that is cut at every place, by either host, by the air, by lost packets: each time
// all pools are full again, both sides were told once, and every operation that was started has
// ended (T8).
#include <gtest/gtest.h>

#include "conversation.hpp"

namespace westwind::testing {
namespace {

void expect_clean_end(TwoDevices& two, const Conversation& conversation) {
  two.expect_at_rest();
  EXPECT_EQ(two.central.app.procedures_ended, conversation.started());
}

TEST(Cut, conversation_without_faults_runs_to_its_end) {
  TwoDevices two;
  Conversation conversation(two);
  EXPECT_TRUE(conversation.run());
  expect_clean_end(two, conversation);
}

/// Disconnects from one side at its `nth` HCI packet.
class DisconnectAt {
 public:
  DisconnectAt(TwoDevices& two, Side& side, std::size_t nth) : two_(two), side_(side) {
    start_ = side.packets.size();
    side.on_hci = [this, nth](std::size_t count, HciTap::Direction) {
      if (count - start_ == nth)
        two_.world.schedule_in(Duration::zero(), air::World::Action::to<&DisconnectAt::cut>(this));
      return true;
    };
  }

 private:
  void cut() {
    side_.host().initiator().cancel();
    for (const auto handle : side_.app.open_links)
      (void)side_.host().connections().disconnect(handle);
    side_.device.settle();
  }
  TwoDevices& two_;
  Side& side_;
  std::size_t start_;
};

void disconnect_at_every_packet(bool by_central) {
  for (std::size_t nth = 1;; ++nth) {
    ASSERT_LT(nth, 1000u) << "a run should have passed untouched by now";
    TwoDevices two(nth);
    Conversation conversation(two);
    const DisconnectAt cut(two, by_central ? two.central : two.peripheral, nth);
    const bool untouched = conversation.run();
    expect_clean_end(two, conversation);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "disconnected at HCI packet " << nth;
    if (untouched) return;
  }
}
TEST(Cut, central_disconnects_at_every_hci_packet) { disconnect_at_every_packet(true); }
TEST(Cut, peripheral_disconnects_at_every_hci_packet) { disconnect_at_every_packet(false); }

/// Takes a station off the air from the `nth` transmission on.
class CutAir final : public air::AirObserver {
 public:
  CutAir(TwoDevices& two, std::size_t nth) : two_(two), left_(nth) { two.medium.observe(*this); }
  ~CutAir() { two_.medium.stop_observing(*this); }
  void on_transmission(const air::Transmission&) override {
    if (left_ > 0 && --left_ == 0) two_.peripheral.device.controller().station().set_cut_off(true);
  }
  bool has_cut() const { return left_ == 0; }

 private:
  TwoDevices& two_;
  std::size_t left_;
};

TEST(Cut, peripheral_vanishes_from_the_air_at_every_pdu) {
  for (std::size_t nth = 1;; ++nth) {
    ASSERT_LT(nth, 1000u) << "a run should have passed untouched by now";
    TwoDevices two(nth);
    Conversation conversation(two);
    bool untouched = false;
    {
      const CutAir cut(two, nth);
      untouched = conversation.run();
      if (cut.has_cut()) {
        // Both notice by themselves: supervision timeout, or the attempt's own.
        EXPECT_TRUE(two.until(
            [&] {
              return two.central.app.open_links.empty() && two.peripheral.app.open_links.empty();
            },
            Duration::seconds(10)));
      }
      two.peripheral.device.controller().station().set_cut_off(false);
    }
    expect_clean_end(two, conversation);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "cut at PDU " << nth;
    if (untouched) return;
  }
}

TEST(Loss, conversation_survives_lost_and_broken_packets) {
  for (const std::uint32_t percent : {5u, 10u, 20u, 30u, 40u, 50u}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      TwoDevices two(seed);
      Conversation conversation(two);
      auto& everywhere = two.medium.faults().knobs.everywhere;
      // The link is established on a clean air (six events without an answer end it, whatever its
      // timeout), so that what is tested is what flows over it.
      two.central.app.react = [&](const std::string& line) {
        if (!line.starts_with("mtu")) return;
        everywhere.loss_ppm = percent * 5'000;
        everywhere.corruption_ppm = percent * 5'000;
      };
      const bool whole = conversation.run();
      // Up to 30 % the link lives and so must all that runs over it; beyond, it may end by
      // supervision timeout.
      if (percent <= 30) {
        EXPECT_TRUE(whole) << percent << " %, seed " << seed;
      }
      everywhere = {};
      expect_clean_end(two, conversation);
    }
  }
}

TEST(Loss, notifications_arrive_complete_and_in_order_over_a_bad_link) {
  TwoDevices two(7);
  ASSERT_TRUE(two.connect());
  two.take_logs();
  two.medium.faults().knobs.everywhere.loss_ppm = 200'000;
  std::uint16_t sent = 0;
  while (two.central.app.log.size() < 500) {
    for (const auto& side : two.sides)
      side->device.settle();
    const std::uint8_t value[] = {static_cast<std::uint8_t>(sent),
                                  static_cast<std::uint8_t>(sent >> 8)};
    if (sent < 500 && two.peripheral.host().server().notify(two.peripheral.link(), {0x0c}, value))
      ++sent;
    ASSERT_TRUE(two.world.run_one());
    ASSERT_EQ(two.central.app.disconnected, 0);
  }
  for (std::uint16_t i = 0; i < 500; ++i) {
    const std::uint8_t value[] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)};
    ASSERT_EQ(two.central.app.log[i], "notification 000c [" + hex(value) + "]");
  }
  two.medium.faults().knobs.everywhere = {};
  two.expect_at_rest();
}

/// Memory for a host with very little of it.
template <std::uint16_t octets>
struct Tight {
  static constexpr host::Limits limits{.links = 2,
                                       .commands = 4,
                                       .transmit_octets = octets,
                                       .receive_octets = 720,
                                       .max_mtu = 256,
                                       .subscriptions = 4};
  host::Storage<limits> storage;
  host::Memory memory = storage.memory();
};

TEST(Memory, conversation_runs_in_the_least_memory_that_storage_allows) {
  Tight<1008> small_central, small_peripheral;
  DeviceConfig c = device_config("central", 1), p = device_config("peripheral", 2);
  c.memory = &small_central.memory;
  p.memory = &small_peripheral.memory;
  c.controller.acl_buffers = p.controller.acl_buffers = 1;
  c.controller.acl_data_length = p.controller.acl_data_length = 27;
  TwoDevices two(3, c, p);
  Conversation conversation(two);
  EXPECT_TRUE(conversation.run());
  expect_clean_end(two, conversation);
}

TEST(Memory, flood_of_notifications_is_refused_told_of_relief_once_and_starves_no_answer) {  // T21,
                                                                                             // T22
  Tight<1008> small;
  DeviceConfig p = device_config("peripheral", 2);
  p.memory = &small.memory;
  TwoDevices two(4, device_config("central", 1), p);
  ASSERT_TRUE(two.connect());
  two.take_logs();
  auto& server = two.peripheral.host().server();
  std::size_t accepted = 0;
  while (server.notify(two.peripheral.link(), {0x0c}, counting(20)))
    ++accepted;
  EXPECT_GT(accepted, 2u);
  two.peripheral.app.writables = 0;
  host::gatt::Read read(two.central.app, {0x0c});
  EXPECT_TRUE(two.run_procedure(read));
  EXPECT_EQ(two.peripheral.app.writables, 1);
  EXPECT_EQ(two.central.app.log.size(), accepted + 2);
  EXPECT_TRUE(server.notify(two.peripheral.link(), {0x0c}, counting(20)));
  two.run(ms(200));
  two.expect_at_rest();
}

TEST(Hci, controller_that_stops_answering_is_told_as_a_fault_with_all_links_ended) {  // T44
  TwoDevices two;
  ASSERT_TRUE(two.connect());
  two.take_logs();
  two.central.on_hci = [](std::size_t, HciTap::Direction) { return false; };
  EXPECT_TRUE(two.central.host().scanner().start({}));
  ASSERT_TRUE(two.until([&] { return two.central.host().state() == host::hci::State::failed; }));
  const std::string log = two.central.app.take_log();
  EXPECT_NE(log.find("disconnected"), std::string::npos);
  EXPECT_NE(log.find("fault 1"), std::string::npos);
  EXPECT_TRUE(two.central.app.open_links.empty());
  EXPECT_TRUE(two.central.host().memory_all_free());
  // The next host begins by resetting the controller; the peer then hears nothing any more.
  two.central.device.controller().reset();
  EXPECT_TRUE(
      two.until([&] { return two.peripheral.app.open_links.empty(); }, Duration::seconds(40)));
}

TEST(LifeCycle, thousand_hosts_start_in_a_state_and_leave_nothing) {  // T42
  air::World world(9);
  air::Medium medium(world);
  Application app;
  for (int i = 0; i < 1000; ++i) {
    sim::Device device(world, medium, device_config("device", 1), app);
    device.start();
    const Instant end = world.now() + Duration::microseconds(i % 37 * 100);
    bool begun = false;
    while (world.next_event_time() <= end && world.run_one()) {
      if (begun || !device.host().is_ready()) continue;
      begun = true;
      (void)device.host().advertiser().start({});
      (void)device.host().scanner().start({});
      device.settle();
    }
    world.run_until(end);
  }
  EXPECT_TRUE(world.next_event_time().is_never())
      << "something of a destroyed device is still scheduled";
}

}  // namespace
}  // namespace westwind::testing
