// What a channel has received and nobody has read yet: octets in a ring of borrowed memory.
#pragma once

#include "base/bytes.hpp"

namespace westwind::micropython {

class ChannelBuffer {
 public:
  explicit ChannelBuffer(MutableBytes memory) : memory_(memory) {}

  std::size_t size() const { return size_; }
  std::size_t room() const { return memory_.size() - size_; }
  bool empty() const { return size_ == 0; }

  /// Puts what fits; returns how many octets that was.
  std::size_t put(Bytes octets) {
    const std::size_t whole = octets.size() < room() ? octets.size() : room();
    const std::size_t behind = (head_ + size_) % memory_.size();
    const std::size_t first = copy_bytes(memory_.subspan(behind), octets.first(whole));
    copy_bytes(memory_, octets.first(whole).subspan(first));
    size_ += whole;
    return whole;
  }
  /// Takes what there is, at most `into`; returns how many octets that was.
  std::size_t take(MutableBytes into) {
    const std::size_t whole = into.size() < size_ ? into.size() : size_;
    const std::size_t first = copy_bytes(into.first(whole), memory_.subspan(head_));
    copy_bytes(into.first(whole).subspan(first), memory_);
    head_ = (head_ + whole) % memory_.size();
    size_ -= whole;
    return whole;
  }

 private:
  MutableBytes memory_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace westwind::micropython
