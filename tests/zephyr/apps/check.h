/* Checks in applications under test: each that fails says where, and the sum comes last. */
#pragma once

#include <zephyr/kernel.h>

static int checks_made, checks_failed;

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    ++checks_made;                                                                                 \
    if (!(condition)) {                                                                            \
      ++checks_failed;                                                                             \
      printk("FAILED %s:%d: %s\n", __FILE__, __LINE__, #condition);                                \
    }                                                                                              \
  } while (0)
#define CHECK_EQUAL(value, expected)                                                               \
  do {                                                                                             \
    const long long _value = (long long)(value);                                                   \
    const long long _expected = (long long)(expected);                                             \
    ++checks_made;                                                                                 \
    if (_value != _expected) {                                                                     \
      ++checks_failed;                                                                             \
      printk("FAILED %s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #value, _value,           \
             _expected);                                                                           \
    }                                                                                              \
  } while (0)

static inline int checks_end(void) {
  printk("%d checks, %d failed\n", checks_made, checks_failed);
  return checks_failed == 0 ? 0 : 1;
}
