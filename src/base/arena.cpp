// Packet memory: first fit over granules, neighbours merged when they are met.
#include "base/arena.hpp"

#include <new>

#include "base/assert.hpp"

namespace westwind {

Packet& Packet::operator=(Packet&& other) noexcept {
  if (this != &other) {
    reset();
    block_ = other.block_;
    other.block_ = nullptr;
  }
  return *this;
}

void Packet::reset() {
  if (block_ == nullptr) return;
  Block* block = release();
  block->owner->give_back(*block);
}

std::size_t Packet::tailroom() const {
  return block_->granules * BlockArena::granule_bytes - sizeof(Block) - block_->end;
}

void Packet::grow(std::size_t count) {
  ensure(count <= tailroom());
  block_->end = static_cast<std::uint16_t>(block_->end + count);
}

void Packet::shrink_to(std::size_t new_size) {
  if (new_size < size()) block_->end = static_cast<std::uint16_t>(block_->begin + new_size);
}

void Packet::release_tail() { block_->owner->give_back_tail(*block_); }

void Packet::drop_front(std::size_t count) {
  ensure(count <= size());
  block_->begin = static_cast<std::uint16_t>(block_->begin + count);
}

MutableBytes Packet::prepend_space(std::size_t count) {
  ensure(count <= headroom());
  block_->begin = static_cast<std::uint16_t>(block_->begin - count);
  return bytes().first(count);
}

std::size_t Packet::append(Bytes octets) {
  const std::size_t count = copy_bytes(tail(), octets);
  grow(count);
  return count;
}

BlockArena::BlockArena(MutableBytes memory)
    : memory_(memory.data()),
      total_granules_(static_cast<std::uint16_t>(memory.size() / granule_bytes)),
      free_granules_(total_granules_) {
  ensure(reinterpret_cast<std::uintptr_t>(memory_) % alignof(Block) == 0);
  ensure(total_granules_ > 0 && memory.size() / granule_bytes <= 0xffff);
  ::new (static_cast<void*>(memory_)) Block{this, nullptr, total_granules_, 0, 0, false};
}

Block* BlockArena::block_at(std::size_t granule) {
  return std::launder(reinterpret_cast<Block*>(memory_ + granule * granule_bytes));
}

void BlockArena::merge_following(Block& block, std::size_t at) {
  for (std::size_t after = at + block.granules; after < total_granules_;
       after = at + block.granules) {
    const Block& neighbour = *block_at(after);
    if (neighbour.used) return;
    block.granules = static_cast<std::uint16_t>(block.granules + neighbour.granules);
  }
}

Packet BlockArena::allocate(std::size_t headroom, std::size_t size, std::size_t keep_free) {
  const std::size_t need = granules_for(headroom + size);
  if (need + keep_free <= free_granules_) {
    for (std::size_t at = 0; at < total_granules_; at += block_at(at)->granules) {
      Block& block = *block_at(at);
      if (block.used) continue;
      merge_following(block, at);
      if (block.granules < need) continue;
      if (block.granules > need) {
        const auto left = static_cast<std::uint16_t>(block.granules - need);
        ::new (static_cast<void*>(memory_ + (at + need) * granule_bytes))
            Block{this, nullptr, left, 0, 0, false};
      }
      const auto start = static_cast<std::uint16_t>(headroom);
      block = Block{this, nullptr, static_cast<std::uint16_t>(need), start, start, true};
      free_granules_ = static_cast<std::uint16_t>(free_granules_ - need);
      return Packet(&block);
    }
  }
  starved_ = true;
  relieved_ = false;
  return {};
}

void BlockArena::give_back(Block& block) {
  ensure(block.used && block.owner == this);
  block.used = false;
  free_granules_ = static_cast<std::uint16_t>(free_granules_ + block.granules);
  relieved_ = starved_;
}

void BlockArena::give_back_tail(Block& block) {
  const std::size_t keep = granules_for(block.end);
  if (keep >= block.granules) return;
  auto* tail =
      ::new (static_cast<void*>(reinterpret_cast<std::uint8_t*>(&block) + keep * granule_bytes))
          Block{this, nullptr, static_cast<std::uint16_t>(block.granules - keep), 0, 0, true};
  block.granules = static_cast<std::uint16_t>(keep);
  give_back(*tail);
}

bool BlockArena::take_relief() {
  const bool relief = relieved_;
  if (relief) starved_ = relieved_ = false;
  return relief;
}

PacketQueue& PacketQueue::operator=(PacketQueue&& other) noexcept {
  if (this != &other) {
    clear();
    head_ = other.head_;
    tail_ = other.tail_;
    other.head_ = other.tail_ = nullptr;
  }
  return *this;
}

void PacketQueue::push(Packet packet) {
  Block* block = packet.release();
  block->next = nullptr;
  (tail_ != nullptr ? tail_->next : head_) = block;
  tail_ = block;
}

Packet PacketQueue::pop() {
  Block* block = head_;
  if (block == nullptr) return {};
  head_ = block->next;
  if (head_ == nullptr) tail_ = nullptr;
  block->next = nullptr;
  return Packet(block);
}

std::size_t PacketQueue::count() const {
  std::size_t packets = 0;
  for (const Block* block = head_; block != nullptr; block = block->next)
    ++packets;
  return packets;
}

void PacketQueue::clear() {
  while (!empty())
    pop().reset();
}

}  // namespace westwind
