// The one activation there can be: made by `active(True)`, found by every call, given up by
// `active(False)`, driven by the scheduler.
#pragma once

#include "api/micropython/runtime.hpp"

namespace westwind::micropython {

/// A call from a script. While it lasts `runtime` is usable if it is not null; at its end the port
/// learns when the backend wants to run next.
class Call {
 public:
  Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();

  explicit operator bool() const { return runtime_ != nullptr; }
  Runtime* operator->() const { return runtime_; }
  host::Host& host() const { return runtime_->host(); }

 private:
  Runtime* runtime_;
};

/// Settings that outlive activations.
struct Settings {
  Octets<host::gatt::GenericServices::max_name_length> name{'M', 'P', 'Y', ' ', 'W', 'E',
                                                            'S', 'T', 'W', 'I', 'N', 'D'};
  std::uint8_t name_length = 12;
  /// The static random address, once one was made: it stays until the next reset.
  std::optional<wire::Address> static_address;

  host::smp::SecurityPolicy security;

  Bytes name_bytes() const { return Bytes(name).first(name_length); }
};
Settings& settings();
/// Remembers the address in use if it is a static random one.
void keep_static_address();

/// Runs the host while a call waits: events are delivered. False when the activation is over.
bool pump_while_waiting(Instant limit);
/// True while a handler, or the host that called it, is on the stack.
bool is_inside_host();

constexpr westwind_error_t error_of(const Status& status) {
  if (status) return WESTWIND_OK;
  switch (status.error()) {
  case Error::invalid_argument: return WESTWIND_INVALID_ARGUMENT;
  case Error::no_memory:
  case Error::would_block: return WESTWIND_NO_MEMORY;
  case Error::not_active: return WESTWIND_NOT_ACTIVE;
  case Error::not_connected: return WESTWIND_NOT_CONNECTED;
  case Error::already: return WESTWIND_ALREADY;
  case Error::busy: return WESTWIND_BUSY;
  case Error::not_supported: return WESTWIND_NOT_SUPPORTED;
  case Error::timed_out: return WESTWIND_TIMED_OUT;
  case Error::io: break;
  }
  return WESTWIND_IO;
}

}  // namespace westwind::micropython
