// Network buffers: pools, references, fragments.
#include <zephyr/net_buf.h>

#include <cstdlib>

#include "api/zephyr/kernel/kernel.hpp"

using namespace westwind;
using namespace westwind::zephyr;

namespace {

void check(bool condition, const char* what) {
  if (!condition) stop_program(what);
}

}  // namespace

void net_buf_simple_reserve(net_buf_simple* buffer, size_t headroom) {
  check(buffer->len == 0, "net_buf_reserve: the buffer is not empty");
  check(headroom <= buffer->size, "net_buf_reserve: more than the buffer has");
  buffer->data = buffer->__buf + headroom;
}

void net_buf_simple_clone(const net_buf_simple* original, net_buf_simple* clone) {
  *clone = *original;
}

void* net_buf_simple_add(net_buf_simple* buffer, size_t size) {
  check(net_buf_simple_tailroom(buffer) >= size, "net_buf_add: no room at the end of the buffer");
  uint8_t* const tail = net_buf_simple_tail(buffer);
  buffer->len = static_cast<uint16_t>(buffer->len + size);
  return tail;
}

void* net_buf_simple_add_mem(net_buf_simple* buffer, const void* octets, size_t size) {
  void* const tail = net_buf_simple_add(buffer, size);
  if (size > 0) memcpy(tail, octets, size);
  return tail;
}

uint8_t* net_buf_simple_add_u8(net_buf_simple* buffer, uint8_t value) {
  auto* const tail = static_cast<uint8_t*>(net_buf_simple_add(buffer, 1));
  *tail = value;
  return tail;
}

void* net_buf_simple_push(net_buf_simple* buffer, size_t size) {
  check(net_buf_simple_headroom(buffer) >= size, "net_buf_push: no room in front of the data");
  buffer->data -= size;
  buffer->len = static_cast<uint16_t>(buffer->len + size);
  return buffer->data;
}

void* net_buf_simple_push_mem(net_buf_simple* buffer, const void* octets, size_t size) {
  return memcpy(net_buf_simple_push(buffer, size), octets, size);
}

void net_buf_simple_push_u8(net_buf_simple* buffer, uint8_t value) {
  *static_cast<uint8_t*>(net_buf_simple_push(buffer, 1)) = value;
}

void* net_buf_simple_pull(net_buf_simple* buffer, size_t size) {
  check(buffer->len >= size, "net_buf_pull: more than there is");
  buffer->len = static_cast<uint16_t>(buffer->len - size);
  return buffer->data += size;
}

void* net_buf_simple_pull_mem(net_buf_simple* buffer, size_t size) {
  uint8_t* const front = buffer->data;
  (void)net_buf_simple_pull(buffer, size);
  return front;
}

uint8_t net_buf_simple_pull_u8(net_buf_simple* buffer) {
  return *static_cast<uint8_t*>(net_buf_simple_pull_mem(buffer, 1));
}

void* net_buf_simple_remove_mem(net_buf_simple* buffer, size_t size) {
  check(buffer->len >= size, "net_buf_remove: more than there is");
  buffer->len = static_cast<uint16_t>(buffer->len - size);
  return buffer->data + buffer->len;
}

uint8_t net_buf_simple_remove_u8(net_buf_simple* buffer) {
  return *static_cast<uint8_t*>(net_buf_simple_remove_mem(buffer, 1));
}

namespace {

net_buf* first_free(net_buf_pool& pool) {
  if (sys_snode_t* const node = sys_slist_get(&pool._free))
    return CONTAINER_OF(node, net_buf, node);
  if (pool._uninit_count == 0) return nullptr;
  const int index = pool.buf_count - pool._uninit_count--;
  net_buf* const buffer = &pool._buffers[index];
  *buffer = {};
  buffer->_pool = &pool;
  buffer->user_data_size = static_cast<uint8_t>(pool._user_data_size);
  buffer->user_data = pool._user_data + index * ROUND_UP(MAX(pool._user_data_size, 1), 8);
  buffer->__buf = pool._data + index * ROUND_UP(pool._data_size, 8);
  return buffer;
}

bool has_free(const net_buf_pool& pool) {
  return !sys_slist_is_empty(&pool._free) || pool._uninit_count > 0;
}

}  // namespace

net_buf* net_buf_alloc_len(net_buf_pool* pool, size_t size, k_timeout_t timeout) {
  if (!wait_for([pool] { return has_free(*pool); }, end_of(timeout))) return nullptr;
  net_buf& buffer = *first_free(*pool);
  if (pool->_data_size == 0) {
    buffer.__buf = static_cast<uint8_t*>(std::malloc(size > 0 ? size : 1));
    check(buffer.__buf != nullptr, "net_buf_alloc_len: the heap is used up");
  } else if (size > pool->_data_size) {
    sys_slist_prepend(&pool->_free, &buffer.node);
    return nullptr;
  }
  buffer.ref = 1;
  buffer.flags = 0;
  buffer.frags = nullptr;
  buffer.size = static_cast<uint16_t>(size);
  memset(buffer.user_data, 0, pool->_user_data_size);
  net_buf_simple_reset(&buffer.b);
  atomic_dec(&pool->avail_count);
  return &buffer;
}

net_buf* net_buf_alloc_fixed(net_buf_pool* pool, k_timeout_t timeout) {
  return net_buf_alloc_len(pool, pool->_data_size, timeout);
}

net_buf* net_buf_ref(net_buf* buffer) {
  ++buffer->ref;
  return buffer;
}

void net_buf_destroy(net_buf* buffer) {
  net_buf_pool& pool = *buffer->_pool;
  if (pool._data_size == 0) {
    std::free(buffer->__buf);
    buffer->__buf = nullptr;
  }
  sys_slist_prepend(&pool._free, &buffer->node);
  atomic_inc(&pool.avail_count);
}

void net_buf_unref(net_buf* buffer) {
  while (buffer != nullptr) {
    net_buf* const next = buffer->frags;
    check(buffer->ref > 0, "net_buf_unref: the buffer was given back already");
    if (--buffer->ref > 0) return;
    buffer->frags = nullptr;
    if (buffer->_pool->destroy != nullptr)
      buffer->_pool->destroy(buffer);
    else
      net_buf_destroy(buffer);
    buffer = next;
  }
}

net_buf* net_buf_clone(net_buf* buffer, k_timeout_t timeout) {
  net_buf* const clone = net_buf_alloc_len(buffer->_pool, buffer->size, timeout);
  if (clone == nullptr) return nullptr;
  net_buf_simple_reserve(&clone->b, net_buf_headroom(buffer));
  (void)net_buf_add_mem(clone, buffer->data, buffer->len);
  (void)net_buf_user_data_copy(clone, buffer);
  return clone;
}

void net_buf_reset(net_buf* buffer) { net_buf_simple_reset(&buffer->b); }

int net_buf_id(const net_buf* buffer) { return static_cast<int>(buffer - buffer->_pool->_buffers); }

int net_buf_user_data_copy(net_buf* to, const net_buf* from) {
  if (to->user_data_size < from->user_data_size) return -EINVAL;
  memcpy(to->user_data, from->user_data, from->user_data_size);
  return 0;
}

void net_buf_put(k_fifo* fifo, net_buf* buffer) { k_fifo_put(fifo, buffer); }

net_buf* net_buf_get(k_fifo* fifo, k_timeout_t timeout) {
  return static_cast<net_buf*>(k_fifo_get(fifo, timeout));
}

void net_buf_slist_put(sys_slist_t* list, net_buf* buffer) {
  sys_slist_append(list, &buffer->node);
}

net_buf* net_buf_slist_get(sys_slist_t* list) {
  sys_snode_t* const node = sys_slist_get(list);
  return node != nullptr ? CONTAINER_OF(node, net_buf, node) : nullptr;
}

net_buf* net_buf_frag_last(net_buf* fragments) {
  while (fragments->frags != nullptr)
    fragments = fragments->frags;
  return fragments;
}

void net_buf_frag_insert(net_buf* parent, net_buf* fragment) {
  if (parent->frags != nullptr) net_buf_frag_last(fragment)->frags = parent->frags;
  parent->frags = fragment;
}

net_buf* net_buf_frag_add(net_buf* head, net_buf* fragment) {
  if (head == nullptr) return net_buf_ref(fragment);
  net_buf_frag_last(head)->frags = fragment;
  return head;
}

net_buf* net_buf_frag_del(net_buf* parent, net_buf* fragment) {
  net_buf* const next = fragment->frags;
  if (parent != nullptr) parent->frags = next;
  fragment->frags = nullptr;
  net_buf_unref(fragment);
  return next;
}

size_t net_buf_linearize(void* to, size_t space, const net_buf* from, size_t offset, size_t size) {
  size_t copied = 0;
  if (size > space) size = space;
  for (; from != nullptr && copied < size; from = from->frags) {
    if (offset >= from->len) {
      offset -= from->len;
      continue;
    }
    const size_t part = MIN(size - copied, from->len - offset);
    memcpy(static_cast<uint8_t*>(to) + copied, from->data + offset, part);
    copied += part;
    offset = 0;
  }
  return copied;
}
