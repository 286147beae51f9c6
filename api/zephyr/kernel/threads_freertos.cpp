// Threads where FreeRTOS has them: a task each, of the priority of the one that made it. Their
// stacks come from FreeRTOS' heap. The port's westwind_port_wait has to let other tasks run.
#include <FreeRTOS.h>
#include <semphr.h>
#include <task.h>

#include <new>

#include "api/port.h"
#include "api/zephyr/kernel/turns.hpp"

#if configSUPPORT_STATIC_ALLOCATION != 1 || INCLUDE_vTaskDelete != 1 ||                            \
    INCLUDE_uxTaskPriorityGet != 1
#error                                                                                             \
    "FreeRTOSConfig.h: configSUPPORT_STATIC_ALLOCATION, INCLUDE_vTaskDelete and INCLUDE_uxTaskPriorityGet have to be 1"
#endif

// Of a thread that the application gives no stack size for: the host's own, work queues.
#ifndef WESTWIND_STACK_OCTETS
#define WESTWIND_STACK_OCTETS 4096
#endif

namespace westwind::zephyr {

namespace {

struct Turn {
  StaticSemaphore_t memory;
  SemaphoreHandle_t semaphore = xSemaphoreCreateBinaryStatic(&memory);
};

SemaphoreHandle_t turn_of(k_thread& thread) {
  if (thread._context == nullptr) {
    thread._context = new (std::nothrow) Turn;
    if (thread._context == nullptr) stop_program("no memory for a thread");
  }
  return static_cast<Turn*>(thread._context)->semaphore;
}

void start(void* thread) { run_thread(*static_cast<k_thread*>(thread)); }

}  // namespace

void runtime_start(k_thread& thread, std::size_t stack_octets) {
  westwind_port_share();
  (void)turn_of(*current_thread());  // the first one: before another can wake it
  (void)turn_of(thread);
  const std::size_t octets = stack_octets > 0 ? stack_octets : WESTWIND_STACK_OCTETS;
  const std::size_t words = octets / sizeof(StackType_t);
  const auto depth = static_cast<configSTACK_DEPTH_TYPE>(
      words > configMINIMAL_STACK_SIZE ? words : configMINIMAL_STACK_SIZE);
  if (xTaskCreate(&start, "westwind", depth, &thread, uxTaskPriorityGet(nullptr), nullptr) !=
      pdPASS)
    stop_program("FreeRTOS has no memory for a task: a larger configTOTAL_HEAP_SIZE is needed");
}

void runtime_wake(k_thread& thread) { (void)xSemaphoreGive(turn_of(thread)); }

void runtime_wait(k_thread& self) {
  while (xSemaphoreTake(turn_of(self), portMAX_DELAY) != pdTRUE) {
  }
}

void runtime_exit(void* context) {
  delete static_cast<Turn*>(context);
  vTaskDelete(nullptr);
  for (;;) {  // vTaskDelete does not return
  }
}

}  // namespace westwind::zephyr
