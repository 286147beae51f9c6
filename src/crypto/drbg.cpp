// Random numbers for keys.
#include "crypto/drbg.hpp"

#include "base/assert.hpp"
#include "crypto/constant_time.hpp"

namespace westwind::crypto {

Drbg::~Drbg() {
  wipe(key_);
  wipe(counter_);
}

void Drbg::next(Block& out) {
  for (std::size_t i = counter_.size(); i-- > 0;)
    if (++counter_[i] != 0) break;
  aes_.encrypt(key_, counter_, out);
}

/// SP 800-90A 10.2.1.2: key and counter from the generator's own output, with `data` mixed in.
void Drbg::update(const Octets<32>& data) {
  Block halves[2];
  next(halves[0]);
  next(halves[1]);
  for (std::size_t i = 0; i < 16; ++i) {
    key_[i] = static_cast<std::uint8_t>(halves[0][i] ^ data[i]);
    counter_[i] = static_cast<std::uint8_t>(halves[1][i] ^ data[16 + i]);
  }
  wipe(halves[0]);
  wipe(halves[1]);
}

void Drbg::seed(Bytes entropy) {
  while (!entropy.empty()) {
    Octets<32> data{};
    const std::size_t size = copy_bytes(data, entropy);
    update(data);
    wipe(data);
    entropy = entropy.subspan(size);
    seeded_ =
        static_cast<std::uint8_t>(seeded_ + size < seed_octets ? seeded_ + size : seed_octets);
  }
}

void Drbg::fill(MutableBytes out) {
  ensure(is_seeded());
  Block block;
  while (!out.empty()) {
    next(block);
    out = out.subspan(copy_bytes(out, block));
  }
  wipe(block);
  update({});
}

}  // namespace westwind::crypto
