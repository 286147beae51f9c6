// The system calls by which MicroPython sees time and randomness. The linker leads MicroPython's
// calls here (port.mk: --wrap); in a program that is in no world they go on to the system's.
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "ports/unix/world_clock.hpp"

using westwind::unix_port::world_clock;
using westwind::unix_port::WorldClock;

namespace {

constexpr std::int64_t second_us = 1000000;
constexpr std::int64_t for_ever = INT64_MAX;
constexpr useconds_t longest_event_wait_us = 1000;
/// Turns of Python loops between two looks at whether there is a world.
constexpr int loops_at_once = 50;

std::int64_t wall_us() { return WorldClock::epoch_s * second_us + world_clock().now_us(); }

std::int64_t deadline(std::int64_t span_us) { return world_clock().now_us() + span_us; }

}  // namespace

extern "C" {

int __real_clock_gettime(clockid_t clock, timespec* time);
int __real_gettimeofday(timeval* time, void* zone);
time_t __real_time(time_t* time);
clock_t __real_clock(void);
int __real_usleep(useconds_t span);
int __real_select(int count, fd_set* read, fd_set* write, fd_set* except, timeval* timeout);
int __real_poll(pollfd* fds, nfds_t count, int timeout);
ssize_t __real_getrandom(void* space, size_t size, unsigned flags);

int __wrap_clock_gettime(clockid_t clock, timespec* time) {
  if (!world_clock().is_on()) return __real_clock_gettime(clock, time);
  const std::int64_t now = clock == CLOCK_REALTIME ? wall_us() : world_clock().now_us();
  time->tv_sec = now / second_us;
  time->tv_nsec = now % second_us * 1000;
  return 0;
}

int __wrap_gettimeofday(timeval* time, void* zone) {
  if (!world_clock().is_on()) return __real_gettimeofday(time, zone);
  const std::int64_t now = wall_us();
  *time = {static_cast<time_t>(now / second_us), static_cast<suseconds_t>(now % second_us)};
  return 0;
}

time_t __wrap_time(time_t* time) {
  if (!world_clock().is_on()) return __real_time(time);
  const time_t now = wall_us() / second_us;
  if (time != nullptr) *time = now;
  return now;
}

/// Processor time: a program that never sleeps.
clock_t __wrap_clock(void) {
  if (!world_clock().is_on()) return __real_clock();
  return static_cast<clock_t>(world_clock().now_us() * (CLOCKS_PER_SEC / second_us));
}

/// A wait that nothing ends early, no signal of the waker either: time.sleep_us is this call. But
/// for MicroPython's own waits for events, which are short and should end with them.
int __wrap_usleep(useconds_t span) {
  if (world_clock().is_on()) {
    world_clock().pause(deadline(span));
    return 0;
  }
  if (span <= longest_event_wait_us) return __real_usleep(span);
  timespec left{static_cast<time_t>(span / second_us), static_cast<long>(span % second_us) * 1000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
  return 0;
}

/// Only as a sleep; what looks at descriptors is the system's.
int __wrap_select(int count, fd_set* read, fd_set* write, fd_set* except, timeval* timeout) {
  if (count != 0 || timeout == nullptr || !world_clock().is_on())
    return __real_select(count, read, write, except, timeout);
  const std::int64_t until = deadline(timeout->tv_sec * second_us + timeout->tv_usec);
  const bool is_over = world_clock().sleep(until);
  const std::int64_t left = is_over ? 0 : until - world_clock().now_us();
  *timeout = {};
  if (left > 0)
    *timeout = {static_cast<time_t>(left / second_us), static_cast<suseconds_t>(left % second_us)};
  if (is_over) return 0;
  errno = EINTR;
  return -1;
}

/// What is not ready at once will not be before the world has had its turn.
int __wrap_poll(pollfd* fds, nfds_t count, int timeout) {
  if (!world_clock().is_on()) return __real_poll(fds, count, timeout);
  const int ready = __real_poll(fds, count, 0);
  const std::int64_t until = timeout < 0 ? for_ever : deadline(std::int64_t{timeout} * 1000);
  if (ready != 0 || timeout == 0) return ready;
  if (world_clock().sleep(until)) return __real_poll(fds, count, 0);
  errno = EINTR;
  return -1;
}

ssize_t __wrap_getrandom(void* space, size_t size, unsigned flags) {
  if (!world_clock().is_on()) return __real_getrandom(space, size, flags);
  world_clock().fill_random(space, size);
  return static_cast<ssize_t>(size);
}

// For mpconfig_interrupt.h: the turns of Python loops until we want to know.
int westwind_loops_left = loops_at_once;

void westwind_looped(void) {
  westwind_loops_left = loops_at_once;
  if (world_clock().is_on()) world_clock().work(loops_at_once * WorldClock::loop_us);
}

bool westwind_is_in_world(void) { return world_clock().is_on(); }

/// Sleeps for `us`, or until MicroPython's scheduler has something to do.
void westwind_doze(long long us) {
  if (world_clock().is_on()) {
    (void)world_clock().sleep(deadline(us));
    return;
  }
  // A signal of the waker ends it.
  const timespec span{static_cast<time_t>(us / second_us),
                      static_cast<long>(us % second_us) * 1000};
  (void)nanosleep(&span, nullptr);
}
}
