// Two hosts, two virtual controllers, one world: what most simulation tests stand on.
//
//     TwoDevices two(seed);
//     two.connect();
//     two.discover();
//     ASSERT_TRUE(two.until([&] { return ...; }));
//
// When the test has failed by the time the pair is destroyed, it prints the seed and the command
// that repeats the test, and leaves the air's pcapng and each host's btsnoop under build/failures.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "air/capture.hpp"
#include "sim/device.hpp"
#include "tests/support/application.hpp"
#include "tests/support/attribute_store.hpp"
#include "transport/btsnoop.hpp"

namespace westwind::testing {

using sim::Device;
using sim::DeviceConfig;
using sim::HciTap;

constexpr Duration ms(std::int64_t count) { return Duration::milliseconds(count); }

/// One device with an application, and a record of its HCI traffic.
class Side final : public HciTap {
 public:
  Side(air::World& world, air::Medium& medium, const DeviceConfig& config)
      : world_(world), device(world, medium, config, app) {
    app.listen_to(device.host());
    device.set_tap(this);
  }

  host::Host& host() { return device.host(); }
  host::hci::ConnHandle link() const {
    return app.open_links.empty() ? wire::hci::no_connection : app.open_links.front();
  }
  bool on_packet(Direction direction, Bytes h4) override {
    packets.push_back({direction, world_.now(), OctetString(h4.begin(), h4.end())});
    return !on_hci || on_hci(packets.size(), direction);
  }
  /// Every packet pool is full again and nothing is owed.
  void expect_at_rest() {
    EXPECT_TRUE(host().memory_all_free());
    EXPECT_TRUE(host().server().subscriptions().all_free());
    EXPECT_EQ(host().hci().commands().pending(), 0u);
    EXPECT_EQ(app.connected, app.disconnected);
    EXPECT_TRUE(host().scanner().is_idle());
    EXPECT_FALSE(host().initiator().is_active());
  }
  void write_btsnoop(const std::string& path) const {
    transport::BtsnoopRecorder recorder;
    if (!recorder.open(path.c_str())) return;
    for (const Packet& packet : packets)
      (void)recorder.record(packet.direction == Direction::to_host
                                ? transport::HciDirection::to_host
                                : transport::HciDirection::to_controller,
                            packet.at, packet.octets);
  }

  struct Packet {
    Direction direction;
    Instant at;
    OctetString octets;
  };
  std::vector<Packet> packets;
  /// Called with the count of packets so far; false loses this one.
  std::function<bool(std::size_t, Direction)> on_hci;
  Application app;
  TestServices services;

 private:
  air::World& world_;

 public:
  Device device;
};

inline DeviceConfig device_config(const std::string& name, std::uint8_t number) {
  DeviceConfig config;
  config.station.name = name;
  config.station.position.x = number;
  config.controller.public_address = {{number, 0x11, 0x22, 0x33, 0x44, 0xc0}};
  return config;
}

/// A world with any number of devices.
class DeviceWorld {
 public:
  explicit DeviceWorld(std::uint64_t seed) : world(seed) {}
  ~DeviceWorld() {
    if (::testing::Test::HasFailure()) leave_evidence();
  }

  Side& add(const DeviceConfig& config) {
    sides.push_back(std::make_unique<Side>(world, medium, config));
    sides.back()->device.start();
    return *sides.back();
  }
  Side& add(const std::string& name) {
    return add(device_config(name, static_cast<std::uint8_t>(sides.size() + 1)));
  }
  /// Lets the world run until `done`; false when that takes longer than `limit`.
  template <typename Condition>
  bool until(Condition done, Duration limit = Duration::seconds(20)) {
    const Instant end = world.now() + limit;
    while (!done()) {
      for (const auto& side : sides)
        side->device.settle();
      if (world.next_event_time() > end) {
        world.run_until(end);
        return done();
      }
      world.run_one();
    }
    return true;
  }
  void run(Duration duration) {
    (void)until([] { return false; }, duration);
  }
  bool all_ready() {
    return until([&] {
      for (const auto& side : sides)
        if (!side->host().is_ready()) return false;
      return true;
    });
  }
  /// `central` connects to `peripheral`; both have been told when it returns true.
  bool connect(Side& central, Side& peripheral, const host::gap::ConnectOptions& options = {}) {
    const int before_c = central.app.connected, before_p = peripheral.app.connected;
    EXPECT_TRUE(
        peripheral.host().advertiser().start({.interval_min = ms(20), .interval_max = ms(20)}));
    EXPECT_TRUE(central.host().initiator().connect(peripheral.device.address(), options));
    return until(
        [&] { return central.app.connected > before_c && peripheral.app.connected > before_p; });
  }
  /// Ends all links and waits until both ends know.
  bool disconnect_all() {
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
  void expect_at_rest() {
    EXPECT_TRUE(disconnect_all());
    run(ms(100));
    for (const auto& side : sides)
      side->expect_at_rest();
  }

  air::World world;
  air::Medium medium{world};
  air::MemorySink sink;
  air::Capture capture{medium, sink};
  std::vector<std::unique_ptr<Side>> sides;

 private:
  void leave_evidence() {
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
};

class TwoDevices : public DeviceWorld {
 public:
  explicit TwoDevices(std::uint64_t seed = 1)
      : DeviceWorld(seed), central(add("central")), peripheral(add("peripheral")) {
    EXPECT_TRUE(all_ready());
    EXPECT_TRUE(peripheral.services.add_to(peripheral.host().server()));
    take_logs();
  }
  TwoDevices(std::uint64_t seed, const DeviceConfig& central_config,
             const DeviceConfig& peripheral_config)
      : DeviceWorld(seed), central(add(central_config)), peripheral(add(peripheral_config)) {
    EXPECT_TRUE(all_ready());
    EXPECT_TRUE(peripheral.services.add_to(peripheral.host().server()));
    take_logs();
  }

  bool connect(const host::gap::ConnectOptions& options = {}) {
    return DeviceWorld::connect(central, peripheral, options);
  }
  /// Starts a procedure of the central and waits for its end; how it ended is in the log.
  bool run_procedure(host::att::Transaction& procedure) {
    const int before = central.app.procedures_ended;
    if (!central.host().client().start(central.link(), procedure)) return false;
    return until([&] { return central.app.procedures_ended > before; });
  }
  void take_logs() {
    central.app.log.clear();
    peripheral.app.log.clear();
  }

  Side& central;
  Side& peripheral;
};

}  // namespace westwind::testing
