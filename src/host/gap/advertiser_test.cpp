// Advertising: what is wanted reaches the controller, whatever happens in between.
#include "gap/advertiser.hpp"

#include "tests/support/host_bench.hpp"

namespace westwind::testing {
namespace {

using namespace wire::hci;
using host::gap::AdvertisingOptions;

class AdvertiserTest : public HostBench {
 protected:
  void SetUp() override { start(); }
  host::gap::Advertiser& advertiser() { return host().advertiser(); }
  void start_advertising(const AdvertisingOptions& options = {}) {
    ASSERT_TRUE(advertiser().start(options));
    pump();
  }
  static AdvertisingOptions of_type(AdvertisingType type) {
    AdvertisingOptions options;
    options.type = type;
    return options;
  }
  static bool is_invalid(const Status& status) {
    return !status && status.error() == Error::invalid_argument;
  }
};

TEST_F(AdvertiserTest, starts_with_parameters_then_enable) {
  start_advertising();
  EXPECT_EQ(controller.opcodes(), (std::vector<std::uint16_t>{0x2006, 0x200a}));
  EXPECT_EQ(hex(controller.advertising_parameters), "a0 00 f0 00 00 00 00 00 00 00 00 00 00 07 00");
  EXPECT_TRUE(controller.advertising);
  EXPECT_EQ(app.take_log(), "");
}

TEST_F(AdvertiserTest, GAP_ADV_BV_02_C_data_and_scan_response_go_to_the_controller_first) {
  ASSERT_TRUE(advertiser().set_data(octets("02 01 06")));
  ASSERT_TRUE(advertiser().set_scan_response(octets("03 09 77 77")));
  start_advertising();
  EXPECT_EQ(controller.opcodes(), (std::vector<std::uint16_t>{0x2006, 0x2008, 0x2009, 0x200a}));
  EXPECT_EQ(hex(controller.advertising_data), "02 01 06");
  EXPECT_EQ(hex(controller.scan_response), "03 09 77 77");
}

TEST_F(AdvertiserTest, data_is_at_most_31_octets) {
  EXPECT_TRUE(is_invalid(advertiser().set_data(counting(32))));
  EXPECT_TRUE(is_invalid(advertiser().set_scan_response(counting(32))));
  ASSERT_TRUE(advertiser().set_data(counting(31)));
  start_advertising();
  EXPECT_EQ(controller.advertising_data, counting(31));
  EXPECT_EQ(controller.count(LeSetScanResponseData::opcode), 0u);
}

TEST_F(AdvertiserTest, data_changes_while_advertising_without_a_stop) {
  start_advertising();
  controller.commands.clear();
  ASSERT_TRUE(advertiser().set_data(octets("02 01 06")));
  ASSERT_TRUE(advertiser().set_scan_response(octets("02 0a 00")));
  pump();
  EXPECT_EQ(controller.opcodes(), (std::vector<std::uint16_t>{0x2008, 0x2009}));
  EXPECT_EQ(hex(controller.advertising_data), "02 01 06");
}

TEST_F(AdvertiserTest, replaced_data_is_replaced) {  // T40
  ASSERT_TRUE(advertiser().set_data(octets("02 01 06 03 09 61 62")));
  ASSERT_TRUE(advertiser().set_scan_response(octets("02 0a 00")));
  start_advertising();
  ASSERT_TRUE(advertiser().set_data(octets("02 01 04")));
  ASSERT_TRUE(advertiser().set_scan_response({}));
  pump();
  EXPECT_EQ(hex(controller.advertising_data), "02 01 04");
  EXPECT_EQ(hex(controller.scan_response), "");
  // Nothing of the old data is left behind the new.
  EXPECT_EQ(hex(Bytes(controller.last(LeSetAdvertisingData::opcode)->parameters).subspan(4)),
            hex(OctetString(28)));
}

TEST_F(AdvertiserTest, each_type_is_what_goes_to_the_controller) {  // T40
  for (const auto type :
       {AdvertisingType::connectable_undirected, AdvertisingType::scannable_undirected,
        AdvertisingType::non_connectable_undirected, AdvertisingType::connectable_directed_low_duty,
        AdvertisingType::connectable_directed_high_duty}) {
    start_advertising(of_type(type));
    EXPECT_EQ(controller.advertising_parameters[4], static_cast<std::uint8_t>(type));
    EXPECT_TRUE(controller.advertising);
  }
  EXPECT_EQ(controller.disallowed, 0);
}

TEST_F(AdvertiserTest, GAP_CONN_DCON_BV_01_C_names_the_peer) {
  AdvertisingOptions options = of_type(AdvertisingType::connectable_directed_low_duty);
  options.peer = {wire::AddressType::random_device, {{1, 2, 3, 4, 5, 0xc6}}};
  options.channel_map = 2;
  options.filter_policy = 3;
  start_advertising(options);
  EXPECT_EQ(hex(controller.advertising_parameters), "a0 00 f0 00 04 00 01 01 02 03 04 05 c6 02 03");
}

TEST_F(AdvertiserTest, intervals_and_channels_out_of_range_are_refused) {
  const auto with_interval = [this](Duration min, Duration max) {
    AdvertisingOptions options;
    options.interval_min = min;
    options.interval_max = max;
    return advertiser().start(options);
  };
  const auto ms = [](std::int64_t count) { return Duration::milliseconds(count); };
  EXPECT_TRUE(is_invalid(with_interval(ms(19), ms(100))));
  EXPECT_TRUE(is_invalid(with_interval(ms(100), ms(99))));
  EXPECT_TRUE(is_invalid(with_interval(ms(100), ms(10241))));
  for (const int map : {0, 8, 0xff, 0x0f}) {
    AdvertisingOptions options;
    options.channel_map = static_cast<std::uint8_t>(map);
    EXPECT_TRUE(is_invalid(advertiser().start(options))) << map;
  }
  EXPECT_FALSE(advertiser().is_wanted());
  EXPECT_TRUE(with_interval(ms(20), ms(10240)));
  pump();
  EXPECT_EQ(hex(Bytes(controller.advertising_parameters).first(4)), "20 00 00 40");
}

TEST_F(AdvertiserTest, a_refused_start_leaves_what_runs_alone) {
  start_advertising();
  AdvertisingOptions bad;
  bad.channel_map = 0;
  EXPECT_TRUE(is_invalid(advertiser().start(bad)));
  pump();
  EXPECT_TRUE(controller.advertising);
  EXPECT_TRUE(advertiser().is_wanted());
}

TEST_F(AdvertiserTest, stops) {
  start_advertising();
  advertiser().stop();
  pump();
  EXPECT_FALSE(controller.advertising);
  EXPECT_EQ(app.take_log(), "");
  advertiser().stop();
  pump();
  EXPECT_EQ(controller.count(LeSetAdvertisingEnable::opcode), 2u);
}

TEST_F(AdvertiserTest,
       GAP_CONN_UCON_BV_01_C_a_connection_ends_it_and_it_may_start_again_at_once) {  // T3
  app.react = [this](const std::string& line) {
    if (!line.starts_with("advertising ended") && !line.starts_with("connected")) return;
    EXPECT_TRUE(advertiser().start({}));
  };
  start_advertising();
  ASSERT_TRUE(controller.central_connects(peer));
  pump();
  EXPECT_EQ(app.take_log(), "advertising ended 00; connected 0040");
  EXPECT_TRUE(controller.advertising);
}

TEST_F(AdvertiserTest, it_may_start_from_inside_the_disconnect_handler) {  // T3
  start_advertising();
  controller.central_connects(peer);
  pump();
  app.react = [this](const std::string& line) {
    if (!line.starts_with("disconnected")) return;
    EXPECT_TRUE(advertiser().start({}));
  };
  controller.disconnection_complete(peer, ErrorCode::connection_timeout);
  pump();
  EXPECT_TRUE(controller.advertising);
}

TEST_F(AdvertiserTest, a_connection_of_ours_as_central_does_not_end_it) {
  start_advertising();
  connect(peer, Role::central);
  EXPECT_TRUE(advertiser().is_wanted());
  EXPECT_TRUE(controller.advertising);
}

TEST_F(AdvertiserTest, the_end_of_directed_advertising_is_told) {
  start_advertising(of_type(AdvertisingType::connectable_directed_high_duty));
  controller.advertising = false;
  controller.connection_complete(0, Role::peripheral, {}, ErrorCode::advertising_timeout);
  pump();
  EXPECT_EQ(app.take_log(), "advertising ended 3c");
  EXPECT_FALSE(advertiser().is_wanted());
}

TEST_F(AdvertiserTest, a_refusal_at_each_step_is_told_once_and_nothing_is_left_on) {
  ASSERT_TRUE(advertiser().set_data(octets("02 01 06")));
  ASSERT_TRUE(advertiser().set_scan_response(octets("02 0a 00")));
  for (const Opcode& step : {LeSetAdvertisingParameters::opcode, LeSetAdvertisingData::opcode,
                             LeSetScanResponseData::opcode, LeSetAdvertisingEnable::opcode}) {
    controller.refuse(step, ErrorCode::invalid_command_parameters);
    start_advertising();
    EXPECT_EQ(app.take_log(), "advertising ended 12");
    EXPECT_FALSE(controller.advertising || advertiser().is_wanted());
  }
  start_advertising();
  EXPECT_TRUE(controller.advertising);
  // What was refused has been sent again.
  EXPECT_EQ(hex(controller.advertising_data), "02 01 06");
  EXPECT_EQ(hex(controller.scan_response), "02 0a 00");
}

TEST_F(AdvertiserTest, data_refused_while_advertising_stops_it) {
  start_advertising();
  controller.refuse(LeSetAdvertisingData::opcode, ErrorCode::unspecified_error);
  ASSERT_TRUE(advertiser().set_data(octets("02 01 06")));
  pump();
  EXPECT_EQ(app.take_log(), "advertising ended 1f");
  EXPECT_FALSE(controller.advertising);
}

TEST_F(AdvertiserTest, a_refusal_of_old_options_does_not_end_the_new_ones) {
  controller.hold_commands = true;
  controller.refuse(LeSetAdvertisingParameters::opcode, ErrorCode::invalid_command_parameters);
  ASSERT_TRUE(advertiser().start({}));
  ASSERT_TRUE(advertiser().start(of_type(AdvertisingType::scannable_undirected)));
  controller.release_all();
  pump();
  EXPECT_EQ(app.take_log(), "");
  EXPECT_TRUE(controller.advertising);
  EXPECT_EQ(controller.advertising_parameters[4], 2);
}

TEST_F(AdvertiserTest, it_waits_for_a_command_slot) {
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
  }
  ASSERT_TRUE(advertiser().set_data(octets("02 01 06")));
  ASSERT_TRUE(advertiser().start({}));
  controller.release_all();
  pump();
  EXPECT_TRUE(controller.advertising);
  EXPECT_EQ(hex(controller.advertising_data), "02 01 06");
}

TEST_F(AdvertiserTest, a_stop_that_finds_no_command_slot_stops_later) {
  start_advertising();
  controller.hold_commands = true;
  while (host().hci().commands().enqueue(Reset::opcode, {}, {})) {
  }
  advertiser().stop();
  controller.release_all();
  pump();
  EXPECT_FALSE(controller.advertising);
}

}  // namespace
}  // namespace westwind::testing
