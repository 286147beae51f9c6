// Which address the device shows, and changing it.
#include "gap/identity.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

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
  EXPECT_TRUE(host().identity().use_static());
  pump();
  EXPECT_EQ(own().type, AddressType::random_device);
  EXPECT_EQ(controller.random_address, own().address);
  EXPECT_TRUE(host().identity().use_public());
  EXPECT_EQ(own().type, AddressType::public_device);
}

TEST_F(IdentityTest, advertising_shows_the_address_in_use) {
  start_up();
  EXPECT_TRUE(host().identity().use_static());
  EXPECT_TRUE(host().advertiser().start({}));
  pump();
  EXPECT_EQ(controller.advertising_parameters[5], 1);
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(IdentityTest, a_public_address_that_is_not_there_cannot_be_used) {
  controller.public_address = {};
  start_up();
  const Status status = host().identity().use_public();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), Error::not_supported);
}

TEST_F(IdentityTest, a_change_that_the_controller_refuses_is_taken_back) {
  start_up();
  EXPECT_TRUE(host().advertiser().start({}));
  pump();
  EXPECT_TRUE(host().identity().use_static());
  pump();
  EXPECT_EQ(controller.disallowed, 1);
  EXPECT_EQ(own().type, AddressType::public_device);
}

}  // namespace
}  // namespace westwind::testing
