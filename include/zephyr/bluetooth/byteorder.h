/* Integers as lists of octets, for initialisers: {BT_BYTES_LIST_LE16(0x180d)}. */
#pragma once

#include <stdint.h>

#define BT_BYTES_LIST_LE16(v) (((v) >> 0) & 0xffU), (((v) >> 8) & 0xffU)
#define BT_BYTES_LIST_LE24(v) BT_BYTES_LIST_LE16(v), (((v) >> 16) & 0xffU)
#define BT_BYTES_LIST_LE32(v) BT_BYTES_LIST_LE24(v), (((v) >> 24) & 0xffU)
#define BT_BYTES_LIST_LE40(v) BT_BYTES_LIST_LE32(v), (((uint64_t)(v) >> 32) & 0xffU)
#define BT_BYTES_LIST_LE48(v) BT_BYTES_LIST_LE40(v), (((uint64_t)(v) >> 40) & 0xffU)
#define BT_BYTES_LIST_LE64(v)                                                                      \
  BT_BYTES_LIST_LE48(v), (((uint64_t)(v) >> 48) & 0xffU), (((uint64_t)(v) >> 56) & 0xffU)
#define BT_BYTES_LIST_BE16(v) (((v) >> 8) & 0xffU), (((v) >> 0) & 0xffU)
#define BT_BYTES_LIST_BE24(v) (((v) >> 16) & 0xffU), BT_BYTES_LIST_BE16(v)
#define BT_BYTES_LIST_BE32(v) (((v) >> 24) & 0xffU), BT_BYTES_LIST_BE24(v)
#define BT_BYTES_LIST_BE40(v) (((uint64_t)(v) >> 32) & 0xffU), BT_BYTES_LIST_BE32(v)
#define BT_BYTES_LIST_BE48(v) (((uint64_t)(v) >> 40) & 0xffU), BT_BYTES_LIST_BE40(v)
#define BT_BYTES_LIST_BE64(v)                                                                      \
  (((uint64_t)(v) >> 56) & 0xffU), (((uint64_t)(v) >> 48) & 0xffU), BT_BYTES_LIST_BE48(v)
