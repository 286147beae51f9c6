// What the server knows of the client at the other end of a link. Vol 3 Part G 2.5.2.1, 7.2.
#pragma once

#include "base/arena.hpp"
#include "wire/att.hpp"

namespace westwind::host::gatt {

/// In front of a part of a value that waits for Execute Write Request.
struct PreparedPart {
  wire::att::Handle handle;
  Le16 offset;
};

/// Kept for each link.
struct ClientState {
  /// Whether the client knows the table as it is. `told`: it was sent Database Out Of Sync, or has
  /// read the hash; its next request shows that it got that.
  enum class Awareness : std::uint8_t { aware, unaware, told };

  std::uint8_t features = 0;  // Client Supported Features as it wrote them
  Awareness awareness = Awareness::aware;
  bool recorded = false;  // its record was looked for on this link

  PacketQueue prepared;  // whole parts: PreparedPart and octets
  Packet growing;        // the last one, as long as parts go on where it ends
};

}  // namespace westwind::host::gatt
