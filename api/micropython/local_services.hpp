// The services a script registered and the values of their attributes. Vol 3 Part G 2.6, 3.
//
// A service is one block: the rows that the host's server walks, the values, long UUIDs and the
// first buffers. It moves through three lists:
//
//   add --> staged --commit--> registered --the next commit--> retired --nobody below--> freed
//                \--the next begin--> freed
// Retired blocks wait because a handler may register services while the server, further down the
// stack, is still walking the old ones.
#pragma once

#include "api/micropython/events.hpp"
#include "host/host.hpp"

namespace westwind::micropython {

/// What a peer reads and writes. Peers cannot make it longer than `capacity`, the script can.
struct Value {
  std::uint8_t* octets = nullptr;
  std::size_t capacity = 0;
  std::size_t size = 0;
  bool append = false;          ///< writes of peers add up until the script reads
  bool has_own_buffer = false;  ///< `octets` is a block of its own
};

class LocalServices final : public host::gatt::AttributeOwner {
 public:
  LocalServices(host::gatt::Server& server, const Events& events)
      : server_(server), events_(events) {}
  LocalServices(const LocalServices&) = delete;
  LocalServices& operator=(const LocalServices&) = delete;
  ~LocalServices();

  /// Forgets what was added and never committed.
  void begin();
  Status add(const westwind_service_t& description);
  /// Replaces the registered services by those added since `begin` and tells their handles.
  /// no_memory: no handles left; no service is registered then.
  Status commit();
  /// Frees replaced services; only when nobody below on the stack may be using them.
  void free_retired();

  /// Null when the script registered no such value.
  Value* find(std::uint16_t handle);
  Status write(std::uint16_t handle, Bytes octets);
  Status resize(std::uint16_t handle, std::size_t capacity, bool append);
  /// True for a characteristic's value, which can be notified.
  bool is_characteristic(std::uint16_t handle);

  host::gatt::ErrorCode read(host::hci::Link& link, host::gatt::Handle handle, std::uint16_t offset,
                             Bytes& value) override;
  host::gatt::ErrorCode write(host::hci::Link& link, host::gatt::Handle handle,
                              std::uint16_t offset, Bytes value,
                              host::gatt::WriteKind kind) override;
  /// Reads are put before the script in any case; of writes it hears when they are done.
  bool authorize(host::hci::Link&, host::gatt::Handle, bool is_write) override { return !is_write; }

 private:
  struct Block;
  /// A list of blocks, oldest first.
  struct Chain {
    Block* first = nullptr;
    Block* last = nullptr;
    void append(Block& block);
    Block* pop();
  };
  static void free(Chain& chain);
  void retire_registered();
  static void tell_handles(const Block& block);
  static Status set_capacity(Value& value, std::size_t capacity);
  host::gatt::Row row_of(std::uint16_t handle);

  host::gatt::Server& server_;
  const Events& events_;
  Chain staged_;
  Chain registered_;
  Chain retired_;
};

}  // namespace westwind::micropython
