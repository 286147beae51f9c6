// Which address the device shows, and changing it.
#include "gap/identity.hpp"

#include "crypto/builtin_aes128.hpp"
#include "tests/support/host_bench.hpp"
#include "tests/support/pairing_bench.hpp"

namespace westwind::testing {
namespace {

using host::gap::AddressMode;
using wire::Address;
using wire::AddressType;
using wire::hci::LeSetRandomAddress;

class IdentityTest : public HostBench {
 protected:
  void start_up() {
    host().start(now);
    pump();
    ASSERT_EQ(host().state(), State::ready);
  }
  Status set_mode(AddressMode mode) { return host().identity().set_mode(mode); }
  /// The own address type that the controller advertises with.
  int shown_type() const { return controller.advertising_parameters[5]; }
  wire::DeviceAddress own() { return host().identity().own(); }
};

TEST_F(IdentityTest, a_controller_with_a_public_address_shows_it) {
  start_up();
  EXPECT_EQ(own(), (wire::DeviceAddress{AddressType::public_device, controller.public_address}));
  EXPECT_EQ(controller.count(LeSetRandomAddress::opcode), 0u);
}

TEST_F(IdentityTest, one_without_shows_a_static_random_one_from_its_generator) {
  for (const std::uint8_t octet : {0x00, 0xff}) {
    controller.public_address.octets.fill(octet);
    construct({});
    start_up();
    EXPECT_EQ(own().type, AddressType::random_device);
    EXPECT_TRUE(own().address.is_static_random());
    EXPECT_EQ(own().address.octets, (Octets<6>{1, 2, 3, 4, 5, 0xc6}));
    EXPECT_EQ(controller.random_address, own().address);
  }
}

TEST_F(IdentityTest, a_static_address_given_is_used) {
  controller.public_address = {};
  host::Config config;
  config.static_address = Address{{9, 8, 7, 6, 5, 0xc4}};
  construct(config);
  start_up();
  EXPECT_EQ(own().address, *config.static_address);
  EXPECT_EQ(controller.random_address, *config.static_address);
}

TEST_F(IdentityTest, it_can_be_changed_while_nothing_runs) {  // T46
  start_up();
  EXPECT_TRUE(set_mode(AddressMode::static_random));
  pump();
  EXPECT_EQ(own().type, AddressType::random_device);
  EXPECT_EQ(controller.random_address, own().address);
  EXPECT_EQ(host().identity().on_air(), own());
  EXPECT_TRUE(set_mode(AddressMode::public_device));
  EXPECT_EQ(own().type, AddressType::public_device);
  EXPECT_EQ(host().identity().on_air(), own());
}

TEST_F(IdentityTest, advertising_shows_the_address_in_use) {
  start_up();
  EXPECT_TRUE(set_mode(AddressMode::static_random));
  EXPECT_TRUE(host().advertiser().start({}));
  pump();
  EXPECT_EQ(controller.advertising_parameters[5], 1);
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(IdentityTest, a_public_address_that_is_not_there_cannot_be_used) {
  controller.public_address = {};
  start_up();
  const Status status = set_mode(AddressMode::public_device);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::not_supported);
}

TEST_F(IdentityTest, before_the_start_nothing_can_be_set) {
  const Status status = set_mode(AddressMode::static_random);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::not_active);
}

TEST_F(IdentityTest, advertising_and_scanning_pause_for_a_change) {
  start_up();
  EXPECT_TRUE(host().advertiser().start({}));
  EXPECT_TRUE(scan());
  pump();
  app.log.clear();
  for (const AddressMode mode : {AddressMode::static_random, AddressMode::resolvable_private,
                                 AddressMode::non_resolvable_private, AddressMode::public_device}) {
    EXPECT_TRUE(set_mode(mode));
    pump();
    EXPECT_EQ(shown_type(), mode == AddressMode::public_device ? 0 : 1);
    EXPECT_TRUE(controller.advertising && controller.scanning);
    EXPECT_FALSE(host().identity().is_changing());
    if (mode != AddressMode::public_device) {
      EXPECT_EQ(host().identity().on_air().address, controller.random_address);
    }
  }
  EXPECT_EQ(controller.disallowed, 0);
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(IdentityTest, a_scan_that_pauses_still_ends_in_its_time) {
  start_up();
  host::gap::ScanOptions options;
  options.duration = Duration::milliseconds(1000);
  EXPECT_TRUE(scan(options));
  pass(Duration::milliseconds(900));
  EXPECT_TRUE(set_mode(AddressMode::static_random));
  pass(Duration::milliseconds(99));
  EXPECT_TRUE(controller.scanning);
  pass(Duration::milliseconds(2));
  EXPECT_FALSE(controller.scanning);
}

TEST_F(IdentityTest, the_kinds_of_addresses_are_what_they_say) {
  start_up();
  EXPECT_TRUE(set_mode(AddressMode::resolvable_private));
  pump();
  EXPECT_TRUE(controller.random_address.is_resolvable_private());
  EXPECT_EQ(own().type, AddressType::public_device);  // the identity stays
  EXPECT_TRUE(set_mode(AddressMode::non_resolvable_private));
  pump();
  EXPECT_TRUE(controller.random_address.is_non_resolvable_private());
  EXPECT_EQ(host().identity().mode(), AddressMode::non_resolvable_private);
}

TEST_F(IdentityTest, resolvable_addresses_are_made_with_the_key_that_is_kept) {
  MemoryBonds bonds;
  host().security().set_bond_store(&bonds);
  start_up();
  EXPECT_TRUE(set_mode(AddressMode::resolvable_private));
  pump();
  ASSERT_TRUE(bonds.irk);
  crypto::BuiltinAes128 aes;
  EXPECT_TRUE(crypto::resolves(aes, *bonds.irk, controller.random_address.octets));
}

TEST_F(IdentityTest, private_addresses_change_with_time_and_when_set_again) {
  start_up();
  host().identity().set_private_interval(Duration::seconds(10));
  EXPECT_TRUE(set_mode(AddressMode::resolvable_private));
  EXPECT_TRUE(host().advertiser().start({}));
  pump();
  Address last = controller.random_address;
  pass(Duration::milliseconds(9'990));
  EXPECT_EQ(controller.random_address, last);
  for (int turn = 0; turn < 5; ++turn) {
    pass(Duration::seconds(10));
    EXPECT_FALSE(controller.random_address == last);
    EXPECT_TRUE(controller.random_address.is_resolvable_private());
    EXPECT_TRUE(controller.advertising);
    last = controller.random_address;
  }
  EXPECT_TRUE(set_mode(AddressMode::resolvable_private));
  pump();
  EXPECT_FALSE(controller.random_address == last);
  // No more once another mode is set.
  EXPECT_TRUE(set_mode(AddressMode::static_random));
  pump();
  last = controller.random_address;
  pass(Duration::seconds(60));
  EXPECT_EQ(controller.random_address, last);
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(IdentityTest, a_connection_attempt_is_waited_for_and_keeps_its_address) {
  start_up();
  EXPECT_TRUE(host().advertiser().start({}));
  host::gap::ConnectOptions options;
  options.timeout = Duration::zero();
  const wire::DeviceAddress somebody{AddressType::public_device, {{1, 2, 3, 4, 5, 6}}};
  EXPECT_TRUE(host().initiator().connect(somebody, options));
  pump();
  EXPECT_TRUE(set_mode(AddressMode::static_random));
  pass(Duration::seconds(5));
  EXPECT_TRUE(controller.advertising);  // goes on meanwhile
  EXPECT_EQ(host().identity().on_air().type, AddressType::public_device);
  EXPECT_TRUE(controller.peer_answers(peer));
  pump();
  EXPECT_EQ(link().own_on_air.type, AddressType::public_device);
  EXPECT_EQ(host().identity().on_air(), own());
  EXPECT_EQ(shown_type(), 1);
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(IdentityTest, what_starts_during_a_change_waits_for_it) {
  start_up();
  controller.hold_commands = true;
  EXPECT_TRUE(set_mode(AddressMode::static_random));
  EXPECT_TRUE(host().advertiser().start({}));
  EXPECT_TRUE(scan());
  pump();
  EXPECT_FALSE(controller.advertising || controller.scanning);
  EXPECT_TRUE(set_mode(AddressMode::public_device));  // while the command is under way
  controller.hold_commands = false;
  controller.release_all();
  pump();
  EXPECT_TRUE(controller.advertising && controller.scanning);
  EXPECT_EQ(shown_type(), 0);
  EXPECT_EQ(host().identity().on_air(), own());
}

TEST_F(IdentityTest, a_change_that_the_controller_refuses_is_tried_again) {
  start_up();
  controller.advertising = true;  // by somebody else: a raw command
  EXPECT_TRUE(set_mode(AddressMode::static_random));
  pump();
  EXPECT_EQ(controller.disallowed, 1);
  EXPECT_EQ(host().identity().on_air().type, AddressType::public_device);
  controller.advertising = false;
  pass(Duration::milliseconds(1001));
  EXPECT_EQ(host().identity().on_air(), own());
}

}  // namespace
}  // namespace westwind::testing
