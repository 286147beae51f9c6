/* Small helpers: sizes, bits, extremes, hexadecimal text. */
#pragma once

#include <stdbool.h>
#include <string.h>

#include <zephyr/sys/util_macro.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define ARRAY_INDEX(array, pointer) ((pointer) - (array))
#define IS_ARRAY_ELEMENT(array, pointer)                                                           \
  ((pointer) && POINTER_TO_UINT(array) <= POINTER_TO_UINT(pointer) &&                              \
   POINTER_TO_UINT(pointer) < POINTER_TO_UINT(&(array)[ARRAY_SIZE(array)]))
#define CONTAINER_OF(pointer, type, field) ((type*)(((char*)(pointer)) - offsetof(type, field)))
#define SIZEOF_FIELD(type, field) sizeof(((type*)0)->field)
#define ROUND_UP(number, unit) ((((number) + (unit)-1) / (unit)) * (unit))
#define ROUND_DOWN(number, unit) (((number) / (unit)) * (unit))
#define WB_UP(number) ROUND_UP(number, sizeof(void*))
#define DIV_ROUND_UP(number, unit) (((number) + (unit)-1) / (unit))
#define ceiling_fraction(number, unit) DIV_ROUND_UP(number, unit)
#define ARG_UNUSED(argument) (void)(argument)
#ifndef MIN
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef CLAMP
#define CLAMP(number, low, high) (((number) <= (low)) ? (low) : MIN(number, high))
#endif
#define IN_RANGE(number, low, high) ((number) >= (low) && (number) <= (high))
#define KB(count) ((count) << 10)
#define MHZ(count) (1000000UL * (count))

static inline bool is_power_of_two(unsigned int number) {
  return number != 0 && (number & (number - 1)) == 0;
}

/** The value 0 to 15 of a hexadecimal digit. -EINVAL: it is none. */
int char2hex(char digit, uint8_t* value);
/** The lower-case digit of 0 to 15. -EINVAL: more than that. */
int hex2char(uint8_t value, char* digit);
/**
 * Lower-case hexadecimal text of `size` octets, with an end.
 * @return Characters written without the end; 0: `space` does not hold 2 * size + 1.
 */
size_t bin2hex(const uint8_t* octets, size_t size, char* text, size_t space);
/**
 * Octets of hexadecimal text. An odd count of digits means that the first octet has one.
 * @return Octets written; 0: too long for `space`, or not hexadecimal.
 */
size_t hex2bin(const char* text, size_t length, uint8_t* octets, size_t space);
/** Decimal text of `value`, no end. @return Characters written, at most 3. */
uint8_t u8_to_dec(char* text, uint8_t space, uint8_t value);

static inline uint8_t bcd2bin(uint8_t bcd) { return (uint8_t)(10 * (bcd >> 4) + (bcd & 0x0f)); }
static inline uint8_t bin2bcd(uint8_t number) {
  return (uint8_t)(((number / 10) << 4) | (number % 10));
}

#ifdef __cplusplus
}
#endif
