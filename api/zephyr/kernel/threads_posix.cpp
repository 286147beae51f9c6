// Threads where POSIX has them.
#include <pthread.h>
#include <semaphore.h>

#include <cerrno>
#include <new>

#include "api/port.h"
#include "api/zephyr/kernel/turns.hpp"

namespace westwind::zephyr {

namespace {

constexpr std::size_t stack_size = 256 * 1024;

/// Made by the first who needs it: one thread runs at a time, so nobody else makes it too.
sem_t& turn_of(k_thread& thread) {
  if (thread._context == nullptr) {
    auto* const turn = new (std::nothrow) sem_t;
    if (turn == nullptr || sem_init(turn, 0, 0) != 0) stop_program("no memory for a thread");
    thread._context = turn;
  }
  return *static_cast<sem_t*>(thread._context);
}

void* start(void* thread) {
  run_thread(*static_cast<k_thread*>(thread));
  return nullptr;
}

}  // namespace

void runtime_start(k_thread& thread, std::size_t) {
  westwind_port_share();
  (void)turn_of(*current_thread());  // the first one: before another can wake it
  (void)turn_of(thread);
  pthread_attr_t attributes;
  (void)pthread_attr_init(&attributes);
  (void)pthread_attr_setstacksize(&attributes, stack_size);
  (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t id;
  const int error = pthread_create(&id, &attributes, &start, &thread);
  (void)pthread_attr_destroy(&attributes);
  if (error != 0) stop_program("the system gives no further thread");
}

void runtime_wake(k_thread& thread) { (void)sem_post(&turn_of(thread)); }

void runtime_wait(k_thread& self) {
  sem_t& turn = turn_of(self);
  while (sem_wait(&turn) != 0 && errno == EINTR) {
  }
}

void runtime_exit(void* context) {
  if (context != nullptr) (void)sem_destroy(static_cast<sem_t*>(context));
  delete static_cast<sem_t*>(context);
  pthread_exit(nullptr);
}

}  // namespace westwind::zephyr
