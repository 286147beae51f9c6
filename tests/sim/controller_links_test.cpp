// Many links on one controller, both roles at once, and everything else going on beside them.
#include "controllers_fixture.hpp"

namespace westwind::sim {
namespace {

/// One central and many peripherals, all connected one after another.
struct Star : Air {
  Star(std::size_t count, std::uint16_t interval, std::uint64_t seed = 3) : Air(seed) {
    controller::Config config;
    config.acl_buffers = 40;
    config.links = static_cast<std::uint8_t>(count);
    centre = &add("centre", config);
    for (std::size_t i = 0; i < count; ++i) {
      controller::Config leaf;
      leaf.public_address = Address{{static_cast<std::uint8_t>(i), 1, 2, 3, 4, 0xc5}};
      leaves.push_back(&add("leaf", leaf, static_cast<double>(i % 5)));
      advertise(*leaves.back());
      centre->command(connection_to(address_of(*leaves.back()), interval, 0, 400));
      const bool done = run_until([&] {
        const auto complete = centre->take<hci::LeConnectionComplete>();
        if (complete) handles.push_back(complete->event.handle.value);
        return complete.has_value();
      });
      EXPECT_TRUE(done) << "link " << i;
      run(ms(1));
      const auto complete = leaves.back()->take<hci::LeConnectionComplete>();
      leaf_handles.push_back(complete ? complete->event.handle.value.value()
                                      : std::uint16_t{0xffff});
    }
  }
  std::size_t disconnections() {
    std::size_t count = 0;
    while (centre->take<hci::DisconnectionComplete>())
      ++count;
    for (RawHost* leaf : leaves)
      while (leaf->take<hci::DisconnectionComplete>())
        ++count;
    return count;
  }
  RawHost* centre;
  std::vector<RawHost*> leaves;
  std::vector<std::uint16_t> handles;
  std::vector<std::uint16_t> leaf_handles;
};

struct controller_links : testing::TestWithParam<std::uint16_t> {};

TEST_P(controller_links, twenty_on_one_central_all_carry_data_and_none_is_lost) {
  Star star(20, GetParam());
  ASSERT_EQ(star.handles.size(), 20u);
  star.run(Duration::seconds(5));
  EXPECT_EQ(star.disconnections(), 0u);
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 0; i < 20; ++i)
      star.centre->send_acl(star.handles[i], pattern(100, static_cast<unsigned>(i)));
  for (std::size_t i = 0; i < 20; ++i)
    star.leaves[i]->send_acl(star.leaf_handles[i], pattern(100, static_cast<unsigned>(i)));
  star.run(Duration::seconds(4));
  EXPECT_EQ(star.centre->completed(), 40u);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(star.leaves[i]->acl_stream(star.leaf_handles[i]).size(), 200u) << "link " << i;
    EXPECT_EQ(star.centre->acl_stream(star.handles[i]), pattern(100, static_cast<unsigned>(i)))
        << "link " << i;
  }
  EXPECT_EQ(star.disconnections(), 0u);
}

// 50 ms leaves each of them 2.5 ms; in 10 ms they cannot all have their turn and must take turns.
INSTANTIATE_TEST_SUITE_P(interval_1250us, controller_links, testing::Values(8, 24, 40, 80));

TEST(controller_links, a_full_controller_says_so) {
  Star star(2, 40);
  const DeviceAddress peer{AddressType::public_device, Address{{9, 9, 9, 9, 9, 9}}};
  EXPECT_EQ(star.centre->send(connection_to(peer)).status, ErrorCode::connection_limit_exceeded);
}

TEST(controller_links, links_with_intervals_of_their_own_share_the_radio) {
  Air air(11);
  controller::Config config;
  RawHost& centre = air.add("centre", config);
  std::vector<std::uint16_t> handles;
  const std::uint16_t intervals[] = {6, 7, 9, 11, 13, 40, 101, 400};
  for (const std::uint16_t interval : intervals) {
    RawHost& leaf = air.add("leaf");
    advertise(leaf);
    centre.command(connection_to(air.address_of(leaf), interval, 0, 600));
    ASSERT_TRUE(air.run_until([&] {
      const auto complete = centre.take<hci::LeConnectionComplete>();
      if (complete) handles.push_back(complete->event.handle.value);
      return complete.has_value();
    }));
  }
  for (int second = 0; second < 20; ++second) {
    for (std::size_t i = 0; i < handles.size(); ++i)
      centre.send_acl(handles[i], pattern(27));
    air.run(Duration::seconds(1));
  }
  EXPECT_EQ(centre.completed(), 20u * handles.size());
  EXPECT_FALSE(centre.take<hci::DisconnectionComplete>());
}

TEST(controller_links, T9_four_links_in_both_roles_while_scanning_and_advertising) {
  Air air(5);
  RawHost& middle = air.add("middle");
  RawHost* others[] = {&air.add("a"), &air.add("b"), &air.add("c"), &air.add("d")};
  std::vector<std::uint16_t> handles;
  const auto wait = [&] {
    return air.run_until([&] {
      const auto complete = middle.take<hci::LeConnectionComplete>();
      if (complete) handles.push_back(complete->event.handle.value);
      return complete.has_value();
    });
  };
  for (int i = 0; i < 2; ++i) {  // central of two
    advertise(*others[i]);
    middle.command(connection_to(air.address_of(*others[i]), 24));
    ASSERT_TRUE(wait());
  }
  for (int i = 2; i < 4; ++i) {  // peripheral of two
    advertise(middle);
    others[i]->command(connection_to(air.address_of(middle), 24));
    ASSERT_TRUE(wait());
  }
  RawHost& observer = air.add("observer");
  observer.command(hci::LeSetScanParameters{0, 0x10, 0x10, AddressType::public_device, 0});
  observer.command(hci::LeSetScanEnable{1, 0});
  RawHost& beacon = air.add("beacon");
  advertise(beacon, advertising_parameters(hci::AdvertisingType::non_connectable_undirected, 160));
  advertise(middle, advertising_parameters(hci::AdvertisingType::non_connectable_undirected, 160));
  middle.command(hci::LeSetScanParameters{0, 0x10, 0x10, AddressType::public_device, 0});
  middle.command(hci::LeSetScanEnable{1, 0});
  air.run(Duration::seconds(10));
  EXPECT_FALSE(middle.take<hci::DisconnectionComplete>());
  int from_beacon = 0, from_middle = 0;
  while (middle.take<hci::LeAdvertisingReport>())
    ++from_beacon;
  while (const auto report = observer.take<hci::LeAdvertisingReport>())
    from_middle += report->tail[2] == air.address_of(middle).address.octets[0];
  EXPECT_GT(from_beacon, 60);  // of about 95
  EXPECT_GT(from_middle, 80);
  for (const std::uint16_t handle : handles)
    middle.send_acl(handle, pattern(50));
  air.run(ms(500));
  EXPECT_EQ(middle.completed(), 4u);
}

TEST(controller_links, an_advertiser_beside_a_busy_link_still_gets_its_turn) {
  Pair pair;
  ASSERT_TRUE(pair.connect(6));
  RawHost& observer = pair.add("observer");
  observer.command(hci::LeSetScanParameters{0, 0x10, 0x10, AddressType::public_device, 0});
  observer.command(hci::LeSetScanEnable{1, 0});
  advertise(pair.central,
            advertising_parameters(hci::AdvertisingType::non_connectable_undirected, 160));
  std::size_t at = pair.peripheral.completed();
  for (int i = 0; i < 2000; ++i) {  // keep the link full
    while (at - pair.peripheral.completed() < 8) {
      pair.peripheral.send_acl(pair.p_handle, pattern(251));
      ++at;
    }
    pair.run(ms(5));
  }
  int reports = 0;
  while (observer.take<hci::LeAdvertisingReport>())
    ++reports;
  EXPECT_GT(reports, 60);
  EXPECT_FALSE(pair.central.take<hci::DisconnectionComplete>());
}

}  // namespace
}  // namespace westwind::sim
