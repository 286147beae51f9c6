// What attackers and careless peers try, and what policy forbids. Vol 3 Part H 2.3; T24-T32.
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

using host::hci::ErrorCode;
using wire::smp::Code;
constexpr wire::hci::ConnHandle link{PairingSide::handle};

class SecurityTest : public PairingBench {
 protected:
  void with_bonds() {
    secure_both([](smp::SecurityPolicy& policy) { policy.bonding = true; });
  }
  void with_passkey() {
    secure_both([](smp::SecurityPolicy& policy) { policy.mitm = true; });
    central.policy().io_capability = IoCapability::keyboard_only;
    peripheral.policy().io_capability = IoCapability::display_only;
  }
  void pair() {
    (void)central.security().secure(link);
    settle();
  }
  void pair_again() {
    disconnect();
    connect();
    forget_events();
    pair();
  }
  /// Changes the first PDU with `code` on its way.
  void change(Code code, std::function<void(OctetString&)> how) {
    on_pdu = [code, how](PairingSide&, OctetString& pdu) {
      if (pdu[0] == static_cast<std::uint8_t>(code)) how(pdu);
      return true;
    };
  }
  void expect_failure(Reason reason) {
    settle();
    ASSERT_FALSE(central.failures.empty());
    EXPECT_EQ(central.failures.front(), reason);
    EXPECT_FALSE(central.worth().encrypted);
    EXPECT_FALSE(peripheral.worth().encrypted);
    EXPECT_TRUE(central.security().is_idle() && peripheral.security().is_idle());
  }
};

// SM/PER/KDU/BI-01-C
TEST_F(SecurityTest, T24_a_public_key_that_is_no_point_of_the_curve_is_refused) {
  change(Code::pairing_public_key, [](OctetString& pdu) { pdu[40] ^= 1; });
  pair();
  expect_failure(Reason::invalid_parameters);
}

TEST_F(SecurityTest, T24_our_own_public_key_thrown_back_is_refused) {
  OctetString sent;
  change(Code::pairing_public_key, [&](OctetString& pdu) {
    if (sent.empty())
      sent = pdu;
    else
      pdu = sent;
  });
  pair();
  expect_failure(Reason::invalid_parameters);
}

TEST_F(SecurityTest, T24_a_public_key_with_our_x_and_another_y_is_refused) {
  OctetString sent;
  change(Code::pairing_public_key, [&](OctetString& pdu) {
    if (sent.empty())
      sent = pdu;
    else
      std::copy(sent.begin() + 1, sent.begin() + 33, pdu.begin() + 1);
  });
  pair();
  expect_failure(Reason::invalid_parameters);
}

TEST_F(SecurityTest, the_debug_key_is_refused_unless_it_is_asked_for) {
  const auto debug = crypto::to_wire(crypto::debug_public_key);
  on_pdu = [&](PairingSide& from, OctetString& pdu) {
    if (pdu[0] == static_cast<std::uint8_t>(Code::pairing_public_key) && &from == &peripheral)
      std::copy(debug.begin(), debug.end(), pdu.begin() + 1);
    return true;
  };
  pair();
  expect_failure(Reason::invalid_parameters);
}

TEST_F(SecurityTest, T25_both_displays_show_the_same_number) {
  secure_both([](smp::SecurityPolicy& policy) {
    policy.mitm = true;
    policy.io_capability = IoCapability::display_yes_no;
  });
  pair();
  ASSERT_EQ(central.actions.size(), 1u);
  ASSERT_EQ(peripheral.actions.size(), 1u);
  EXPECT_EQ(central.actions[0].action, PasskeyAction::compare);
  EXPECT_EQ(central.actions[0].passkey, peripheral.actions[0].passkey);
  EXPECT_LE(central.actions[0].passkey, 999'999u);
  EXPECT_FALSE(central.worth().encrypted);
  ASSERT_TRUE(central.security().answer(link, true));
  settle();
  EXPECT_FALSE(central.worth().encrypted) << "only one user has agreed";
  ASSERT_TRUE(peripheral.security().answer(link, true));
  settle();
  expect_same_worth(true, true, false);
}

TEST_F(SecurityTest, numbers_that_differ_end_the_pairing) {
  secure_both([](smp::SecurityPolicy& policy) {
    policy.mitm = true;
    policy.io_capability = IoCapability::display_yes_no;
  });
  pair();
  ASSERT_TRUE(peripheral.security().answer(link, false));
  expect_failure(Reason::numeric_comparison_failed);
}

TEST_F(SecurityTest, T27_the_application_may_choose_the_passkey_that_is_shown) {
  with_passkey();
  peripheral.policy().display_waits = true;
  pair();
  EXPECT_EQ(peripheral.security().answer_passkey(link, 1'000'000).error(), Error::invalid_argument);
  ASSERT_TRUE(peripheral.security().answer_passkey(link, 42));
  ASSERT_TRUE(central.security().answer_passkey(link, 42));
  EXPECT_EQ(central.security().answer_passkey(link, 42).error(), Error::not_connected);
  settle();
  expect_same_worth(true, true, false);
}

// SM/PER/PKE/BI-03-C, SM/PER/SCPK/BI-03-C
TEST_F(SecurityTest, T32_a_wrong_passkey_fails_and_the_same_one_is_not_shown_again) {
  for (const bool secure : {true, false}) {
    with_passkey();
    secure_both([&](smp::SecurityPolicy& policy) { policy.secure_connections = secure; });
    peripheral.policy().display_waits = true;
    pair();
    ASSERT_TRUE(peripheral.security().answer_passkey(link, 42));
    ASSERT_TRUE(central.security().answer_passkey(link, 43));
    expect_failure(Reason::confirm_value_failed);
    pass(Duration::seconds(2));
    pair_again();
    EXPECT_EQ(peripheral.security().answer_passkey(link, 42).error(), Error::invalid_argument);
    ASSERT_TRUE(peripheral.security().answer_passkey(link, 44));
    ASSERT_TRUE(central.security().answer_passkey(link, 44));
    settle();
    expect_same_worth(true, secure, false);
    disconnect();
    connect();
    forget_events();
  }
}

TEST_F(SecurityTest, T32_each_failure_doubles_the_time_until_the_next_attempt) {
  with_passkey();
  int allowed_after = 1;
  for (int failures = 1; failures <= 4; ++failures, allowed_after *= 2) {
    pair();
    ASSERT_FALSE(peripheral.actions.empty()) << failures;
    const std::uint32_t shown = peripheral.actions.back().passkey;
    ASSERT_TRUE(central.security().answer_passkey(link, (shown + 1) % 1'000'000));
    expect_failure(Reason::confirm_value_failed);
    EXPECT_EQ(central.security().secure(link).error(), Error::busy);
    pass(Duration::milliseconds(allowed_after * 1000 - 100));
    EXPECT_EQ(central.security().secure(link).error(), Error::busy) << failures;
    pass(Duration::milliseconds(200));
    forget_events();
  }
}

TEST_F(SecurityTest, T32_a_peer_that_does_not_wait_is_told_repeated_attempts) {
  with_passkey();
  pair();
  ASSERT_TRUE(central.security().answer(link, false));
  settle();
  std::string answer;
  on_pdu = [&](PairingSide& from, OctetString& pdu) {
    if (&from == &peripheral) answer = hex(pdu);
    return true;
  };
  for (int i = 0; i < 50; ++i) {
    peripheral.controller.pdu(PairingSide::handle, wire::l2cap::security_channel,
                              octets("01 03 00 01 10 00 00"));
    settle();
    EXPECT_EQ(answer, "05 09");
  }
}

// SM/PER/EKS/BI-02-C
TEST_F(SecurityTest, T32_a_key_shorter_than_the_policy_allows_is_refused) {
  central.policy().max_key_size = 7;
  peripheral.policy().min_key_size = 16;
  pair();
  expect_failure(Reason::encryption_key_size);
}

// SM/PER/EKS/BV-02-C
TEST_F(SecurityTest, a_short_key_is_cut_on_both_sides) {
  for (const bool secure : {true, false}) {
    secure_both([&](smp::SecurityPolicy& policy) {
      policy.secure_connections = secure;
      policy.bonding = true;
    });
    central.policy().max_key_size = 7;
    pair();
    expect_same_worth(false, secure, true, 7);
    pair_again();
    expect_same_worth(false, secure, true, 7);
    for (const auto& [name, bond] : central.bonds.bonds)
      for (std::size_t i = 7; i < 16; ++i)
        EXPECT_EQ(bond.peer_key.value[i], 0);
    disconnect();
    central.bonds.bonds.clear();
    peripheral.bonds.bonds.clear();
    connect();
    forget_events();
  }
}

TEST_F(SecurityTest, T32_secure_connections_only_refuses_legacy_and_unauthenticated_pairing) {
  peripheral.policy().secure_connections_only = true;
  central.policy().secure_connections = false;
  pair();
  expect_failure(Reason::authentication_requirements);
  forget_events();
  central.policy().secure_connections = true;
  pair();
  expect_failure(Reason::authentication_requirements);
}

TEST_F(SecurityTest, T32_a_bond_is_not_replaced_by_a_weaker_one) {
  with_bonds();
  with_passkey();
  honest_users();
  pair();
  expect_same_worth(true, true, true);
  const auto before = octets_of(peripheral.bonds.bonds.begin()->second);
  disconnect();
  connect();
  forget_events();
  central.bonds.bonds.clear();  // another device with its address
  central.policy().io_capability = IoCapability::no_input_no_output;
  central.policy().mitm = false;
  pair();
  expect_failure(Reason::authentication_requirements);
  EXPECT_EQ(octets_of(peripheral.bonds.bonds.begin()->second), before);
}

TEST_F(SecurityTest, T32_an_unauthenticated_bond_is_replaced_only_where_policy_says_so) {
  with_bonds();
  pair();
  expect_same_worth(false, true, true);
  disconnect();
  connect();
  forget_events();
  central.bonds.bonds.clear();
  pair();
  expect_failure(Reason::authentication_requirements);
  forget_events();
  peripheral.policy().unauthenticated_overwrite = true;
  pair();
  expect_same_worth(false, true, true);
}

TEST_F(SecurityTest, T30_a_peer_that_was_unpaired_pairs_anew) {
  with_bonds();
  pair();
  EXPECT_TRUE(peripheral.security().unpair(central.address));
  EXPECT_TRUE(central.security().unpair(peripheral.address));
  EXPECT_FALSE(central.security().unpair(peripheral.address));
  EXPECT_FALSE(central.link()->security.bonded);
  EXPECT_TRUE(central.bonds.bonds.empty() && peripheral.bonds.bonds.empty());
  pdus = 0;
  pair_again();
  expect_same_worth(false, true, true);
  EXPECT_GT(pdus, 5);
}

TEST_F(SecurityTest, T31_a_key_that_the_peer_has_lost_is_told_and_the_bond_stays) {
  with_bonds();
  pair();
  peripheral.bonds.bonds.clear();
  pair_again();
  EXPECT_EQ(central.changes, std::vector<ErrorCode>{ErrorCode::pin_or_key_missing});
  EXPECT_FALSE(central.worth().encrypted);
  EXPECT_EQ(central.bonds.bonds.size(), 1u);
}

TEST_F(SecurityTest, T32_a_bonded_peer_counts_as_secure_only_once_it_is_encrypted) {
  with_bonds();
  pair();
  disconnect();
  connect();
  EXPECT_FALSE(central.worth().encrypted || central.worth().bonded);
  EXPECT_FALSE(peripheral.worth().encrypted || peripheral.worth().bonded);
}

TEST_F(SecurityTest, a_store_that_keeps_nothing_makes_a_pairing_without_a_bond) {
  with_bonds();
  peripheral.bonds.refuses = true;
  pair();
  EXPECT_TRUE(peripheral.worth().encrypted);
  EXPECT_FALSE(peripheral.worth().bonded);
  EXPECT_TRUE(central.worth().bonded);
}

// SM/PER/KDU/BV-08-C, SM/CEN/KDU/BV-10-C
TEST_F(SecurityTest, identity_keys_go_over_and_are_kept) {
  with_bonds();
  pair();
  ASSERT_TRUE(central.bonds.irk && peripheral.bonds.irk);
  EXPECT_EQ(central.bonds.bonds.begin()->second.peer_irk, *peripheral.bonds.irk);
  EXPECT_EQ(peripheral.bonds.bonds.begin()->second.peer_irk, *central.bonds.irk);
  EXPECT_EQ(central.bonds.bonds.begin()->second.peer, peripheral.address);
}

TEST_F(SecurityTest, every_pdu_that_is_cut_short_twice_or_another_ends_the_pairing_and_no_more) {
  with_bonds();
  honest_users();
  for (const bool secure : {true, false}) {
    secure_both([&](smp::SecurityPolicy& policy) { policy.secure_connections = secure; });
    for (int at = 1; at < 20; ++at)
      for (int kind = 0; kind < 4; ++kind) {
        disconnect();
        central.bonds.bonds.clear();
        peripheral.bonds.bonds.clear();
        connect();
        pdus = 0;
        on_pdu = [&](PairingSide& from, OctetString& pdu) {
          if (pdus != at) return true;
          PairingSide& to = &from == &central ? peripheral : central;
          if (kind == 0) pdu.pop_back();
          if (kind == 1) pdu[0] = static_cast<std::uint8_t>(1 + (pdu[0] + at) % 14);
          if (kind == 2) pdu.push_back(0);
          if (kind == 3) to.controller.pdu(PairingSide::handle, wire::l2cap::security_channel, pdu);
          return true;
        };
        (void)central.security().secure(link);
        pass(Duration::seconds(31));
        on_pdu = nullptr;
        EXPECT_TRUE(central.security().is_idle() && peripheral.security().is_idle())
            << at << " " << kind;
        pass(Duration::seconds(200));  // no back-off is left
      }
  }
}

TEST_F(SecurityTest, a_controller_that_wants_no_key_of_ours_is_answered_no) {
  peripheral.controller.commands.clear();
  peripheral.controller.le_event(
      wire::hci::LeLongTermKeyRequest{{PairingSide::handle}, {1}, 0x1234});
  settle();
  EXPECT_EQ(peripheral.controller.count(wire::hci::LeLongTermKeyRequestNegativeReply::opcode), 1u);
}

TEST_F(SecurityTest, encryption_that_nobody_started_is_not_believed) {
  central.controller.event(wire::hci::EncryptionChange::code,
                           octets_of(wire::hci::EncryptionChange{ErrorCode::success, link, 1}));
  settle();
  EXPECT_FALSE(central.worth().encrypted);
  EXPECT_TRUE(central.changes.empty());
}

}  // namespace
}  // namespace westwind::testing
