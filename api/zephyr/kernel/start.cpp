// Before the application's main, and behind it, which may return while the rest goes on.
#include "api/zephyr/kernel/start.h"

#include <cstdlib>

#include "api/zephyr/kernel/sections.hpp"
#include "api/zephyr/kernel/threads.hpp"

namespace westwind::zephyr {

namespace {

/// Levels and priorities in their order; of equal ones as they are linked.
void run_init_functions() {
  for (int level = WESTWIND_INIT_EARLY; level <= WESTWIND_INIT_APPLICATION; ++level)
    for (int priority = 0; priority < 100; ++priority)
      for_each(WESTWIND_ENTRIES(westwind_init_entry), [=](void* object) {
        const auto& entry = *static_cast<const westwind_init_entry*>(object);
        if (entry.level == level && entry.priority == priority) (void)entry.function();
      });
}

void start_threads() {
  for_each(WESTWIND_ENTRIES(westwind_thread_entry), [](void* object) {
    const auto& entry = *static_cast<const westwind_thread_entry*>(object);
    (void)k_thread_create(entry.thread, entry.stack, entry.stack_size, entry.entry,
                          entry.arguments[0], entry.arguments[1], entry.arguments[2],
                          entry.priority, 0, K_MSEC(entry.delay_ms));
  });
}

}  // namespace

}  // namespace westwind::zephyr

using namespace westwind::zephyr;

extern "C" int __real_main(int count, char** arguments);

int westwind_zephyr_main(int count, char** arguments) {
  (void)k_uptime_ticks();
  run_init_functions();
  start_threads();
  // Zephyr's main returns 0 by custom; others are what the application wants its program to end
  // with.
  const int status = __real_main(count, arguments);
  if (status != 0) return status < 0 ? EXIT_FAILURE : status;
  (void)wait_until([](void*) { return false; }, nullptr, westwind::Instant::never());
  return EXIT_SUCCESS;
}
