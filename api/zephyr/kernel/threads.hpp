// Threads as one runtime has them: none (threads_none.cpp, one stack) or those of POSIX or FreeRTOS
// (turns.cpp). Exactly one thread runs at a time, the one that holds the turn; it is passed
// on by those who wait.
#pragma once

#include "api/zephyr/kernel/kernel.hpp"

namespace westwind::zephyr {

/// A thread that waits, on its own stack.
struct Waiter {
  bool (*is_over)(void* argument);
  void* argument;
  Instant end;
  k_thread* thread;
  Waiter* next;

  bool is_ready() const { return is_over(argument) || now() >= end; }
};

/// All who wait, whatever thread they are of.
Waiter*& waiters();

/// Whether sources get threads of their own.
bool has_threads();
/// The thread that runs.
k_thread* current_thread();
/// Passes the turn to a thread that can go on, if there is one other than the caller's, the most
/// important first; returns when the caller has it again. False: there is none.
bool pass_turn();
/// Creates it, without a turn yet.
void make_thread(k_thread& thread, std::size_t stack_size);
/// It waits for nothing any more, and never goes on.
void forget_thread(k_thread& thread);
/// The calling thread ends; never returns on runtimes with threads.
void end_thread();

enum ThreadState : std::uint8_t { thread_unused, thread_new, thread_alive, thread_ended };

}  // namespace westwind::zephyr
