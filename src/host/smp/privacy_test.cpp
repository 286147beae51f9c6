// Private addresses of bonded peers: known when they connect, in scans, and when we connect to
// them. Vol 3 Part C 10.7, 10.8.2; Vol 6 Part B 1.3.2.
#include "crypto/builtin_aes128.hpp"
#include "hci/security_need.hpp"
#include "tests/support/host_bench.hpp"
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using wire::AddressType;
using wire::DeviceAddress;

/// Counts what it is asked.
class CountedBonds final : public smp::BondStore {
 public:
  MemoryBonds kept;
  int asked = 0;
  bool load(const DeviceAddress& peer, Bond& bond) override {
    ++asked;
    return kept.load(peer, bond);
  }
  bool load(std::size_t index, Bond& bond) override {
    ++asked;
    return kept.load(index, bond);
  }
  bool save(const Bond& bond) override { return kept.save(bond); }
  void remove(const DeviceAddress& peer) override { kept.remove(peer); }
  std::size_t load_client_record(const DeviceAddress& peer, MutableBytes record) override {
    return kept.load_client_record(peer, record);
  }
  void save_client_record(const DeviceAddress& peer, Bytes record) override {
    kept.save_client_record(peer, record);
  }
  bool load_own_irk(smp::Key& key) override { return kept.load_own_irk(key); }
  void save_own_irk(const smp::Key& key) override { kept.save_own_irk(key); }
};

class PrivacyTest : public HostBench {
 protected:
  void SetUp() override {
    bonds = &store;
    construct({});
    start();
    host().security().policy().bonding = true;
  }
  static smp::Key irk_of(std::uint8_t number) {
    smp::Key key{};
    key.fill(number);
    return key;
  }
  static DeviceAddress identity_of(std::uint8_t number) {
    return {AddressType::public_device, {{number, 1, 1, 1, 1, 1}}};
  }
  DeviceAddress private_address_of(std::uint8_t number, std::uint8_t turn = 1) {
    crypto::BuiltinAes128 aes;
    const Octets<3> prand{turn, 0x77, 0x5a};
    const auto hash = crypto::ah(aes, irk_of(number), prand);
    return {AddressType::random_device, {{hash[0], hash[1], hash[2], turn, 0x77, 0x5a}}};
  }
  void bond_with(std::uint8_t number, bool with_irk = true) {
    Bond bond;
    bond.peer = identity_of(number);
    bond.key_size = 16;
    bond.flags = Bond::has_peer_key | Bond::secure_connections;
    if (with_irk) bond.flags |= Bond::has_peer_irk;
    bond.peer_irk = irk_of(number);
    ASSERT_TRUE(store.save(bond));
  }
  /// As whom the host reports an advertiser.
  std::string reported(const DeviceAddress& advertiser) {
    app.log.clear();
    controller.advertising_report(0, advertiser, {}, -40);
    pump();
    const std::string line = app.take_log();
    return line.size() > 26 ? line.substr(9, 17) : line;
  }
  static std::string shown(const DeviceAddress& address) { return hex(address.address.octets); }
  Status connect_to(const DeviceAddress& whom, Duration timeout = Duration::seconds(2)) {
    host::gap::ConnectOptions options;
    options.timeout = timeout;
    const Status status = host().initiator().connect(whom, options);
    pump();
    return status;
  }
  DeviceAddress target() const {
    return Reader(Bytes(controller.last(LeCreateConnection::opcode)->parameters).subspan(5))
        .take<DeviceAddress>()
        .value();
  }
  CountedBonds store;
};

TEST_F(PrivacyTest, GAP_PRIV_a_peer_that_connects_under_a_private_address_is_known) {
  bond_with(1);
  bond_with(2);
  controller.connection_complete(peer, Role::peripheral, private_address_of(2));
  pump();
  EXPECT_EQ(link().peer, identity_of(2));
  EXPECT_EQ(link().peer_on_air, private_address_of(2));
}

TEST_F(PrivacyTest, GAP_PRIV_CONN_BV_12_C_one_that_resolves_to_no_bond_stays_what_it_is) {
  bond_with(1);
  controller.connection_complete(peer, Role::peripheral, private_address_of(3));
  pump();
  EXPECT_EQ(link().peer, private_address_of(3));
}

TEST_F(PrivacyTest, its_key_is_found_for_the_encryption) {
  bond_with(2);
  controller.connection_complete(peer, Role::peripheral, private_address_of(2, 9));
  pump();
  controller.le_event(LeLongTermKeyRequest{{peer}, {}, 0});
  pump();
  EXPECT_EQ(controller.count(LeLongTermKeyRequestReply::opcode), 1u);
  EXPECT_EQ(controller.count(LeLongTermKeyRequestNegativeReply::opcode), 0u);
}

TEST_F(PrivacyTest, GAP_SEC_a_bonded_peer_is_told_that_encryption_is_missing_not_a_pairing) {
  bond_with(2);
  controller.connection_complete(peer, Role::peripheral, identity_of(2));
  pump();
  EXPECT_EQ(host::hci::lack_of(link().security, {.encrypted = true}),
            host::hci::SecurityLack::encryption);
  EXPECT_TRUE(host().security().unpair(identity_of(2)));
  EXPECT_EQ(host::hci::lack_of(link().security, {.encrypted = true}),
            host::hci::SecurityLack::authentication);
}

// A device that makes no bonds any more still keeps to those it has, once a peer asks for that.
TEST_F(PrivacyTest, without_bonding_the_store_is_not_asked_before_a_peer_encrypts) {  // T29
  bond_with(2);
  host().security().policy().bonding = false;
  EXPECT_TRUE(scan());
  pump();
  EXPECT_EQ(reported(private_address_of(2)), shown(private_address_of(2)));
  host().scanner().stop();
  pump();
  controller.connection_complete(peer, Role::peripheral, private_address_of(2));
  pump();
  EXPECT_EQ(store.asked, 0);
  controller.le_event(LeLongTermKeyRequest{{peer}, {}, 0});
  pump();
  EXPECT_EQ(controller.count(LeLongTermKeyRequestReply::opcode), 1u);
  EXPECT_EQ(link().peer, identity_of(2));
}

TEST_F(PrivacyTest, GAP_DISC_RPA_BV_01_C_scans_report_identities) {
  bond_with(1);
  bond_with(2);
  bond_with(3, false);
  EXPECT_TRUE(scan());
  pump();
  for (const std::uint8_t turn : {1, 2, 3, 4}) {
    EXPECT_EQ(reported(private_address_of(1, turn)), shown(identity_of(1)));
    EXPECT_EQ(reported(private_address_of(2, turn)), shown(identity_of(2)));
    EXPECT_EQ(reported(private_address_of(3, turn)), shown(private_address_of(3, turn)));
    EXPECT_EQ(reported(identity_of(2)), shown(identity_of(2)));
  }
  EXPECT_LE(store.asked, 4);  // once for the whole scan: it may be a script
}

TEST_F(PrivacyTest, bonds_that_come_and_go_count_at_once) {
  bond_with(1);
  EXPECT_TRUE(scan());
  pump();
  EXPECT_EQ(reported(private_address_of(1)), shown(identity_of(1)));
  EXPECT_TRUE(host().security().unpair(identity_of(1)));
  EXPECT_EQ(reported(private_address_of(1)), shown(private_address_of(1)));
}

TEST_F(PrivacyTest, more_bonds_than_identities_kept_are_still_known_when_they_connect) {  // T31
  for (std::uint8_t number = 1; number <= 40; ++number)
    bond_with(number);
  controller.connection_complete(peer, Role::peripheral, private_address_of(40));
  pump();
  EXPECT_EQ(link().peer, identity_of(40));
  ASSERT_TRUE(connect_to(identity_of(39)));
  controller.advertising_report(0, private_address_of(39), {}, -40);
  pump();
  EXPECT_EQ(target(), private_address_of(39));
}

TEST_F(PrivacyTest, GAP_CONN_DCEP_BV_06_C_a_bonded_peer_is_found_under_its_private_address) {
  bond_with(1);
  ASSERT_TRUE(connect_to(identity_of(1)));
  EXPECT_TRUE(controller.scanning);
  EXPECT_FALSE(controller.creating);
  controller.advertising_report(0, private_address_of(2), {}, -40);
  controller.advertising_report(3, private_address_of(1), {}, -40);  // not connectable
  pump();
  EXPECT_TRUE(controller.scanning);
  controller.advertising_report(0, private_address_of(1), {}, -40);
  pump();
  EXPECT_FALSE(controller.scanning);
  ASSERT_TRUE(controller.creating);
  EXPECT_EQ(target(), private_address_of(1));
  EXPECT_EQ(app.take_log(), "");  // the application has started no scan
  controller.creating = false;
  controller.connection_complete(peer, Role::central, private_address_of(1));
  pump();
  EXPECT_EQ(link().peer, identity_of(1));
  EXPECT_FALSE(host().initiator().is_active());
}

TEST_F(PrivacyTest, a_bonded_peer_that_shows_its_identity_is_taken_too) {
  bond_with(1);
  ASSERT_TRUE(connect_to(identity_of(1)));
  controller.advertising_report(0, identity_of(1), {}, -40);
  pump();
  ASSERT_TRUE(controller.creating);
  EXPECT_EQ(target(), identity_of(1));
  EXPECT_TRUE(controller.peer_answers(peer));
  pump();
}

TEST_F(PrivacyTest, others_are_connected_to_without_a_search) {
  bond_with(1);
  bond_with(2, false);
  ASSERT_TRUE(connect_to(identity_of(2)));
  EXPECT_TRUE(controller.creating);
  host().initiator().cancel();
  pump();
  ASSERT_TRUE(connect_to(private_address_of(1)));
  EXPECT_TRUE(controller.creating);
  EXPECT_EQ(target(), private_address_of(1));
}

TEST_F(PrivacyTest, a_search_ends_with_its_time_or_a_cancel_and_leaves_no_scan) {
  bond_with(1);
  const auto failure = "connect failed 02";
  ASSERT_TRUE(connect_to(identity_of(1)));
  pass(Duration::milliseconds(1999));
  EXPECT_TRUE(controller.scanning);
  pass(Duration::milliseconds(2));
  EXPECT_EQ(app.take_log(), failure);
  EXPECT_FALSE(controller.scanning);
  ASSERT_TRUE(connect_to(identity_of(1)));
  EXPECT_TRUE(host().initiator().cancel());
  EXPECT_FALSE(host().initiator().cancel());
  pump();
  EXPECT_EQ(app.take_log(), failure);
  EXPECT_FALSE(controller.scanning);
  // A scan of the application works at once.
  EXPECT_TRUE(scan());
  pump();
  EXPECT_EQ(reported(identity_of(9)), shown(identity_of(9)));
}

TEST_F(PrivacyTest, a_search_that_the_controller_refuses_fails_the_attempt) {
  bond_with(1);
  controller.refuse(LeSetScanEnable::opcode, ErrorCode::command_disallowed);
  ASSERT_TRUE(connect_to(identity_of(1)));
  EXPECT_EQ(app.take_log(), "connect failed 0c");
  EXPECT_FALSE(host().initiator().is_active());
}

TEST_F(PrivacyTest, the_application_cannot_stop_a_search_by_stopping_scans) {
  bond_with(1);
  EXPECT_TRUE(scan());
  pump();
  EXPECT_TRUE(host().scanner().stop());
  ASSERT_TRUE(connect_to(identity_of(1)));  // its end is told, and the search runs
  EXPECT_EQ(app.take_log(), "scan ended 00");
  EXPECT_FALSE(host().scanner().stop());
  EXPECT_FALSE(host().scanner().is_wanted());
  pump();
  EXPECT_TRUE(controller.scanning);
  const Status status = scan();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::already);
}

TEST_F(PrivacyTest, an_address_that_does_not_answer_any_more_is_searched_anew) {
  bond_with(1);
  ASSERT_TRUE(connect_to(identity_of(1), Duration::zero()));
  for (const std::uint8_t turn : {1, 2, 3}) {
    controller.advertising_report(0, private_address_of(1, turn), {}, -40);
    pump();
    ASSERT_TRUE(controller.creating);
    EXPECT_EQ(target(), private_address_of(1, turn));
    pass(Duration::seconds(12));  // it has changed its address just then
    EXPECT_FALSE(controller.creating);
    EXPECT_TRUE(controller.scanning);
  }
  EXPECT_EQ(app.take_log(), "");
  EXPECT_TRUE(host().initiator().cancel());
  pump();
  EXPECT_EQ(app.take_log(), "connect failed 02");
}

TEST_F(PrivacyTest, a_time_out_during_the_second_search_is_the_end) {
  bond_with(1);
  ASSERT_TRUE(connect_to(identity_of(1), Duration::seconds(13)));
  controller.advertising_report(0, private_address_of(1), {}, -40);
  pass(Duration::milliseconds(12'900));
  EXPECT_TRUE(controller.scanning);
  pass(Duration::milliseconds(200));
  EXPECT_EQ(app.take_log(), "connect failed 02");
  EXPECT_FALSE(controller.scanning || controller.creating);
}

TEST_F(PrivacyTest, addresses_of_our_own_are_waited_for) {
  bond_with(1);
  EXPECT_TRUE(host().identity().set_mode(host::gap::AddressMode::resolvable_private));
  pump();
  ASSERT_TRUE(connect_to(identity_of(1)));
  controller.advertising_report(0, private_address_of(1), {}, -40);
  EXPECT_TRUE(host().identity().set_mode(host::gap::AddressMode::resolvable_private));
  pump();
  ASSERT_TRUE(controller.creating);
  EXPECT_EQ(controller.disallowed, 0);
  controller.creating = false;
  controller.connection_complete(peer, Role::central, private_address_of(1));
  pump();
  EXPECT_EQ(link().own_on_air.address, controller.random_address);
}

}  // namespace
}  // namespace westwind::testing
