// Objects on MicroPython's garbage-collected heap, the only heap that every port has. The blocks
// hang off a root pointer (glue.c), so the collector leaves them alone until they are freed here.
// Used by the backend for its one Runtime, for services and for client operations.
#pragma once

#include <new>

#include "api/micropython/backend.h"

namespace westwind::micropython {

/// Null when the heap is full.
template <typename T, typename... Args>
T* make(Args&&... args) {
  void* space = westwind_heap_allocate(sizeof(T));
  return space != nullptr ? ::new (space) T(static_cast<Args&&>(args)...) : nullptr;
}

template <typename T>
void destroy(T* object) {
  if (object == nullptr) return;
  object->~T();
  westwind_heap_free(object);
}

}  // namespace westwind::micropython
