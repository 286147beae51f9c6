/* Functions that run before main. */
#pragma once

#include <zephyr/sys/iterable_sections.h>
#include <zephyr/types.h>

enum westwind_init_level {
  WESTWIND_INIT_EARLY,
  WESTWIND_INIT_PRE_KERNEL_1,
  WESTWIND_INIT_PRE_KERNEL_2,
  WESTWIND_INIT_POST_KERNEL,
  WESTWIND_INIT_APPLICATION,
};

struct westwind_init_entry {
  int (*function)(void);
  uint8_t level;
  uint8_t priority;
};

#define CONFIG_KERNEL_INIT_PRIORITY_DEFAULT 40
#define CONFIG_KERNEL_INIT_PRIORITY_DEVICE 50
#ifndef CONFIG_APPLICATION_INIT_PRIORITY
#define CONFIG_APPLICATION_INIT_PRIORITY 90
#endif

/**
 * Has `function` (int f(void); its result does not matter) run before main: by level, then by
 * `priority` 0 to 99, the least first.
 */
#define SYS_INIT(function, level, priority) SYS_INIT_NAMED(function, function, level, priority)
#define SYS_INIT_NAMED(name, function, level, priority)                                            \
  static struct westwind_init_entry westwind_init_##name = {function, WESTWIND_INIT_##level,       \
                                                            priority};                             \
  WESTWIND_SECTION_ENTRY(westwind_init_entry, westwind_init_##name)
