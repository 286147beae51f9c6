// ACL packets that the host sent and the link layer has not yet delivered. Vol 4 Part E 4.1.1.
// One pool of equal buffers for all links; a link's queue is a chain through it.
#pragma once

#include <vector>

#include "base/bytes.hpp"

namespace westwind::controller {

class AclBuffers {
 public:
  using Index = std::uint8_t;
  static constexpr Index none = 0xff;

  AclBuffers(std::uint8_t count, std::uint16_t data_length);

  /// `none` when all are in use.
  Index take(Bytes data, bool starts_pdu);
  void give_back(Index index);
  void clear();

  std::uint8_t free() const { return free_; }
  Bytes data(Index index) const;
  bool starts_pdu(Index index) const { return slots_[index].starts_pdu; }

 private:
  friend class AclQueue;
  struct Slot {
    Index next = none;
    bool starts_pdu = false;
    std::uint16_t length = 0;
  };

  std::uint16_t data_length_;
  Index first_free_ = none;
  std::uint8_t free_ = 0;
  std::vector<Slot> slots_;
  std::vector<std::uint8_t> octets_;
};

/// The packets of one link, first in first out.
class AclQueue {
 public:
  explicit AclQueue(AclBuffers& buffers) : buffers_(buffers) {}

  bool empty() const { return head_ == AclBuffers::none; }
  bool has_one() const { return !empty() && head_ == tail_; }
  AclBuffers::Index front() const { return head_; }
  void push(AclBuffers::Index index);
  /// Takes the first one out and gives its buffer back.
  void drop_front();
  void clear() {
    while (!empty())
      drop_front();
  }

 private:
  AclBuffers& buffers_;
  AclBuffers::Index head_ = AclBuffers::none;
  AclBuffers::Index tail_ = AclBuffers::none;
};

}  // namespace westwind::controller
