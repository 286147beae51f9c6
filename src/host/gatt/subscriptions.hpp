// Client Characteristic Configuration: what each peer wrote to each CCCD. Vol 3 Part G 3.3.3.3.
// One value a connection and characteristic (T12, T19), from a pool that all links share; a CCCD
// never written costs nothing.
#pragma once

#include <span>

#include "base/result.hpp"
#include "hci/link.hpp"

namespace westwind::host::gatt {

struct Subscription {
  wire::hci::ConnHandle link = wire::hci::no_connection;
  std::uint16_t cccd_handle = 0;
  std::uint8_t bits = 0;
  // Of the CCCD of Service Changed only:
  bool change_owed = false;       ///< the peer is to be told of a change
  bool change_under_way = false;  ///< it has not confirmed the last one yet
};

class Subscriptions {
 public:
  explicit Subscriptions(std::span<Subscription> pool) : pool_(pool) {
    for (Subscription& s : pool_)
      s = {};
  }

  std::uint16_t get(wire::hci::ConnHandle link, std::uint16_t cccd_handle) const {
    const Subscription* found = find(link, cccd_handle);
    return found != nullptr ? found->bits : 0;
  }
  /// Of all links together.
  std::uint16_t all(std::uint16_t cccd_handle) const {
    std::uint16_t bits = 0;
    for (const Subscription& s : pool_)
      if (!(s.link == wire::hci::no_connection) && s.cccd_handle == cccd_handle) bits |= s.bits;
    return bits;
  }
  /// `bits` of cccd_notify and cccd_indicate. no_memory when the pool is full.
  Status set(wire::hci::ConnHandle link, std::uint16_t cccd_handle, std::uint16_t bits) {
    Subscription* entry = find(link, cccd_handle);
    if (bits == 0) {
      if (entry != nullptr) *entry = {};
      return {};
    }
    if (entry == nullptr) entry = find(wire::hci::no_connection, 0);
    if (entry == nullptr) return Error::no_memory;
    entry->link = link;
    entry->cccd_handle = cccd_handle;
    entry->bits = static_cast<std::uint8_t>(bits);
    return {};
  }
  void forget(wire::hci::ConnHandle link) {
    for (Subscription& s : pool_)
      if (s.link == link) s = {};
  }
  /// For services that are removed.
  void forget_handles(std::uint16_t start, std::uint16_t end) {
    for (Subscription& s : pool_)
      if (s.cccd_handle >= start && s.cccd_handle <= end) s = {};
  }
  /// Those in use and free ones, which have no link.
  std::span<Subscription> entries() { return pool_; }
  Subscription* find(wire::hci::ConnHandle link, std::uint16_t cccd_handle) {
    return const_cast<Subscription*>(
        static_cast<const Subscriptions*>(this)->find(link, cccd_handle));
  }
  bool all_free() const {
    for (const Subscription& s : pool_)
      if (!(s.link == wire::hci::no_connection)) return false;
    return true;
  }

 private:
  const Subscription* find(wire::hci::ConnHandle link, std::uint16_t cccd_handle) const {
    for (const Subscription& s : pool_)
      if (s.link == link && s.cccd_handle == cccd_handle) return &s;
    return nullptr;
  }

  std::span<Subscription> pool_;
};

}  // namespace westwind::host::gatt
