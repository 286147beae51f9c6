// Packet memory: one region cut into blocks of any size, and move-only handles to them.
//
// A PDU lies in one piece with headroom in front, so each layer prepends its header in place. Block
// sizes are whole granules, and a granule holds every short answer (an ATT response of up to 5
// octets with all its headers), so the count of free granules alone decides whether a short answer
// can be had: `keep_free` lets traffic that can wait leave them to traffic that cannot. See
// docs/decisions/0003-one-packet-arena.md.
#pragma once

#include <bit>

#include "base/bytes.hpp"

namespace westwind {

class BlockArena;

/// Header of a block; the octets follow it.
struct Block {
  BlockArena* owner;
  Block* next;             // the queue it stands in
  std::uint16_t granules;  // size of header and octets
  std::uint16_t begin;     // first used octet, counted from the first octet after the header
  std::uint16_t end;       // one past the last used octet
  bool used;
  std::uint8_t mark = 0;  // see Packet::mark

  std::uint8_t* octets() { return reinterpret_cast<std::uint8_t*>(this + 1); }
};

/// Owns one block. Moving is two words; destroying gives the block back.
class Packet {
 public:
  Packet() = default;
  explicit Packet(Block* block) : block_(block) {}
  Packet(Packet&& other) noexcept : block_(other.block_) { other.block_ = nullptr; }
  Packet& operator=(Packet&& other) noexcept;
  Packet(const Packet&) = delete;
  Packet& operator=(const Packet&) = delete;
  ~Packet() { reset(); }

  explicit operator bool() const { return block_ != nullptr; }
  void reset();
  Block* release() {
    Block* block = block_;
    block_ = nullptr;
    return block;
  }

  std::size_t size() const { return block_->end - block_->begin; }
  MutableBytes bytes() const { return {block_->octets() + block_->begin, size()}; }
  std::size_t headroom() const { return block_->begin; }
  std::size_t granules() const { return block_->granules; }
  /// Octets that can still be appended.
  std::size_t tailroom() const;
  /// The space behind the used octets; `grow(n)` then counts n of them as used.
  MutableBytes tail() const { return {block_->octets() + block_->end, tailroom()}; }
  void grow(std::size_t count);
  void shrink_to(std::size_t size);
  void drop_front(std::size_t count);
  /// Makes `count` octets before the first one part of the packet and returns them.
  MutableBytes prepend_space(std::size_t count);
  template <Wire T>
  void prepend(const T& header) {
    copy_bytes(prepend_space(sizeof(T)), std::bit_cast<Octets<sizeof(T)>>(header));
  }
  /// A number that travels with the packet, 0 at first; its meaning is the user's.
  std::uint8_t mark() const { return block_->mark; }
  void set_mark(std::uint8_t mark) { block_->mark = mark; }
  /// Gives the granules behind the last used octet back to the arena.
  void release_tail();
  /// Appends what fits; returns how many octets that was.
  std::size_t append(Bytes octets);

 private:
  Block* block_ = nullptr;
};

class BlockArena {
 public:
  static constexpr std::size_t granule_bytes = 2 * sizeof(Block);

  /// `memory` must be aligned for `Block` and outlive the arena; its size is rounded down to
  /// granules.
  explicit BlockArena(MutableBytes memory);
  BlockArena(const BlockArena&) = delete;
  BlockArena& operator=(const BlockArena&) = delete;

  /// A packet with `headroom` free octets in front and room for `size` more; empty when there is no
  /// such block, or when taking it would leave fewer than `keep_free` free granules.
  [[nodiscard]] Packet allocate(std::size_t headroom, std::size_t size, std::size_t keep_free = 0);

  std::size_t free_granules() const { return free_granules_; }
  std::size_t total_granules() const { return total_granules_; }
  bool all_free() const { return free_granules_ == total_granules_; }
  /// Whether these octets lie in a block of this arena.
  bool holds(Bytes octets) const {
    return octets.data() >= memory_ &&
           octets.data() < memory_ + std::size_t{total_granules_} * granule_bytes;
  }
  /// True once after an allocation failed and a block came back since: the moment to try again.
  bool take_relief();
  /// True while an allocation failed and nothing has been told of relief yet.
  bool is_starved() const { return starved_; }
  static constexpr std::size_t granules_for(std::size_t octets) {
    return (sizeof(Block) + octets + granule_bytes - 1) / granule_bytes;
  }

 private:
  friend class Packet;
  void give_back(Block& block);
  void give_back_tail(Block& block);
  Block* block_at(std::size_t granule);
  void merge_following(Block& block, std::size_t at);

  std::uint8_t* memory_;
  std::uint16_t total_granules_;
  std::uint16_t free_granules_;
  bool starved_ = false;
  bool relieved_ = false;
};

/// First in, first out; linked through the blocks themselves.
class PacketQueue {
 public:
  PacketQueue() = default;
  PacketQueue(PacketQueue&& other) noexcept : head_(other.head_), tail_(other.tail_) {
    other.head_ = other.tail_ = nullptr;
  }
  PacketQueue& operator=(PacketQueue&& other) noexcept;
  ~PacketQueue() { clear(); }

  bool empty() const { return head_ == nullptr; }
  /// Packets in it; walks them.
  std::size_t count() const;
  void push(Packet packet);
  Packet pop();
  /// The octets of the first packet; the queue must not be empty.
  Bytes front() const {
    return {head_->octets() + head_->begin, std::size_t(head_->end - head_->begin)};
  }
  void clear();

 private:
  Block* head_ = nullptr;
  Block* tail_ = nullptr;
};

}  // namespace westwind
