// What two devices keep of a pairing, and who keeps it. Vol 3 Part H 2.4, 3.6.1; Vol 3 Part C
// 10.7-10.8. Used by the security manager and by whoever resolves private addresses.
#pragma once

#include "base/codec.hpp"
#include "hci/client_record_store.hpp"
#include "hci/link.hpp"

namespace westwind::host::smp {

using wire::DeviceAddress;
/// In wire order, as PDUs and HCI carry it.
using Key = Octets<16>;

/// A long term key as encryption is started with it. `diversifier` and `random` are zero for
/// Secure Connections.
struct LongTermKey {
  Key value{};
  Le16 diversifier;
  Octets<8> random{};
};

/// All of one bond, in the form in which it is stored: octets_of(bond). A store that finds another
/// `version` or size treats the bond as absent.
struct Bond {
  static constexpr std::uint8_t current_version = 1;
  enum Flag : std::uint8_t {
    authenticated = 0x01,
    secure_connections = 0x02,
    has_own_key = 0x04,   ///< `own_key`, for when we are the peripheral (legacy)
    has_peer_key = 0x08,  ///< `peer_key`, for when we are the central, or Secure Connections
    has_peer_irk = 0x10,
    has_peer_csrk = 0x20,
    has_own_csrk = 0x40,
  };

  std::uint8_t version = current_version;
  DeviceAddress peer;  ///< identity address, types 0 and 1 only: the name of the bond
  std::uint8_t flags = 0;
  std::uint8_t key_size = 0;
  LongTermKey own_key;
  LongTermKey peer_key;  ///< of Secure Connections: used in either role
  Key peer_irk{};
  Key peer_csrk{};
  Le32 peer_sign_counter;  ///< the least that the next signed write of the peer may have
  Key own_csrk{};
  Le32 own_sign_counter;  ///< of our next signed write

  bool has(Flag flag) const { return (flags & flag) != 0; }
};
static_assert(sizeof(Bond) == 118);

/// Where bonds are kept. Implemented outside the core: secrets of MicroPython, a file, a flash
/// page. All calls come from inside Host functions; they answer at once and must not call the host.
class BondStore : public hci::ClientRecordStore {
 public:
  /// False when there is no bond with this identity.
  virtual bool load(const DeviceAddress& peer, Bond& bond) = 0;
  /// The bond number `index` in any order that does not change while no bond is saved or removed;
  /// false behind the last one.
  virtual bool load(std::size_t index, Bond& bond) = 0;
  /// Replaces what is there for `bond.peer`. False: not stored, the bond lasts for this connection
  /// only.
  virtual bool save(const Bond& bond) = 0;
  /// With its client record.
  virtual void remove(const DeviceAddress& peer) = 0;

  /// Our own IRK, made once in a device's life. False: none yet.
  virtual bool load_own_irk(Key& irk) = 0;
  virtual void save_own_irk(const Key& irk) = 0;

 protected:
  ~BondStore() = default;
};

}  // namespace westwind::host::smp
