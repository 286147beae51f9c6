// GATT client operations that scripts started.
#include "api/micropython/client_operations.hpp"

#include "api/micropython/heap.hpp"

namespace westwind::micropython {

using namespace host::gatt;

/// One operation: listens to its own procedure and goes when that has ended.
class ClientOperations::Operation : public ListNode<Operation>, public ProcedureListener {
 public:
  explicit Operation(ClientOperations& owner) : owner_(owner) {}

  void on_procedure_end(ConnHandle link, host::att::Transaction&, Outcome outcome) final {
    owner_.running_.remove(*this);
    if (is_heard()) tell_end(link.value, outcome_of(outcome));
    free();
  }
  /// Nothing in an operation needs destroying (`start` sees to it), so its memory is all.
  void free() { westwind_heap_free(this); }

 protected:
  ~Operation() = default;
  bool is_heard() const { return !owner_.events_.is_silent(); }
  virtual void tell_end(std::uint16_t link, westwind_outcome_t outcome) = 0;

 private:
  ClientOperations& owner_;
};

class ClientOperations::ServiceDiscovery final : public Operation {
 public:
  ServiceDiscovery(ClientOperations& owner, const std::optional<Uuid>& uuid)
      : Operation(owner), procedure(*this, uuid) {}
  DiscoverServices procedure;

 private:
  void on_service(ConnHandle link, HandleRange range, const Uuid& uuid) override {
    if (is_heard())
      westwind_event_service(link.value, range.start, range.end,
                             {uuid.bytes().data(), static_cast<std::uint8_t>(uuid.size())});
  }
  void tell_end(std::uint16_t link, westwind_outcome_t outcome) override {
    westwind_event_services_done(link, outcome);
  }
};

class ClientOperations::CharacteristicDiscovery final : public Operation {
 public:
  CharacteristicDiscovery(ClientOperations& owner, HandleRange range,
                          const std::optional<Uuid>& uuid)
      : Operation(owner), procedure(*this, range, uuid) {}
  DiscoverCharacteristics procedure;

 private:
  void on_characteristic(ConnHandle link, Handle value, Handle end, std::uint8_t properties,
                         const Uuid& uuid) override {
    if (is_heard())
      westwind_event_characteristic(link.value, value.value, end.value, properties,
                                    {uuid.bytes().data(), static_cast<std::uint8_t>(uuid.size())});
  }
  void tell_end(std::uint16_t link, westwind_outcome_t outcome) override {
    westwind_event_characteristics_done(link, outcome);
  }
};

class ClientOperations::DescriptorDiscovery final : public Operation {
 public:
  /// A value without anything behind it is searched itself, and not told: so the script gets its
  /// DONE as always.
  DescriptorDiscovery(ClientOperations& owner, HandleRange range)
      : Operation(owner), procedure(*this, {first_of(range), range.end}), value_(range.start) {}
  DiscoverDescriptors procedure;

 private:
  static std::uint16_t first_of(const HandleRange& range) {
    return static_cast<std::uint16_t>(range.start + (range.start < range.end ? 1 : 0));
  }
  void on_descriptor(ConnHandle link, Handle handle, const Uuid& uuid) override {
    if (is_heard() && handle.value != value_)
      westwind_event_descriptor(link.value, handle.value,
                                {uuid.bytes().data(), static_cast<std::uint8_t>(uuid.size())});
  }
  void tell_end(std::uint16_t link, westwind_outcome_t outcome) override {
    westwind_event_descriptors_done(link, outcome);
  }
  std::uint16_t value_;
};

class ClientOperations::Reading final : public Operation {
 public:
  Reading(ClientOperations& owner, Handle handle) : Operation(owner), procedure(*this, handle) {}
  Read procedure;

 private:
  void on_read(ConnHandle link, Handle handle, Bytes value) override {
    if (is_heard())
      westwind_event_read_result(link.value, handle.value, never_null(value),
                                 static_cast<std::uint16_t>(value.size()));
  }
  void tell_end(std::uint16_t link, westwind_outcome_t outcome) override {
    westwind_event_read_done(link, procedure.handle().value, outcome);
  }
};

class ClientOperations::Writing final : public Operation {
 public:
  Writing(ClientOperations& owner, Handle handle, Bytes copy)
      : Operation(owner), procedure(*this, handle, copy) {}
  Write procedure;

 private:
  void tell_end(std::uint16_t link, westwind_outcome_t outcome) override {
    westwind_event_write_done(link, procedure.handle().value, outcome);
  }
};

class ClientOperations::MtuExchange final : public Operation {
 public:
  explicit MtuExchange(ClientOperations& owner) : Operation(owner), procedure(*this) {}
  ExchangeMtu procedure;

 private:
  // The new MTU is an event of its own; a peer that refuses leaves the old one in force.
  void tell_end(std::uint16_t, westwind_outcome_t) override {}
};

ClientOperations::~ClientOperations() {
  while (Operation* operation = running_.pop_front())
    operation->free();
}

template <typename T>
Status ClientOperations::start(ConnHandle link, T* operation) {
  static_assert(std::is_trivially_destructible_v<T>);
  if (operation == nullptr) return Error::no_memory;
  Status started;
  if constexpr (std::is_same_v<T, MtuExchange>)
    started = client_.exchange_mtu(link, operation->procedure);
  else
    started = client_.start(link, operation->procedure);
  if (started)
    running_.push_back(*operation);
  else
    operation->free();
  return started;
}

Status ClientOperations::discover_services(ConnHandle link, const std::optional<Uuid>& uuid) {
  return start(link, make<ServiceDiscovery>(*this, uuid));
}

Status ClientOperations::discover_characteristics(ConnHandle link, HandleRange range,
                                                  const std::optional<Uuid>& uuid) {
  if (!range.is_valid()) return Error::invalid_argument;
  return start(link, make<CharacteristicDiscovery>(*this, range, uuid));
}

Status ClientOperations::discover_descriptors(ConnHandle link, HandleRange range) {
  if (!range.is_valid()) return Error::invalid_argument;
  return start(link, make<DescriptorDiscovery>(*this, range));
}

Status ClientOperations::read(ConnHandle link, Handle handle) {
  return start(link, make<Reading>(*this, handle));
}

Status ClientOperations::write(ConnHandle link, Handle handle, Bytes value) {
  // The value lies behind the operation. More than the longest MTU is never sent.
  const Bytes kept = value.first(
      value.size() < wire::att::max_mtu ? value.size() : std::size_t{wire::att::max_mtu});
  void* space = westwind_heap_allocate(sizeof(Writing) + kept.size());
  if (space == nullptr) return Error::no_memory;
  auto* copy = static_cast<std::uint8_t*>(space) + sizeof(Writing);
  copy_bytes({copy, kept.size()}, kept);
  return start(link, ::new (space) Writing(*this, handle, {copy, kept.size()}));
}

Status ClientOperations::exchange_mtu(ConnHandle link) {
  return start(link, make<MtuExchange>(*this));
}

}  // namespace westwind::micropython
