// Pairing and encrypted links between whole devices on the air. Vol 3 Part H, Vol 6 Part B 5.1.3.
#include "tests/sim/secured.hpp"

namespace westwind::testing {
namespace {

class SecureLink : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  SecureLink() : two(GetParam()) {
    central.join(two.central);
    peripheral.join(two.peripheral);
  }
  bool pair() {
    const int before = central.changes + peripheral.changes;
    EXPECT_TRUE(two.central.host().security().secure(two.central.link()));
    return two.until([&] { return central.changes + peripheral.changes == before + 2; });
  }
  /// A long value goes over and comes back whole.
  void expect_conversation() {
    host::gatt::Read read{two.central.app, {0x15}};
    two.take_logs();
    ASSERT_TRUE(two.run_procedure(read));
    EXPECT_EQ(two.central.app.take_log(), "read 0015 [" + hex(counting(22)) + "]; end ok");
  }
  Secured central, peripheral;
  TwoDevices two;
};

TEST_P(SecureLink, pairs_talks_and_is_encrypted_from_the_bond_the_next_time) {
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(pair());
  for (const Secured* side : {&central, &peripheral}) {
    EXPECT_TRUE(side->worth.encrypted && side->worth.bonded && side->worth.secure_connections);
    EXPECT_EQ(side->changes, 1);
  }
  expect_conversation();
  ASSERT_TRUE(two.disconnect_all());
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(pair());
  EXPECT_TRUE(central.worth.encrypted && peripheral.worth.encrypted);
  EXPECT_EQ(central.failures + peripheral.failures, 0);
  expect_conversation();
  two.expect_at_rest();
}

TEST_P(SecureLink, what_needs_encryption_is_given_only_when_there_is) {
  ASSERT_TRUE(two.connect());
  two.peripheral.services.store.values[0x1a] = octets("07");
  two.take_logs();
  host::gatt::Read read{two.central.app, {0x1a}};
  ASSERT_TRUE(two.run_procedure(read));
  EXPECT_EQ(two.central.app.take_log().substr(0, 12), "end error 05");
  ASSERT_TRUE(pair());
  two.take_logs();
  ASSERT_TRUE(two.run_procedure(read));
  EXPECT_EQ(two.central.app.take_log(), "read 001a [07]; end ok");
  two.expect_at_rest();
}

TEST_P(SecureLink, legacy_pairing_and_numeric_comparison_work_too) {
  ASSERT_TRUE(two.connect());
  two.central.host().security().policy().secure_connections = false;
  ASSERT_TRUE(pair());
  EXPECT_TRUE(central.worth.encrypted && !central.worth.secure_connections);
  expect_conversation();
  ASSERT_TRUE(two.disconnect_all());
  for (Side* side : {&two.central, &two.peripheral}) {
    auto& policy = side->host().security().policy();
    policy.secure_connections = policy.mitm = true;
    policy.io_capability = IoCapability::display_yes_no;
  }
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(pair());
  EXPECT_TRUE(central.worth.authenticated && peripheral.worth.authenticated);
  EXPECT_EQ(central.shown, peripheral.shown);
  expect_conversation();
  two.expect_at_rest();
}

TEST_P(SecureLink, an_encrypted_link_is_encrypted_anew_by_a_better_pairing) {
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(pair());
  for (Side* side : {&two.central, &two.peripheral}) {
    auto& policy = side->host().security().policy();
    policy.mitm = policy.mitm_required = true;
    policy.io_capability = IoCapability::display_yes_no;
  }
  ASSERT_TRUE(pair());
  EXPECT_TRUE(central.worth.authenticated && peripheral.worth.authenticated);
  expect_conversation();
  two.expect_at_rest();
}

TEST_P(SecureLink, a_key_that_is_missing_is_told) {
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(pair());
  ASSERT_TRUE(two.disconnect_all());
  peripheral.bonds.bonds.clear();
  ASSERT_TRUE(two.connect());
  EXPECT_TRUE(two.central.host().security().secure(two.central.link()));
  ASSERT_TRUE(two.until([&] { return central.changes == 2; }));
  EXPECT_EQ(central.last, host::hci::ErrorCode::pin_or_key_missing);
  EXPECT_FALSE(central.worth.encrypted);
  expect_conversation();
  two.expect_at_rest();
}

TEST_P(SecureLink, pairs_where_one_packet_in_four_is_lost) {
  ASSERT_TRUE(two.connect());
  two.medium.faults().knobs.everywhere.loss_ppm = 250'000;
  ASSERT_TRUE(pair());
  EXPECT_TRUE(central.worth.encrypted && peripheral.worth.encrypted);
  expect_conversation();
  two.expect_at_rest();
}

TEST_P(SecureLink, a_link_cut_at_any_hci_packet_of_a_pairing_leaves_nothing) {
  for (std::size_t cut = 1;; ++cut) {
    ASSERT_TRUE(two.connect());
    const std::size_t begin = two.central.packets.size();
    bool done = false;
    two.central.on_hci = [&](std::size_t count, HciTap::Direction) {
      if (count == begin + cut) {
        done = true;
        (void)two.peripheral.host().connections().disconnect(two.peripheral.link());
      }
      return true;
    };
    const int before = central.changes;
    (void)two.central.host().security().secure(two.central.link());
    two.until([&] { return two.central.app.open_links.empty() || central.changes > before; },
              Duration::seconds(60));
    two.central.on_hci = nullptr;
    two.expect_at_rest();
    EXPECT_TRUE(two.central.host().security().is_idle()) << cut;
    EXPECT_TRUE(two.peripheral.host().security().is_idle()) << cut;
    central.bonds.bonds.clear();
    peripheral.bonds.bonds.clear();
    if (!done) break;
    ASSERT_LT(cut, 500u);
  }
}

// The curve is the controller's on one side, on the other, on both.
TEST_P(SecureLink, pairs_by_the_controllers_curve) {
  host::hci::ControllerP256 of_central(two.central.host().hci());
  host::hci::ControllerP256 of_peripheral(two.peripheral.host().hci());
  EXPECT_TRUE(of_central.is_supported() && of_peripheral.is_supported());
  for (const int sides : {1, 2, 3}) {
    if ((sides & 1) != 0) two.central.host().security().set_p256(&of_central);
    if ((sides & 2) != 0) two.peripheral.host().security().set_p256(&of_peripheral);
    for (Side* side : {&two.central, &two.peripheral}) {
      auto& policy = side->host().security().policy();
      policy.mitm = true;
      policy.io_capability = IoCapability::display_yes_no;
    }
    ASSERT_TRUE(two.connect());
    ASSERT_TRUE(pair());
    EXPECT_TRUE(central.worth.secure_connections && central.worth.authenticated);
    EXPECT_EQ(central.shown, peripheral.shown);
    expect_conversation();
    ASSERT_TRUE(two.disconnect_all());
    central.bonds.bonds.clear();
    peripheral.bonds.bonds.clear();
  }
  EXPECT_EQ(central.failures + peripheral.failures, 0);
  two.expect_at_rest();
  two.central.host().security().set_p256(nullptr);
  two.peripheral.host().security().set_p256(nullptr);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SecureLink, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace westwind::testing
