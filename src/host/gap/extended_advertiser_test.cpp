// Advertising sets: what is sent for each step, refusals, ends, long data.
#include "gap/extended_advertiser.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::gap::AdvertisingSet;
using host::gap::ExtendedAdvertiser;
using host::gap::SetOptions;
using Lines = std::vector<std::string>;

constexpr std::uint16_t parameters = 0x2036, address = 0x2035, data = 0x2037, response = 0x2038,
                        enable = 0x2039, remove = 0x203c;

class ExtendedAdvertiserTest : public HostBench, public host::gap::ExtendedAdvertiserListener {
 protected:
  ExtendedAdvertiserTest() {
    controller.le_features = feature_bit(LeFeature::extended_advertising);
  }
  void SetUp() override {
    construct({});
    advertiser.emplace(host().hci());
    advertiser->set_listener(*this);
    start();
  }
  void on_set_ended(AdvertisingSet& set, ErrorCode status, host::hci::Link* link,
                    std::uint8_t events) override {
    told.push_back("ended " + std::to_string(set.handle()) + " " +
                   std::to_string(static_cast<int>(status)) + " " +
                   (link != nullptr ? std::to_string(link->handle.value) : "-") + " " +
                   std::to_string(events));
  }
  void on_scan_request(AdvertisingSet& set, const wire::DeviceAddress& scanner) override {
    told.push_back("scanned " + std::to_string(set.handle()) + " " + hex(scanner.address.octets));
  }
  void on_set_removed(AdvertisingSet& set) override {
    told.push_back("removed " + std::to_string(set.handle()));
  }
  std::vector<std::uint16_t> take_opcodes() {
    pump();
    const auto sent = controller.opcodes();
    controller.commands.clear();
    return sent;
  }
  static SetOptions connectable() {
    SetOptions options;
    options.properties = property_connectable;
    options.own = {wire::AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}};
    options.sid = 5;
    return options;
  }
  void terminated(std::uint8_t handle, ErrorCode status, std::uint16_t link, std::uint8_t events) {
    controller.le_event(LeAdvertisingSetTerminated{status, handle, {link}, events});
    pump();
  }

  std::optional<ExtendedAdvertiser> advertiser;
  AdvertisingSet first, second;
  Lines told;
};

TEST_F(ExtendedAdvertiserTest, a_set_is_brought_up_step_by_step) {
  const Octets<3> octets{2, 1, 6};
  ASSERT_TRUE(advertiser->add(first, 1, connectable()));
  ASSERT_TRUE(advertiser->set_data(first, octets));
  EXPECT_TRUE(take_opcodes().empty());  // nothing is wanted yet
  ASSERT_TRUE(advertiser->start(first, Duration::seconds(1), 9));
  EXPECT_EQ(take_opcodes(), (std::vector<std::uint16_t>{parameters, address, data, enable}));
  EXPECT_EQ(first.tx_power_dbm(), 7);
  EXPECT_EQ(advertiser->start(first, {}, 0).error(), Error::already);
}

TEST_F(ExtendedAdvertiserTest, commands_carry_what_was_asked_for) {
  ASSERT_TRUE(advertiser->add(first, 2, connectable()));
  ASSERT_TRUE(advertiser->start(first, Duration::seconds(1), 9));
  pump();
  EXPECT_EQ(hex(controller.last({parameters})->parameters),
            "02 01 00 a0 00 00 f0 00 00 07 01 00 00 00 00 00 00 00 00 7f 01 00 01 05 00");
  EXPECT_EQ(hex(controller.last({address})->parameters), "02 01 02 03 04 05 c6");
  EXPECT_EQ(hex(controller.last({enable})->parameters), "01 01 02 64 00 09");
}

TEST_F(ExtendedAdvertiserTest, a_public_address_is_not_set) {
  SetOptions options = connectable();
  options.own = {};
  ASSERT_TRUE(advertiser->add(first, 0, options));
  ASSERT_TRUE(advertiser->start(first, {}, 0));
  EXPECT_EQ(take_opcodes(), (std::vector<std::uint16_t>{parameters, enable}));
}

TEST_F(ExtendedAdvertiserTest, long_data_go_in_parts_and_pause_a_set_that_is_on) {
  const std::vector<std::uint8_t> octets(600, 0x5a);
  ASSERT_TRUE(advertiser->add(first, 0, connectable()));
  ASSERT_TRUE(advertiser->start(first, {}, 0));
  (void)take_opcodes();
  ASSERT_TRUE(advertiser->set_data(first, octets));
  EXPECT_EQ(take_opcodes(), (std::vector<std::uint16_t>{enable, data, data, data, enable}));
  ASSERT_TRUE(advertiser->set_data(first, Bytes(octets).first(251)));
  pump();
  EXPECT_EQ(hex(Bytes(controller.commands[0].parameters).first(4)), "00 03 01 fb");
  EXPECT_EQ(controller.commands.size(), 1u);  // whole in one: no pause
}

TEST_F(ExtendedAdvertiserTest, parts_are_numbered_first_to_last) {
  const std::vector<std::uint8_t> octets(600, 0x5a);
  ASSERT_TRUE(advertiser->add(first, 0, connectable()));
  ASSERT_TRUE(advertiser->set_data(first, octets));
  ASSERT_TRUE(advertiser->start(first, {}, 0));
  pump();
  std::string operations;
  for (const auto& command : controller.commands)
    if (command.opcode == data)
      operations += hex(Bytes(command.parameters).subspan(1, 1)) + "/" +
                    std::to_string(command.parameters.size() - 4) + " ";
  EXPECT_EQ(operations, "01/251 00/251 02/98 ");
}

TEST_F(ExtendedAdvertiserTest, extended_sets_that_can_be_scanned_have_a_response_only) {
  SetOptions options = connectable();
  options.properties = property_scannable;
  const Octets<3> octets{2, 1, 6};
  ASSERT_TRUE(advertiser->add(first, 0, options));
  ASSERT_TRUE(advertiser->set_data(first, octets));
  ASSERT_TRUE(advertiser->set_scan_response(first, octets));
  ASSERT_TRUE(advertiser->start(first, {}, 0));
  EXPECT_EQ(take_opcodes(), (std::vector<std::uint16_t>{parameters, address, response, enable}));
}

TEST_F(ExtendedAdvertiserTest, a_link_ends_the_set_and_has_its_address) {
  ASSERT_TRUE(advertiser->add(first, 0, connectable()));
  ASSERT_TRUE(advertiser->add(second, 1, connectable()));
  ASSERT_TRUE(advertiser->start(first, {}, 0));
  ASSERT_TRUE(advertiser->start(second, {}, 0));
  pump();
  connect(peer, Role::peripheral);
  terminated(1, ErrorCode::success, peer, 0);
  EXPECT_EQ(told, Lines{"ended 1 0 64 0"});
  EXPECT_EQ(link().own_on_air, connectable().own);
  EXPECT_TRUE(first.is_wanted());
  EXPECT_FALSE(second.is_wanted());
  controller.commands.clear();
  ASSERT_TRUE(advertiser->start(second, {}, 0));
  EXPECT_EQ(take_opcodes(), std::vector<std::uint16_t>{enable});  // the controller knows the rest
}

TEST_F(ExtendedAdvertiserTest, limits_and_scan_requests_are_told) {
  ASSERT_TRUE(advertiser->add(first, 3, connectable()));
  ASSERT_TRUE(advertiser->start(first, {}, 5));
  pump();
  controller.le_event(LeScanRequestReceived{3, {wire::AddressType::public_identity, {{9}}}});
  terminated(3, ErrorCode::limit_reached, 0, 5);
  terminated(9, ErrorCode::limit_reached, 0, 5);  // nobody's
  EXPECT_EQ(told, (Lines{"scanned 3 09 00 00 00 00 00", "ended 3 67 - 5"}));
}

TEST_F(ExtendedAdvertiserTest, a_refusal_at_any_step_is_told_once_and_the_next_start_begins_anew) {
  const Octets<3> octets{2, 1, 6};
  for (const std::uint16_t step : {parameters, address, data, enable}) {
    AdvertisingSet set;
    ASSERT_TRUE(advertiser->add(set, 7, connectable()));
    ASSERT_TRUE(advertiser->set_data(set, octets));
    controller.refuse({step}, ErrorCode::invalid_command_parameters);
    ASSERT_TRUE(advertiser->start(set, {}, 0));
    pump();
    EXPECT_EQ(std::exchange(told, {}), Lines{"ended 7 18 - 0"}) << step;
    controller.commands.clear();
    ASSERT_TRUE(advertiser->start(set, {}, 0));
    EXPECT_EQ(take_opcodes(), (std::vector<std::uint16_t>{parameters, address, data, enable}));
    advertiser->remove(set);
    EXPECT_EQ(take_opcodes(), (std::vector<std::uint16_t>{enable, remove}));
    pump();
    EXPECT_EQ(std::exchange(told, {}), Lines{"removed 7"});
  }
}

TEST_F(ExtendedAdvertiserTest, another_address_costs_one_command_and_a_pause) {
  SetOptions options = connectable();
  ASSERT_TRUE(advertiser->add(first, 0, options));
  ASSERT_TRUE(advertiser->start(first, {}, 0));
  (void)take_opcodes();
  options.own.address.octets[0] = 0x77;
  ASSERT_TRUE(advertiser->set_options(first, options));
  EXPECT_EQ(take_opcodes(), (std::vector<std::uint16_t>{enable, address, enable}));
}

TEST_F(ExtendedAdvertiserTest, what_cannot_be_is_refused_at_once) {
  SetOptions options = connectable();
  options.properties = property_connectable | property_scannable;
  EXPECT_EQ(advertiser->add(first, 0, options).error(), Error::invalid_argument);
  options = connectable();
  options.sid = 16;
  EXPECT_EQ(advertiser->add(first, 0, options).error(), Error::invalid_argument);
  EXPECT_EQ(advertiser->add(first, 0xf0, connectable()).error(), Error::invalid_argument);
  options = connectable();
  options.interval_min = Duration::milliseconds(19);
  EXPECT_EQ(advertiser->add(first, 0, options).error(), Error::invalid_argument);
  ASSERT_TRUE(advertiser->add(first, 0, connectable()));
  EXPECT_EQ(advertiser->add(second, 0, connectable()).error(), Error::already);
  const std::vector<std::uint8_t> octets(1651);
  EXPECT_EQ(advertiser->set_data(first, octets).error(), Error::invalid_argument);
}

TEST_F(ExtendedAdvertiserTest, a_controller_without_it_is_not_asked) {
  controller.le_features = 0;
  construct({});
  advertiser.emplace(host().hci());
  start();
  ASSERT_TRUE(advertiser->add(first, 0, connectable()));
  EXPECT_EQ(advertiser->start(first, {}, 0).error(), Error::not_supported);
}

}  // namespace
}  // namespace westwind::testing
