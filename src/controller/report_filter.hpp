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
  /// `data_info`: the ADI of extended advertising. Each set of a device counts by itself, and other
  /// data is no duplicate.
  bool has_seen(const wire::DeviceAddress& device, Kind kind, std::uint16_t data_info = 0) const {
    if (slots_.empty()) return false;
    const Slot& slot = slots_[find(device, data_info)];
    return slot.device == device && slot.data_info == data_info && (slot.kinds & kind) != 0;
  }
  void remember(const wire::DeviceAddress& device, Kind kind, std::uint16_t data_info = 0) {
    if (slots_.empty()) return;
    Slot& slot = slots_[find(device, data_info)];
    if (slot.kinds == 0 || slot.device != device || slot.data_info != data_info)
      slot = {device, data_info, 0};
    slot.kinds = static_cast<std::uint8_t>(slot.kinds | kind);
  }

 private:
  struct Slot {
    wire::DeviceAddress device;
    std::uint16_t data_info = 0;
    std::uint8_t kinds = 0;

    bool is_of(const wire::DeviceAddress& other, std::uint16_t info) const {
      return device == other && sid(data_info) == sid(info);
    }
  };
  static constexpr int sid(std::uint16_t data_info) { return data_info >> 12; }
  static constexpr std::size_t slot_count = 512;  // 5 KB, while a filtering scan runs
  static constexpr std::size_t probes = 8;

  /// Its slot, an empty one, or the one to be taken from another.
  std::size_t find(const wire::DeviceAddress& device, std::uint16_t data_info) const {
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const std::uint8_t octet : device.address.octets)
      hash = (hash ^ octet) * 16777619u;
    hash = (hash ^ static_cast<std::uint32_t>(sid(data_info))) * 16777619u;
    const std::size_t home = (hash ^ hash >> 16) % slot_count;
    for (std::size_t i = 0; i < probes; ++i) {
      const Slot& slot = slots_[(home + i) % slot_count];
      if (slot.kinds == 0 || slot.is_of(device, data_info)) return (home + i) % slot_count;
    }
    return home;
  }

  std::vector<Slot> slots_;
};

}  // namespace westwind::controller
