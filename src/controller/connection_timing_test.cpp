// Anchors, instants, hopping and windows of one connection; data lengths; scan back-off; the
// duplicate filter.
#include "controller/connection_timing.hpp"

#include <gtest/gtest.h>

#include "controller/data_lengths.hpp"
#include "controller/report_filter.hpp"
#include "controller/scanner.hpp"

namespace westwind::controller {
namespace {

namespace ll = wire::ll;

constexpr ll::ConnectionData data{1, 2, 2, 3, 24, 0, 200, {0xff, 0xff, 0xff, 0xff, 0x1f}, 5};
constexpr Instant at(std::int64_t us) { return Instant::from_us(us); }

ConnectionTiming timing(std::uint32_t ppm = 100) {
  return ConnectionTiming(data, at(1000), at(6000), slots_1250us(2), ppm);
}

TEST(ConnectionTimingTest, first_window_is_the_transmit_window_widened) {
  const ConnectionTiming t = timing();
  EXPECT_EQ(t.channel(), 5);
  EXPECT_EQ(t.listen_from(), at(6000 - 33));
  EXPECT_EQ(t.listen_to(), at(6000 + 2500 + 33));
}

TEST(ConnectionTimingTest, stays_wide_until_the_central_is_heard) {
  ConnectionTiming t = timing();
  t.step();
  EXPECT_EQ(t.listen_to() - t.listen_from(), Duration::microseconds(2500 + 2 * 36));
  t.synchronise(at(37'000));
  t.step();
  EXPECT_EQ(t.anchor(), at(67'000));
  EXPECT_EQ(t.listen_from(), at(67'000 - 35));
  EXPECT_EQ(t.listen_to(), at(67'000 + 35));
}

TEST(ConnectionTimingTest, widening_never_reaches_the_neighbouring_event) {
  ConnectionTiming t = timing(1000);
  t.skip(1000);
  EXPECT_EQ(t.anchor() - t.listen_from(), Duration::microseconds(15'000 - 150));
}

TEST(ConnectionTimingTest, skipping_is_stepping) {
  ConnectionTiming a = timing(), b = timing();
  a.skip(100);
  for (int i = 0; i < 100; ++i)
    b.step();
  EXPECT_EQ(a.anchor(), b.anchor());
  EXPECT_EQ(a.channel(), b.channel());
  EXPECT_EQ(a.counter(), b.counter());
}

TEST(ConnectionTimingTest, channels_are_drawn_by_the_counter_when_both_know_how) {
  ConnectionTiming t = timing();
  t.draw_channels(0x8e89bed6);
  EXPECT_EQ(t.channel(), 25);
  t.step();
  EXPECT_EQ(t.channel(), 20);
  t.skip(4);
  EXPECT_EQ(t.channel(), 36);
}

TEST(ConnectionTimingTest, parameters_and_channels_change_at_their_instants) {
  ConnectionTiming t = timing();
  t.synchronise(at(6000));
  t.at_instant(
      ConnectionTiming::PendingParameters{{40, 1, 300}, slots_1250us(4), slots_1250us(1), 3});
  t.at_instant(ConnectionTiming::PendingChannelMap{ll::ChannelMap({3, 0, 0, 0, 0}), 2});
  t.step();
  EXPECT_EQ(t.channel(), 10);
  t.step();
  EXPECT_EQ(t.channel(), 15 % 2);
  EXPECT_TRUE(t.is_instant_pending());
  t.step();
  EXPECT_FALSE(t.is_instant_pending());
  EXPECT_EQ(t.anchor(), at(6000 + 3 * 30'000 + 5000));
  EXPECT_EQ(t.interval(), Duration::milliseconds(50));
  EXPECT_GE(t.listen_to() - t.listen_from(), Duration::microseconds(1250));
  t.step();
  EXPECT_EQ(t.anchor(), at(6000 + 3 * 30'000 + 5000 + 50'000));
}

TEST(ConnectionTimingTest, instants_are_compared_modulo_2_to_the_16) {
  ConnectionTiming t = timing();
  t.skip(65'530);
  EXPECT_FALSE(t.has_passed(5));
  EXPECT_FALSE(t.has_passed(65'530));
  EXPECT_TRUE(t.has_passed(65'529));
  EXPECT_TRUE(t.has_passed(static_cast<std::uint16_t>(65'530 + 32'767)));
  EXPECT_FALSE(t.has_passed(static_cast<std::uint16_t>(65'530 + 32'766)));
  EXPECT_EQ(t.expected_anchor(4) - t.anchor(), t.interval() * 10);
}

TEST(DataLengthsTest, effective_lengths_are_the_smaller_of_both) {
  DataLengths lengths;
  EXPECT_EQ(lengths.tx_payload(Phy::le_1m), 27u);
  lengths.want({200, 2120});
  EXPECT_EQ(lengths.tx_payload(Phy::le_1m), 27u);  // not before the peer agrees
  lengths.agree({100, 2120, 251, 2120});
  EXPECT_EQ(lengths.tx_payload(Phy::le_1m), 100u);
  EXPECT_EQ(lengths.rx(Phy::le_1m).octets, 251);
  lengths.agree({100, 624, 251, 2120});
  EXPECT_EQ(lengths.tx_payload(Phy::le_1m), 64u);
}

TEST(DataLengthsTest, times_are_as_the_phy_has_them) {
  DataLengths lengths({}, true);
  EXPECT_EQ(lengths.tx(Phy::le_coded), (DataLimit{27, 2704}));
  EXPECT_EQ(lengths.tx_payload(Phy::le_coded), 27u);
  EXPECT_EQ(lengths.tx_payload(Phy::le_2m), 27u);
  lengths.want_all();
  lengths.agree({251, 17040, 251, 17040});
  EXPECT_EQ(lengths.tx(Phy::le_1m), (DataLimit{251, 2120}));
  EXPECT_EQ(lengths.rx(Phy::le_2m), (DataLimit{251, 2120}));
  EXPECT_EQ(lengths.rx(Phy::le_coded), (DataLimit{251, 17040}));
  for (const Phy phy : {Phy::le_1m, Phy::le_2m, Phy::le_coded})
    EXPECT_EQ(lengths.tx_payload(phy), 251u);
  lengths.want({251, 2120});
  lengths.agree({251, 2120, 251, 2120});
  EXPECT_EQ(lengths.tx_payload(Phy::le_coded), 27u) << "the time does not reach further";
}

TEST(ScanBackoffTest, doubles_after_two_failures_and_halves_after_two_successes) {
  ScanBackoff backoff;
  EXPECT_TRUE(backoff.is_due());
  for (int i = 0; i < 20; ++i)
    backoff.on_result(false, 0);
  EXPECT_EQ(backoff.upper_limit(), 256);
  backoff.on_result(true, 0);
  backoff.on_result(false, 0);  // not in a row
  backoff.on_result(true, 0);
  EXPECT_EQ(backoff.upper_limit(), 256);
  backoff.on_result(true, 3);
  EXPECT_EQ(backoff.upper_limit(), 128);
  for (int i = 0; i < 3; ++i)
    EXPECT_FALSE(backoff.is_due());
  EXPECT_TRUE(backoff.is_due());
}

TEST(ReportFilterTest, knows_hundreds_of_devices_and_forgets_on_request) {
  ReportFilter filter;
  const auto device = [](int i) {
    return wire::DeviceAddress{wire::AddressType::random_device,
                               {{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8),
                                 0x33, 0x44, 0x55, 0xc6}}};
  };
  filter.remember(device(1), ReportFilter::advertisement);
  EXPECT_FALSE(filter.has_seen(device(1), ReportFilter::advertisement));  // off
  filter.reset(true);
  for (int i = 0; i < 250; ++i)
    filter.remember(device(i), ReportFilter::advertisement);
  int known = 0;
  for (int i = 0; i < 250; ++i)
    known += filter.has_seen(device(i), ReportFilter::advertisement);
  EXPECT_EQ(known, 250);
  EXPECT_FALSE(filter.has_seen(device(3), ReportFilter::scan_response));
  EXPECT_FALSE(filter.has_seen(device(400), ReportFilter::advertisement));
  filter.reset(true);
  EXPECT_FALSE(filter.has_seen(device(3), ReportFilter::advertisement));
}

}  // namespace
}  // namespace westwind::controller
