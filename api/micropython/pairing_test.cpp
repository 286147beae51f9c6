// Pairing and secrets as scripts see them. T26, T28, T29.
#include "api/micropython/secrets.hpp"
#include "base/random.hpp"
#include "tests/support/micropython_board.hpp"

namespace westwind::micropython {
namespace {

using host::smp::Bond;
using Lines = std::vector<std::string>;

class Pairing : public FakeBoard {
 protected:
  void start(const westwind_security_t& wanted) {
    ASSERT_EQ(westwind_set_security(&wanted), WESTWIND_OK);
    ASSERT_EQ(switch_on(), WESTWIND_OK);
    poll();
    connect();
    controller.pdus.clear();
  }
  std::string smp(std::string_view pdu) {
    controller.pdus.clear();
    controller.pdu(connection, wire::l2cap::security_channel, testing::octets(pdu));
    poll();
    std::string all;
    for (const auto& sent : controller.pdus)
      all += (all.empty() ? "" : " / ") + testing::hex(sent.payload);
    return all;
  }
};

TEST_F(Pairing, T26_settings_are_told_to_the_peer_as_the_script_gave_them) {
  for (std::uint8_t io = 0; io < 5; ++io) {
    start({.bond = false, .mitm = true, .le_secure = false, .io_capability = io});
    const std::string response = smp("01 03 00 01 10 00 00");
    EXPECT_EQ(response.substr(0, 11), "02 0" + std::to_string(io) + " 00 04");
    westwind_deinit();
  }
  const westwind_security_t wrong{
      .bond = false, .mitm = false, .le_secure = false, .io_capability = 5};
  EXPECT_EQ(westwind_set_security(&wrong), WESTWIND_INVALID_ARGUMENT);
}

TEST_F(Pairing, settings_work_at_run_time) {
  start({.bond = false, .mitm = false, .le_secure = false, .io_capability = 3});
  const westwind_security_t other{
      .bond = true, .mitm = false, .le_secure = true, .io_capability = 4};
  ASSERT_EQ(westwind_set_security(&other), WESTWIND_OK);
  EXPECT_EQ(smp("01 03 00 09 10 03 03").substr(0, 20), "02 04 00 09 10 03 03");
}

TEST_F(Pairing, a_peripheral_asks_the_central_to_pair) {
  start({.bond = true, .mitm = true, .le_secure = true, .io_capability = 3});
  EXPECT_EQ(westwind_pair(connection), WESTWIND_OK);
  ASSERT_EQ(controller.pdus.size(), 1u);
  EXPECT_EQ(testing::hex(controller.pdus[0].payload), "0b 0d");
  EXPECT_EQ(westwind_pair(7), WESTWIND_NOT_CONNECTED);
}

TEST_F(Pairing, T27_the_script_chooses_what_is_displayed) {
  start({.bond = false, .mitm = true, .le_secure = false, .io_capability = 0});
  smp("01 02 00 04 10 00 00");  // the peer has a keyboard
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].substr(0, 12), "passkey 64 3");
  EXPECT_EQ(westwind_passkey(connection, 3, -1), WESTWIND_INVALID_ARGUMENT);
  EXPECT_EQ(westwind_passkey(connection, 3, 1000000), WESTWIND_INVALID_ARGUMENT);
  EXPECT_EQ(westwind_passkey(connection, 9, 1), WESTWIND_INVALID_ARGUMENT);
  EXPECT_EQ(smp("03 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"), "")
      << "waits for the script";
  controller.pdus.clear();
  EXPECT_EQ(westwind_passkey(connection, 3, 123456), WESTWIND_OK);
  ASSERT_EQ(controller.pdus.size(), 1u);
  EXPECT_EQ(controller.pdus[0].payload[0], 0x03);
}

TEST_F(Pairing, a_pairing_that_fails_is_an_update_without_encryption) {
  start({.bond = false, .mitm = true, .le_secure = false, .io_capability = 0});
  smp("01 02 00 04 10 00 00");
  events.clear();
  smp("05 08");
  EXPECT_EQ(events, Lines{"encryption 64 0 0 0 0"});
}

TEST_F(Pairing, T29_no_secret_is_asked_for_before_it_is_needed) {
  start({.bond = false, .mitm = false, .le_secure = true, .io_capability = 3});
  EXPECT_EQ(secrets_asked, 0);
  controller.le_event(wire::hci::LeLongTermKeyRequest{{connection}, {}, 0});
  poll();
  EXPECT_GT(secrets_asked, 0);
}

TEST_F(Pairing, T29_with_bonding_the_bond_of_a_peer_is_asked_for_when_it_connects) {
  start({.bond = true, .mitm = false, .le_secure = true, .io_capability = 3});
  EXPECT_EQ(secrets_asked, 1);
}

TEST_F(Pairing, bonds_are_kept_as_secrets_of_our_own_type) {
  Secrets store;
  Bond bond;
  bond.peer = {wire::AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}};
  bond.key_size = 16;
  bond.peer_key.value[0] = 0x55;
  EXPECT_TRUE(store.save(bond));
  ASSERT_EQ(secrets.size(), 1u);
  EXPECT_EQ(secrets.begin()->first.first, 0x57);
  EXPECT_EQ(testing::hex(secrets.begin()->first.second), "01 01 02 03 04 05 c6");
  Bond found;
  ASSERT_TRUE(store.load(bond.peer, found));
  EXPECT_EQ(octets_of(found), octets_of(bond));
  ASSERT_TRUE(store.load(std::size_t{0}, found));
  EXPECT_FALSE(store.load(std::size_t{1}, found));
  auto& value = secrets.begin()->second;
  value[0] = 9;
  EXPECT_FALSE(store.load(bond.peer, found)) << "of another version";
  value[0] = 1;
  value.push_back(0);
  EXPECT_FALSE(store.load(bond.peer, found)) << "of another size";
  store.remove(bond.peer);
  EXPECT_TRUE(secrets.empty());
  keeps_secrets = false;
  EXPECT_FALSE(store.save(bond));
}

TEST_F(Pairing, a_bond_of_another_version_does_not_hide_those_behind_it) {
  Secrets store;
  for (std::uint8_t number = 1; number <= 4; ++number) {
    Bond bond;
    bond.peer.address.octets[0] = number;
    ASSERT_TRUE(store.save(bond));
  }
  auto at = secrets.begin();
  at->second[0] = 9;                    // the first
  std::next(at, 2)->second.resize(50);  // and the third
  Bond found;
  std::vector<int> numbers;
  for (std::size_t i = 0; store.load(i, found); ++i)
    numbers.push_back(found.peer.address.octets[0]);
  EXPECT_EQ(numbers, (std::vector{2, 4}));
}

TEST_F(Pairing, whatever_a_script_hands_out_as_secrets_nothing_breaks) {
  Random random(7);
  start({.bond = true, .mitm = false, .le_secure = true, .io_capability = 3});
  for (int run = 0; run < 300; ++run) {
    secrets.clear();
    for (std::uint64_t left = random.next() % 6; left > 0; --left) {
      testing::OctetString key(random.next() % 9), value(random.next() % 150);
      if (random.next() % 2 == 0) value.resize(sizeof(Bond));
      for (auto* octets : {&key, &value})
        for (auto& octet : *octets)
          octet = static_cast<std::uint8_t>(random.next());
      if (!value.empty() && random.next() % 2 == 0) value[0] = Bond::current_version;
      if (random.next() % 2 == 0) key.assign(7, 0), key[0] = 1;
      secrets[{static_cast<int>(0x56 + random.next() % 4), key}] = value;
    }
    connect();
    // A bonded peer wants encryption, pairs anew, and asks what it was subscribed to.
    controller.le_event(wire::hci::LeLongTermKeyRequest{{connection}, {}, 0});
    poll();
    for (const char* pdu : {"01 03 00 0d 10 03 03", "0b 0d", "06 01 02 03"})
      controller.pdu(connection, wire::l2cap::security_channel, testing::octets(pdu));
    poll();
    controller.disconnection_complete(connection, wire::hci::ErrorCode::connection_timeout);
    poll();
  }
  EXPECT_TRUE(westwind_is_active());
}

TEST_F(Pairing, our_own_identity_key_is_a_secret_too) {
  Secrets store;
  host::smp::Key irk{1, 2, 3};
  EXPECT_FALSE(store.load_own_irk(irk));
  store.save_own_irk({4, 5, 6});
  EXPECT_TRUE(store.load_own_irk(irk));
  EXPECT_EQ(irk, (host::smp::Key{4, 5, 6}));
}

}  // namespace
}  // namespace westwind::micropython
