// The attribute protocol over its fixed channel, both ways, for all links. Vol 3 Part F.
//
// The server half parses nothing but opcodes: requests go to a RequestHandler (gatt/server). The
// client half runs Transactions (gatt/client). Either may be missing from a build.
#pragma once

#include "att/bearer.hpp"
#include "l2cap/mux.hpp"

namespace westwind::host::att {

/// What answers a request with: nothing wrong, or the error and the handle it concerns.
struct Verdict {
  ErrorCode error = ErrorCode::none;
  Handle handle{};
};

/// Implemented by the GATT server.
class RequestHandler {
 public:
  /// Writes the whole response PDU, or says what is wrong (what was written is then dropped).
  /// `response` has the bearer's MTU as room for requests whose response has variable length.
  virtual Verdict on_request(Link& link, Opcode opcode, Bytes parameters, Writer& response) = 0;
  virtual void on_write_command(Link& link, Handle handle, Bytes value) = 0;
  /// The whole PDU, signature included.
  virtual void on_signed_write(Link& link, Bytes pdu) = 0;
  virtual void on_indication_end(Link& link, Handle handle, Outcome outcome) = 0;

 protected:
  ~RequestHandler() = default;
};

/// Implemented by the GATT client. `opcode` says whether it was a notification or an indication: it
/// travels with the event.
class ValueSink {
 public:
  virtual void on_value(Link& link, Opcode opcode, Handle handle, Bytes value) = 0;

 protected:
  ~ValueSink() = default;
};

class MtuListener {
 public:
  virtual void on_mtu(Link& link, std::uint16_t mtu) = 0;

 protected:
  ~MtuListener() = default;
};

class Att final : public hci::Module, public l2cap::FixedChannel {
 public:
  Att(l2cap::Mux& mux, std::span<Bearer> bearers, std::uint16_t max_mtu);

  void set_request_handler(RequestHandler& handler) { server_ = &handler; }
  void set_value_sink(ValueSink& sink) { client_ = &sink; }
  void set_mtu_listener(MtuListener& listener) { mtu_listener_ = &listener; }

  /// What we offer in exchanges from now on, 23 .. max_mtu; exchanges that are done keep theirs.
  Status set_preferred_mtu(std::uint16_t mtu);
  std::uint16_t preferred_mtu() const { return preferred_mtu_; }
  std::uint16_t max_mtu() const { return max_mtu_; }
  std::uint16_t mtu(const Link& link) const { return bearers_[link.index].mtu; }
  /// An exchange that we started ended with the peer's `rx_mtu`.
  void finish_mtu_exchange(Link& link, std::uint16_t offered, std::uint16_t rx_mtu);
  Bearer& bearer(const Link& link) { return bearers_[link.index]; }

  /// Queues `transaction` behind the others of this link and sends its request if it is its turn.
  Status submit(Link& link, Transaction& transaction);
  /// Write Command. no_memory: nothing was sent, on_writable follows. The value is cut to MTU - 3.
  Status write_command(Link& link, Handle handle, Bytes value);
  /// A PDU that is no request, made elsewhere; at most MTU octets. Same errors.
  Status send_command(Link& link, Bytes pdu);
  /// Handle Value Notification; same conditions.
  Status notify(Link& link, Handle handle, Bytes value);
  /// Handle Value Indication; queued while another one is not confirmed. on_indication_end follows.
  Status indicate(Link& link, Handle handle, Bytes value);

  hci::Hci& hci() { return mux_.hci(); }

  void on_payload(Link& link, Bytes pdu) override;
  void on_connected(Link& link) override;
  void on_disconnected(Link& link, hci::ErrorCode reason) override;
  void on_writable() override;
  void run(Instant now) override;
  Instant deadline() const override;

 private:
  /// False behind a timeout too: nothing may be sent on the bearer then. 3.3.3.
  bool is_usable(const Link& link) const { return link.is_open() && !bearers_[link.index].closed; }
  void on_request(Link& link, Bytes pdu);
  bool answer_request(Link& link, Bytes pdu);
  void park(Link& link, Bytes pdu);
  void answer_parked(Link& link);
  void send_confirmations(Link& link);
  void send_delayed_answers();
  void on_response(Link& link, std::uint8_t opcode, Bytes parameters);
  void on_error_response(Link& link, Bytes parameters);
  void on_value(Link& link, Opcode opcode, Bytes parameters);
  void on_confirmation(Link& link);
  void start_next(Link& link);
  void end_current(Link& link, Outcome outcome);
  void end_all(Link& link, Outcome outcome);
  void send_error(Link& link, std::uint8_t request, Verdict verdict);
  void send_next_indication(Link& link);
  template <Wire Head>
  Packet value_pdu(Link& link, const Head& head, Bytes value);

  l2cap::Mux& mux_;
  std::span<Bearer> bearers_;
  RequestHandler* server_ = nullptr;
  ValueSink* client_ = nullptr;
  MtuListener* mtu_listener_ = nullptr;
  std::uint16_t max_mtu_;
  std::uint16_t preferred_mtu_;
};

}  // namespace westwind::host::att
