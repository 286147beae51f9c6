/* Macros that compute: bits, and code that depends on configuration symbols being set to 1. */
#pragma once

#define BIT(number) (1UL << (number))
#define BIT64(number) (1ULL << (number))
#define BIT_MASK(count) (BIT(count) - 1UL)
#define BIT64_MASK(count) (BIT64(count) - 1ULL)
#define GENMASK(high, low)                                                                         \
  (((~0UL) - (1UL << (low)) + 1) & (~0UL >> (8 * sizeof(long) - 1 - (high))))
#define LSB_GET(value) ((value) & -(value))
#define FIELD_GET(mask, value) (((value) & (mask)) / LSB_GET(mask))
#define FIELD_PREP(mask, value) (((value)*LSB_GET(mask)) & (mask))
#define WRITE_BIT(variable, number, set)                                                           \
  ((variable) = (set) ? ((variable) | BIT(number)) : ((variable) & ~BIT(number)))
#define IS_BIT_SET(value, number) ((((value) >> (number)) & 1) != 0)

#define STRINGIFY(text) Z_STRINGIFY(text)
#define Z_STRINGIFY(text) #text
#define _STRINGIFY(text) Z_STRINGIFY(text)
#define CONCAT(a, b) Z_CONCAT(a, b)
#define Z_CONCAT(a, b) a##b
#define _CONCAT(a, b) Z_CONCAT(a, b)
#define UTIL_CAT(a, ...) a##__VA_ARGS__

/* 1 if `symbol` is defined as 1, else 0: a 1 makes the pasted name expand to one more argument. */
#define IS_ENABLED(symbol) Z_IS_ENABLED1(symbol)
#define Z_IS_ENABLED1(value) Z_IS_ENABLED2(WESTWIND_IS_ONE_##value)
#define WESTWIND_IS_ONE_1 unused,
#define Z_IS_ENABLED2(one_or_nothing) Z_IS_ENABLED3(one_or_nothing 1, 0)
#define Z_IS_ENABLED3(ignored, value, ...) value

#define Z_UNWRAP(...) __VA_ARGS__
#define __DEBRACKET(...) __VA_ARGS__
/* COND_CODE_1(symbol, (code if it is 1), (code else)). */
#define COND_CODE_1(symbol, code, otherwise) Z_COND1(symbol, code, otherwise)
#define Z_COND1(value, code, otherwise) Z_COND2(WESTWIND_IS_ONE_##value code, otherwise)
#define Z_COND2(ignored_or_code, ...) Z_COND3(ignored_or_code, __VA_ARGS__)
#define Z_COND3(ignored, code, ...) Z_UNWRAP code
#define COND_CODE_0(symbol, code, otherwise) Z_COND0(symbol, code, otherwise)
#define Z_COND0(value, code, otherwise) Z_COND2(WESTWIND_IS_ZERO_##value code, otherwise)
#define WESTWIND_IS_ZERO_0 unused,
#define IF_ENABLED(symbol, code) COND_CODE_1(symbol, code, ())
#define IF_DISABLED(symbol, code) COND_CODE_1(symbol, (), code)
#define EMPTY

/* LISTIFY(3, F, (;), a) is F(0, a) ; F(1, a) ; F(2, a). Up to 16. */
#define LISTIFY(count, macro, separator, ...) Z_LISTIFY(count, macro, separator, __VA_ARGS__)
#define Z_LISTIFY(count, macro, separator, ...) Z_LIST_##count(macro, separator, __VA_ARGS__)
#define Z_LIST_0(F, sep, ...)
#define Z_LIST_1(F, sep, ...) F(0, __VA_ARGS__)
#define Z_LIST_2(F, sep, ...) Z_LIST_1(F, sep, __VA_ARGS__) Z_UNWRAP sep F(1, __VA_ARGS__)
#define Z_LIST_3(F, sep, ...) Z_LIST_2(F, sep, __VA_ARGS__) Z_UNWRAP sep F(2, __VA_ARGS__)
#define Z_LIST_4(F, sep, ...) Z_LIST_3(F, sep, __VA_ARGS__) Z_UNWRAP sep F(3, __VA_ARGS__)
#define Z_LIST_5(F, sep, ...) Z_LIST_4(F, sep, __VA_ARGS__) Z_UNWRAP sep F(4, __VA_ARGS__)
#define Z_LIST_6(F, sep, ...) Z_LIST_5(F, sep, __VA_ARGS__) Z_UNWRAP sep F(5, __VA_ARGS__)
#define Z_LIST_7(F, sep, ...) Z_LIST_6(F, sep, __VA_ARGS__) Z_UNWRAP sep F(6, __VA_ARGS__)
#define Z_LIST_8(F, sep, ...) Z_LIST_7(F, sep, __VA_ARGS__) Z_UNWRAP sep F(7, __VA_ARGS__)
#define Z_LIST_9(F, sep, ...) Z_LIST_8(F, sep, __VA_ARGS__) Z_UNWRAP sep F(8, __VA_ARGS__)
#define Z_LIST_10(F, sep, ...) Z_LIST_9(F, sep, __VA_ARGS__) Z_UNWRAP sep F(9, __VA_ARGS__)
#define Z_LIST_11(F, sep, ...) Z_LIST_10(F, sep, __VA_ARGS__) Z_UNWRAP sep F(10, __VA_ARGS__)
#define Z_LIST_12(F, sep, ...) Z_LIST_11(F, sep, __VA_ARGS__) Z_UNWRAP sep F(11, __VA_ARGS__)
#define Z_LIST_13(F, sep, ...) Z_LIST_12(F, sep, __VA_ARGS__) Z_UNWRAP sep F(12, __VA_ARGS__)
#define Z_LIST_14(F, sep, ...) Z_LIST_13(F, sep, __VA_ARGS__) Z_UNWRAP sep F(13, __VA_ARGS__)
#define Z_LIST_15(F, sep, ...) Z_LIST_14(F, sep, __VA_ARGS__) Z_UNWRAP sep F(14, __VA_ARGS__)
#define Z_LIST_16(F, sep, ...) Z_LIST_15(F, sep, __VA_ARGS__) Z_UNWRAP sep F(15, __VA_ARGS__)

/* FOR_EACH(F, (;), a, b) is F(a) ; F(b). Up to 8. */
#define NUM_VA_ARGS(...) Z_NUM_ARGS(0, ##__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define Z_NUM_ARGS(z, a, b, c, d, e, f, g, h, count, ...) count
#define NUM_VA_ARGS_LESS_1(first, ...) NUM_VA_ARGS(__VA_ARGS__)
#define FOR_EACH(F, separator, ...) Z_EACH(NUM_VA_ARGS(__VA_ARGS__), F, separator, __VA_ARGS__)
#define Z_EACH(count, F, sep, ...) Z_EACH_N(count, F, sep, __VA_ARGS__)
#define Z_EACH_N(count, F, sep, ...) Z_EACH_##count(F, sep, __VA_ARGS__)
#define Z_EACH_1(F, sep, x) F(x)
#define Z_EACH_2(F, sep, x, ...) F(x) Z_UNWRAP sep Z_EACH_1(F, sep, __VA_ARGS__)
#define Z_EACH_3(F, sep, x, ...) F(x) Z_UNWRAP sep Z_EACH_2(F, sep, __VA_ARGS__)
#define Z_EACH_4(F, sep, x, ...) F(x) Z_UNWRAP sep Z_EACH_3(F, sep, __VA_ARGS__)
#define Z_EACH_5(F, sep, x, ...) F(x) Z_UNWRAP sep Z_EACH_4(F, sep, __VA_ARGS__)
#define Z_EACH_6(F, sep, x, ...) F(x) Z_UNWRAP sep Z_EACH_5(F, sep, __VA_ARGS__)
#define Z_EACH_7(F, sep, x, ...) F(x) Z_UNWRAP sep Z_EACH_6(F, sep, __VA_ARGS__)
#define Z_EACH_8(F, sep, x, ...) F(x) Z_UNWRAP sep Z_EACH_7(F, sep, __VA_ARGS__)
