// The GATT client: values that peers send on their own, and the door through which procedures
// start. Vol 3 Part G 4.10, 4.11.
#pragma once

#include "att/att.hpp"
#include "gatt/procedures.hpp"
#include "hci/signer.hpp"

namespace westwind::host::gatt {

using hci::Link;

/// Notifications and indications reach it whether or not anybody subscribed; a subscription is a
/// CCCD write and nothing more (T10, T11).
class ClientListener {
 public:
  virtual void on_notification(ConnHandle, Handle, Bytes) {}
  /// Confirmed by the host when this returns.
  virtual void on_indication(ConnHandle, Handle, Bytes) {}
  /// An MTU exchange ended, whoever began it.
  virtual void on_mtu(ConnHandle, std::uint16_t /*mtu*/) {}

 protected:
  ~ClientListener() = default;
};

class Client final : public att::ValueSink, public att::MtuListener {
 public:
  explicit Client(att::Att& att) : att_(att) {
    att.set_value_sink(*this);
    att.set_mtu_listener(*this);
  }

  void set_listener(ClientListener& listener) { listener_ = &listener; }
  void set_signer(hci::Signer& signer) { signer_ = &signer; }

  /// Queues `procedure` on the link; its request leaves within this call if no other is running.
  /// The procedure is the caller's and must stay in place until its `on_end`. not_connected;
  /// already: it is queued somewhere.
  Status start(ConnHandle link, att::Transaction& procedure);
  /// As `start`; `already` when this side has exchanged before on this link (Vol 3 Part F 3.4.2.1:
  /// once a connection).
  Status exchange_mtu(ConnHandle link, ExchangeMtu& procedure);
  /// Write Without Response: the value, cut to MTU - 3, leaves or waits in the link's queue.
  /// no_memory: nothing happened, Module::on_writable follows.
  Status write_without_response(ConnHandle link, Handle handle, Bytes value);

  /// Signed Write Without Response, 4.9.2; the value is cut to MTU - 15. not_supported: there is no
  /// bond with a key to sign with; busy: the link is encrypted, where a plain one does as well;
  /// no_memory as above, though the signature is used up.
  Status write_signed(ConnHandle link, Handle handle, Bytes value);

  void on_value(Link& link, att::Opcode opcode, Handle handle, Bytes value) override;
  void on_mtu(Link& link, std::uint16_t mtu) override;

 private:
  att::Att& att_;
  ClientListener* listener_ = nullptr;
  hci::Signer* signer_ = nullptr;
};

}  // namespace westwind::host::gatt
