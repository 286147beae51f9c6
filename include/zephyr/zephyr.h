/* Until Zephyr 3.1 the kernel's header had this name. */
#pragma once

#include <zephyr/kernel.h>
