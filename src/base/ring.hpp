// A bounded first-in-first-out queue of values over borrowed or inline slots.
#pragma once

#include <cstddef>
#include <span>

#include "base/assert.hpp"

namespace westwind {

template <typename T>
class Ring {
 public:
  constexpr explicit Ring(std::span<T> slots) : slots_(slots) {}

  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == slots_.size(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return slots_.size(); }

  /// False when full; nothing is lost then.
  [[nodiscard]] bool push(const T& value) {
    if (full()) return false;
    slots_[index(size_)] = value;
    ++size_;
    return true;
  }
  T& front() {
    ensure(!empty());
    return slots_[head_];
  }
  T pop() {
    T value = front();
    head_ = index(1);
    --size_;
    return value;
  }
  void clear() { head_ = size_ = 0; }

 private:
  std::size_t index(std::size_t offset) const {
    const std::size_t at = head_ + offset;
    return at >= slots_.size() ? at - slots_.size() : at;
  }

  std::span<T> slots_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace westwind
