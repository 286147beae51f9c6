// The state of one ATT bearer: MTU, the client's queue, the server's indications, a request that
// waits for memory. Vol 3 Part F 3.2-3.3.
#pragma once

#include "att/transaction.hpp"
#include "base/arena.hpp"
#include "base/timer.hpp"

namespace westwind::host::att {

/// One request and one indication may be outstanding each way. 3.3.2, 3.3.3.
constexpr Duration transaction_timeout = Duration::seconds(30);

struct Bearer {
  std::uint16_t mtu = wire::att::default_mtu;
  bool mtu_requested = false;  ///< by us; once a connection, 3.4.2.1
  bool closed = true;

  // Client
  List<Transaction> queue;  // the first one is running while `request_opcode` is set
  std::uint8_t request_opcode = 0;
  Timer response;

  // Server
  PacketQueue indications;  // behind the one that is not confirmed yet
  Handle indicated{};       // of that one; 0: none
  Timer confirmation;
  Packet parked;                        // a request whose response found no memory
  std::uint8_t confirmations_owed = 0;  // for indications received; memory for them was short
};

}  // namespace westwind::host::att
