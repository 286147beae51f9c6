/* Checks of what must be true. A failed one prints its condition and place, and ends the program.
 */
#pragma once

#include <zephyr/sys/printk.h>

#ifdef __cplusplus
extern "C" {
#endif

FUNC_NORETURN void westwind_assert_failed(const char* condition, const char* file, int line);

#ifdef __cplusplus
}
#endif

#define __ASSERT(condition, format, ...)                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printk(format "\n", ##__VA_ARGS__);                                                          \
      westwind_assert_failed(#condition, __FILE__, __LINE__);                                      \
    }                                                                                              \
  } while (0)
#define __ASSERT_NO_MSG(condition)                                                                 \
  do {                                                                                             \
    if (!(condition)) westwind_assert_failed(#condition, __FILE__, __LINE__);                      \
  } while (0)
#define __ASSERT_EVAL(otherwise, statement, condition, format, ...)                                \
  do {                                                                                             \
    statement;                                                                                     \
    __ASSERT(condition, format, ##__VA_ARGS__);                                                    \
  } while (0)
#define __ASSERT_PRINT(format, ...) printk(format, ##__VA_ARGS__)
#define __ASSERT_POST_ACTION() westwind_assert_failed("posted", __FILE__, __LINE__)
#define k_panic() westwind_assert_failed("k_panic", __FILE__, __LINE__)
#define k_oops() westwind_assert_failed("k_oops", __FILE__, __LINE__)
