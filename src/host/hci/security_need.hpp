// What an attribute or a channel asks of the link it is used over. Vol 3 Part C 10.3.1.
#pragma once

#include "hci/link.hpp"

namespace westwind::host::hci {

struct SecurityNeed {
  bool encrypted = false;
  bool authenticated = false;       ///< by a key from a pairing with MITM protection
  bool secure_connections = false;  ///< by a key from LE Secure Connections
  std::uint8_t min_key_size = 0;    ///< octets; counts where encryption is needed

  constexpr bool asks_nothing() const {
    return !encrypted && !authenticated && !secure_connections;
  }
};

/// What the peer is told is missing.
enum class SecurityLack : std::uint8_t { none, authentication, encryption, key_size };

SecurityLack lack_of(const LinkSecurity& link, const SecurityNeed& need);

}  // namespace westwind::host::hci
