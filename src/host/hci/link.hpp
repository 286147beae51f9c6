// One connection as the whole host sees it: identity, parameters, and the data on its way. Vol 4
// Part E 5.3.
#pragma once

#include "base/arena.hpp"
#include "wire/hci_event.hpp"

namespace westwind::host::hci {

using wire::DeviceAddress;
using wire::hci::ConnHandle;
using wire::hci::ErrorCode;
using wire::hci::Role;

/// Current parameters of a link, in the units of the specification.
struct LinkParameters {
  std::uint16_t interval_1250us = 0;
  std::uint16_t latency = 0;
  std::uint16_t supervision_timeout_10ms = 0;
};

/// What the encryption in force is worth. Vol 3 Part C 10.2. Kept by the security manager.
struct LinkSecurity {
  bool encrypted = false;
  bool authenticated = false;       ///< the key came from a pairing with MITM protection
  bool secure_connections = false;  ///< ... or by LE Secure Connections
  bool bonded = false;              ///< the key will be there at the next connection
  bool has_key = false;  ///< encryption could be started: what is missing is that, not a pairing
  std::uint8_t key_size = 0;  ///< octets, 7 .. 16; 0 without encryption
};

/// What is known of a link when it opens, and what changes while it lives.
struct LinkDescription {
  ConnHandle handle = wire::hci::no_connection;
  std::uint8_t index = 0;  ///< see Link
  Role role = Role::central;
  DeviceAddress peer;         ///< its identity as soon as that is known, else as on the air
  DeviceAddress peer_on_air;  ///< what it connected with: for pairing
  DeviceAddress own_on_air;   ///< what we connected with
  LinkParameters parameters;
  LinkSecurity security;
};

/// Lives in a table of the host; a slot is in use while `handle` is one. `index` is its place
/// there, for the arrays that upper layers keep beside it; the handle alone is shown to
/// applications.
struct Link : LinkDescription {
  PacketQueue outgoing;                // L2CAP PDUs that have not been begun
  Packet sending;                      // the PDU whose fragments are being sent
  bool first_fragment = true;          // of `sending`
  std::uint16_t in_flight = 0;         // ACL packets in the controller
  std::uint16_t waiting_granules = 0;  // of packet memory, in `outgoing` and `sending`
  // For those who wait until what they queued has left: PDUs whose last fragment the controller
  // has, and fragments that have left it. Both wrap.
  std::uint16_t pdus_handed_over = 0;
  std::uint16_t fragments_left = 0;
  std::uint8_t short_answers = 0;  // among `outgoing` and `sending`, see TransmitMemory

  ErrorCode ending = ErrorCode::success;  // reason of a Disconnect that waits for a command slot

  Packet assembling;  // an L2CAP PDU whose fragments are arriving
  std::uint16_t expected_octets = 0;

  /// PDUs that wait here.
  std::uint16_t pdus_waiting() const {
    return static_cast<std::uint16_t>(outgoing.count() + (sending ? 1 : 0));
  }
  bool is_open() const { return !(handle == wire::hci::no_connection); }
};

}  // namespace westwind::host::hci
