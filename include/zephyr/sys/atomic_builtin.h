/* Part of sys/atomic.h elsewhere; here that is one file. */
#pragma once

#include <zephyr/sys/atomic.h>
