// Devices that change their addresses, on the air: who knows whom, and who does not. Vol 3 Part C
// 10.7, 10.8.2.
#include "gap/accept_list.hpp"
#include "gap/resolving_list.hpp"
#include "tests/sim/secured.hpp"

namespace westwind::testing {
namespace {

using host::gap::AddressMode;
using host::gap::AdvertisingReport;
using host::gap::ResolvingList;
using wire::Address;

/// Keeps the addresses of what it hears.
class Observer final : public host::gap::ScannerListener {
 public:
  explicit Observer(Side& side) { side.host().scanner().set_listener(*this); }
  void on_report(const AdvertisingReport& report) override {
    device = report.device;
    on_air = report.on_air;
    ++reports;
  }
  void on_scan_ended(host::hci::ErrorCode) override { ++ends; }
  wire::DeviceAddress device, on_air;
  int reports = 0, ends = 0;
};

class PrivateLink : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  PrivateLink() : two(GetParam()) {
    central.join(two.central);
    peripheral.join(two.peripheral);
    for (Side* side : {&two.central, &two.peripheral})
      EXPECT_TRUE(side->host().identity().set_mode(AddressMode::resolvable_private));
    // The peripheral's is known to nobody yet.
    EXPECT_TRUE(two.until([&] { return on_air().is_resolvable_private(); }));
  }
  Address on_air() { return two.peripheral.host().identity().on_air().address; }
  const host::hci::Link& link_of(Side& side) {
    return *side.host().connections().find(side.link());
  }
  bool first_connection() {
    EXPECT_TRUE(
        two.peripheral.host().advertiser().start({.interval_min = ms(20), .interval_max = ms(20)}));
    EXPECT_TRUE(
        two.central.host().initiator().connect(two.peripheral.host().identity().on_air(), {}));
    return two.until([&] { return two.central.app.connected && two.peripheral.app.connected; });
  }
  bool secure() {
    const int before = central.changes + peripheral.changes;
    EXPECT_TRUE(two.central.host().security().secure(two.central.link()));
    return two.until([&] { return central.changes + peripheral.changes == before + 2; });
  }
  /// Bonded, and the link is gone.
  void bond() {
    ASSERT_TRUE(first_connection());
    EXPECT_TRUE(link_of(two.central).own_on_air.address.is_resolvable_private());
    ASSERT_TRUE(secure());
    EXPECT_TRUE(central.worth.bonded && peripheral.worth.bonded);
    EXPECT_EQ(link_of(two.central).peer, two.peripheral.device.address());
    EXPECT_EQ(link_of(two.peripheral).peer, two.central.device.address());
    ASSERT_TRUE(two.disconnect_all());
  }
  void expect_link_from_the_bond() {
    ASSERT_TRUE(secure());
    EXPECT_TRUE(central.worth.encrypted && central.worth.bonded && peripheral.worth.bonded);
    EXPECT_EQ(link_of(two.central).peer, two.peripheral.device.address());
    EXPECT_EQ(link_of(two.peripheral).peer, two.central.device.address());
    EXPECT_EQ(central.failures + peripheral.failures, 0);
  }
  Secured central, peripheral;
  TwoDevices two;
};

TEST_P(PrivateLink, T31_bonds_outlive_the_rotation_of_both_addresses) {
  bond();
  for (int turn = 0; turn < 3; ++turn) {
    const Address before = on_air();
    two.run(Duration::seconds(15 * 60));
    ASSERT_FALSE(on_air() == before);
    ASSERT_TRUE(two.connect());
    EXPECT_EQ(link_of(two.central).peer_on_air.address, on_air());
    expect_link_from_the_bond();
    ASSERT_TRUE(two.disconnect_all());
  }
  EXPECT_EQ(central.bonds.bonds.size(), 1u);
  EXPECT_EQ(peripheral.bonds.bonds.size(), 1u);
  two.expect_at_rest();
}

TEST_P(PrivateLink, GAP_DISC_RPA_BV_01_C_scans_name_the_bonded_peer_and_nobody_else) {
  Side& stranger = two.add("stranger");
  ASSERT_TRUE(two.all_ready());
  bond();
  two.peripheral.host().identity().set_private_interval(Duration::seconds(5));
  ASSERT_TRUE(two.peripheral.host().identity().set_mode(AddressMode::resolvable_private));
  Observer knows(two.central), sees(stranger);
  ASSERT_TRUE(two.peripheral.host().advertiser().start({}));
  ASSERT_TRUE(two.central.host().scanner().start({}));
  ASSERT_TRUE(stranger.host().scanner().start({}));
  ASSERT_TRUE(two.until([&] { return knows.reports > 2 && sees.reports > 2; }));
  EXPECT_EQ(knows.device, two.peripheral.device.address());
  EXPECT_EQ(knows.on_air.address, on_air());
  EXPECT_EQ(sees.device.address, on_air());
  // It changes while it is seen: nobody's scan or advertising ends.
  const Address before = on_air();
  two.run(Duration::seconds(6));
  knows.reports = sees.reports = 0;
  ASSERT_TRUE(two.until([&] { return knows.reports > 2 && sees.reports > 2; }));
  EXPECT_EQ(knows.device, two.peripheral.device.address());
  EXPECT_FALSE(sees.device.address == before);
  EXPECT_EQ(knows.ends + sees.ends, 0);
  EXPECT_TRUE(two.peripheral.host().advertiser().is_wanted());
  two.peripheral.host().advertiser().stop();
  two.central.host().scanner().stop();
  stranger.host().scanner().stop();
  ASSERT_TRUE(two.until([&] { return knows.ends == 1 && sees.ends == 1; }));
  two.expect_at_rest();
}

TEST_P(PrivateLink, an_identity_of_old_is_found_and_one_that_goes_private_meanwhile_too) {
  bond();
  // No private address this time: the bond still holds.
  ASSERT_TRUE(two.peripheral.host().identity().set_mode(AddressMode::public_device));
  ASSERT_TRUE(two.connect());
  expect_link_from_the_bond();
  ASSERT_TRUE(two.disconnect_all());
  // It is on the air under another address each second, and the central takes its time.
  host::gap::ConnectOptions options;
  options.timeout = Duration::zero();
  options.scan_interval = ms(500);
  two.peripheral.host().identity().set_private_interval(Duration::seconds(1));
  ASSERT_TRUE(two.peripheral.host().identity().set_mode(AddressMode::resolvable_private));
  ASSERT_TRUE(two.connect(options) || two.until([&] { return !two.central.app.open_links.empty(); },
                                                Duration::seconds(300)));
  two.peripheral.host().identity().set_private_interval(Duration::seconds(900));
  expect_link_from_the_bond();
  two.expect_at_rest();
}

TEST_P(PrivateLink, a_link_keeps_its_address_when_the_device_takes_another) {
  ASSERT_TRUE(first_connection());
  const Address before = on_air();
  for (Side* side : {&two.central, &two.peripheral})
    ASSERT_TRUE(side->host().identity().set_mode(AddressMode::non_resolvable_private));
  ASSERT_TRUE(two.until([&] { return !(on_air() == before); }));
  // Pairing is over the addresses of the link: it fails if one side takes the new one.
  ASSERT_TRUE(secure());
  EXPECT_TRUE(central.worth.encrypted && peripheral.worth.encrypted);
  EXPECT_EQ(link_of(two.peripheral).own_on_air.address, before);
  two.expect_at_rest();
}

TEST_P(PrivateLink, a_private_peer_is_found_where_one_packet_in_three_is_lost) {
  bond();
  two.medium.faults().knobs.everywhere.loss_ppm = 333'000;
  ASSERT_TRUE(two.peripheral.host().identity().set_mode(AddressMode::resolvable_private));
  host::gap::ConnectOptions options;
  options.timeout = Duration::seconds(60);
  const int before = two.central.app.connected;
  ASSERT_TRUE(
      two.peripheral.host().advertiser().start({.interval_min = ms(20), .interval_max = ms(20)}));
  ASSERT_TRUE(two.central.host().initiator().connect(two.peripheral.device.address(), options));
  ASSERT_TRUE(two.until([&] { return two.central.app.connected > before; }, Duration::seconds(61)));
  EXPECT_EQ(link_of(two.central).peer, two.peripheral.device.address());
  two.expect_at_rest();
}

INSTANTIATE_TEST_SUITE_P(Seeds, PrivateLink, ::testing::Values(1, 2, 3));

// ---- the controller's resolving list

class ListedLink : public PrivateLink {
 protected:
  /// Bonded, and the central's controller knows the peer.
  void bond_and_list() {
    bond();
    ASSERT_TRUE(two.until([&] { return list.count() == 1 && list.is_settled(); }));
  }
  std::array<wire::DeviceAddress, 4> memory;
  std::array<wire::DeviceAddress, 1> room_for_one;
  ResolvingList list{two.central.host().hci(), two.central.host().security(),
                     two.central.host().identity(), memory};
};

TEST_P(ListedLink, the_controller_finds_a_peer_that_rotates_without_a_search) {
  bond_and_list();
  for (int turn = 0; turn < 3; ++turn) {
    const Address before = on_air();
    two.run(Duration::seconds(15 * 60));
    ASSERT_FALSE(on_air() == before);
    two.central.packets.clear();
    ASSERT_TRUE(two.connect());
    EXPECT_EQ(link_of(two.central).peer, two.peripheral.device.address());
    EXPECT_EQ(link_of(two.central).peer_on_air.address, on_air());
    for (const Side::Packet& packet : two.central.packets)
      EXPECT_FALSE(packet.octets.size() > 3 && packet.octets[0] == 1 && packet.octets[1] == 0x0c &&
                   packet.octets[2] == 0x20)
          << "LE Set Scan Enable";
    expect_link_from_the_bond();
    ASSERT_TRUE(two.disconnect_all());
  }
  two.expect_at_rest();
}

TEST_P(ListedLink, scans_and_accept_lists_go_by_identities) {
  bond_and_list();
  Observer knows(two.central);
  host::gap::AcceptList accepted(two.central.host().hci());
  ASSERT_TRUE(accepted.add(two.peripheral.device.address()));
  ASSERT_TRUE(
      two.peripheral.host().advertiser().start({.interval_min = ms(20), .interval_max = ms(20)}));
  ASSERT_TRUE(two.central.host().scanner().start({.filter_policy = 1}));
  ASSERT_TRUE(two.until([&] { return knows.reports > 2; }));
  EXPECT_EQ(knows.device, two.peripheral.device.address());
  two.central.host().scanner().stop();
  ASSERT_TRUE(two.until([&] { return knows.ends == 1; }));
  const int before = two.central.app.connected;
  host::gap::ConnectOptions options;
  options.accept_list = true;
  ASSERT_TRUE(two.central.host().initiator().connect({}, options));
  ASSERT_TRUE(two.until([&] { return two.central.app.connected > before; }));
  EXPECT_EQ(link_of(two.central).peer_on_air.address, on_air());
  expect_link_from_the_bond();
  two.expect_at_rest();
}

TEST_P(ListedLink, peers_beside_the_list_are_known_all_the_same) {
  Side& third = two.add("third");
  Secured at_third;
  at_third.join(third);
  ASSERT_TRUE(two.all_ready());
  ASSERT_TRUE(third.host().identity().set_mode(AddressMode::resolvable_private));
  // Room for one only.
  ResolvingList small{third.host().hci(), third.host().security(), third.host().identity(),
                      std::span(room_for_one)};
  Side& fourth = two.add("fourth");
  Secured at_fourth;
  at_fourth.join(fourth);
  ASSERT_TRUE(two.all_ready());
  for (Side* peer : {&two.peripheral, &fourth}) {
    ASSERT_TRUE(peer->host().identity().set_mode(AddressMode::resolvable_private));
    two.run(ms(100));
    ASSERT_TRUE(peer->host().advertiser().start({}));
    ASSERT_TRUE(third.host().initiator().connect(peer->host().identity().on_air(), {}));
    ASSERT_TRUE(two.until([&] { return third.app.connected > third.app.disconnected; }));
    const int before = at_third.changes;
    ASSERT_TRUE(third.host().security().secure(third.link()));
    ASSERT_TRUE(
        two.until([&] { return at_third.changes > before && peer->host().security().is_idle(); }));
    ASSERT_TRUE(two.disconnect_all());
  }
  ASSERT_EQ(at_third.bonds.bonds.size(), 2u);
  ASSERT_TRUE(two.until([&] { return small.is_settled(); }));
  EXPECT_EQ(small.count(), 1u);
  for (Side* peer : {&two.peripheral, &fourth}) {
    ASSERT_TRUE(peer->host().identity().set_mode(AddressMode::resolvable_private));
    two.run(ms(100));
    ASSERT_TRUE(two.DeviceWorld::connect(third, *peer));
    EXPECT_EQ(third.host().connections().find(third.link())->peer, peer->device.address());
    ASSERT_TRUE(two.disconnect_all());
  }
  two.expect_at_rest();
}

INSTANTIATE_TEST_SUITE_P(Seeds, ListedLink, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace westwind::testing
