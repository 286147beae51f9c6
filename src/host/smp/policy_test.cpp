// What an application may have a say in: whether to pair at all, with whom, and whether to keep it.
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

constexpr wire::hci::ConnHandle link{PairingSide::handle};

class PolicyTest : public PairingBench {
 protected:
  void pair() {
    (void)central.security().secure(link);
    settle();
  }
  void expect_no_encryption() {
    EXPECT_FALSE(central.worth().encrypted);
    EXPECT_FALSE(peripheral.worth().encrypted);
  }
};

TEST_F(PolicyTest, a_peer_that_begins_a_pairing_which_nothing_authenticates_waits_for_consent) {
  peripheral.policy().ask_consent = true;
  for (const bool secure : {true, false}) {
    secure_both([=](smp::SecurityPolicy& policy) { policy.secure_connections = secure; });
    peripheral.actions.clear();
    pair();
    ASSERT_EQ(peripheral.actions.size(), 1u) << secure;
    EXPECT_EQ(peripheral.actions[0].action, PasskeyAction::consent);
    EXPECT_TRUE(central.actions.empty());
    expect_no_encryption();
    EXPECT_TRUE(peripheral.security().answer(link, true));
    settle();
    expect_same_worth(false, secure, false);
    EXPECT_FALSE(peripheral.security().answer(link, true));  // nothing is asked any more
    disconnect();
    connect();
    forget_events();
  }
}

TEST_F(PolicyTest, consent_that_is_not_given_ends_the_pairing) {
  peripheral.policy().ask_consent = true;
  pair();
  EXPECT_TRUE(peripheral.security().answer(link, false));
  settle();
  EXPECT_EQ(central.failures, std::vector<Reason>{Reason::unspecified});
  EXPECT_EQ(peripheral.failures, std::vector<Reason>{Reason::unspecified});
  expect_no_encryption();
}

TEST_F(PolicyTest, who_begins_a_pairing_consents_to_it) {
  central.policy().ask_consent = true;
  pair();
  EXPECT_TRUE(central.actions.empty());
  expect_same_worth(false, true, false);
}

TEST_F(PolicyTest, who_compares_numbers_is_not_asked_twice) {
  secure_both([](smp::SecurityPolicy& policy) {
    policy.mitm = policy.ask_consent = true;
    policy.io_capability = IoCapability::display_yes_no;
  });
  honest_users();
  pair();
  ASSERT_EQ(peripheral.actions.size(), 1u);
  EXPECT_EQ(peripheral.actions[0].action, PasskeyAction::compare);
  expect_same_worth(true, true, false);
}

TEST_F(PolicyTest, nobody_consents_for_longer_than_thirty_seconds) {
  peripheral.policy().ask_consent = true;
  pair();
  pass(Duration::seconds(31));
  EXPECT_FALSE(central.failures.empty());
  EXPECT_FALSE(peripheral.failures.empty());
  expect_no_encryption();
}

TEST_F(PolicyTest, features_may_be_turned_down_on_both_sides) {
  std::vector<IoCapability> seen;
  const auto turn_down = [&](const wire::smp::PairingFeatures& features) {
    seen.push_back(features.io_capability);
    return std::optional(Reason::oob_not_available);
  };
  central.policy().io_capability = IoCapability::keyboard_only;
  peripheral.on_features = turn_down;
  pair();
  EXPECT_EQ(seen, std::vector<IoCapability>{IoCapability::keyboard_only});
  EXPECT_EQ(central.failures, std::vector<Reason>{Reason::oob_not_available});
  expect_no_encryption();
  forget_events();
  peripheral.on_features = nullptr;
  central.on_features = turn_down;
  pass(Duration::seconds(5));  // until another attempt is taken
  pair();
  EXPECT_EQ(seen.back(), IoCapability::no_input_no_output);
  EXPECT_EQ(peripheral.failures, std::vector<Reason>{Reason::oob_not_available});
  expect_no_encryption();
}

TEST_F(PolicyTest, legacy_pairing_alone_may_be_refused) {
  peripheral.policy().legacy_refused = true;
  central.policy().secure_connections = false;
  pair();
  EXPECT_EQ(central.failures, std::vector<Reason>{Reason::authentication_requirements});
  forget_events();
  central.policy().secure_connections = true;
  pass(Duration::seconds(5));
  pair();
  expect_same_worth(false, true, false);  // Just Works is not refused
}

TEST_F(PolicyTest, without_new_bonds_a_pairing_is_for_this_link) {
  secure_both([](smp::SecurityPolicy& policy) { policy.bonding = true; });
  peripheral.policy().new_bonds = false;
  pair();
  expect_same_worth(false, true, false);
  EXPECT_TRUE(central.bonds.bonds.empty() && peripheral.bonds.bonds.empty());
}

TEST_F(PolicyTest, without_new_bonds_those_there_are_serve_on) {
  secure_both([](smp::SecurityPolicy& policy) { policy.bonding = true; });
  pair();
  expect_same_worth(false, true, true);
  peripheral.policy().new_bonds = central.policy().new_bonds = false;
  disconnect();
  connect();
  forget_events();
  pair();
  expect_same_worth(false, true, true);
  EXPECT_TRUE(central.failures.empty());
}

}  // namespace
}  // namespace westwind::testing
