// A four-way heap is shallower than a two-way one and its children share a cache line.
#include "air/event_queue.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace westwind::air {

namespace {
constexpr std::size_t ways = 4;
}

EventHandle EventQueue::push(Instant at, Action action) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  slots_[slot].action = action;
  const Entry entry{at, next_sequence_++, slot};
  heap_.push_back(entry);
  sift_up(heap_.size() - 1, entry);
  return {slot, slots_[slot].generation};
}

bool EventQueue::is_pending(EventHandle handle) const {
  return handle.slot < slots_.size() && slots_[handle.slot].generation == handle.generation;
}

bool EventQueue::cancel(EventHandle handle) {
  if (!is_pending(handle)) return false;
  remove_at(slots_[handle.slot].place);
  return true;
}

EventQueue::Action EventQueue::pop() {
  ensure(!heap_.empty());
  const Action action = slots_[heap_.front().slot].action;
  remove_at(0);
  return action;
}

void EventQueue::remove_at(std::size_t place) {
  const std::uint32_t slot = heap_[place].slot;
  ++slots_[slot].generation;
  free_slots_.push_back(slot);
  const Entry last = heap_.back();
  heap_.pop_back();
  if (place == heap_.size()) return;
  if (place > 0 && last.before(heap_[(place - 1) / ways]))
    sift_up(place, last);
  else
    sift_down(place, last);
}

void EventQueue::put(std::size_t place, const Entry& entry) {
  heap_[place] = entry;
  slots_[entry.slot].place = static_cast<std::uint32_t>(place);
}

void EventQueue::sift_up(std::size_t place, const Entry& entry) {
  while (place > 0) {
    const std::size_t parent = (place - 1) / ways;
    if (!entry.before(heap_[parent])) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, entry);
}

void EventQueue::sift_down(std::size_t place, const Entry& entry) {
  for (;;) {
    const std::size_t first = place * ways + 1;
    if (first >= heap_.size()) break;
    const std::size_t end = std::min(first + ways, heap_.size());
    std::size_t least = first;
    for (std::size_t child = first + 1; child < end; ++child)
      if (heap_[child].before(heap_[least])) least = child;
    if (!heap_[least].before(entry)) break;
    put(place, heap_[least]);
    place = least;
  }
  put(place, entry);
}

}  // namespace westwind::air
