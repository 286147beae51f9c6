// Two hosts, two virtual controllers, one world: building them, ending them, and what is left when
// a test fails.
#include "tests/support/two_devices.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/world_hash.hpp"
#include "transport/btsnoop.hpp"

namespace westwind::testing {

Side::~Side() = default;
DeviceWorld::DeviceWorld(std::uint64_t seed) : world(seed) {}
DeviceWorld::~DeviceWorld() {
  if (::testing::Test::HasFailure()) leave_evidence();
  if (WorldHash::is_wanted()) {
    capture.flush();
    WorldHash hash;
    hash.add(sink.octets());
    for (const auto& side : sides)
      for (const Side::Packet& packet : side->packets)
        hash.add(packet.octets);
    hash.leave(world.seed());
  }
}

Side::Side(air::World& world, air::Medium& medium, const DeviceConfig& config)
    : world_(world), device(world, medium, config, app) {
  app.listen_to(device.host());
  device.set_tap(this);
}

bool Side::on_packet(Direction direction, Bytes h4) {
  packets.push_back({direction, world_.now(), OctetString(h4.begin(), h4.end())});
  return !on_hci || on_hci(packets.size(), direction);
}

void Side::expect_at_rest() {
  EXPECT_TRUE(host().memory_all_free());
  EXPECT_TRUE(host().server().subscriptions().all_free());
  EXPECT_EQ(host().hci().commands().pending(), 0u);
  EXPECT_EQ(app.connected, app.disconnected);
  EXPECT_TRUE(host().scanner().is_idle());
  EXPECT_FALSE(host().initiator().is_active());
}

void Side::write_btsnoop(const std::string& path) const {
  transport::BtsnoopRecorder recorder;
  if (!recorder.open(path.c_str())) return;
  for (const Packet& packet : packets)
    (void)recorder.record(packet.direction == Direction::to_host
                              ? transport::HciDirection::to_host
                              : transport::HciDirection::to_controller,
                          packet.at, packet.octets);
}

DeviceConfig device_config(const std::string& name, std::uint8_t number) {
  DeviceConfig config;
  config.host.caching = false;  // so that the handles of test tables do not hang on it
  config.station.name = name;
  config.station.position.x = number;
  config.controller.public_address = {{number, 0x11, 0x22, 0x33, 0x44, 0xc0}};
  return config;
}

Side& DeviceWorld::add(const DeviceConfig& config) {
  sides.push_back(std::make_unique<Side>(world, medium, config));
  sides.back()->device.start();
  return *sides.back();
}

Side& DeviceWorld::add(const std::string& name) {
  return add(device_config(name, static_cast<std::uint8_t>(sides.size() + 1)));
}

bool DeviceWorld::all_ready() {
  return until([&] {
    for (const auto& side : sides)
      if (!side->host().is_ready()) return false;
    return true;
  });
}

bool DeviceWorld::connect(Side& central, Side& peripheral,
                          const host::gap::ConnectOptions& options) {
  const int before_c = central.app.connected, before_p = peripheral.app.connected;
  EXPECT_TRUE(
      peripheral.host().advertiser().start({.interval_min = ms(20), .interval_max = ms(20)}));
  EXPECT_TRUE(central.host().initiator().connect(peripheral.device.address(), options));
  return until(
      [&] { return central.app.connected > before_c && peripheral.app.connected > before_p; });
}

bool DeviceWorld::disconnect_all() {
  for (const auto& side : sides) {
    side->app.react = nullptr;
    side->host().advertiser().stop();
    side->host().scanner().stop();
    side->host().initiator().cancel();
    for (const auto handle : side->app.open_links)
      (void)side->host().connections().disconnect(handle);
  }
  return until(
      [&] {
        for (const auto& side : sides)
          if (!side->app.open_links.empty() || side->host().hci().commands().pending() > 0 ||
              !side->host().scanner().is_idle() || side->host().initiator().is_active())
            return false;
        return true;
      },
      Duration::seconds(60));
}

void DeviceWorld::expect_at_rest() {
  EXPECT_TRUE(disconnect_all());
  run(ms(100));
  for (const auto& side : sides)
    side->expect_at_rest();
}

void DeviceWorld::leave_evidence() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string name =
      test == nullptr ? "test" : std::string(test->test_suite_name()) + "." + test->name();
  const std::filesystem::path folder = "build/failures";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  capture.flush();
  const std::string base = (folder / (name + "." + std::to_string(world.seed()))).string();
  std::ofstream file(base + ".pcapng", std::ios::binary);
  file.write(reinterpret_cast<const char*>(sink.octets().data()),
             static_cast<std::streamsize>(sink.octets().size()));
  for (std::size_t i = 0; i < sides.size(); ++i)
    sides[i]->write_btsnoop(base + ".host" + std::to_string(i) + ".btsnoop");
  std::printf(
      "seed %llu; evidence: %s.*; again: ctest --preset dev -R '_test$' or the test program with "
      "--gtest_filter='%s'\n",
      static_cast<unsigned long long>(world.seed()), base.c_str(), name.c_str());
}

TwoDevices::TwoDevices(std::uint64_t seed)
    : DeviceWorld(seed), central(add("central")), peripheral(add("peripheral")) {
  EXPECT_TRUE(all_ready());
  EXPECT_TRUE(peripheral.services.add_to(peripheral.host().server()));
  take_logs();
}

TwoDevices::TwoDevices(std::uint64_t seed, const DeviceConfig& central_config,
                       const DeviceConfig& peripheral_config)
    : DeviceWorld(seed), central(add(central_config)), peripheral(add(peripheral_config)) {
  EXPECT_TRUE(all_ready());
  EXPECT_TRUE(peripheral.services.add_to(peripheral.host().server()));
  take_logs();
}

}  // namespace westwind::testing
