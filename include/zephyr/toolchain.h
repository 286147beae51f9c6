/* What headers and applications expect of the compiler (GCC, clang): attributes, checks at compile
 * time. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifndef __packed
#define __packed __attribute__((__packed__))
#endif
#ifndef __aligned
#define __aligned(octets) __attribute__((__aligned__(octets)))
#endif
#ifndef __used
#define __used __attribute__((__used__))
#endif
#ifndef __unused
#define __unused __attribute__((__unused__))
#endif
#define __maybe_unused __attribute__((__unused__))
#ifndef __deprecated
#define __deprecated __attribute__((deprecated))
#endif
#ifndef __weak
#define __weak __attribute__((__weak__))
#endif
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif
#define __deprecated_version(version)
#define __noinit
#define __printf_like(text, first) __attribute__((format(printf, text, first)))
#ifndef ALWAYS_INLINE
#define ALWAYS_INLINE inline __attribute__((always_inline))
#endif
#define FUNC_NORETURN __attribute__((__noreturn__))
#ifndef __fallthrough
#define __fallthrough __attribute__((fallthrough))
#endif
#define __in_section_unique(name) __attribute__((section(#name)))
#ifndef likely
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#endif
#define CODE_UNREACHABLE __builtin_unreachable()
#define POINTER_TO_UINT(pointer) ((uintptr_t)(pointer))
#define UINT_TO_POINTER(number) ((void*)(uintptr_t)(number))
#define POINTER_TO_INT(pointer) ((intptr_t)(pointer))
#define INT_TO_POINTER(number) ((void*)(intptr_t)(number))

#ifdef __cplusplus
#define BUILD_ASSERT(condition, ...) static_assert(condition, "" __VA_ARGS__)
#else
#define BUILD_ASSERT(condition, ...) _Static_assert(condition, "" __VA_ARGS__)
#endif

#define UNALIGNED_GET(pointer)                                                                     \
  __extension__({                                                                                  \
    struct __attribute__((__packed__)) {                                                           \
      __typeof__(*(pointer)) value;                                                                \
    }* _at = (__typeof__(_at))(pointer);                                                           \
    _at->value;                                                                                    \
  })
#define UNALIGNED_PUT(number, pointer)                                                             \
  do {                                                                                             \
    struct __attribute__((__packed__)) {                                                           \
      __typeof__(*(pointer)) value;                                                                \
    }* _at = (__typeof__(_at))(pointer);                                                           \
    _at->value = number;                                                                           \
  } while (0)
