// The cipher of one link.
#include "controller/encryption.hpp"

#include "crypto/toolbox.hpp"

namespace westwind::controller {

namespace {
/// NESN, SN and MD change from one repetition to the next, so they are not protected. Part E 2.1.
constexpr std::uint8_t protected_bits = 0xe3;
}  // namespace

void Encryption::start_session(const Octets<16>& long_term_key, const Halves& central,
                               const Halves& peripheral) {
  crypto::BuiltinAes128 aes;
  Octets<16> diversifier;
  copy_bytes(diversifier, central.key_diversifier);
  copy_bytes(MutableBytes(diversifier).subspan(8), peripheral.key_diversifier);
  session_key_ = crypto::reversed(crypto::e(aes, long_term_key, diversifier));
  copy_bytes(vector_, central.vector);
  copy_bytes(MutableBytes(vector_).subspan(4), peripheral.vector);
  outgoing_ = incoming_ = {};
}

crypto::CcmKey Encryption::key_of(const Direction& direction, bool from_central) const {
  crypto::CcmKey key;
  key.key = session_key_;
  for (std::size_t i = 0; i < 5; ++i)
    key.nonce[i] = static_cast<std::uint8_t>(direction.counter >> (8 * i));
  key.nonce[4] = static_cast<std::uint8_t>((key.nonce[4] & 0x7f) | (from_central ? 0x80 : 0));
  copy_bytes(MutableBytes(key.nonce).subspan(5), vector_);
  return key;
}

void Encryption::seal(bool from_central, std::uint8_t first, MutableBytes payload,
                      MutableBytes mic) {
  crypto::BuiltinAes128 aes;
  const std::uint8_t additional = first & protected_bits;
  crypto::ccm_encrypt(aes, key_of(outgoing_, from_central), Bytes(&additional, 1), payload, mic);
}

bool Encryption::open(bool from_central, std::uint8_t first, MutableBytes payload, Bytes mic) {
  crypto::BuiltinAes128 aes;
  const std::uint8_t additional = first & protected_bits;
  return crypto::ccm_decrypt(aes, key_of(incoming_, from_central), Bytes(&additional, 1), payload,
                             mic);
}

}  // namespace westwind::controller
