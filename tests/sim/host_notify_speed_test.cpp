// Notifications as fast as the link layer can carry them.
#include <gtest/gtest.h>

#include "on_phy.hpp"

namespace westwind::testing {
namespace {

class NotifySpeed : public ::testing::TestWithParam<std::uint8_t> {};

// >= 97 % of the payload that the longest packets have room for: a value of 244 octets in each.
TEST_P(NotifySpeed, is_near_what_the_link_layer_can_carry) {
  constexpr int values = 2000, octets_each = 244, interval_us = 50'000;
  TwoDevices two(4);
  OnPhy phy(two.central);
  ASSERT_TRUE(two.connect({.parameters = {interval_us / 1250, interval_us / 1250, 0, 256}}));
  host::gatt::ExchangeMtu exchange(two.central.app);
  ASSERT_TRUE(two.central.host().client().exchange_mtu(two.central.link(), exchange));
  two.run(Duration::seconds(1));  // the packets have grown to their full length
  ASSERT_TRUE(phy.change(two, GetParam()));
  const host::att::Handle value{two.peripheral.services.own.start_handle + 2u};
  int sent = 0, received = 0;
  two.central.app.react = [&](const std::string& line) {
    received += line.rfind("notification ", 0) == 0;
  };
  const OctetString octets = counting(octets_each);
  const Instant begin = two.world.now();
  ASSERT_TRUE(two.until(
      [&] {
        while (sent < values &&
               two.peripheral.host().server().notify(two.peripheral.link(), value, octets))
          ++sent;
        return received == values;
      },
      Duration::seconds(60)));
  const double seconds = static_cast<double>((two.world.now() - begin).count_us()) / 1e6;
  const double limit =
      OnPhy::packets_in(GetParam(), interval_us) * octets_each / (interval_us / 1e6);
  const double rate = values * octets_each / seconds;
  std::printf("notifications: %.0f octets/s, %.1f %% of the link layer's %.0f\n", rate,
              100 * rate / limit, limit);
  EXPECT_GT(rate, 0.97 * limit);
  two.central.app.react = nullptr;
  two.expect_at_rest();
}
INSTANTIATE_TEST_SUITE_P(Phys, NotifySpeed, ::testing::Values(1, 2));

}  // namespace
}  // namespace westwind::testing
