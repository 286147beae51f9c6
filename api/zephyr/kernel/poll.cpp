// Waiting for one of many things: signals, k_poll, events; and memory that may have to be waited
// for.
#include <cstdlib>

#include "api/zephyr/kernel/kernel.hpp"

using namespace westwind;
using namespace westwind::zephyr;

void k_poll_event_init(k_poll_event* event, uint32_t type, int, void* object) {
  *event = K_POLL_EVENT_INITIALIZER(type, 0, object);
}

namespace {

uint32_t state_of(const k_poll_event& event) {
  switch (event.type) {
  case K_POLL_TYPE_SIGNAL: return event.signal->signaled != 0 ? K_POLL_STATE_SIGNALED : 0;
  case K_POLL_TYPE_SEM_AVAILABLE: return event.sem->count > 0 ? K_POLL_STATE_SEM_AVAILABLE : 0;
  case K_POLL_TYPE_DATA_AVAILABLE:
    return sys_slist_is_empty(&event.queue->_items) ? 0 : K_POLL_STATE_DATA_AVAILABLE;
  case K_POLL_TYPE_MSGQ_DATA_AVAILABLE:
    return event.msgq->used_msgs > 0 ? K_POLL_STATE_MSGQ_DATA_AVAILABLE : 0;
  default: return 0;
  }
}

}  // namespace

int k_poll(k_poll_event* events, int count, k_timeout_t timeout) {
  const auto any_ready = [=] {
    uint32_t any = 0;
    for (int i = 0; i < count; ++i)
      any |= events[i].state = state_of(events[i]);
    return any != 0;
  };
  return wait_for(any_ready, end_of(timeout)) ? 0 : -EAGAIN;
}

void k_poll_signal_init(k_poll_signal* signal) { *signal = {0, 0}; }
void k_poll_signal_reset(k_poll_signal* signal) { signal->signaled = 0; }

void k_poll_signal_check(k_poll_signal* signal, unsigned int* signaled, int* result) {
  *signaled = signal->signaled;
  *result = signal->result;
}

int k_poll_signal_raise(k_poll_signal* signal, int result) {
  *signal = {1, result};
  return 0;
}

void k_event_init(k_event* event) { event->events = 0; }

uint32_t k_event_set(k_event* event, uint32_t events) {
  const uint32_t before = event->events;
  event->events = events;
  return before;
}

uint32_t k_event_post(k_event* event, uint32_t events) {
  return k_event_set(event, event->events | events) & events;
}

uint32_t k_event_clear(k_event* event, uint32_t events) {
  return k_event_set(event, event->events & ~events) & events;
}

uint32_t k_event_wait(k_event* event, uint32_t events, bool reset, k_timeout_t timeout) {
  if (reset) event->events = 0;
  (void)wait_for([=] { return (event->events & events) != 0; }, end_of(timeout));
  return event->events & events;
}

uint32_t k_event_wait_all(k_event* event, uint32_t events, bool reset, k_timeout_t timeout) {
  if (reset) event->events = 0;
  return wait_for([=] { return (event->events & events) == events; }, end_of(timeout)) ? events : 0;
}

int k_mem_slab_init(k_mem_slab* slab, void* buffer, size_t block_size, uint32_t count) {
  if (block_size % sizeof(void*) != 0) return -EINVAL;
  *slab = {static_cast<char*>(buffer), block_size, count, 0, nullptr, false};
  return 0;
}

int k_mem_slab_alloc(k_mem_slab* slab, void** block, k_timeout_t timeout) {
  if (!slab->_ready) {
    for (uint32_t i = slab->_count; i-- > 0;) {
      auto* const free = reinterpret_cast<void**>(slab->_buffer + i * slab->_block_size);
      *free = slab->_free;
      slab->_free = free;
    }
    slab->_ready = true;
  }
  *block = nullptr;
  if (!wait_for([=] { return slab->_free != nullptr; }, end_of(timeout)))
    return timeout.ticks == 0 ? -ENOMEM : -EAGAIN;
  *block = slab->_free;
  slab->_free = *static_cast<void**>(*block);
  ++slab->_used;
  return 0;
}

void k_mem_slab_free(k_mem_slab* slab, void* block) {
  *static_cast<void**>(block) = slab->_free;
  slab->_free = block;
  --slab->_used;
}

void* k_malloc(size_t octets) { return std::malloc(octets); }
void* k_calloc(size_t count, size_t octets) { return std::calloc(count, octets); }
void k_free(void* memory) { std::free(memory); }
