// Which devices have been reported already while duplicates are filtered. Vol 4 Part E 7.8.11.
// Bounded: when it is full a device may be reported again, which hosts must expect.
#pragma once

#include <vector>

#include "wire/address.hpp"

namespace westwind::controller {

class ReportFilter {
 public:
  enum Kind : std::uint8_t { advertisement = 1, scan_response = 2 };

  /// Starts anew; `on` false lets everything pass.
  void reset(bool on) {
    slots_.clear();
    if (on) slots_.resize(slot_count);
  }
  bool has_seen(const wire::DeviceAddress& device, Kind kind) const {
    if (slots_.empty()) return false;
    const Slot& slot = slots_[find(device)];
    return slot.device == device && (slot.kinds & kind) != 0;
  }
  void remember(const wire::DeviceAddress& device, Kind kind) {
    if (slots_.empty()) return;
    Slot& slot = slots_[find(device)];
    if (slot.kinds == 0 || slot.device != device) slot = {device, 0};
    slot.kinds = static_cast<std::uint8_t>(slot.kinds | kind);
  }

 private:
  struct Slot {
    wire::DeviceAddress device;
    std::uint8_t kinds = 0;
  };
  static constexpr std::size_t slot_count = 512;  // 4 KB, while a filtering scan runs
  static constexpr std::size_t probes = 8;

  /// Its slot, an empty one, or the one to be taken from another.
  std::size_t find(const wire::DeviceAddress& device) const {
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const std::uint8_t octet : device.address.octets)
      hash = (hash ^ octet) * 16777619u;
    const std::size_t home = (hash ^ hash >> 16) % slot_count;
    for (std::size_t i = 0; i < probes; ++i) {
      const Slot& slot = slots_[(home + i) % slot_count];
      if (slot.kinds == 0 || slot.device == device) return (home + i) % slot_count;
    }
    return home;
  }

  std::vector<Slot> slots_;
};

}  // namespace westwind::controller
