// A link on another PHY, and what its packets can carry there.
#pragma once

#include "host/gap/link_layer.hpp"
#include "tests/support/two_devices.hpp"

namespace westwind::testing {

/// To be made before there is a link.
class OnPhy final : public host::gap::LinkLayerListener {
 public:
  explicit OnPhy(Side& side) : side_(side), layer_(side.host().hci(), tasks_) {
    layer_.set_listener(*this);
  }
  /// `phy`: 1 is LE 1M, 2 is LE 2M. False when it does not come about.
  bool change(DeviceWorld& world, std::uint8_t phy) {
    if (phy == 1) return true;
    using host::gap::PhyPreference;
    if (!layer_.set_phy(side_.link(), {.tx = PhyPreference::le_2m, .rx = PhyPreference::le_2m}))
      return false;
    return world.until([&] { return is_2m_; });
  }
  /// Packets of 251 octets that fit into an event of that length, each answered by an empty one.
  /// Vol 6 Part B 2.1, 4.1.1.
  static constexpr double packets_in(std::uint8_t phy, int event_us) {
    constexpr int t_ifs_us = 150;
    const int pair_us = (phy == 1 ? 2088 + 80 : 1048 + 44) + 2 * t_ifs_us;
    return event_us / pair_us;
  }

 private:
  void on_phy_updated(const host::hci::Link&, host::hci::ErrorCode status, host::gap::Phy tx,
                      host::gap::Phy rx) override {
    is_2m_ = status == host::hci::ErrorCode::success && tx == host::gap::Phy::le_2m &&
             rx == host::gap::Phy::le_2m;
  }

  Side& side_;
  std::array<host::gap::LinkLayerTasks, sim::device_limits.links> tasks_;
  host::gap::LinkLayer layer_;
  bool is_2m_ = false;
};

}  // namespace westwind::testing
