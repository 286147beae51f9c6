/* Integers, pointers and bits that threads share. Every operation returns the value before it. */
#pragma once

#include <stdbool.h>

#include <zephyr/sys/util.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef long atomic_t;
typedef atomic_t atomic_val_t;
typedef void* atomic_ptr_t;
typedef atomic_ptr_t atomic_ptr_val_t;

#define ATOMIC_INIT(value) (value)
#define ATOMIC_PTR_INIT(value) (value)
#define ATOMIC_BITS (sizeof(atomic_val_t) * 8)
#define ATOMIC_BITMAP_SIZE(bits) (ROUND_UP(bits, ATOMIC_BITS) / ATOMIC_BITS)
/** A variable, or a member, of so many bits. */
#define ATOMIC_DEFINE(name, bits) atomic_t name[ATOMIC_BITMAP_SIZE(bits)]
#define ATOMIC_MASK(bit) BIT((unsigned long)(bit) & (ATOMIC_BITS - 1U))
#define ATOMIC_ELEM(target, bit) ((target) + ((bit) / (int)ATOMIC_BITS))

static inline atomic_val_t atomic_get(const atomic_t* target) {
  return __atomic_load_n(target, __ATOMIC_SEQ_CST);
}
static inline atomic_val_t atomic_set(atomic_t* target, atomic_val_t value) {
  return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
static inline atomic_val_t atomic_clear(atomic_t* target) { return atomic_set(target, 0); }
static inline atomic_val_t atomic_add(atomic_t* target, atomic_val_t value) {
  return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);
}
static inline atomic_val_t atomic_sub(atomic_t* target, atomic_val_t value) {
  return __atomic_fetch_sub(target, value, __ATOMIC_SEQ_CST);
}
static inline atomic_val_t atomic_inc(atomic_t* target) { return atomic_add(target, 1); }
static inline atomic_val_t atomic_dec(atomic_t* target) { return atomic_sub(target, 1); }
static inline atomic_val_t atomic_or(atomic_t* target, atomic_val_t value) {
  return __atomic_fetch_or(target, value, __ATOMIC_SEQ_CST);
}
static inline atomic_val_t atomic_xor(atomic_t* target, atomic_val_t value) {
  return __atomic_fetch_xor(target, value, __ATOMIC_SEQ_CST);
}
static inline atomic_val_t atomic_and(atomic_t* target, atomic_val_t value) {
  return __atomic_fetch_and(target, value, __ATOMIC_SEQ_CST);
}
/** Sets `value` if the target is `expected`; whether it was. */
static inline bool atomic_cas(atomic_t* target, atomic_val_t expected, atomic_val_t value) {
  return __atomic_compare_exchange_n(target, &expected, value, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST);
}
static inline void* atomic_ptr_get(const atomic_ptr_t* target) {
  return __atomic_load_n(target, __ATOMIC_SEQ_CST);
}
static inline void* atomic_ptr_set(atomic_ptr_t* target, void* value) {
  return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
static inline void* atomic_ptr_clear(atomic_ptr_t* target) { return atomic_ptr_set(target, NULL); }
static inline bool atomic_ptr_cas(atomic_ptr_t* target, void* expected, void* value) {
  return __atomic_compare_exchange_n(target, &expected, value, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST);
}

static inline bool atomic_test_bit(const atomic_t* target, int bit) {
  return (1UL & ((unsigned long)atomic_get(ATOMIC_ELEM(target, bit)) >>
                 ((unsigned)bit & (ATOMIC_BITS - 1U)))) != 0;
}
static inline bool atomic_test_and_clear_bit(atomic_t* target, int bit) {
  const unsigned long mask = ATOMIC_MASK(bit);
  return ((unsigned long)atomic_and(ATOMIC_ELEM(target, bit), (atomic_val_t)~mask) & mask) != 0;
}
static inline bool atomic_test_and_set_bit(atomic_t* target, int bit) {
  const unsigned long mask = ATOMIC_MASK(bit);
  return ((unsigned long)atomic_or(ATOMIC_ELEM(target, bit), (atomic_val_t)mask) & mask) != 0;
}
static inline void atomic_clear_bit(atomic_t* target, int bit) {
  (void)atomic_test_and_clear_bit(target, bit);
}
static inline void atomic_set_bit(atomic_t* target, int bit) {
  (void)atomic_test_and_set_bit(target, bit);
}
static inline void atomic_set_bit_to(atomic_t* target, int bit, bool value) {
  if (value)
    atomic_set_bit(target, bit);
  else
    atomic_clear_bit(target, bit);
}

#ifdef __cplusplus
}
#endif
