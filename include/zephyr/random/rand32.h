/* The former name of random.h. */
#pragma once

#include <zephyr/random/random.h>
