// AES-128 for processors without anything better: no table, no secret-dependent branch, no heap, no
// state. Used by firmware that has neither mbedTLS nor a controller that encrypts.
#pragma once

#include "crypto/aes128.hpp"

namespace westwind::crypto {

class BuiltinAes128 final : public Aes128 {
 public:
  void encrypt(const Block& key, const Block& in, Block& out) override;
};

}  // namespace westwind::crypto
