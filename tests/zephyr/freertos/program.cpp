// A Zephyr application in a task of FreeRTOS.
#include <FreeRTOS.h>
#include <task.h>

#include <cstdio>
#include <cstdlib>

#include "api/port.h"
#include "api/zephyr/kernel/start.h"

namespace {

struct Arguments {
  int count;
  char** values;
} arguments;

void run(void*) { std::exit(westwind_zephyr_main(arguments.count, arguments.values)); }

}  // namespace

extern "C" {

bool westwind_request_poll(void) { return true; }

int __wrap_main(int count, char** values) {
  (void)std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  westwind_port_share();  // the task is another thread than this one
  arguments = {count, values};
  if (xTaskCreate(&run, "main", 64 * 1024, nullptr, 2, nullptr) != pdPASS) return EXIT_FAILURE;
  vTaskStartScheduler();
  return EXIT_FAILURE;
}
}
