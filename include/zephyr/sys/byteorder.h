/* Integers in memory, least or most significant octet first. All functions take any alignment. */
#pragma once

#include <string.h>

#include <zephyr/sys/__assert.h>
#include <zephyr/types.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WESTWIND_SWAP_LE(bits, value) (value)
#define WESTWIND_SWAP_BE(bits, value) __builtin_bswap##bits(value)
#else
#define WESTWIND_SWAP_LE(bits, value) __builtin_bswap##bits(value)
#define WESTWIND_SWAP_BE(bits, value) (value)
#endif

#define BSWAP_16(value) ((uint16_t)__builtin_bswap16(value))
#define BSWAP_24(value)                                                                            \
  ((uint32_t)((((value) >> 16) & 0xff) | ((value)&0xff00) | (((value)&0xff) << 16)))
#define BSWAP_32(value) ((uint32_t)__builtin_bswap32(value))
#define BSWAP_64(value) ((uint64_t)__builtin_bswap64(value))

#define sys_le16_to_cpu(value) ((uint16_t)WESTWIND_SWAP_LE(16, (uint16_t)(value)))
#define sys_cpu_to_le16(value) ((uint16_t)WESTWIND_SWAP_LE(16, (uint16_t)(value)))
#define sys_le24_to_cpu(value) ((uint32_t)(value))
#define sys_cpu_to_le24(value) ((uint32_t)(value))
#define sys_le32_to_cpu(value) ((uint32_t)WESTWIND_SWAP_LE(32, (uint32_t)(value)))
#define sys_cpu_to_le32(value) ((uint32_t)WESTWIND_SWAP_LE(32, (uint32_t)(value)))
#define sys_le64_to_cpu(value) ((uint64_t)WESTWIND_SWAP_LE(64, (uint64_t)(value)))
#define sys_cpu_to_le64(value) ((uint64_t)WESTWIND_SWAP_LE(64, (uint64_t)(value)))
#define sys_be16_to_cpu(value) ((uint16_t)WESTWIND_SWAP_BE(16, (uint16_t)(value)))
#define sys_cpu_to_be16(value) ((uint16_t)WESTWIND_SWAP_BE(16, (uint16_t)(value)))
#define sys_be24_to_cpu(value) BSWAP_24(value)
#define sys_cpu_to_be24(value) BSWAP_24(value)
#define sys_be32_to_cpu(value) ((uint32_t)WESTWIND_SWAP_BE(32, (uint32_t)(value)))
#define sys_cpu_to_be32(value) ((uint32_t)WESTWIND_SWAP_BE(32, (uint32_t)(value)))
#define sys_be64_to_cpu(value) ((uint64_t)WESTWIND_SWAP_BE(64, (uint64_t)(value)))
#define sys_cpu_to_be64(value) ((uint64_t)WESTWIND_SWAP_BE(64, (uint64_t)(value)))

static inline uint64_t westwind_get_le(const uint8_t* octets, unsigned count) {
  uint64_t value = 0;
  while (count-- > 0)
    value = value << 8 | octets[count];
  return value;
}
static inline uint64_t westwind_get_be(const uint8_t* octets, unsigned count) {
  uint64_t value = 0;
  for (unsigned i = 0; i < count; ++i)
    value = value << 8 | octets[i];
  return value;
}
static inline void westwind_put_le(uint64_t value, uint8_t* octets, unsigned count) {
  for (unsigned i = 0; i < count; ++i, value >>= 8)
    octets[i] = (uint8_t)value;
}
static inline void westwind_put_be(uint64_t value, uint8_t* octets, unsigned count) {
  for (; count-- > 0; value >>= 8)
    octets[count] = (uint8_t)value;
}

#define WESTWIND_BYTEORDER(bits, type)                                                             \
  static inline type sys_get_le##bits(const uint8_t* octets) {                                     \
    return (type)westwind_get_le(octets, (bits) / 8);                                              \
  }                                                                                                \
  static inline type sys_get_be##bits(const uint8_t* octets) {                                     \
    return (type)westwind_get_be(octets, (bits) / 8);                                              \
  }                                                                                                \
  static inline void sys_put_le##bits(type value, uint8_t* octets) {                               \
    westwind_put_le(value, octets, (bits) / 8);                                                    \
  }                                                                                                \
  static inline void sys_put_be##bits(type value, uint8_t* octets) {                               \
    westwind_put_be(value, octets, (bits) / 8);                                                    \
  }
WESTWIND_BYTEORDER(16, uint16_t)
WESTWIND_BYTEORDER(24, uint32_t)
WESTWIND_BYTEORDER(32, uint32_t)
WESTWIND_BYTEORDER(40, uint64_t)
WESTWIND_BYTEORDER(48, uint64_t)
WESTWIND_BYTEORDER(64, uint64_t)
#undef WESTWIND_BYTEORDER

/** Copies `size` octets in reverse order; the ranges must not overlap. */
static inline void sys_memcpy_swap(void* to, const void* from, size_t size) {
  uint8_t* out = (uint8_t*)to;
  const uint8_t* in = (const uint8_t*)from + size;
  while (size-- > 0)
    *out++ = *--in;
}
/** Reverses `size` octets in place. */
static inline void sys_mem_swap(void* octets, size_t size) {
  uint8_t* const bytes = (uint8_t*)octets;
  for (size_t i = 0; i < size / 2; ++i) {
    const uint8_t kept = bytes[i];
    bytes[i] = bytes[size - 1 - i];
    bytes[size - 1 - i] = kept;
  }
}
