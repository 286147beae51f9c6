/* The kernel calls that Bluetooth applications use, without a kernel. A call that waits lets
 * everything else go on meanwhile: the Bluetooth host and its callbacks, timers, work items, other
 * threads. Threads change only where one waits or yields, so code between two such calls is never
 * interrupted.
 *
 * In all calls: 0 is success, a timeout of K_NO_WAIT never waits, and what is said to fail with
 * -EAGAIN fails so when the timeout is over. Objects must stay in place while somebody waits for
 * them. */
#pragma once

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <zephyr/init.h>
#include <zephyr/kernel/objects.h>
#include <zephyr/kernel/threads.h>
#include <zephyr/kernel/work.h>
#include <zephyr/sys/__assert.h>
#include <zephyr/sys/atomic.h>
#include <zephyr/sys/printk.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys/util.h>
#include <zephyr/sys_clock.h>
#include <zephyr/toolchain.h>
#include <zephyr/types.h>
