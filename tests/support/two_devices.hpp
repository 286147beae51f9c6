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

#include <memory>

#include "air/capture.hpp"
#include "sim/device.hpp"
#include "tests/support/application.hpp"
#include "tests/support/attribute_store.hpp"

namespace westwind::testing {

using sim::Device;
using sim::DeviceConfig;
using sim::HciTap;

constexpr Duration ms(std::int64_t count) { return Duration::milliseconds(count); }

/// One device with an application, and a record of its HCI traffic.
class Side final : public HciTap {
 public:
  ~Side();
  Side(air::World& world, air::Medium& medium, const DeviceConfig& config);

  host::Host& host() { return device.host(); }
  host::hci::ConnHandle link() const {
    return app.open_links.empty() ? wire::hci::no_connection : app.open_links.front();
  }
  bool on_packet(Direction direction, Bytes h4) override;
  /// Every packet pool is full again and nothing is owed.
  void expect_at_rest();
  void write_btsnoop(const std::string& path) const;

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

DeviceConfig device_config(const std::string& name, std::uint8_t number);

/// A world with any number of devices.
class DeviceWorld {
 public:
  explicit DeviceWorld(std::uint64_t seed);
  ~DeviceWorld();

  Side& add(const DeviceConfig& config);
  Side& add(const std::string& name);
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
  bool all_ready();
  /// `central` connects to `peripheral`; both have been told when it returns true.
  bool connect(Side& central, Side& peripheral, const host::gap::ConnectOptions& options = {});
  /// Ends all links and waits until both ends know.
  bool disconnect_all();
  void expect_at_rest();

  air::World world;
  air::Medium medium{world};
  air::MemorySink sink;
  air::Capture capture{medium, sink};
  std::vector<std::unique_ptr<Side>> sides;

 private:
  void leave_evidence();
};

class TwoDevices : public DeviceWorld {
 public:
  explicit TwoDevices(std::uint64_t seed = 1);
  TwoDevices(std::uint64_t seed, const DeviceConfig& central_config,
             const DeviceConfig& peripheral_config);

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
