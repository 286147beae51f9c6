// AES-CMAC. A full block waits until it is known whether it is the last, for that one is treated
// apart.
#include "crypto/cmac.hpp"

#include "crypto/constant_time.hpp"

namespace westwind::crypto {
namespace {

/// Times x in GF(2^128): RFC 4493 2.3.
void double_block(Block& block) {
  std::uint32_t carry = (block[0] >> 7) * 0x87u;
  for (std::size_t i = 16; i-- > 0;) {
    carry ^= static_cast<std::uint32_t>(block[i]) << 1;
    block[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

}  // namespace

Cmac::~Cmac() {
  wipe(key_);
  wipe(state_);
}

void Cmac::absorb(Bytes piece, bool reversed) {
  for (std::size_t i = 0; i < piece.size(); ++i) {
    if (fill_ == 16) {
      aes_.encrypt(key_, state_, state_);
      fill_ = 0;
    }
    state_[fill_++] ^= piece[reversed ? piece.size() - 1 - i : i];
  }
}

Block Cmac::finish() {
  Block subkey{};
  aes_.encrypt(key_, subkey, subkey);
  double_block(subkey);
  if (fill_ < 16) {
    double_block(subkey);
    state_[fill_] ^= 0x80;
  }
  for (std::size_t i = 0; i < 16; ++i)
    subkey[i] ^= state_[i];
  aes_.encrypt(key_, subkey, subkey);
  return subkey;
}

Block cmac(Aes128& aes, const Block& key, Bytes message) {
  Cmac mac(aes, key);
  mac.update(message);
  return mac.finish();
}

}  // namespace westwind::crypto
