// The pool of ACL packets from the host, and the queues that chain through it.
#include "controller/acl_buffers.hpp"

#include "base/assert.hpp"

namespace westwind::controller {

AclBuffers::AclBuffers(std::uint8_t count, std::uint16_t data_length)
    : data_length_(data_length), slots_(count), octets_(std::size_t{count} * data_length) {
  ensure(count != none);
  clear();
}

void AclBuffers::clear() {
  free_ = static_cast<std::uint8_t>(slots_.size());
  first_free_ = none;
  for (std::size_t i = slots_.size(); i-- > 0;) {
    slots_[i].next = first_free_;
    first_free_ = static_cast<Index>(i);
  }
}

AclBuffers::Index AclBuffers::take(Bytes data, bool starts_pdu) {
  ensure(data.size() <= data_length_);
  const Index index = first_free_;
  if (index == none) return none;
  Slot& slot = slots_[index];
  first_free_ = slot.next;
  --free_;
  slot = {none, starts_pdu, static_cast<std::uint16_t>(data.size())};
  copy_bytes(MutableBytes(octets_).subspan(std::size_t{index} * data_length_), data);
  return index;
}

void AclBuffers::give_back(Index index) {
  slots_[index].next = first_free_;
  first_free_ = index;
  ++free_;
}

Bytes AclBuffers::data(Index index) const {
  return Bytes(octets_).subspan(std::size_t{index} * data_length_, slots_[index].length);
}

void AclQueue::push(AclBuffers::Index index) {
  buffers_.slots_[index].next = AclBuffers::none;
  if (empty())
    head_ = index;
  else
    buffers_.slots_[tail_].next = index;
  tail_ = index;
}

void AclQueue::drop_front() {
  const AclBuffers::Index index = head_;
  head_ = buffers_.slots_[index].next;
  if (empty()) tail_ = AclBuffers::none;
  buffers_.give_back(index);
}

}  // namespace westwind::controller
