// A program's main, on a desk.
#include <cstdio>

#include "api/port.h"
#include "api/zephyr/kernel/start.h"

extern "C" {

/// Ports wake MicroPython's scheduler with it. Here whoever waits looks for itself.
bool westwind_request_poll(void) { return true; }

int __wrap_main(int count, char** arguments) {
  // A line at a time also where nobody looks, so that a killed program has said what it did.
  (void)std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  return westwind_zephyr_main(count, arguments);
}
}
