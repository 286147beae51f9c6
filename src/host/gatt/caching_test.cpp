// Clients that keep the table: hash, features, Service Changed, and what bonded ones have set. T20,
// T29.
#include "crypto/cmac.hpp"
#include "tests/support/attribute_store.hpp"
#include "tests/support/host_bench.hpp"
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

// With caching: GAP 1..5; GATT 6, Service Changed 8, its CCCD 9, features b, hash d; tests' 0e...
constexpr Attribute two_rows[] = {
    /* 0e */ {AttributeKind::primary_service, 0, 0, {0x180d, nullptr}},
    /* 0f */ {AttributeKind::characteristic_declaration, 0x3e, 0, {}},
    /* 10 */
    {AttributeKind::value, 0x3e, host::gatt::readable | host::gatt::writable, {0x2a37, nullptr}},
    /* 11 */ {AttributeKind::cccd, 0, 0, {}},
    /* 12 */ {AttributeKind::descriptor, 0, host::gatt::readable, {0x2901, nullptr}},
    /* 13 */ {AttributeKind::descriptor, 0, host::gatt::readable, {0x2906, nullptr}},
};
constexpr Attribute other_rows[] = {
    {AttributeKind::primary_service, 0, 0, {0x180f, nullptr}},
};

class CachingTest : public HostBench {
 protected:
  CachingTest() {
    caching = true;
    bonds = &store;
    construct({});
  }
  void SetUp() override {
    start();
    ASSERT_TRUE(host().server().add(service));
    values.values[0x10] = octets("2a");
    connect();
  }
  /// The link is encrypted with a bond from here on.
  void secure() {
    auto& link = *host().hci().find({peer});
    link.security = {.encrypted = true, .bonded = true, .has_key = true, .key_size = 16};
    host().hci().announce_security(link, ErrorCode::success);
    pump();
  }
  void reconnect() {
    controller.disconnection_complete(peer, ErrorCode::connection_timeout);
    pump();
    connect();
    controller.pdus.clear();
  }
  std::string hash() { return ask("08 01 00 ff ff 2a 2b").substr(6); }
  void robust() { EXPECT_EQ(ask("12 0b 00 01"), "13"); }
  void change_table() { ASSERT_TRUE(host().server().add(other)); }

  MemoryBonds store;
  AttributeStore values;
  host::gatt::Service service{two_rows, values};
  host::gatt::Service other{other_rows, values};
};

TEST_F(CachingTest, GATT_SR_GAS_BV_02_C_the_hash_is_that_of_declarations_and_known_descriptors) {
  const auto message =
      octets("01 00 00 28 00 18  02 00 03 28 02 03 00 00 2a  04 00 03 28 02 05 00 01 2a "
             "06 00 00 28 01 18  07 00 03 28 20 08 00 05 2a  09 00 02 29 "
             "0a 00 03 28 0a 0b 00 29 2b  0c 00 03 28 02 0d 00 2a 2b "
             "0e 00 00 28 0d 18  0f 00 03 28 3e 10 00 37 2a  11 00 02 29  12 00 01 29");
  crypto::BuiltinAes128 aes;
  const crypto::Block mac = crypto::cmac(aes, {}, message);
  const OctetString reversed(mac.rbegin(), mac.rend());
  EXPECT_EQ(ask("08 01 00 ff ff 2a 2b"), "09 12 0d 00 " + hex(reversed));
  EXPECT_EQ(ask("0a 0d 00"), "0b " + hex(reversed));
  change_table();
  EXPECT_NE(ask("0a 0d 00"), "0b " + hex(reversed)) << "it follows the table";
  host().server().remove(other);
  EXPECT_EQ(ask("0a 0d 00"), "0b " + hex(reversed));
  EXPECT_EQ(ask("12 0d 00 00"), "01 12 0d 00 03");
}

TEST_F(CachingTest, GATT_SR_GAS_BV_03_C_features_are_each_clients_own_and_are_not_taken_back) {
  connect(0x0041);
  EXPECT_EQ(ask("0a 0b 00"), "0b 00");
  EXPECT_EQ(ask("12 0b 00 ff"), "13");
  EXPECT_EQ(ask("0a 0b 00"), "0b 01") << "what we do not know is not kept";
  EXPECT_EQ(ask("0a 0b 00", 0x0041), "0b 00");
  EXPECT_EQ(ask("12 0b 00 00"), "01 12 0b 00 13");
  EXPECT_EQ(ask("12 0b 00"), "01 12 0b 00 0d");
  EXPECT_EQ(ask("12 0b 00 01 00"), "13");
}

TEST_F(CachingTest, GATT_SR_GAS_BV_05_C_a_client_that_knows_an_old_table_is_told_once) {
  robust();
  change_table();
  EXPECT_EQ(ask("52 10 00 77"), "");
  EXPECT_EQ(hex(values.values[0x10]), "2a") << "its commands are ignored";
  const Status sent = host().server().notify({peer}, {0x10}, octets("01"));
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error(), Error::busy);
  EXPECT_EQ(ask("0a 10 00"), "01 0a 00 00 12");
  EXPECT_EQ(ask("0a 10 00"), "0b 2a") << "the next request shows that it got that";
  EXPECT_TRUE(host().server().notify({peer}, {0x10}, octets("01")));
}

TEST_F(CachingTest, discovery_is_allowed_to_everybody) {
  robust();
  change_table();
  for (const char* request : {"10 01 00 ff ff 00 28", "06 01 00 ff ff 00 28 0d 18",
                              "04 01 00 ff ff", "08 0e 00 13 00 03 28", "08 0e 00 13 00 02 28"})
    EXPECT_NE(ask(request).substr(ask(request).size() - 2), "12") << request;
  EXPECT_EQ(ask("08 0e 00 13 00 37 2a"), "01 08 00 00 12");
}

TEST_F(CachingTest, GATT_SR_GAS_BV_06_C_a_client_that_read_the_hash_is_aware) {
  robust();
  change_table();
  EXPECT_EQ(ask("08 01 00 ff ff 2a 2b").substr(0, 5), "09 12");
  EXPECT_EQ(ask("0a 10 00"), "0b 2a");
}

TEST_F(CachingTest, GATT_SR_GAS_BV_06_C_a_client_that_confirmed_the_change_is_aware) {
  robust();
  EXPECT_EQ(ask("12 09 00 02 00"), "13");
  controller.pdus.clear();
  change_table();
  pump();
  EXPECT_EQ(take_said(), "1d 08 00 14 00 14 00");
  hear(peer, "1e");
  EXPECT_EQ(ask("0a 10 00"), "0b 2a");
}

TEST_F(CachingTest, clients_that_did_not_ask_for_it_never_hear_of_it) {
  change_table();
  EXPECT_EQ(ask("0a 10 00"), "0b 2a");
}

// ---- bonded clients

TEST_F(CachingTest, T29_subscriptions_of_a_bonded_client_come_back_with_it) {
  secure();
  EXPECT_EQ(ask("12 11 00 03 00"), "13");
  reconnect();
  EXPECT_EQ(host().server().subscription({peer}, {0x10}), 0) << "not before it is known";
  secure();
  EXPECT_EQ(host().server().subscription({peer}, {0x10}), 3);
  EXPECT_EQ(host().server().update_subscribed({0x10}, octets("05")), 1u);
  EXPECT_EQ(ask("12 11 00 00 00"), "13");
  reconnect();
  secure();
  EXPECT_EQ(host().server().subscription({peer}, {0x10}), 0) << "nor what it took back";
}

TEST_F(CachingTest, T29_what_was_set_before_the_bonding_counts) {
  EXPECT_EQ(ask("12 11 00 01 00"), "13");
  EXPECT_TRUE(store.records.empty());
  secure();
  EXPECT_FALSE(store.records.empty());
  reconnect();
  secure();
  EXPECT_EQ(host().server().subscription({peer}, {0x10}), 1);
}

TEST_F(CachingTest, without_a_bond_nothing_is_kept) {
  EXPECT_EQ(ask("12 11 00 01 00"), "13");
  auto& link = *host().hci().find({peer});
  link.security = {.encrypted = true, .has_key = true, .key_size = 16};
  host().hci().announce_security(link, ErrorCode::success);
  EXPECT_EQ(ask("12 09 00 02 00"), "13");
  EXPECT_TRUE(store.records.empty());
}

TEST_F(CachingTest, GATT_SR_GAS_BV_04_C_features_of_a_bonded_client_come_back) {
  secure();
  robust();
  reconnect();
  EXPECT_EQ(ask("0a 0b 00"), "0b 00");
  secure();
  EXPECT_EQ(ask("0a 0b 00"), "0b 01");
}

// T20
TEST_F(CachingTest, T20_GATT_SR_GAS_BV_07_C_a_change_while_it_was_away_is_told) {
  secure();
  robust();
  EXPECT_EQ(ask("12 09 00 02 00"), "13");
  reconnect();
  secure();
  EXPECT_EQ(take_said(), "") << "nothing has changed";
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  change_table();
  connect();
  controller.pdus.clear();
  secure();
  EXPECT_EQ(take_said(), "1d 08 00 01 00 ff ff");
  EXPECT_EQ(ask("0a 10 00"), "01 0a 00 00 12");
  hear(peer, "1e");
  EXPECT_EQ(ask("0a 10 00"), "0b 2a");
  reconnect();
  secure();
  EXPECT_EQ(take_said(), "") << "it knows";
}

TEST_F(CachingTest, T20_a_change_that_was_not_confirmed_is_told_again) {
  secure();
  EXPECT_EQ(ask("12 09 00 02 00"), "13");
  change_table();
  pump();
  reconnect();
  secure();
  EXPECT_EQ(take_said(), "1d 08 00 01 00 ff ff");
}

TEST_F(CachingTest, records_of_another_kind_and_of_handles_that_are_gone_do_no_harm) {
  secure();
  EXPECT_EQ(ask("12 11 00 03 00"), "13");
  auto& record = store.records.begin()->second;
  const OctetString good = record;
  for (const OctetString& bad :
       {OctetString{}, OctetString{1}, joined(octets("02 01"), Bytes(good).subspan(2)),
        OctetString(good.begin(), good.begin() + 10), OctetString(200, 0xff)}) {
    record = bad;
    reconnect();
    secure();
    EXPECT_EQ(host().server().subscription({peer}, {0x10}), 0);
  }
  for (const char* entry : {"10 00 01", "11 00 04", "00 00 01", "ff ff 01"}) {
    record = joined(Bytes(good).first(18), octets(entry));
    reconnect();
    secure();
    EXPECT_EQ(host().server().subscription({peer}, {0x10}), 0) << entry;
  }
}

TEST_F(CachingTest, a_long_record_keeps_what_fits_and_a_full_pool_does_no_harm) {
  secure();
  EXPECT_EQ(ask("12 11 00 03 00"), "13");
  std::vector<host::hci::ConnHandle> others;
  auto& pool = const_cast<host::gatt::Subscriptions&>(host().server().subscriptions());
  reconnect();
  for (std::uint16_t i = 0; pool.set({0x0077}, static_cast<std::uint16_t>(0x100 + i), 1); ++i)
    ASSERT_LT(i, 100);
  secure();
  EXPECT_EQ(host().server().subscription({peer}, {0x10}), 0);
  pool.forget({0x0077});
}

}  // namespace
}  // namespace westwind::testing
