// Keeping the controller's resolving list as the bonds are, whatever runs and whatever it answers.
#include "gap/resolving_list.hpp"

#include "tests/support/host_bench.hpp"
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::gap::ResolvingList;
using wire::AddressType;
using wire::DeviceAddress;
using Addresses = std::vector<DeviceAddress>;

DeviceAddress device(std::uint8_t number) { return {AddressType::public_device, {{number}}}; }

class ResolvingListTest : public HostBench {
 protected:
  ResolvingListTest() {
    controller.le_features = feature_bit(LeFeature::ll_privacy);
    controller.supported_commands[39] = 0x04;
  }
  void bond(std::uint8_t number, bool with_key = true) {
    smp::Bond bond;
    bond.peer = device(number);
    bond.peer_irk = {number};
    if (with_key) bond.flags = smp::Bond::has_peer_irk;
    bonds.save(bond);
  }
  void begin(std::size_t room = 4) {
    listed.resize(room);
    host().security().set_bond_store(&bonds);
    list.emplace(host().hci(), host().security(), host().identity(), listed);
    host().start(now);
    pump();
    ASSERT_TRUE(host().is_ready());
    pump();
  }
  /// As when a pairing has ended with a bond.
  void bonds_changed() {
    host().security().set_bond_store(&bonds);
    pass(Duration::zero());
  }
  void expect_left_alone() {
    bond(1);
    begin();
    EXPECT_TRUE(list->is_settled());
    EXPECT_FALSE(list->resolves(device(1)));
    EXPECT_FALSE(host().identity().is_changing());
    bond(2);
    bonds_changed();
    pass(Duration::seconds(2));
    EXPECT_EQ(controller.count(LeClearResolvingList::opcode), 1u);
  }
  MemoryBonds bonds;
  Addresses listed;
  std::optional<ResolvingList> list;
};

TEST_F(ResolvingListTest, holds_the_bonded_peers_that_have_keys) {
  bond(1);
  bond(2, false);
  bond(3);
  begin();
  EXPECT_EQ(controller.resolving_list, (Addresses{device(1), device(3)}));
  EXPECT_TRUE(controller.resolves);
  EXPECT_TRUE(list->is_settled());
  EXPECT_EQ(list->count(), 2u);
  EXPECT_TRUE(list->resolves(device(3)));
  EXPECT_FALSE(list->resolves(device(2)));
  // They may show themselves as they are, too. Our own key is nobody's business here.
  EXPECT_EQ(controller.count(LeSetPrivacyMode::opcode), 2u);
  EXPECT_EQ(controller.last(LeSetPrivacyMode::opcode)->parameters.back(), 1);
  // Type, address, the peer's key, ours.
  OctetString expected{0, 3, 0, 0, 0, 0, 0, 3};
  expected.resize(39);
  EXPECT_EQ(controller.last(LeAddDeviceToResolvingList::opcode)->parameters, expected);
  const auto& mask = controller.last(LeSetEventMask::opcode)->parameters;
  EXPECT_EQ(mask[1] >> 1 & 1, 1) << "LE Enhanced Connection Complete";
}

TEST_F(ResolvingListTest, older_controllers_are_spared_the_privacy_mode) {
  controller.supported_commands = {};
  bond(1);
  begin();
  EXPECT_TRUE(list->resolves(device(1)));
  EXPECT_EQ(controller.count(LeSetPrivacyMode::opcode), 0u);
}

TEST_F(ResolvingListTest, a_controller_without_one_is_left_alone) {
  controller.le_features = 0;
  bond(1);
  begin();
  EXPECT_EQ(controller.count(LeReadResolvingListSize::opcode), 0u);
  EXPECT_EQ(list->capacity(), 0u);
  EXPECT_TRUE(list->is_settled());
  EXPECT_FALSE(list->resolves(device(1)));
}

TEST_F(ResolvingListTest, a_list_of_no_size_is_none) {
  controller.resolving_list_size = 0;
  bond(1);
  begin();
  EXPECT_EQ(controller.count(LeAddDeviceToResolvingList::opcode), 0u);
  EXPECT_TRUE(list->is_settled());
}

TEST_F(ResolvingListTest, follows_the_bonds) {
  bond(1);
  begin();
  bond(2);
  bonds_changed();
  EXPECT_EQ(controller.resolving_list, (Addresses{device(1), device(2)}));
  ASSERT_TRUE(host().security().unpair(device(1)));
  pass(Duration::zero());
  EXPECT_EQ(controller.resolving_list, Addresses{device(2)});
  EXPECT_FALSE(list->resolves(device(1)));
  EXPECT_EQ(controller.count(LeSetAddressResolutionEnable::opcode), 1u);
}

TEST_F(ResolvingListTest, takes_as_many_as_there_is_room_for) {
  for (std::uint8_t i = 1; i <= 5; ++i)
    bond(i);
  begin(3);
  EXPECT_EQ(list->count(), 3u);
  EXPECT_FALSE(list->resolves(device(4)));
  EXPECT_TRUE(list->is_settled());
}

TEST_F(ResolvingListTest, believes_a_controller_that_takes_less_than_it_said) {
  controller.resolving_list_room = 1;
  bond(1);
  bond(2);
  begin();
  EXPECT_EQ(list->count(), 1u);
  EXPECT_EQ(list->capacity(), 1u);
  EXPECT_TRUE(controller.resolves);
  EXPECT_TRUE(list->is_settled());
}

TEST_F(ResolvingListTest, a_peer_that_is_refused_is_left_to_the_host) {
  controller.refuse(LeAddDeviceToResolvingList::opcode, ErrorCode::invalid_command_parameters);
  bond(1);
  bond(2);
  begin();
  EXPECT_FALSE(list->resolves(device(1)));
  EXPECT_TRUE(list->resolves(device(2)));
}

TEST_F(ResolvingListTest, advertising_and_scanning_pause_for_a_change_and_go_on) {
  begin();
  ASSERT_TRUE(host().advertiser().start({}));
  ASSERT_TRUE(scan());
  pump();
  ASSERT_TRUE(controller.advertising && controller.scanning);
  bond(1);
  bonds_changed();
  EXPECT_TRUE(list->resolves(device(1)));
  EXPECT_TRUE(controller.advertising && controller.scanning);
  EXPECT_EQ(controller.disallowed, 0);
  EXPECT_EQ(app.scans_ended, 0);
  bond(2);
  bonds_changed();
  EXPECT_TRUE(list->resolves(device(2)));
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(ResolvingListTest, a_connection_attempt_is_waited_for) {
  begin();
  ASSERT_TRUE(host().initiator().connect(device(9), {.timeout = Duration::zero()}));
  pump();
  ASSERT_TRUE(controller.creating);
  bond(1);
  bonds_changed();
  EXPECT_FALSE(list->is_settled());
  EXPECT_EQ(controller.count(LeAddDeviceToResolvingList::opcode), 0u);
  host().initiator().cancel();
  pass(Duration::zero());
  EXPECT_TRUE(list->resolves(device(1)));
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(ResolvingListTest, an_address_that_is_due_at_the_same_time_changes_as_well) {
  begin();
  ASSERT_TRUE(host().initiator().connect(device(9), {.timeout = Duration::zero()}));
  pump();
  bond(1);
  bonds_changed();
  ASSERT_TRUE(host().identity().set_mode(host::gap::AddressMode::static_random));
  host().initiator().cancel();
  pass(Duration::zero());
  EXPECT_TRUE(list->resolves(device(1)));
  EXPECT_EQ(host().identity().own_type(), AddressType::random_device);
  EXPECT_FALSE(host().identity().is_changing());
}

TEST_F(ResolvingListTest, something_else_in_the_controller_is_waited_for) {
  controller.refuse(LeSetAddressResolutionEnable::opcode, ErrorCode::command_disallowed, 2);
  bond(1);
  begin();
  EXPECT_FALSE(list->resolves(device(1)));
  EXPECT_FALSE(host().identity().is_changing());
  pass(Duration::milliseconds(2500));
  EXPECT_TRUE(list->resolves(device(1)));
  EXPECT_TRUE(list->is_settled());
}

TEST_F(ResolvingListTest, a_controller_that_refuses_to_clear_for_good_is_left_alone) {
  controller.refuse(LeClearResolvingList::opcode, ErrorCode::hardware_failure);
  expect_left_alone();
}

TEST_F(ResolvingListTest, a_controller_that_refuses_to_resolve_for_good_is_left_alone) {
  controller.refuse(LeSetAddressResolutionEnable::opcode, ErrorCode::hardware_failure);
  expect_left_alone();
}

TEST_F(ResolvingListTest, a_listed_peer_is_connected_to_without_a_search) {
  bond(1);
  begin();
  ASSERT_TRUE(host().initiator().connect(device(1), {.timeout = Duration::zero()}));
  pump();
  EXPECT_FALSE(controller.scanning);
  const auto* create = controller.last(LeCreateConnection::opcode);
  ASSERT_NE(create, nullptr);
  EXPECT_EQ(create->parameters[5], 2);  // public identity
  EXPECT_EQ(create->parameters[6], 1);
}

TEST_F(ResolvingListTest, reports_by_identity_are_reports_of_the_peer) {
  bond(1);
  begin();
  struct Observer final : host::gap::ScannerListener {
    void on_report(const host::gap::AdvertisingReport& report) override {
      seen.push_back(report.device);
    }
    void on_scan_ended(ErrorCode) override {}
    Addresses seen;
  } observer;
  host().scanner().set_listener(observer);
  ASSERT_TRUE(host().scanner().start({}));
  pump();
  controller.advertising_report(0, {AddressType::public_identity, {{1}}}, {}, -40);
  pump();
  EXPECT_EQ(observer.seen, Addresses{device(1)});
  host().scanner().stop();
  pump();
  host().scanner().set_listener(app);
}

}  // namespace
}  // namespace westwind::testing
