// The resolving list: whose a private address is, and which private addresses we show. Vol 6 Part B
// 1.3.2, 6; Vol 4 Part E 7.8.38-7.8.45, 7.8.77.
#pragma once

#include <vector>

#include "controller/accept_list.hpp"
#include "controller/radio.hpp"
#include "wire/hci_privacy.hpp"

namespace westwind::controller {

/// Who sent something: as it is on the air, and as whom the host knows it.
struct KnownDevice {
  wire::DeviceAddress on_air;
  wire::DeviceAddress known_as;  ///< an identity of type 2 or 3, or `on_air`

  bool is_resolved() const { return known_as.type > wire::AddressType::random_device; }
  /// As accept lists have it: types 0 and 1.
  wire::DeviceAddress identity() const { return wire::without_identity(known_as); }
  /// Whether this is the device that the host means by `wanted` (types 0 to 3).
  bool is(const wire::DeviceAddress& wanted) const {
    return on_air == wanted || identity() == wire::without_identity(wanted);
  }
};

class ResolvingList {
 public:
  using Key = wire::hci::IdentityResolvingKey;
  using ErrorCode = wire::hci::ErrorCode;

  ResolvingList(std::uint8_t capacity, const OwnAddresses& addresses, Radio& radio);

  void reset();
  std::uint8_t capacity() const { return capacity_; }
  bool is_enabled() const { return enabled_; }
  void enable(bool on) { enabled_ = on; }
  /// How long own addresses are used.
  void set_timeout(Duration timeout) { timeout_ = timeout; }

  ErrorCode add(const wire::hci::LeAddDeviceToResolvingList& device);
  ErrorCode remove(const wire::DeviceAddress& identity);
  void clear() { entries_.clear(); }
  ErrorCode set_mode(const wire::DeviceAddress& identity, wire::hci::PrivacyMode mode);
  /// The private address that was seen of it, or made for it, last. Nothing when it is not listed.
  std::optional<wire::Address> peer_address(const wire::DeviceAddress& identity);
  std::optional<wire::Address> local_address(const wire::DeviceAddress& identity);

  /// Nothing when what was received has to be ignored: the peer shows its identity address in
  /// network privacy mode. 6.2-6.4.
  std::optional<KnownDevice> known(const wire::DeviceAddress& on_air);

  /// What we show a peer when the host asks for an own address of type 0 to 3. Nothing for a random
  /// address that the host has not set.
  std::optional<wire::DeviceAddress> own(wire::AddressType type, const wire::DeviceAddress& peer) {
    return own(type, peer, addresses_.random_address);
  }
  /// The same with an advertising set's random address.
  std::optional<wire::DeviceAddress> own(wire::AddressType type, const wire::DeviceAddress& peer,
                                         const std::optional<wire::Address>& random);
  /// Whether `own`, got for an own address of that type, is one of those made here.
  static bool is_made_by_us(wire::AddressType type, const wire::DeviceAddress& own) {
    return type > wire::AddressType::random_device &&
           own.type == wire::AddressType::random_device && own.address.is_resolvable_private();
  }
  /// How directed advertising names the peer: types 2 and 3 by a private address, if it has a key.
  wire::DeviceAddress target(wire::AddressType own_type, const wire::DeviceAddress& peer);
  /// Whether directed advertising for `target` is for us, who show `own`.
  bool is_us(const wire::DeviceAddress& target, const wire::DeviceAddress& own) const;

 private:
  struct Made {
    wire::Address address{};
    Instant at;
  };
  struct Entry {
    wire::DeviceAddress identity;
    Key peer_key;
    Key local_key;
    bool device_mode = false;
    Made local{};
    Made peer{};  // also what was seen of it
  };
  Entry* find(const wire::DeviceAddress& identity);
  wire::DeviceAddress fresh(const Key& key, Made& made);

  std::uint8_t capacity_;
  const OwnAddresses& addresses_;
  Radio& radio_;
  std::vector<Entry> entries_;
  Duration timeout_;
  bool enabled_ = false;
};

}  // namespace westwind::controller
