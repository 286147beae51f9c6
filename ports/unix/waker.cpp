// The waiting thread. Linux: eventfd, ppoll.
#include "ports/unix/waker.hpp"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

namespace westwind::unix_port {

namespace {

// Free in MicroPython's unix port: SIGUSR1 and SIGRTMIN+5 are its garbage collector's.
constexpr int wake_signal = SIGUSR2;

// A poke can hit the moment between MicroPython's look at its scheduler and its system call, so it
// is repeated until the poll ran.
constexpr std::int64_t first_repeat_us = 500;
constexpr std::int64_t last_repeat_us = 50000;

void on_wake_signal(int) {}

std::int64_t monotonic_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
}

timespec from_us(std::int64_t us) {
  timespec span;
  span.tv_sec = us / 1000000;
  span.tv_nsec = us % 1000000 * 1000;
  return span;
}

/// Without SA_RESTART a blocking call ends with EINTR, on which MicroPython runs its scheduler.
void install_wake_signal() {
  struct sigaction action {};
  action.sa_handler = on_wake_signal;
  sigemptyset(&action.sa_mask);
  sigaction(wake_signal, &action, nullptr);
}

void drain(int bell) {
  std::uint64_t count;
  while (read(bell, &count, sizeof count) > 0) {
  }
}

void ring(int bell) {
  const std::uint64_t one = 1;
  while (write(bell, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

}  // namespace

int Waker::start(Ask ask) {
  ask_ = ask;
  woken_ = pthread_self();
  orders_ = Orders{};
  bell_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (bell_ < 0) return errno;
  install_wake_signal();
  // All signals are for the MicroPython thread.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const int error = pthread_create(&thread_, nullptr, &Waker::run, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error != 0) {
    close(bell_);
    bell_ = -1;
    return error;
  }
  running_ = true;
  return 0;
}

void Waker::stop() {
  if (!running_) return;
  pthread_mutex_lock(&mutex_);
  orders_.end = true;
  pthread_mutex_unlock(&mutex_);
  ring(bell_);
  pthread_join(thread_, nullptr);
  close(bell_);
  bell_ = -1;
  running_ = false;
}

void Waker::watch(int fd, bool for_writing, std::int64_t deadline_us) {
  pthread_mutex_lock(&mutex_);
  orders_.fd = fd;
  orders_.for_writing = for_writing;
  orders_.deadline_us = deadline_us;
  orders_.armed = true;
  pthread_mutex_unlock(&mutex_);
  ring(bell_);
}

void* Waker::run(void* self) {
  static_cast<Waker*>(self)->loop();
  return nullptr;
}

void Waker::loop() {
  while (wait() && ask_until_polled()) {
  }
}

bool Waker::wait() {
  while (true) {
    drain(bell_);
    pthread_mutex_lock(&mutex_);
    const Orders orders = orders_;
    pthread_mutex_unlock(&mutex_);
    if (orders.end) return false;
    const std::int64_t left = orders.deadline_us - monotonic_us();
    if (orders.armed && left <= 0) return true;
    pollfd watched[2] = {{bell_, POLLIN, 0}, {-1, POLLIN, 0}};
    if (orders.armed) watched[1].fd = orders.fd;
    if (orders.for_writing) watched[1].events |= POLLOUT;
    const bool timed = orders.armed && orders.deadline_us != INT64_MAX;
    const timespec timeout = from_us(timed ? left : 0);
    ppoll(watched, 2, timed ? &timeout : nullptr, nullptr);
    if (watched[1].revents != 0) {
      // The orders may have changed just now, and what was seen be served already.
      pthread_mutex_lock(&mutex_);
      const bool still = orders_.armed && orders_.fd == orders.fd && !orders_.end;
      pthread_mutex_unlock(&mutex_);
      if (still) return true;
    }
  }
}

bool Waker::ask_until_polled() {
  pthread_mutex_lock(&mutex_);
  orders_.armed = false;
  pthread_mutex_unlock(&mutex_);
  bool asked = false;
  for (std::int64_t pause = first_repeat_us;;) {
    if (!asked) asked = ask_();
    pthread_kill(woken_, wake_signal);
    pollfd bell{bell_, POLLIN, 0};
    const timespec timeout = from_us(pause);
    ppoll(&bell, 1, &timeout, nullptr);
    drain(bell_);
    pthread_mutex_lock(&mutex_);
    const Orders orders = orders_;
    pthread_mutex_unlock(&mutex_);
    if (orders.end) return false;
    if (orders.armed) return true;
    pause = pause < last_repeat_us / 2 ? pause * 2 : last_repeat_us;
  }
}

}  // namespace westwind::unix_port
