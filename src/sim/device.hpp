// A whole device on the air: a host and its virtual controller, joined by HCI packets in virtual
// time. Tests and scenarios hold these; boards with a process of their own come in by doors
// instead.
#pragma once

#include <deque>
#include <vector>

#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"
#include "host/host.hpp"
#include "sim/virtual_controller.hpp"

namespace westwind::sim {

/// Enough for every test that does not look at limits.
inline constexpr host::Limits device_limits{.links = 8,
                                            .commands = 16,
                                            .transmit_octets = 8192,
                                            .receive_octets = 4096,
                                            .subscriptions = 64,
                                            .pairings = 2};

struct DeviceConfig {
  air::StationConfig station;
  controller::Config controller;
  host::Config host;
  /// Another host's memory than `device_limits` gives; must outlive the device.
  const host::Memory* memory = nullptr;
  /// Keeps the host's bonds; must outlive the device. Null: nothing is kept.
  host::smp::BondStore* bonds = nullptr;
};

/// Sees every HCI packet, and may stop it.
class HciTap {
 public:
  enum class Direction : std::uint8_t { to_controller, to_host };
  /// False loses the packet.
  virtual bool on_packet(Direction direction, Bytes h4) = 0;

 protected:
  ~HciTap() = default;
};

class Device final : private host::hci::Transport, private controller::HciSink {
 public:
  /// World, medium and listener must outlive it.
  Device(air::World& world, air::Medium& medium, const DeviceConfig& config,
         host::hci::StateListener& listener);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device();

  void start() {
    host_.start(world_.now());
    settle();
  }
  /// To be called after calling into the host from outside its callbacks, before time passes: asks
  /// the world for the next moment at which the host wants to run.
  void settle();
  void set_tap(HciTap* tap) { tap_ = tap; }

  host::Host& host() { return host_; }
  VirtualController& controller() { return controller_; }
  wire::DeviceAddress address() { return host_.identity().own(); }

 private:
  void send(Bytes h4) override;
  void to_host(Bytes h4) override;
  void on_wake();

  air::World& world_;
  host::Storage<device_limits> storage_;
  VirtualController controller_;
  std::deque<std::vector<std::uint8_t>> arriving_;
  HciTap* tap_ = nullptr;
  air::EventHandle wake_{};
  Instant wake_at_ = Instant::never();
  crypto::BuiltinAes128 aes_;
  crypto::BuiltinP256 p256_;
  host::Host host_;
};

}  // namespace westwind::sim
