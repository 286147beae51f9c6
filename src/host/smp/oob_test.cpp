// Pairing with data that went another way, between two of our hosts. Vol 3 Part
// H 2.3.5.4, 2.3.5.6.4.
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

constexpr wire::hci::ConnHandle link{PairingSide::handle};

class OutOfBand : public PairingBench {
 protected:
  /// Makes a side's data; what it keeps of them.
  smp::OwnOob make(PairingSide& side) {
    EXPECT_TRUE(side.security().make_own_oob());
    settle();
    EXPECT_TRUE(side.own_oob);
    return side.own_oob.value_or(smp::OwnOob{});
  }
  static void give(smp::OobData& own, smp::OobData& other, const smp::OwnOob& made) {
    own.own_given = true;
    own.own_random = made.random;
    other.peer_received = true;
    other.peer_random = made.random;
    other.peer_confirm = made.confirm;
  }
  void pair() {
    central.security().set_oob(&at_central);
    peripheral.security().set_oob(&at_peripheral);
    EXPECT_TRUE(central.security().secure(link));
    settle();
  }
  void TearDown() override {
    PairingBench::TearDown();
    central.security().set_oob(nullptr);
    peripheral.security().set_oob(nullptr);
  }
  smp::OobData at_central, at_peripheral;
};

TEST_F(OutOfBand, SM_CEN_SCOB_BV_01_C_both_sides_have_the_others_data) {
  give(at_central, at_peripheral, make(central));
  give(at_peripheral, at_central, make(peripheral));
  pair();
  expect_same_worth(true, true, false);
  EXPECT_TRUE(central.actions.empty() && peripheral.actions.empty());
}

TEST_F(OutOfBand, SM_PER_SCOB_BV_02_C_one_direction_is_enough) {
  for (const bool of_central : {true, false}) {
    at_central = at_peripheral = {};
    if (of_central)
      give(at_central, at_peripheral, make(central));
    else
      give(at_peripheral, at_central, make(peripheral));
    pair();
    expect_same_worth(true, true, false);
    forget_events();
    disconnect();
    connect();
  }
}

TEST_F(OutOfBand, the_data_serve_until_others_are_made) {
  give(at_central, at_peripheral, make(central));
  for (int connections = 0; connections < 3; ++connections) {
    pair();
    expect_same_worth(true, true, false);
    forget_events();
    disconnect();
    connect();
  }
  const smp::OwnOob first = *central.own_oob;
  make(central);  // another key: what was given before does not vouch for it
  EXPECT_NE(first.confirm, central.own_oob->confirm);
  pair();
  EXPECT_FALSE(central.worth().encrypted);
}

TEST_F(OutOfBand, SM_PER_SCOB_BI_02_C_a_confirm_value_of_another_key_fails) {
  give(at_central, at_peripheral, make(central));
  at_peripheral.peer_confirm[0] ^= 1;
  pair();
  EXPECT_EQ(peripheral.failures, std::vector<Reason>{Reason::confirm_value_failed});
  EXPECT_FALSE(central.worth().encrypted);
}

TEST_F(OutOfBand, a_random_value_that_is_not_the_peers_fails) {
  give(at_central, at_peripheral, make(central));
  at_central.own_random[3] ^= 1;  // the peer was given another: its check is wrong for us
  pair();
  EXPECT_EQ(central.failures.size(), 1u);
  EXPECT_FALSE(central.worth().encrypted);
}

TEST_F(OutOfBand, SM_CEN_OOB_BV_01_C_legacy_pairing_takes_the_temporary_key) {
  secure_both([](smp::SecurityPolicy& policy) { policy.secure_connections = false; });
  for (smp::OobData* data : {&at_central, &at_peripheral}) {
    data->has_temporary_key = true;
    data->temporary_key.fill(0x5a);
  }
  pair();
  expect_same_worth(true, false, false);
}

TEST_F(OutOfBand, SM_PER_OOB_BI_02_C_legacy_keys_that_differ_fail) {
  secure_both([](smp::SecurityPolicy& policy) { policy.secure_connections = false; });
  at_central.has_temporary_key = at_peripheral.has_temporary_key = true;
  at_central.temporary_key.fill(1);
  pair();
  EXPECT_FALSE(central.worth().encrypted);
  EXPECT_EQ(central.failures, std::vector<Reason>{Reason::confirm_value_failed});
}

// SM/CEN/OOB/BV-09-C, SM/PER/OOB/BV-08-C
TEST_F(OutOfBand, legacy_pairing_with_one_sides_key_goes_on_without) {
  secure_both([](smp::SecurityPolicy& policy) { policy.secure_connections = false; });
  at_central.has_temporary_key = true;
  pair();
  expect_same_worth(false, false, false);
}

TEST_F(OutOfBand, data_are_not_made_while_a_pairing_runs) {
  on_pdu = [](PairingSide&, OctetString&) { return false; };
  EXPECT_TRUE(central.security().secure(link));
  const Status status = central.security().make_own_oob();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::busy);
  on_pdu = nullptr;
}

}  // namespace
}  // namespace westwind::testing
