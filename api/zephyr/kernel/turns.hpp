// What a runtime with threads gives: threads_posix.cpp or threads_freertos.cpp. Who has the turn is
// turns.cpp's business.
#pragma once

#include "api/zephyr/kernel/threads.hpp"

namespace westwind::zephyr {

/// Makes a thread of the system's that calls run_thread(thread).
void runtime_start(k_thread& thread, std::size_t stack_octets);
/// Wakes `thread` from runtime_wait, or lets it through when it comes there. Everything that was
/// written before is seen by it.
void runtime_wake(k_thread& thread);
/// The calling thread, which is `self`, stays here until it is woken.
void runtime_wait(k_thread& self);
/// The calling thread is gone; `self` may be memory of others already.
[[noreturn]] void runtime_exit(void* context);

/// The life of a thread.
void run_thread(k_thread& thread);

}  // namespace westwind::zephyr
