// AES-CCM, RFC 3610: a CBC-MAC over lengths, additional data and plain text; a key stream of the
// encrypted blocks A_i, of which A_0 hides the MAC.
#include "crypto/ccm.hpp"

#include "base/assert.hpp"
#include "crypto/constant_time.hpp"

namespace westwind::crypto {
namespace {

constexpr std::uint8_t length_octets_minus_1 = 1;
constexpr std::uint8_t has_additional = 0x40;

class Ccm {
 public:
  Ccm(Aes128& aes, const CcmKey& key) : aes_(aes), key_(key) {}
  ~Ccm() { wipe(mac_); }

  /// B_0 and the additional data.
  void begin(Bytes additional, std::size_t message_octets, std::size_t mic_octets) {
    ensure(message_octets < 0x10000 && additional.size() < 0xff00);
    ensure(mic_octets >= 4 && mic_octets <= 16 && mic_octets % 2 == 0);
    const auto flags = static_cast<std::uint8_t>((mic_octets - 2) / 2 << 3 | length_octets_minus_1);
    mac_ = block(additional.empty() ? flags : flags | has_additional, message_octets);
    aes_.encrypt(key_.key, mac_, mac_);
    if (additional.empty()) return;
    absorb(static_cast<std::uint8_t>(additional.size() >> 8));
    absorb(static_cast<std::uint8_t>(additional.size()));
    for (const std::uint8_t octet : additional)
      absorb(octet);
    pad();
  }

  void absorb(std::uint8_t octet) {
    mac_[fill_++] ^= octet;
    if (fill_ == 16) pad();
  }
  void pad() {
    if (fill_ > 0) aes_.encrypt(key_.key, mac_, mac_);
    fill_ = 0;
  }

  /// Octets of the key stream under A_counter.
  Block stream(std::size_t counter) {
    Block result = block(length_octets_minus_1, counter);
    aes_.encrypt(key_.key, result, result);
    return result;
  }

  /// The MIC, all 16 octets of it.
  Block finish() {
    pad();
    Block mic = stream(0);
    for (std::size_t i = 0; i < 16; ++i)
      mic[i] ^= mac_[i];
    return mic;
  }

 private:
  /// flags, nonce, number: the layout of B_0 and of every A_i.
  Block block(unsigned flags, std::size_t number) const {
    Block result{static_cast<std::uint8_t>(flags)};
    for (std::size_t i = 0; i < 13; ++i)
      result[1 + i] = key_.nonce[i];
    result[14] = static_cast<std::uint8_t>(number >> 8);
    result[15] = static_cast<std::uint8_t>(number);
    return result;
  }

  Aes128& aes_;
  const CcmKey& key_;
  Block mac_{};
  unsigned fill_ = 0;
};

/// Both directions: what is authenticated is the plain text, before or after the key stream.
Block run(Aes128& aes, const CcmKey& key, Bytes additional, MutableBytes message,
          std::size_t mic_octets, bool encrypting) {
  Ccm ccm(aes, key);
  ccm.begin(additional, message.size(), mic_octets);
  Block stream;
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (i % 16 == 0) stream = ccm.stream(1 + i / 16);
    const auto turned = static_cast<std::uint8_t>(message[i] ^ stream[i % 16]);
    ccm.absorb(encrypting ? message[i] : turned);
    message[i] = turned;
  }
  return ccm.finish();
}

}  // namespace

void ccm_encrypt(Aes128& aes, const CcmKey& key, Bytes additional, MutableBytes message,
                 MutableBytes mic) {
  copy_bytes(mic, run(aes, key, additional, message, mic.size(), true));
}

bool ccm_decrypt(Aes128& aes, const CcmKey& key, Bytes additional, MutableBytes message,
                 Bytes mic) {
  const Block expected = run(aes, key, additional, message, mic.size(), false);
  if (equal_secrets(Bytes(expected).first(mic.size()), mic)) return true;
  wipe(message.data(), message.size());
  return false;
}

}  // namespace westwind::crypto
