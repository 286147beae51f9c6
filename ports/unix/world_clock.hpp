// Time that a simulated world gives (transport/time_line.hpp), in place of the system's: a sleep
// costs no time, and the same seed gives the same run. It also takes the waker's part: nothing else
// happens while the program runs, so it needs no thread.
//
// Work takes time here too, or a loop that waits for its end would never see it: so much for a look
// at the clock, so much for a turn of a Python loop, about as on a microcontroller. After
// `slice_us` of it the world gets its turn.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <cstdint>

#include "transport/time_line.hpp"

namespace westwind::unix_port {

class WorldClock {
 public:
  using Ask = bool (*)();

  static constexpr std::int64_t look_us = 2;
  static constexpr std::int64_t loop_us = 2;
  static constexpr std::int64_t slice_us = 1000;
  /// 2026-01-01 00:00 UTC, when every world begins.
  static constexpr std::int64_t epoch_s = 1767225600;

  /// Joins the world at the other end of `fd` and waits until it lets us begin. False: nobody is
  /// there.
  bool join(int fd);
  /// Time is the world's, for this thread. Other threads live in real time.
  bool is_on() const {
    return fd_ >= 0 && (is_shared_ || pthread_equal(pthread_self(), owner_) != 0);
  }
  /// All threads live in the world's time from now on; they run one at a time.
  void share() { is_shared_ = true; }

  /// A look at the clock.
  std::int64_t now_us();
  /// The program has worked for so long.
  void work(std::int64_t us);
  /// Waits; true when the time has come, false when MicroPython's scheduler has something to do
  /// before.
  bool sleep(std::int64_t until_us);
  /// Waits until the time has come, whatever happens.
  void pause(std::int64_t until_us);
  /// Waits until the carrier has something to read, or the time has come.
  void wait_for(int fd, std::int64_t until_us);
  void fill_random(void* space, std::size_t size);

  // As of the waker.
  void start(Ask ask) { ask_ = ask; }
  void stop();
  void watch(int fd, std::int64_t deadline_us);

 private:
  void pass(std::int64_t until_us, bool listens);
  void give_turn(std::int64_t until_us, bool listens);
  void take_turn();
  static bool is_readable(int fd);
  /// Asks for a poll if there is reason to; true when it did, or has to do it again.
  bool ask_if_due();

  int fd_ = -1;
  pthread_t owner_{};
  bool is_shared_ = false;
  std::int64_t now_us_ = 0;
  std::int64_t given_us_ = 0;  // now_us_, when the last slice began
  std::uint64_t random_ = 0;

  Ask ask_ = nullptr;
  int carrier_ = -1;
  std::int64_t poll_at_us_ = INT64_MAX;
  bool armed_ = false;  // a poll ran since the last asking
};

/// The program's only one. On when the environment names a world; joined before main.
WorldClock& world_clock();

}  // namespace westwind::unix_port
