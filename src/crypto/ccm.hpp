// AES-CCM with a nonce of 13 octets, hence messages below 64 KiB: RFC 3610 with L = 2. Used by the
// link layer (Vol 6 Part E 2: MIC of 4 octets, 1 octet of additional data) and for encrypted
// advertising data (Supplement Part A 1.23).
#pragma once

#include "crypto/aes128.hpp"

namespace westwind::crypto {

/// `key` most significant octet first, as every key here; `nonce` as it is put together on air.
struct CcmKey {
  Block key{};
  Octets<13> nonce{};
};

/// Encrypts `message` in place and fills `mic` (4, 6, .. 16 octets). `additional` is protected, not
/// encrypted, and shorter than 65,280 octets. A nonce must never serve two messages under one key.
void ccm_encrypt(Aes128& aes, const CcmKey& key, Bytes additional, MutableBytes message,
                 MutableBytes mic);

/// Decrypts `message` in place. False when the MIC is wrong; then the message is zero, so that
/// nobody uses what nobody sent.
[[nodiscard]] bool ccm_decrypt(Aes128& aes, const CcmKey& key, Bytes additional,
                               MutableBytes message, Bytes mic);

}  // namespace westwind::crypto
