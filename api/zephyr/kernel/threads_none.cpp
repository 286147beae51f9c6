// One stack: there is no thread but the program's own, which does the work of all while it waits.
#include "api/zephyr/kernel/threads.hpp"

namespace westwind::zephyr {

namespace {
k_thread main_thread;
}

bool has_threads() { return false; }

k_thread* current_thread() { return &main_thread; }

bool pass_turn() { return false; }

void make_thread(k_thread&, std::size_t) {
  stop_program(
      "k_thread_create: this build has one stack. Use work queues, or a runtime with threads");
}

void forget_thread(k_thread&) {}

void end_thread() {}

}  // namespace westwind::zephyr
