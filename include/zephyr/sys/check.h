/* Checks of arguments: `CHECKIF(bad) { return -EINVAL; }`. Always made. */
#pragma once

#include <zephyr/sys/__assert.h>

#define CHECKIF(condition) if (condition)
