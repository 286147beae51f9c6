// A whole device on the air.
#include "sim/device.hpp"

namespace westwind::sim {

Device::Device(air::World& world, air::Medium& medium, const DeviceConfig& config,
               host::hci::StateListener& listener)
    : world_(world), controller_(medium, config.station, config.controller, *this),
      host_(config.memory != nullptr ? *config.memory : storage_.memory(), *this, listener,
            {aes_, &p256_, config.bonds}, config.host) {}

Device::~Device() { world_.cancel(wake_); }

void Device::send(Bytes h4) {
  if (tap_ == nullptr || tap_->on_packet(HciTap::Direction::to_controller, h4))
    controller_.receive(h4);
}

void Device::to_host(Bytes h4) {
  if (tap_ != nullptr && !tap_->on_packet(HciTap::Direction::to_host, h4)) return;
  // The controller may answer from inside `send`, where the host must not be called.
  arriving_.emplace_back(h4.begin(), h4.end());
  settle();
}

void Device::settle() {
  const Instant wanted = arriving_.empty() ? host_.deadline() : world_.now();
  const Instant at = wanted > world_.now() ? wanted : world_.now();
  if (at == wake_at_ && world_.is_pending(wake_)) return;
  world_.cancel(wake_);
  wake_at_ = at;
  if (!at.is_never()) wake_ = world_.schedule(at, air::World::Action::to<&Device::on_wake>(this));
}

void Device::on_wake() {
  wake_at_ = Instant::never();
  if (arriving_.empty()) {
    host_.run(world_.now());
  } else {
    const std::vector<std::uint8_t> packet = std::move(arriving_.front());
    arriving_.pop_front();
    host_.receive(world_.now(), packet);
  }
  settle();
}

}  // namespace westwind::sim
