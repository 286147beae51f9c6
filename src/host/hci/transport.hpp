// What the host needs of a carrier: take whole H4 packets to the controller. Vol 4 Part A.
// The host owns this interface; ports and simulations implement it and hand incoming packets to
// Host::receive.
#pragma once

#include "base/bytes.hpp"

namespace westwind::host::hci {

class Transport {
 public:
  /// Takes one whole H4 packet (indicator octet first). It is copied or sent before the call
  /// returns: the host reuses the memory. Must not call back into the host. A carrier that is gone
  /// drops the packet and lets Host::transport_failed be called later.
  virtual void send(Bytes h4) = 0;

 protected:
  ~Transport() = default;
};

}  // namespace westwind::host::hci
