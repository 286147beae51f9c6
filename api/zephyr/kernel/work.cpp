// Work queues. Each is a source of its own: a handler that waits holds up its own queue.
#include <new>

#include "api/zephyr/kernel/kernel.hpp"

using namespace westwind;
using namespace westwind::zephyr;

k_work_q k_sys_work_q;

namespace {

/// One queue.
class WorkQueue final : public Source {
 public:
  WorkQueue(k_work_q& queue, int priority) : queue_(queue), priority_(priority) {}

  bool run() override {
    sys_snode_t* const node = sys_slist_get(&queue_._pending);
    if (node == nullptr) return false;
    k_work& work = *CONTAINER_OF(node, k_work, node);
    work.flags = (work.flags & ~static_cast<uint32_t>(K_WORK_QUEUED)) | K_WORK_RUNNING;
    queue_._running = &work;
    work.handler(&work);
    work.flags &= ~static_cast<uint32_t>(K_WORK_RUNNING);
    queue_._running = nullptr;
    return true;
  }
  Instant deadline() const override {
    return sys_slist_is_empty(&queue_._pending) ? Instant::never() : Instant::from_us(0);
  }
  int priority() const override { return priority_; }

 private:
  k_work_q& queue_;
  int priority_;
};

void begin_queue(k_work_q& queue, int priority) {
  if (queue._begun) return;
  queue._begun = true;
  auto* const made = new (std::nothrow) WorkQueue(queue, priority);
  if (made == nullptr) stop_program("no memory for a work queue");
  add_source(*made);
}

k_work_q* or_system(k_work_q* queue) {
  if (queue != &k_sys_work_q && queue != nullptr) return queue;
  begin_queue(k_sys_work_q, -1);
  return &k_sys_work_q;
}

void delay_is_over(westwind_timeout* timeout) {
  auto* const work = CONTAINER_OF(timeout, k_work_delayable, _timeout);
  work->work.flags &= ~static_cast<uint32_t>(K_WORK_DELAYED);
  (void)k_work_submit_to_queue(work->queue, &work->work);
}

int begin_delay(k_work_q* queue, k_work_delayable* work, k_timeout_t delay) {
  work->queue = queue;
  if (delay.ticks == 0) return k_work_submit_to_queue(queue, &work->work);
  if (delay.ticks == -1) return 0;
  work->_timeout._function = &delay_is_over;
  work->work.flags |= K_WORK_DELAYED;
  arm(work->_timeout, end_of(delay));
  return 1;
}

bool end_delay(k_work_delayable* work) {
  const bool was_delayed = work->_timeout._armed;
  disarm(work->_timeout);
  work->work.flags &= ~static_cast<uint32_t>(K_WORK_DELAYED);
  return was_delayed;
}

}  // namespace

void k_work_init(k_work* work, k_work_handler_t handler) { *work = Z_WORK_INITIALIZER(handler); }

int k_work_submit(k_work* work) { return k_work_submit_to_queue(&k_sys_work_q, work); }

int k_work_submit_to_queue(k_work_q* queue, k_work* work) {
  if ((work->flags & K_WORK_CANCELING) != 0) return -EBUSY;
  if ((work->flags & K_WORK_QUEUED) != 0) return 0;
  queue = or_system(queue);
  if (queue->_plugged || (queue->_draining && queue->_running == nullptr)) return -EBUSY;
  const bool runs = (work->flags & K_WORK_RUNNING) != 0;
  // What runs is queued where it runs, so that it never runs twice at once.
  if (runs && work->queue != nullptr) queue = work->queue;
  work->queue = queue;
  work->flags |= K_WORK_QUEUED;
  sys_slist_append(&queue->_pending, &work->node);
  return runs ? 2 : 1;
}

int k_work_busy_get(const k_work* work) { return static_cast<int>(work->flags); }

int k_work_cancel(k_work* work) {
  if ((work->flags & K_WORK_QUEUED) != 0) {
    (void)sys_slist_find_and_remove(&work->queue->_pending, &work->node);
    work->flags &= ~static_cast<uint32_t>(K_WORK_QUEUED);
  }
  return k_work_busy_get(work);
}

bool k_work_cancel_sync(k_work* work, k_work_sync*) {
  const bool was_pending = k_work_is_pending(work);
  if ((k_work_cancel(work) & K_WORK_RUNNING) != 0) {
    work->flags |= K_WORK_CANCELING;
    (void)wait_for([work] { return (work->flags & K_WORK_RUNNING) == 0; }, Instant::never());
    work->flags &= ~static_cast<uint32_t>(K_WORK_CANCELING);
  }
  return was_pending;
}

bool k_work_flush(k_work* work, k_work_sync*) {
  const auto is_done = [work] { return (work->flags & (K_WORK_RUNNING | K_WORK_QUEUED)) == 0; };
  if (is_done()) return false;
  return wait_for(is_done, Instant::never());
}

void k_work_init_delayable(k_work_delayable* work, k_work_handler_t handler) {
  *work = Z_WORK_DELAYABLE_INITIALIZER(handler);
}

int k_work_schedule(k_work_delayable* work, k_timeout_t delay) {
  return k_work_schedule_for_queue(&k_sys_work_q, work, delay);
}

int k_work_schedule_for_queue(k_work_q* queue, k_work_delayable* work, k_timeout_t delay) {
  const uint32_t busy = work->work.flags & (K_WORK_QUEUED | K_WORK_DELAYED | K_WORK_CANCELING);
  return busy != 0 ? 0 : begin_delay(queue, work, delay);
}

int k_work_reschedule(k_work_delayable* work, k_timeout_t delay) {
  return k_work_reschedule_for_queue(&k_sys_work_q, work, delay);
}

int k_work_reschedule_for_queue(k_work_q* queue, k_work_delayable* work, k_timeout_t delay) {
  (void)end_delay(work);
  return begin_delay(queue, work, delay);
}

int k_work_delayable_busy_get(const k_work_delayable* work) { return k_work_busy_get(&work->work); }

k_ticks_t k_work_delayable_remaining_get(const k_work_delayable* work) {
  if (!work->_timeout._armed) return 0;
  const int64_t left = work->_timeout._at - now().us();
  return left > 0 ? left : 0;
}

k_ticks_t k_work_delayable_expires_get(const k_work_delayable* work) {
  return k_uptime_ticks() + k_work_delayable_remaining_get(work);
}

int k_work_cancel_delayable(k_work_delayable* work) {
  (void)end_delay(work);
  return k_work_cancel(&work->work);
}

bool k_work_cancel_delayable_sync(k_work_delayable* work, k_work_sync* sync) {
  const bool was_delayed = end_delay(work);
  return k_work_cancel_sync(&work->work, sync) || was_delayed;
}

bool k_work_flush_delayable(k_work_delayable* work, k_work_sync* sync) {
  if (end_delay(work)) (void)k_work_submit_to_queue(work->queue, &work->work);
  return k_work_flush(&work->work, sync);
}

void k_work_queue_init(k_work_q* queue) { *queue = {}; }

void k_work_queue_start(k_work_q* queue, k_thread_stack_t*, size_t, int priority,
                        const k_work_queue_config* config) {
  if (config != nullptr) queue->thread._name = config->name;
  begin_queue(*queue, priority);
}

int k_work_queue_drain(k_work_q* queue, bool plug) {
  queue->_draining = true;
  const auto is_empty = [queue] {
    return queue->_running == nullptr && sys_slist_is_empty(&queue->_pending);
  };
  const bool waited = !is_empty();
  (void)wait_for(is_empty, Instant::never());
  queue->_draining = false;
  queue->_plugged = plug;
  return waited ? 1 : 0;
}

int k_work_queue_unplug(k_work_q* queue) {
  if (!queue->_plugged) return -EALREADY;
  queue->_plugged = false;
  return 0;
}
