// Pairing between two of our hosts, in every model. Vol 3 Part H 2.3; T24-T32.
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

using host::hci::ErrorCode;
using wire::hci::ConnHandle;
constexpr ConnHandle link{PairingSide::handle};

struct Model {
  const char* name;
  IoCapability central;
  IoCapability peripheral;
  bool secure;
  bool bonding;
  bool authenticated;
};

class EveryModel : public PairingBench, public ::testing::WithParamInterface<Model> {
 protected:
  void prepare() {
    secure_both([&](smp::SecurityPolicy& policy) {
      policy.secure_connections = GetParam().secure;
      policy.bonding = GetParam().bonding;
      policy.mitm = true;
    });
    central.policy().io_capability = GetParam().central;
    peripheral.policy().io_capability = GetParam().peripheral;
    honest_users();
  }
};

// SM/CEN/JW/BV-01-C, SM/PER/JW/BV-02-C, SM/CEN/PKE/BV-01-C, SM/PER/PKE/BV-02-C,
// SM/CEN/SCJW/BV-01-C, SM/PER/SCJW/BV-02-C, SM/CEN/SCPK/BV-01-C, SM/PER/SCPK/BV-02-C
TEST_P(EveryModel, gives_both_sides_the_same_security) {
  prepare();
  ASSERT_TRUE(central.security().secure(link));
  settle();
  expect_same_worth(GetParam().authenticated, GetParam().secure, GetParam().bonding);
  EXPECT_EQ(central.bonds.bonds.size(), GetParam().bonding ? 1u : 0u);
  EXPECT_EQ(peripheral.bonds.bonds.size(), GetParam().bonding ? 1u : 0u);
}

// SM/PER/PIS/BV-01-C, SM/CEN/PIS/BV-02-C
TEST_P(EveryModel, may_be_asked_for_by_the_peripheral) {
  prepare();
  ASSERT_TRUE(peripheral.security().secure(link));
  settle();
  expect_same_worth(GetParam().authenticated, GetParam().secure, GetParam().bonding);
}

TEST_P(EveryModel, the_next_connection_needs_a_pairing_only_without_a_bond) {
  prepare();
  ASSERT_TRUE(central.security().secure(link));
  settle();
  disconnect();
  connect();
  EXPECT_FALSE(central.worth().encrypted);
  forget_events();
  pdus = 0;
  ASSERT_TRUE(central.security().secure(link));
  settle();
  expect_same_worth(GetParam().authenticated, GetParam().secure, GetParam().bonding);
  EXPECT_EQ(pdus == 0, GetParam().bonding);
}

TEST_P(EveryModel, a_link_lost_at_any_pdu_leaves_nothing_behind) {
  prepare();
  ASSERT_TRUE(central.security().secure(link));
  settle();
  const int all = pdus;
  ASSERT_GT(all, 3);
  for (int last = 1; last < all; ++last) {
    disconnect();
    central.bonds.bonds.clear();
    peripheral.bonds.bonds.clear();
    connect();
    forget_events();
    pdus = 0;
    on_pdu = [&](PairingSide&, OctetString&) { return pdus < last; };
    ASSERT_TRUE(central.security().secure(link));
    settle();
    on_pdu = nullptr;
    EXPECT_TRUE(central.security().is_pairing(link) || peripheral.security().is_pairing(link))
        << last;
    disconnect();
    EXPECT_TRUE(central.security().is_idle()) << last;
    EXPECT_TRUE(peripheral.security().is_idle()) << last;
  }
}

// SM/CEN/PROT/BV-01-C, SM/PER/PROT/BV-02-C
TEST_P(EveryModel, a_peer_that_falls_silent_times_out_and_is_heard_no_more) {
  prepare();
  ASSERT_TRUE(central.security().secure(link));
  settle();
  const int all = pdus;
  for (int last = 1; last < all; ++last) {
    disconnect();
    central.bonds.bonds.clear();
    peripheral.bonds.bonds.clear();
    connect();
    forget_events();
    pdus = 0;
    on_pdu = [&](PairingSide&, OctetString&) { return pdus < last; };
    ASSERT_TRUE(central.security().secure(link));
    pass(Duration::seconds(31));
    on_pdu = nullptr;
    EXPECT_FALSE(central.security().is_pairing(link) || peripheral.security().is_pairing(link));
    // Whoever had not ended by then is told, and takes no further PDU on this link. 3.4.
    const bool central_done = central.worth().encrypted && central.failures.empty();
    const bool peripheral_started = !peripheral.changes.empty();
    EXPECT_EQ(central.failures.size(), central_done ? 0u : 1u) << last;
    EXPECT_EQ(peripheral.failures.size(), peripheral_started ? 1u : 0u) << last;
    EXPECT_EQ(central.changes.size(), 1u) << last;
    if (!central_done) {
      EXPECT_EQ(central.security().secure(link).error(), Error::busy) << last;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Pairing, EveryModel,
    ::testing::Values(Model{"secure_just_works", IoCapability::no_input_no_output,
                            IoCapability::no_input_no_output, true, true, false},
                      Model{"secure_just_works_unbonded", IoCapability::display_only,
                            IoCapability::display_only, true, false, false},
                      Model{"secure_comparison", IoCapability::display_yes_no,
                            IoCapability::keyboard_display, true, true, true},
                      Model{"secure_central_displays", IoCapability::display_only,
                            IoCapability::keyboard_only, true, true, true},
                      Model{"secure_peripheral_displays", IoCapability::keyboard_only,
                            IoCapability::display_yes_no, true, true, true},
                      Model{"secure_both_enter", IoCapability::keyboard_only,
                            IoCapability::keyboard_only, true, false, true},
                      Model{"legacy_just_works", IoCapability::no_input_no_output,
                            IoCapability::keyboard_display, false, true, false},
                      Model{"legacy_central_displays", IoCapability::display_yes_no,
                            IoCapability::keyboard_only, false, true, true},
                      Model{"legacy_peripheral_displays", IoCapability::keyboard_display,
                            IoCapability::display_only, false, true, true},
                      Model{"legacy_both_enter", IoCapability::keyboard_only,
                            IoCapability::keyboard_only, false, true, true}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace westwind::testing
