// See world_clock.hpp.
#include "ports/unix/world_clock.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/random.hpp"

namespace westwind::unix_port {

namespace {

using transport::TimeMessage;

// The queue of MicroPython's scheduler is full, most likely while a handler sleeps.
constexpr std::int64_t ask_again_us = 1000;

[[noreturn]] void give_up(const char* reason) {
  (void)!write(STDERR_FILENO, reason, strlen(reason));
  _exit(1);
}

[[noreturn]] void lose_the_world() {
  give_up("westwind: the world that gave this board its time is gone\n");
}

/// No code runs before main but this: the program's first breath is the world's to give.
__attribute__((constructor)) void join_the_world() {
  const char* fd = getenv(transport::time_line_variable);
  if (fd != nullptr && !world_clock().join(atoi(fd)))
    give_up("westwind: WESTWIND_TIME names no world; only `westwind run --virtual` sets it\n");
}

}  // namespace

WorldClock& world_clock() {
  static WorldClock clock;
  return clock;
}

bool WorldClock::join(int fd) {
  TimeMessage hello;
  hello.kind = TimeMessage::Kind::hello;
  // What the program starts has no part in this, and lives in real time.
  unsetenv(transport::time_line_variable);
  if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
      send(fd, &hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello)
    return false;
  fd_ = fd;
  owner_ = pthread_self();
  take_turn();
  return true;
}

void WorldClock::give_turn(std::int64_t until_us, bool listens) {
  TimeMessage wait;
  wait.kind = TimeMessage::Kind::wait;
  wait.now_us = now_us_;
  wait.until_us = until_us;
  wait.listens = listens ? 1 : 0;
  if (send(fd_, &wait, sizeof wait, MSG_NOSIGNAL) != sizeof wait) lose_the_world();
}

void WorldClock::take_turn() {
  TimeMessage go;
  ssize_t count;
  do
    count = recv(fd_, &go, sizeof go, 0);
  while (count < 0 && errno == EINTR);
  if (count != sizeof go || go.kind != TimeMessage::Kind::go) lose_the_world();
  random_ ^= go.seed;  // only the first has one
  if (go.now_us > now_us_) now_us_ = go.now_us;
  given_us_ = now_us_;
}

void WorldClock::pass(std::int64_t until_us, bool listens) {
  give_turn(until_us, listens);
  take_turn();
}

std::int64_t WorldClock::now_us() {
  work(look_us);
  return now_us_;
}

void WorldClock::work(std::int64_t us) {
  now_us_ += us;
  if (now_us_ - given_us_ < slice_us) return;
  pause(now_us_);
}

void WorldClock::pause(std::int64_t until_us) {
  pass(until_us, false);
  (void)ask_if_due();
}

bool WorldClock::is_readable(int fd) {
  pollfd carrier{fd, POLLIN, 0};
  // Not poll(): that one is ours here.
  const timespec at_once{};
  return fd >= 0 && ppoll(&carrier, 1, &at_once, nullptr) > 0;
}

void WorldClock::wait_for(int fd, std::int64_t until_us) {
  if (!is_readable(fd) && now_us_ < until_us) pass(until_us, true);
}

bool WorldClock::ask_if_due() {
  if (!armed_ || (poll_at_us_ > now_us_ && !is_readable(carrier_))) return false;
  if (ask_())
    armed_ = false;
  else
    poll_at_us_ = now_us_ + ask_again_us;
  return true;
}

bool WorldClock::sleep(std::int64_t until_us) {
  while (now_us_ < until_us) {
    if (ask_if_due()) return false;
    pass(armed_ && poll_at_us_ < until_us ? poll_at_us_ : until_us, armed_);
  }
  return true;
}

void WorldClock::fill_random(void* space, std::size_t size) {
  Random random(random_);
  auto* octets = static_cast<unsigned char*>(space);
  for (std::size_t i = 0; i < size; ++i)
    octets[i] = static_cast<unsigned char>(random.next() >> 56);
  random_ = random.next();
}

void WorldClock::stop() {
  armed_ = false;
  carrier_ = -1;
}

void WorldClock::watch(int fd, std::int64_t deadline_us) {
  carrier_ = fd;
  poll_at_us_ = deadline_us;
  armed_ = true;
}

}  // namespace westwind::unix_port
