// AES for applications, and encrypted advertising data.
#include <zephyr/bluetooth/crypto.h>
#include <zephyr/bluetooth/ead.h>

#include <cerrno>
#include <cstring>

#include "base/bytes.hpp"
#include "crypto/builtin_aes128.hpp"
#include "crypto/ccm.hpp"

using namespace westwind;

namespace {

/// Has no state, so it needs no host.
crypto::Aes128& aes() {
  static crypto::BuiltinAes128 cipher;
  return cipher;
}

crypto::CcmKey key_of(const uint8_t* key, const uint8_t* nonce) {
  crypto::CcmKey made;
  copy_bytes(made.key, Bytes(key, 16));
  copy_bytes(made.nonce, Bytes(nonce, 13));
  return made;
}

bool is_mic_size(size_t size) { return size >= 4 && size <= 16 && size % 2 == 0; }

crypto::Block block_of(const uint8_t* octets, bool reversed) {
  crypto::Block block;
  for (std::size_t i = 0; i < 16; ++i)
    block[i] = octets[reversed ? 15 - i : i];
  return block;
}

int encrypt(const uint8_t* key, const uint8_t* plaintext, uint8_t* out, bool reversed) {
  crypto::Block result;
  aes().encrypt(block_of(key, reversed), block_of(plaintext, reversed), result);
  const crypto::Block turned = block_of(result.data(), reversed);
  std::memcpy(out, turned.data(), turned.size());
  return 0;
}

}  // namespace

int bt_encrypt_le(const uint8_t key[16], const uint8_t plaintext[16], uint8_t enc_data[16]) {
  return encrypt(key, plaintext, enc_data, true);
}

int bt_encrypt_be(const uint8_t key[16], const uint8_t plaintext[16], uint8_t enc_data[16]) {
  return encrypt(key, plaintext, enc_data, false);
}

int bt_ccm_encrypt(const uint8_t key[16], uint8_t nonce[13], const uint8_t* plaintext, size_t len,
                   const uint8_t* aad, size_t aad_len, uint8_t* enc_data, size_t mic_size) {
  if (aad_len >= 0xff00 || len > 0xffff || !is_mic_size(mic_size)) return -EINVAL;
  if (len > 0) std::memmove(enc_data, plaintext, len);
  crypto::ccm_encrypt(aes(), key_of(key, nonce), {aad, aad_len}, {enc_data, len},
                      {enc_data + len, mic_size});
  return 0;
}

int bt_ccm_decrypt(const uint8_t key[16], uint8_t nonce[13], const uint8_t* enc_data, size_t len,
                   const uint8_t* aad, size_t aad_len, uint8_t* plaintext, size_t mic_size) {
  if (aad_len >= 0xff00 || len > 0xffff || !is_mic_size(mic_size)) return -EINVAL;
  uint8_t mic[16];
  std::memcpy(mic, enc_data + len, mic_size);
  if (len > 0) std::memmove(plaintext, enc_data, len);
  const bool good = crypto::ccm_decrypt(aes(), key_of(key, nonce), {aad, aad_len}, {plaintext, len},
                                        {mic, mic_size});
  return good ? 0 : -EBADMSG;
}

namespace {

constexpr uint8_t ead_additional[] = {0xea};

/// Randomizer, then IV. Supplement Part A 1.23.3.
void make_nonce(const uint8_t* randomizer, const uint8_t* iv, uint8_t (&nonce)[13]) {
  std::memcpy(nonce, randomizer, BT_EAD_RANDOMIZER_SIZE);
  std::memcpy(nonce + BT_EAD_RANDOMIZER_SIZE, iv, BT_EAD_IV_SIZE);
}

}  // namespace

int bt_ead_encrypt(const uint8_t session_key[BT_EAD_KEY_SIZE], const uint8_t iv[BT_EAD_IV_SIZE],
                   const uint8_t* payload, size_t payload_size, uint8_t* encrypted_payload) {
  if (session_key == nullptr || iv == nullptr || payload == nullptr ||
      encrypted_payload == nullptr || payload_size == 0)
    return -EINVAL;
  uint8_t randomizer[BT_EAD_RANDOMIZER_SIZE];
  if (bt_rand(randomizer, sizeof randomizer) != 0) return -EIO;
  randomizer[BT_EAD_RANDOMIZER_SIZE - 1] |= 0x80;  // the direction bit
  uint8_t nonce[13];
  make_nonce(randomizer, iv, nonce);
  // Encrypted where it will lie, behind the randomizer.
  const int error =
      bt_ccm_encrypt(session_key, nonce, payload, payload_size, ead_additional,
                     sizeof ead_additional, encrypted_payload + sizeof randomizer, BT_EAD_MIC_SIZE);
  std::memcpy(encrypted_payload, randomizer, sizeof randomizer);
  return error;
}

int bt_ead_decrypt(const uint8_t session_key[BT_EAD_KEY_SIZE], const uint8_t iv[BT_EAD_IV_SIZE],
                   const uint8_t* encrypted_payload, size_t encrypted_payload_size,
                   uint8_t* payload) {
  if (session_key == nullptr || iv == nullptr || encrypted_payload == nullptr || payload == nullptr)
    return -EINVAL;
  if (encrypted_payload_size <= BT_EAD_RANDOMIZER_SIZE + BT_EAD_MIC_SIZE) return -EINVAL;
  uint8_t nonce[13];
  make_nonce(encrypted_payload, iv, nonce);
  return bt_ccm_decrypt(session_key, nonce, encrypted_payload + BT_EAD_RANDOMIZER_SIZE,
                        BT_EAD_DECRYPTED_PAYLOAD_SIZE(encrypted_payload_size), ead_additional,
                        sizeof ead_additional, payload, BT_EAD_MIC_SIZE);
}
