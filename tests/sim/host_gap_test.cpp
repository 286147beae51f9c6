// Accept lists, directed advertising and packet lengths between whole devices on the air. Vol 3
// Part C 9.3, Vol 6 Part B 4.3, 4.4.2.4, 5.1.9.
#include <gtest/gtest.h>

#include "tests/support/two_devices.hpp"

namespace westwind::testing {
namespace {

using host::gap::AcceptList;
using host::gap::AdvertisingOptions;
using host::gap::ConnectOptions;
using host::gap::DataLength;
using host::gap::LinkLayer;
using host::gap::LinkLayerTasks;
using host::hci::ErrorCode;
using wire::hci::AdvertisingType;

constexpr AdvertisingOptions quick{.interval_min = ms(20), .interval_max = ms(20)};

class Listed final : public host::gap::AcceptListListener {
 public:
  explicit Listed(Side& side) : list(side.host().hci()) { list.set_listener(*this); }
  void on_accept_list_changed(ErrorCode status) override { results.push_back(status); }
  AcceptList list;
  std::vector<ErrorCode> results;
};

class ThreeDevices : public ::testing::Test {
 protected:
  ThreeDevices() : other(two.add("other")) { EXPECT_TRUE(two.all_ready()); }
  bool list(Listed& at, Side& whom) {
    at.results.clear();
    EXPECT_TRUE(at.list.add(whom.device.address()));
    return two.until([&] { return !at.results.empty(); }) &&
           at.results.back() == ErrorCode::success;
  }
  /// Whether a connection is made within two seconds.
  bool connects(Side& central, const wire::DeviceAddress& whom,
                const ConnectOptions& options = {}) {
    const int before = central.app.connected;
    EXPECT_TRUE(central.host().initiator().connect(whom, options));
    (void)two.until([&] { return !central.host().initiator().is_active(); });
    return central.app.connected > before;
  }
  TwoDevices two;
  Side& other;
};

TEST_F(ThreeDevices, GAP_CONN_ACEP_BV_01_C_a_central_connects_to_whom_it_has_listed) {
  Listed listed(two.central);
  ASSERT_TRUE(list(listed, two.peripheral));
  ASSERT_TRUE(other.host().advertiser().start(quick));
  ConnectOptions options;
  options.accept_list = true;
  EXPECT_FALSE(connects(two.central, {}, options));  // nobody whom it knows
  ASSERT_TRUE(two.peripheral.host().advertiser().start(quick));
  ASSERT_TRUE(connects(two.central, {}, options));
  EXPECT_EQ(two.central.host().connections().find(two.central.link())->peer,
            two.peripheral.device.address());
  two.expect_at_rest();
}

TEST_F(ThreeDevices, a_scan_hears_only_the_listed) {
  Listed listed(two.central);
  ASSERT_TRUE(list(listed, two.peripheral));
  ASSERT_TRUE(other.host().advertiser().start(quick));
  ASSERT_TRUE(two.peripheral.host().advertiser().start(quick));
  two.take_logs();
  ASSERT_TRUE(two.central.host().scanner().start({.duration = ms(1000), .filter_policy = 1}));
  ASSERT_TRUE(two.until([&] { return two.central.app.scans_ended == 1; }));
  const std::string theirs = hex(other.device.address().address.octets);
  const std::string known = hex(two.peripheral.device.address().address.octets);
  int reports = 0;
  for (const std::string& line : two.central.app.log) {
    EXPECT_EQ(line.find(theirs), std::string::npos) << line;
    reports += line.find(known) != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(reports, 5);
  two.expect_at_rest();
}

TEST_F(ThreeDevices, an_advertiser_lets_only_the_listed_connect) {
  Listed listed(two.peripheral);
  ASSERT_TRUE(list(listed, two.central));
  AdvertisingOptions options = quick;
  options.filter_policy = 3;
  ASSERT_TRUE(two.peripheral.host().advertiser().start(options));
  // Who is not listed hears of a link when it has asked for one, and then nothing on it.
  other.app.log.clear();
  EXPECT_TRUE(connects(other, two.peripheral.device.address()));
  ASSERT_TRUE(two.until([&] { return other.app.open_links.empty(); }));
  EXPECT_NE(other.app.take_log().find(" 3e"), std::string::npos);
  EXPECT_EQ(two.peripheral.app.connected, 0);
  EXPECT_TRUE(two.peripheral.host().advertiser().is_wanted());
  EXPECT_TRUE(connects(two.central, two.peripheral.device.address()));
  two.expect_at_rest();
}

TEST_F(ThreeDevices, a_list_in_use_is_not_changed_and_that_is_told) {
  Listed listed(two.peripheral);
  AdvertisingOptions options = quick;
  options.filter_policy = 3;
  ASSERT_TRUE(two.peripheral.host().advertiser().start(options));
  two.run(ms(100));
  EXPECT_FALSE(list(listed, two.central));
  EXPECT_EQ(listed.results.back(), ErrorCode::command_disallowed);
  two.peripheral.host().advertiser().stop();
  two.run(ms(100));
  EXPECT_TRUE(list(listed, two.central));
  EXPECT_TRUE(listed.list.clear());
  two.run(ms(100));
  EXPECT_EQ(listed.results.size(), 2u);
  two.expect_at_rest();
}

TEST_F(ThreeDevices, GAP_CONN_DCON_BV_01_C_directed_advertising_is_for_one_central_only) {
  AdvertisingOptions options = quick;
  options.peer = two.central.device.address();
  options.type = AdvertisingType::connectable_directed_low_duty;
  ASSERT_TRUE(two.peripheral.host().advertiser().start(options));
  EXPECT_FALSE(connects(other, two.peripheral.device.address()));
  EXPECT_TRUE(connects(two.central, two.peripheral.device.address()));
  two.expect_at_rest();
}

TEST_F(ThreeDevices, high_duty_directed_advertising_ends_by_itself_and_is_told) {
  AdvertisingOptions options = quick;
  options.peer = two.central.device.address();
  options.type = AdvertisingType::connectable_directed_high_duty;
  two.take_logs();
  const Instant began = two.world.now();
  ASSERT_TRUE(two.peripheral.host().advertiser().start(options));
  ASSERT_TRUE(two.until([&] { return !two.peripheral.host().advertiser().is_wanted(); }));
  EXPECT_LT((two.world.now() - began).count_us(), 1'400'000);
  EXPECT_EQ(two.peripheral.app.take_log(), "advertising ended 3c");
  // The central is there the next time, and is connected within moments.
  ASSERT_TRUE(two.peripheral.host().advertiser().start(options));
  EXPECT_TRUE(connects(two.central, two.peripheral.device.address()));
  two.expect_at_rest();
}

class Lengths final : public host::gap::LinkLayerListener {
 public:
  explicit Lengths(Side& side) : layer(side.host().hci(), tasks) { layer.set_listener(*this); }
  void on_data_length_changed(const host::hci::Link&, DataLength tx, DataLength rx) override {
    sends = tx.octets;
    receives = rx.octets;
  }
  std::array<LinkLayerTasks, sim::device_limits.links> tasks;
  LinkLayer layer;
  int sends = 27, receives = 27;
};

TEST(DataLengths, each_side_is_told_what_the_other_may_send) {
  DeviceConfig quiet[2] = {device_config("central", 1), device_config("peripheral", 2)};
  for (DeviceConfig& config : quiet)
    config.host.automatic_data_length = false;
  TwoDevices two(1, quiet[0], quiet[1]);
  Lengths central(two.central), peripheral(two.peripheral);
  ASSERT_TRUE(two.connect());
  ASSERT_TRUE(central.layer.set_data_length(two.central.link(), 100));
  ASSERT_TRUE(two.until([&] { return central.sends == 100 && peripheral.receives == 100; }));
  EXPECT_EQ(peripheral.sends, 27);
  ASSERT_TRUE(peripheral.layer.set_data_length(two.peripheral.link(), 251));
  ASSERT_TRUE(two.until([&] { return peripheral.sends == 251 && central.receives == 251; }));
  two.expect_at_rest();
}

}  // namespace
}  // namespace westwind::testing
