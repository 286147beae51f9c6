/* Until Zephyr 4.0 network buffers had their header here. */
#pragma once

#include <zephyr/net_buf.h>
