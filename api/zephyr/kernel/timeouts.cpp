// Timeouts in the order of their times, and the timers that stand on them.
#include "api/zephyr/kernel/kernel.hpp"

namespace westwind::zephyr {

namespace {

class Timeouts final : public Source {
 public:
  void add(westwind_timeout& timeout, Instant at) {
    if (!added_) add_source(*this);
    added_ = true;
    timeout._at = at.us();
    timeout._armed = true;
    westwind_timeout** place = &first_;
    while (*place != nullptr && (*place)->_at <= timeout._at)
      place = &(*place)->_next;
    timeout._next = *place;
    *place = &timeout;
  }

  void remove(westwind_timeout& timeout) {
    westwind_timeout** place = &first_;
    while (*place != nullptr && *place != &timeout)
      place = &(*place)->_next;
    if (*place != nullptr) *place = timeout._next;
    timeout._armed = false;
  }

  bool run() override {
    bool any = false;
    // Those that begin meanwhile have their turn at the next time.
    const std::int64_t until = now().us();
    while (first_ != nullptr && first_->_at <= until) {
      westwind_timeout& due = *first_;
      remove(due);
      due._function(&due);
      any = true;
    }
    return any;
  }

  Instant deadline() const override {
    return first_ != nullptr ? Instant::from_us(first_->_at) : Instant::never();
  }

 private:
  westwind_timeout* first_ = nullptr;
  bool added_ = false;
};

Timeouts timeouts;

}  // namespace

void arm(westwind_timeout& timeout, Instant at) {
  disarm(timeout);
  timeouts.add(timeout, at);
}

void disarm(westwind_timeout& timeout) {
  if (timeout._armed) timeouts.remove(timeout);
}

namespace {

void expire(westwind_timeout* timeout) {
  auto* const timer = CONTAINER_OF(timeout, k_timer, _timeout);
  ++timer->status;
  // From when it was due, so that a late one does not make all others late.
  if (timer->_period > 0)
    arm(timer->_timeout, Instant::from_us(timer->_timeout._at + timer->_period));
  if (timer->expiry_fn != nullptr) timer->expiry_fn(timer);
}

}  // namespace

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

void k_timer_init(k_timer* timer, k_timer_expiry_t expiry, k_timer_stop_t stop) {
  *timer = Z_TIMER_INITIALIZER(expiry, stop);
}

void k_timer_start(k_timer* timer, k_timeout_t duration, k_timeout_t period) {
  disarm(timer->_timeout);
  timer->status = 0;
  timer->_period = period.ticks > 0 ? period.ticks : 0;
  if (duration.ticks == -1) return;
  timer->_timeout._function = &expire;
  arm(timer->_timeout, end_of(duration));
}

void k_timer_stop(k_timer* timer) {
  const bool was_running = timer->_timeout._armed;
  disarm(timer->_timeout);
  timer->_period = 0;
  if (was_running && timer->stop_fn != nullptr) timer->stop_fn(timer);
}

uint32_t k_timer_status_get(k_timer* timer) {
  const uint32_t status = timer->status;
  timer->status = 0;
  return status;
}

uint32_t k_timer_status_sync(k_timer* timer) {
  (void)wait_for([timer] { return timer->status > 0 || !timer->_timeout._armed; },
                 Instant::never());
  return k_timer_status_get(timer);
}

k_ticks_t k_timer_remaining_ticks(const k_timer* timer) {
  if (!timer->_timeout._armed) return 0;
  const int64_t left = timer->_timeout._at - now().us();
  return left > 0 ? left : 0;
}
