// Many at once: links in both roles, busy scans, the same world twice.
#include <gtest/gtest.h>

#include "conversation.hpp"

namespace westwind::testing {
namespace {

TEST(ManyLinks, six_links_in_both_roles_share_the_air_fairly) {  // T9, T1
  DeviceWorld world(11);
  Side& middle = world.add("middle");
  std::vector<Side*> others;
  for (int i = 0; i < 6; ++i)
    others.push_back(&world.add("device" + std::to_string(i)));
  ASSERT_TRUE(world.all_ready());
  for (const auto& side : world.sides)
    ASSERT_TRUE(side->services.add_to(side->host().server()));
  for (std::size_t i = 0; i < others.size(); ++i)
    ASSERT_TRUE(i % 2 == 0 ? world.connect(middle, *others[i]) : world.connect(*others[i], middle))
        << i;
  ASSERT_EQ(middle.app.open_links.size(), 6u);
  for (const auto& side : world.sides)
    side->app.log.clear();

  // The middle notifies everybody as fast as memory allows; nobody may be left behind.
  const Instant end = world.world.now() + Duration::seconds(5);
  while (world.world.now() < end) {
    for (const auto& side : world.sides)
      side->device.settle();
    for (const auto handle : middle.app.open_links)
      (void)middle.host().server().notify(handle, {0x0c}, counting(20));
    ASSERT_TRUE(world.world.run_one());
  }
  world.run(Duration::seconds(3));
  std::size_t least = SIZE_MAX, most = 0;
  for (const Side* side : others) {
    least = std::min(least, side->app.log.size());
    most = std::max(most, side->app.log.size());
  }
  EXPECT_GT(least, 100u);
  EXPECT_LT(most, least * 2);
  // The first link goes, the others keep their names.
  const auto kept = middle.app.open_links.back();
  EXPECT_TRUE(middle.host().connections().disconnect(middle.app.open_links.front()));
  world.run(ms(500));
  EXPECT_EQ(middle.app.open_links.size(), 5u);
  EXPECT_EQ(middle.app.open_links.back(), kept);
  EXPECT_TRUE(middle.host().server().notify(kept, {0x0c}, counting(3)));
  world.expect_at_rest();
}

TEST(ManyLinks, both_sides_are_clients_of_each_other_at_once) {
  TwoDevices two(12);
  ASSERT_TRUE(two.central.services.add_to(two.central.host().server()));
  ASSERT_TRUE(two.connect());
  two.take_logs();
  host::gatt::DiscoverCharacteristics a(two.central.app, {1, 0xffff}, std::nullopt);
  host::gatt::DiscoverCharacteristics b(two.peripheral.app, {1, 0xffff}, std::nullopt);
  EXPECT_TRUE(two.central.host().client().start(two.central.link(), a));
  EXPECT_TRUE(two.peripheral.host().client().start(two.peripheral.link(), b));
  ASSERT_TRUE(two.until([&] {
    return two.central.app.procedures_ended == 1 && two.peripheral.app.procedures_ended == 1;
  }));
  EXPECT_EQ(two.central.app.log, two.peripheral.app.log);
  EXPECT_EQ(two.central.app.log.size(), 11u);
  two.expect_at_rest();
}

TEST(BusyAir, every_report_the_controller_gives_reaches_the_application) {  // T38
  DeviceWorld world(13);
  Side& scanner = world.add("scanner");
  for (int i = 0; i < 50; ++i)
    world.add("advertiser" + std::to_string(i));
  ASSERT_TRUE(world.all_ready());
  for (std::size_t i = 1; i < world.sides.size(); ++i) {
    const auto interval = ms(20 + static_cast<int>(i) * 19);
    EXPECT_TRUE(world.sides[i]->host().advertiser().start(
        {.interval_min = interval, .interval_max = interval}));
  }
  scanner.app.log.clear();
  const std::size_t first = scanner.packets.size();
  EXPECT_TRUE(scanner.host().scanner().start(
      {.active = true, .interval = ms(100), .window = ms(100), .duration = Duration::seconds(5)}));
  ASSERT_TRUE(world.until([&] { return scanner.app.scans_ended == 1; }));
  std::size_t given = 0;
  for (std::size_t i = first; i < scanner.packets.size(); ++i) {
    const auto& octets = scanner.packets[i].octets;
    given +=
        octets.size() > 4 && octets[0] == 4 && octets[1] == 0x3e && octets[3] == 2 ? octets[4] : 0u;
  }
  std::size_t told = 0;
  std::map<std::string, int> devices;
  for (const std::string& line : scanner.app.log)
    if (line.starts_with("report")) {
      ++told;
      ++devices[line.substr(9, 17)];
    }
  EXPECT_EQ(told, given);
  EXPECT_GT(given, 500u);
  EXPECT_EQ(devices.size(), 50u);
  for (const auto& side : world.sides)
    side->host().advertiser().stop();
  world.expect_at_rest();
}

TEST(Timing, each_att_round_trip_takes_no_more_than_two_connection_events) {  // T23
  TwoDevices two(14);
  ASSERT_TRUE(two.connect());
  two.run(ms(300));              // data length is agreed
  const auto interval = ms(50);  // of what is asked for, controllers take the longest
  const Instant start = two.world.now();
  host::gatt::Read read(two.central.app, {0x0c});
  const std::size_t before = two.central.packets.size();
  EXPECT_TRUE(two.central.host().client().start(two.central.link(), read));
  EXPECT_EQ(two.central.packets.size(), before + 1) << "the request leaves within the call";
  EXPECT_EQ(two.central.packets.back().at, start);
  ASSERT_TRUE(two.until([&] { return two.central.app.procedures_ended == 1; }));
  // The request goes at the next event, the answer at the one behind it: an interval apart.
  EXPECT_LE(two.world.now() - start, interval * 2 + ms(1));
  host::gatt::DiscoverServices services(two.central.app, std::nullopt);
  const Instant again = two.world.now();
  ASSERT_TRUE(two.run_procedure(services));
  // Four requests: two of services in 16 bits, one in 128, one for the end.
  EXPECT_LE(two.world.now() - again, interval * 8 + ms(1));
  two.expect_at_rest();
}

TEST(Determinism, one_seed_gives_one_capture_byte_for_byte) {
  const auto capture_of = [](std::uint64_t seed) {
    TwoDevices two(seed);
    two.medium.faults().knobs.everywhere.loss_ppm = 100'000;
    Conversation conversation(two);
    EXPECT_TRUE(conversation.run());
    two.medium.faults().knobs.everywhere = {};
    two.expect_at_rest();
    two.capture.flush();
    return OctetString(two.sink.octets().begin(), two.sink.octets().end());
  };
  const OctetString first = capture_of(5);
  EXPECT_GT(first.size(), 5000u);
  EXPECT_TRUE(first == capture_of(5));
  EXPECT_FALSE(first == capture_of(6));
}

}  // namespace
}  // namespace westwind::testing
