// Where a Zephyr application begins. The linker leads every call of `main` to __wrap_main
// (--wrap=main), whose one of ours (start_program.cpp) calls this. A port that has to do something
// first, such as to start FreeRTOS, defines its own, and calls this from a task.
#ifndef WESTWIND_ZEPHYR_START_H
#define WESTWIND_ZEPHYR_START_H

#ifdef __cplusplus
extern "C" {
#endif

/// SYS_INIT functions, threads, the application's main, and what goes on behind it. Returns only
/// when main gave something other than 0, which is what the program is to end with.
int westwind_zephyr_main(int count, char** arguments);

#ifdef __cplusplus
}
#endif

#endif
