// A thread that waits so that the MicroPython thread need not: until the carrier has something to
// read, or a deadline comes. Then it asks MicroPython's scheduler for a poll, and pokes the
// MicroPython thread out of a blocking system call. It calls nothing else.
//
//   watching --readable or deadline--> asking (again and again, ever more slowly) --the poll ran
//   and called watch()--> watching
// While it watches it sleeps; no periodic tick.
#pragma once

#include <pthread.h>

#include <cstdint>

namespace westwind::unix_port {

class Waker {
 public:
  /// Asks for a poll; false when it must be asked again.
  using Ask = bool (*)();

  /// Starts the thread; the caller is the thread to be woken. 0 or an errno. Until the first
  /// `watch` it only waits.
  int start(Ask ask);
  /// Ends the thread and waits for its end; no-op when not running.
  void stop();
  bool is_running() const { return running_; }

  /// Waits from now on for `fd` to be readable (and writable if `for_writing`), or for
  /// `deadline_us` on CLOCK_MONOTONIC (INT64_MAX: none). `fd` -1: only for the deadline.
  void watch(int fd, bool for_writing, std::int64_t deadline_us);

 private:
  static void* run(void* self);
  void loop();
  /// Sleeps until there is reason to ask; false when the thread is to end.
  bool wait();
  /// Asks until the poll ran; false when the thread is to end.
  bool ask_until_polled();

  struct Orders {
    int fd = -1;
    bool for_writing = false;
    std::int64_t deadline_us = INT64_MAX;
    bool armed = false;  // a poll ran since the last asking
    bool end = false;
  };

  Ask ask_ = nullptr;
  pthread_t thread_{};
  pthread_t woken_{};
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  Orders orders_;  // guarded by mutex_
  int bell_ = -1;  // eventfd: the orders have changed
  bool running_ = false;
};

}  // namespace westwind::unix_port
