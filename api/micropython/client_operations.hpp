// GATT client operations that scripts started: as many as there is memory for, each on the heap
// from its call to its DONE event. Vol 3 Part G 4.
#pragma once

#include "api/micropython/events.hpp"
#include "host/host.hpp"

namespace westwind::micropython {

class ClientOperations {
 public:
  ClientOperations(host::gatt::Client& client, const Events& events)
      : client_(client), events_(events) {}
  ClientOperations(const ClientOperations&) = delete;
  ClientOperations& operator=(const ClientOperations&) = delete;
  /// Operations that never ended are freed without a word; the host must not run any more.
  ~ClientOperations();

  Status discover_services(wire::hci::ConnHandle link, const std::optional<wire::Uuid>& uuid);
  Status discover_characteristics(wire::hci::ConnHandle link, wire::att::HandleRange range,
                                  const std::optional<wire::Uuid>& uuid);
  /// Attributes behind the value up to `range.end`; `range.start` is the value.
  Status discover_descriptors(wire::hci::ConnHandle link, wire::att::HandleRange range);
  Status read(wire::hci::ConnHandle link, wire::att::Handle handle);
  Status write(wire::hci::ConnHandle link, wire::att::Handle handle, Bytes value);
  Status exchange_mtu(wire::hci::ConnHandle link);

 private:
  class Operation;
  class ServiceDiscovery;
  class CharacteristicDiscovery;
  class DescriptorDiscovery;
  class Reading;
  class Writing;
  class MtuExchange;

  template <typename T>
  Status start(wire::hci::ConnHandle link, T* operation);

  host::gatt::Client& client_;
  const Events& events_;
  List<Operation> running_;
};

}  // namespace westwind::micropython
