// Semaphores, mutexes, condition variables, queues of items.
#include "api/zephyr/kernel/threads.hpp"

using namespace westwind;
using namespace westwind::zephyr;

namespace {

/// What a call that may wait gives back: `now_error` if it must not, else -EAGAIN.
int refused(k_timeout_t timeout, int now_error) { return timeout.ticks == 0 ? now_error : -EAGAIN; }

}  // namespace

int k_sem_init(k_sem* semaphore, unsigned int count, unsigned int limit) {
  if (limit == 0 || count > limit) return -EINVAL;
  *semaphore = Z_SEM_INITIALIZER(semaphore, count, limit);
  return 0;
}

int k_sem_take(k_sem* semaphore, k_timeout_t timeout) {
  const unsigned resets = semaphore->_resets;
  const auto is_over = [=] { return semaphore->count > 0 || semaphore->_resets != resets; };
  if (!wait_for(is_over, end_of(timeout))) return refused(timeout, -EBUSY);
  if (semaphore->_resets != resets) return -EAGAIN;
  --semaphore->count;
  return 0;
}

void k_sem_give(k_sem* semaphore) {
  if (semaphore->count < semaphore->limit) ++semaphore->count;
}

void k_sem_reset(k_sem* semaphore) {
  semaphore->count = 0;
  ++semaphore->_resets;
}

int k_mutex_init(k_mutex* mutex) {
  *mutex = {nullptr, 0};
  return 0;
}

int k_mutex_lock(k_mutex* mutex, k_timeout_t timeout) {
  void* const self = current_thread();
  const auto is_free = [=] { return mutex->_owner == nullptr || mutex->_owner == self; };
  if (!wait_for(is_free, end_of(timeout))) return refused(timeout, -EBUSY);
  mutex->_owner = self;
  ++mutex->_depth;
  return 0;
}

int k_mutex_unlock(k_mutex* mutex) {
  if (mutex->_owner == nullptr) return -EINVAL;
  if (mutex->_owner != current_thread()) return -EPERM;
  if (--mutex->_depth == 0) mutex->_owner = nullptr;
  return 0;
}

int k_condvar_init(k_condvar* condition) {
  *condition = {0, 0};
  return 0;
}

int k_condvar_signal(k_condvar* condition) {
  if (condition->_signals < condition->_waiters) ++condition->_signals;
  return 0;
}

int k_condvar_broadcast(k_condvar* condition) {
  const int woken = static_cast<int>(condition->_waiters - condition->_signals);
  condition->_signals = condition->_waiters;
  return woken;
}

int k_condvar_wait(k_condvar* condition, k_mutex* mutex, k_timeout_t timeout) {
  ++condition->_waiters;
  (void)k_mutex_unlock(mutex);
  const bool woken = wait_for([=] { return condition->_signals > 0; }, end_of(timeout));
  --condition->_waiters;
  if (woken) --condition->_signals;
  (void)k_mutex_lock(mutex, K_FOREVER);
  return woken ? 0 : -EAGAIN;
}

void k_queue_init(k_queue* queue) { *queue = Z_QUEUE_INITIALIZER; }

void k_queue_append(k_queue* queue, void* item) {
  sys_slist_append(&queue->_items, static_cast<sys_snode_t*>(item));
}

void k_queue_prepend(k_queue* queue, void* item) {
  sys_slist_prepend(&queue->_items, static_cast<sys_snode_t*>(item));
}

void* k_queue_get(k_queue* queue, k_timeout_t timeout) {
  const unsigned cancels = queue->_cancels;
  (void)wait_for([=] { return !sys_slist_is_empty(&queue->_items) || queue->_cancels != cancels; },
                 end_of(timeout));
  return sys_slist_get(&queue->_items);
}

bool k_queue_remove(k_queue* queue, void* item) {
  return sys_slist_find_and_remove(&queue->_items, static_cast<sys_snode_t*>(item));
}

void k_queue_cancel_wait(k_queue* queue) { ++queue->_cancels; }

void k_msgq_init(k_msgq* queue, char* buffer, size_t message_size, uint32_t count) {
  *queue = {buffer, message_size, count, 0, 0, 0};
}

int k_msgq_put(k_msgq* queue, const void* message, k_timeout_t timeout) {
  const unsigned purges = queue->_purges;
  const auto is_over = [=] {
    return queue->used_msgs < queue->max_msgs || queue->_purges != purges;
  };
  if (!wait_for(is_over, end_of(timeout))) return refused(timeout, -ENOMSG);
  if (queue->_purges != purges) return -ENOMSG;
  const uint32_t place = (queue->_first + queue->used_msgs) % queue->max_msgs;
  memcpy(queue->buffer + place * queue->msg_size, message, queue->msg_size);
  ++queue->used_msgs;
  return 0;
}

int k_msgq_peek(k_msgq* queue, void* message) {
  if (queue->used_msgs == 0) return -ENOMSG;
  memcpy(message, queue->buffer + queue->_first * queue->msg_size, queue->msg_size);
  return 0;
}

int k_msgq_get(k_msgq* queue, void* message, k_timeout_t timeout) {
  if (!wait_for([=] { return queue->used_msgs > 0; }, end_of(timeout)))
    return refused(timeout, -ENOMSG);
  (void)k_msgq_peek(queue, message);
  queue->_first = (queue->_first + 1) % queue->max_msgs;
  --queue->used_msgs;
  return 0;
}

void k_msgq_purge(k_msgq* queue) {
  queue->used_msgs = 0;
  ++queue->_purges;
}
