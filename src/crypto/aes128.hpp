// The block cipher all of pairing stands on: the "security function e". Vol 3 Part H 2.2.1,
// FIPS-197. Providers: builtin_aes128, mbedtls_provider; deferred_aes128 makes a controller's LE
// Encrypt one.
#pragma once

#include "base/bytes.hpp"

namespace westwind::crypto {

/// Sixteen octets in the order of FIPS-197 and RFC 4493: most significant first. PDUs carry the
/// reverse; the toolbox turns them.
using Block = Octets<16>;

class Aes128 {
 public:
  /// `out` = AES-128 of `in` under `key`. A pure function: no state, no failure. `out` may be `in`
  /// or `key`.
  virtual void encrypt(const Block& key, const Block& in, Block& out) = 0;

 protected:
  ~Aes128() = default;
};

}  // namespace westwind::crypto
