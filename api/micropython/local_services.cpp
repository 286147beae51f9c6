// Registering services, and their values between script and peers.
#include "api/micropython/local_services.hpp"

#include "api/micropython/heap.hpp"
#include "api/micropython/service_block.hpp"

namespace westwind::micropython {

using namespace host::gatt;

void LocalServices::Chain::append(Block& block) {
  block.next = nullptr;
  (last != nullptr ? last->next : first) = &block;
  last = &block;
}

LocalServices::Block* LocalServices::Chain::pop() {
  Block* block = first;
  if (block != nullptr) first = block->next;
  if (first == nullptr) last = nullptr;
  return block;
}

LocalServices::~LocalServices() {
  free(staged_);
  free(registered_);
  free(retired_);
}

void LocalServices::free(Chain& chain) {
  while (Block* block = chain.pop()) {
    block->free_values();
    destroy(block);
  }
}

void LocalServices::free_retired() { free(retired_); }

void LocalServices::begin() { free(staged_); }

Status LocalServices::add(const westwind_service_t& description) {
  Block* block = Block::make(description, *this);
  if (block == nullptr) return Error::no_memory;
  staged_.append(*block);
  return {};
}

Status LocalServices::commit() {
  retire_registered();
  while (Block* block = staged_.pop()) {
    registered_.append(*block);
    const Status added = server_.add(*block);
    if (!added) {
      // All 65535 handles are taken: many registrations while one link lived.
      retire_registered();
      return added;
    }
    tell_handles(*block);
  }
  return {};
}

void LocalServices::retire_registered() {
  while (Block* block = registered_.pop()) {
    server_.remove(*block);
    retired_.append(*block);
  }
}

/// Value handles in the order the script gave them; declarations and CCCDs are not its business.
void LocalServices::tell_handles(const Block& block) {
  std::uint16_t* place = block.handles;
  for (std::size_t i = 0; i < block.attributes.size(); ++i) {
    const AttributeKind kind = block.attributes[i].kind;
    if (kind == AttributeKind::value || kind == AttributeKind::descriptor)
      *place++ = static_cast<std::uint16_t>(block.start_handle + i);
  }
}

Row LocalServices::row_of(std::uint16_t handle) {
  const Row row = server_.database().at(handle);
  if (!row || row.service->owner != this) return {};
  const AttributeKind kind = row.attribute().kind;
  return kind == AttributeKind::value || kind == AttributeKind::descriptor ? row : Row{};
}

Value* LocalServices::find(std::uint16_t handle) {
  const Row row = row_of(handle);
  if (!row) return nullptr;
  const auto& block = static_cast<const Block&>(*row.service);
  return &block.values[block.value_index(std::size_t{handle} - block.start_handle)];
}

bool LocalServices::is_characteristic(std::uint16_t handle) {
  const Row row = row_of(handle);
  return row && row.attribute().kind == AttributeKind::value;
}

/// A buffer of `capacity`; what was in the old one is gone.
Status LocalServices::set_capacity(Value& value, std::size_t capacity) {
  auto* octets = static_cast<std::uint8_t*>(westwind_heap_allocate(capacity));
  if (octets == nullptr) return Error::no_memory;
  if (value.has_own_buffer) westwind_heap_free(value.octets);
  value.octets = octets;
  value.capacity = capacity;
  value.size = 0;
  value.has_own_buffer = true;
  return {};
}

Status LocalServices::write(std::uint16_t handle, Bytes octets) {
  Value* value = find(handle);
  if (value == nullptr) return Error::invalid_argument;
  if (octets.size() > value->capacity)
    if (const Status grown = set_capacity(*value, octets.size()); !grown) return grown;
  value->size = copy_bytes({value->octets, value->capacity}, octets);
  return {};
}

Status LocalServices::resize(std::uint16_t handle, std::size_t capacity, bool append) {
  Value* value = find(handle);
  if (value == nullptr) return Error::invalid_argument;
  if (const Status resized = set_capacity(*value, capacity); !resized) return resized;
  value->append = append;
  return {};
}

ErrorCode LocalServices::read(Link& link, Handle handle, std::uint16_t offset, Bytes& value) {
  // A long read is one read for the script: it is asked when the peer begins at the front.
  if (offset == 0 && !events_.is_silent())
    if (const std::uint8_t error = westwind_event_read_request(link.handle.value, handle.value);
        error != 0)
      return ErrorCode{error};
  // Looked up only now: the handler may have written it, or registered other services.
  const Value* found = find(handle.value);
  if (found == nullptr) return ErrorCode::unlikely_error;
  value = {found->octets, found->size};
  return ErrorCode::none;
}

/// Values that append take a long write as one more piece, whatever offset it has.
ErrorCode LocalServices::write(Link& link, Handle handle, std::uint16_t offset, Bytes octets,
                               WriteKind) {
  Value* value = find(handle.value);
  if (value == nullptr) return ErrorCode::unlikely_error;
  if (!value->append && offset > value->size) return ErrorCode::invalid_offset;
  const std::size_t kept = value->append ? value->size : offset;
  value->size = kept + copy_bytes({value->octets + kept, value->capacity - kept}, octets);
  if (!events_.is_silent()) westwind_event_write(link.handle.value, handle.value);
  return ErrorCode::none;
}

}  // namespace westwind::micropython
