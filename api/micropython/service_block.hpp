// One registered service in one block of heap: rows, values, long UUIDs, first value buffers.
// Only local_services.cpp uses it.
#pragma once

#include "api/micropython/local_services.hpp"

namespace westwind::micropython {

/// Every value starts with room for so many octets (MP_BLUETOOTH_DEFAULT_ATTR_LEN).
constexpr std::size_t default_capacity = 20;

struct LocalServices::Block : host::gatt::Service {
  Block* next = nullptr;
  std::span<Value> values;
  std::uint16_t* handles = nullptr;  ///< where to tell them; of the caller, until commit

  /// Null when the heap is full.
  static Block* make(const westwind_service_t& description, host::gatt::AttributeOwner& owner);
  void free_values();
  /// The place among `values` of the row at `index`.
  std::size_t value_index(std::size_t index) const;
};

}  // namespace westwind::micropython
