// Where a GATT server keeps what bonded clients have set, from one connection to the next. Vol 3
// Part G 2.5.2, 3.3.3.3. Implemented with the bond store, outside the core.
#pragma once

#include "base/bytes.hpp"
#include "wire/address.hpp"

namespace westwind::host::hci {

/// Calls come from inside Host functions; they answer at once and must not call the host.
class ClientRecordStore {
 public:
  /// The record of the peer with this identity, opaque here. Returns the octets copied into
  /// `record`, 0: none.
  virtual std::size_t load_client_record(const wire::DeviceAddress& peer, MutableBytes record) = 0;
  /// Replaces it; an empty one is removed.
  virtual void save_client_record(const wire::DeviceAddress& peer, Bytes record) = 0;

 protected:
  ~ClientRecordStore() = default;
};

}  // namespace westwind::host::hci
