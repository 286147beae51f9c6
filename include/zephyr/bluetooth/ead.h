/* Encrypted advertising data. Core Specification Supplement Part A 1.23. */
#pragma once

#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BT_EAD_KEY_SIZE 16
#define BT_EAD_IV_SIZE 8
#define BT_EAD_RANDOMIZER_SIZE 5
#define BT_EAD_MIC_SIZE 4
/** Octets of the encrypted form of `payload_size` octets, and the other way. */
#define BT_EAD_ENCRYPTED_PAYLOAD_SIZE(payload_size)                                                \
  ((payload_size) + BT_EAD_RANDOMIZER_SIZE + BT_EAD_MIC_SIZE)
#define BT_EAD_DECRYPTED_PAYLOAD_SIZE(encrypted_payload_size)                                      \
  ((encrypted_payload_size) - (BT_EAD_RANDOMIZER_SIZE + BT_EAD_MIC_SIZE))

/** Encrypts advertising structures, each with its length and type, under a new randomizer. -EINVAL;
 * -EIO: no random numbers, the host is not up. */
int bt_ead_encrypt(const uint8_t session_key[BT_EAD_KEY_SIZE], const uint8_t iv[BT_EAD_IV_SIZE],
                   const uint8_t* payload, size_t payload_size, uint8_t* encrypted_payload);
/** -EBADMSG: not authentic; -EINVAL: too short. */
int bt_ead_decrypt(const uint8_t session_key[BT_EAD_KEY_SIZE], const uint8_t iv[BT_EAD_IV_SIZE],
                   const uint8_t* encrypted_payload, size_t encrypted_payload_size,
                   uint8_t* payload);

#ifdef __cplusplus
}
#endif
