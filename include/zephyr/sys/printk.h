/* Text for the console. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include <zephyr/toolchain.h>

#ifdef __cplusplus
extern "C" {
#endif

/** As printf, to the port's console. From any context but interrupts. */
void printk(const char* format, ...) __printf_like(1, 2);
void vprintk(const char* format, va_list arguments) __printf_like(1, 0);
/** As snprintf. */
int snprintk(char* text, size_t space, const char* format, ...) __printf_like(3, 4);
int vsnprintk(char* text, size_t space, const char* format, va_list arguments) __printf_like(3, 0);

#ifdef __cplusplus
}
#endif
