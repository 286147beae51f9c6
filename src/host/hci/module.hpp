// A part of the host that follows events: GAP procedures, protocol channels, GATT. Modules are
// objects of their own that attach to an `Hci`, so a build holds only those it makes
// (docs/decisions/0004-modules.md).
#pragma once

#include "base/list.hpp"
#include "base/time.hpp"
#include "hci/link.hpp"

namespace westwind::host::hci {

/// What a module has the controller do under our own address, which must not change meanwhile.
enum class AddressUse : std::uint8_t {
  none,
  pausable,    ///< advertising, scanning: pauses when asked to (gap::Identity::is_changing)
  connecting,  ///< a connection attempt: is waited for
};

/// All calls come from inside Host::receive or Host::run. Any function of the host may be called
/// from them.
class Module : public ListNode<Module> {
 public:
  /// The controller is initialised; commands may be sent from here on.
  virtual void on_ready() {}
  virtual void on_connected(Link&) {}
  /// A connection attempt of ours ended without a link.
  virtual void on_connection_failed(ErrorCode) {}
  /// The link is already closed for sending; its slot is reused after this round of calls.
  virtual void on_disconnected(Link&, ErrorCode) {}
  /// `link.security` changed: encrypted, or encrypted anew. Not success: an attempt failed.
  virtual void on_security_changed(Link&, ErrorCode) {}
  /// `parameters` lie behind the event header, or behind the subevent octet. True when this module
  /// takes the event.
  virtual bool on_event(std::uint8_t, Bytes) { return false; }
  virtual bool on_le_event(std::uint8_t, Bytes) { return false; }
  /// Packet memory or a command slot came free after somebody had to do without.
  virtual void on_writable() {}
  virtual AddressUse address_use() const { return AddressUse::none; }
  virtual void run(Instant) {}
  /// When `run` must be called next.
  virtual Instant deadline() const { return Instant::never(); }

 protected:
  ~Module() = default;
};

/// Where reassembled L2CAP PDUs go. `pdu` begins with the basic header, is exactly as long as that
/// says, and is valid during the call.
class PduSink {
 public:
  virtual void on_pdu(Link& link, Bytes pdu) = 0;

 protected:
  ~PduSink() = default;
};

}  // namespace westwind::host::hci
