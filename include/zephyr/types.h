/* Integers, sizes and errors under the names that applications use. */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <zephyr/toolchain.h>

typedef int (*westwind_init_function)(void);
