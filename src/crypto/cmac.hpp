// AES-CMAC, RFC 4493; Vol 3 Part H 2.2.5. Used by the toolbox, signed writes and the database hash.
#pragma once

#include "crypto/aes128.hpp"

namespace westwind::crypto {

/// The message comes in pieces of any length, in the order of RFC 4493.
class Cmac {
 public:
  Cmac(Aes128& aes, const Block& key) : aes_(aes), key_(key) {}
  Cmac(const Cmac&) = delete;
  Cmac& operator=(const Cmac&) = delete;
  ~Cmac();

  void update(Bytes piece) { absorb(piece, false); }
  /// A piece in wire order: its last octet goes first.
  void update_reversed(Bytes piece) { absorb(piece, true); }
  /// Ends the message: nothing may follow.
  Block finish();

 private:
  void absorb(Bytes piece, bool reversed);

  Aes128& aes_;
  Block key_;
  Block state_{};  ///< what is chained, with the octets of the current block added in
  std::uint32_t fill_ = 0;
};

/// Of a message that lies in one piece.
Block cmac(Aes128& aes, const Block& key, Bytes message);

}  // namespace westwind::crypto
