/* Random numbers and AES for applications. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Good enough for keys: the controller's. -EIO: the host is not up. */
int bt_rand(void* buf, size_t len);
/** AES-128 of one block, key and data with the least significant octet first (as HCI has them). */
int bt_encrypt_le(const uint8_t key[16], const uint8_t plaintext[16], uint8_t enc_data[16]);
/** ... with the most significant octet first. */
int bt_encrypt_be(const uint8_t key[16], const uint8_t plaintext[16], uint8_t enc_data[16]);
/** CCM, RFC 3610, with a nonce of 13 octets; `enc_data` takes `len` + `mic_size` octets. -EINVAL:
 * sizes. */
int bt_ccm_encrypt(const uint8_t key[16], uint8_t nonce[13], const uint8_t* plaintext, size_t len,
                   const uint8_t* aad, size_t aad_len, uint8_t* enc_data, size_t mic_size);
/** ... `enc_data` has `len` + `mic_size` octets. -EBADMSG: not authentic. */
int bt_ccm_decrypt(const uint8_t key[16], uint8_t nonce[13], const uint8_t* enc_data, size_t len,
                   const uint8_t* aad, size_t aad_len, uint8_t* plaintext, size_t mic_size);

#ifdef __cplusplus
}
#endif
