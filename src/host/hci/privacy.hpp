// Private addresses: making our own, and knowing peers behind theirs. Vol 3 Part C 10.7, 10.8.2;
// Vol 6 Part B 1.3.2. Done by the host, so it works on every controller. Implemented by the
// security manager, which has the keys; used by GAP.
#pragma once

#include "base/bytes.hpp"
#include "wire/address.hpp"

namespace westwind::host::hci {

class Privacy {
 public:
  using Address = wire::Address;
  using DeviceAddress = wire::DeviceAddress;
  using IdentityKey = Octets<16>;

  /// A resolvable or non-resolvable private address. False: no random numbers yet, ask again.
  virtual bool make_private_address(bool resolvable, Address& made) = 0;
  /// Whose address that is: the identity of a bonded peer, or `on_air` itself.
  virtual DeviceAddress identity_of(const DeviceAddress& on_air) = 0;
  /// False unless there is a bond with this identity that has its resolving key.
  virtual bool find_identity_key(const DeviceAddress& identity, IdentityKey& key) = 0;
  /// The bond number `index`, from 0, with the resolving key of its peer: zeros where there is
  /// none. False behind the last one.
  virtual bool load_identity(std::size_t index, DeviceAddress& identity, IdentityKey& key) = 0;
  /// Another number each time the bonds have changed.
  virtual std::uint16_t identities_version() const = 0;
  /// Whether `address` is a resolvable one, made with `key`.
  virtual bool is_made_with(const IdentityKey& key, const DeviceAddress& address) = 0;

 protected:
  ~Privacy() = default;
};

}  // namespace westwind::host::hci
