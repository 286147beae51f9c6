/* What the two sides of encrypted advertising data share: the key material, and a company's data
 * inside. */
#pragma once

#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/ead.h>
#include <zephyr/kernel.h>

static const uint8_t ead_key[BT_EAD_KEY_SIZE] = {0x57, 0xa9, 0xda, 0x12, 0xd1, 0x2e, 0x6e, 0x13,
                                                 0x1e, 0x20, 0x61, 0x2a, 0xd1, 0x0a, 0x6a, 0x19};
static const uint8_t ead_iv[BT_EAD_IV_SIZE] = {0x9e, 0x7a, 0x00, 0xef, 0xb1, 0x7a, 0xe7, 0x46};
#define EAD_NAME "Short Mini-Bus"
