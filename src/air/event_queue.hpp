// The one list of things to come, ordered by (time, sequence): events of one instant run in the
// order they were scheduled. World is its only user.
#pragma once

#include <cstdint>
#include <vector>

#include "base/delegate.hpp"
#include "base/time.hpp"

namespace westwind::air {

/// Names one scheduled event for ever: a handle of an event that ran or was cancelled names
/// nothing, also when its slot is used again. A default handle names nothing.
struct EventHandle {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
};

/// A four-way heap with the place of every event known, so that cancelling is as cheap as running.
/// No allocation once it has held as many events as it ever will.
class EventQueue {
 public:
  using Action = Delegate<void()>;

  EventHandle push(Instant at, Action action);
  /// False when the event ran or was cancelled before.
  bool cancel(EventHandle handle);
  bool is_pending(EventHandle handle) const;

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  /// `Instant::never()` when empty.
  Instant next_time() const { return heap_.empty() ? Instant::never() : heap_.front().at; }
  /// Takes the first event out; the queue must not be empty.
  Action pop();

 private:
  struct Entry {
    Instant at;
    std::uint64_t sequence;
    std::uint32_t slot;
    bool before(const Entry& other) const {
      return at != other.at ? at < other.at : sequence < other.sequence;
    }
  };
  struct Slot {
    Action action;
    std::uint32_t generation = 1;
    std::uint32_t place = 0;  // in heap_
  };

  void put(std::size_t place, const Entry& entry);
  void sift_up(std::size_t place, const Entry& entry);
  void sift_down(std::size_t place, const Entry& entry);
  void remove_at(std::size_t place);

  std::vector<Entry> heap_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace westwind::air
