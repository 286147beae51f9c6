// Everything that lives from `active(True)` to `active(False)`: one object on the heap.
#pragma once

#include "api/micropython/carrier.hpp"
#include "api/micropython/channels.hpp"
#include "api/micropython/client_operations.hpp"
#include "api/micropython/local_services.hpp"
#include "api/micropython/pairing_events.hpp"
#include "api/micropython/secrets.hpp"
#include "crypto/builtin_aes128.hpp"
#include "crypto/builtin_p256.hpp"

namespace westwind::micropython {

inline Instant now() { return Instant::from_us(westwind_port_now_us()); }

/// A deadline as ports take it. "At once" is the least instant there is, and ports subtract.
inline std::int64_t due_us(Instant deadline) {
  return deadline < now() ? now().us() : deadline.us();
}

class Runtime final : public host::hci::StateListener {
 public:
  explicit Runtime(const host::Config& config);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// Starts the controller and waits until the host is ready. timed_out, io.
  Status start(Instant limit);
  /// Hands what the controller sent to the host, as far as one go reaches, and runs timers. True
  /// when there may be more to do at once. Ends early, and begins a pause, where a link came up.
  bool pump();
  /// A script that waits for a link prepares what it offers on it when it has seen it: for so long
  /// after the event, nothing that any peer sends is worked on, so that the script comes first.
  bool is_pausing() const { return now() < pause_end_; }
  /// When `pump` must be called next if the controller sends nothing.
  Instant deadline() const;
  bool is_ready() const { return host_.is_ready(); }
  /// The script has given it up: nothing is delivered or sent any more.
  bool is_dead() const { return events_.is_silent(); }
  /// Gives it up: ends what runs in the controller, waiting at most until `limit`. The object must
  /// stay until no frame of its host is left on the stack.
  void leave(Instant limit);

  host::Host& host() { return host_; }
  LocalServices& services() { return services_; }
  ClientOperations& operations() { return operations_; }
  Channels& channels() { return channels_; }
  std::uint32_t updates_not_sent = 0;

  Runtime* next = nullptr;  ///< in the list of those that wait to be freed

 private:
  void on_ready() override {}
  void on_fault(host::hci::Fault fault) override;

  host::Storage<limits.host> storage_;
  Carrier carrier_;
  Events events_;
  PairingEvents pairing_events_{events_};
  crypto::BuiltinAes128 aes_;
  crypto::BuiltinP256 p256_;
  Secrets secrets_;
  host::Host host_;
  LocalServices services_;
  ClientOperations operations_;
  Channels channels_;
  std::optional<host::hci::Fault> fault_;
  Instant pause_end_;
};

}  // namespace westwind::micropython
