// A client operation on an ATT bearer: one or more requests, one after another. Vol 3 Part F 3.3.2.
#pragma once

#include "base/list.hpp"
#include "hci/link.hpp"
#include "wire/att.hpp"

namespace westwind::host::att {

using hci::Link;
using wire::att::ErrorCode;
using wire::att::Handle;
using wire::att::HandleRange;
using wire::att::Opcode;
using wire::hci::ConnHandle;

/// How an operation ended.
struct Outcome {
  enum class Kind : std::uint8_t {
    success,
    att_error,     ///< the peer answered with `error`
    malformed,     ///< the peer's response was not what the specification says
    timed_out,     ///< 30 s without an answer; the link is being closed
    disconnected,  ///< the link ended first
  };
  Kind kind = Kind::success;
  ErrorCode error = ErrorCode::none;
  bool ok() const { return kind == Kind::success; }
};

/// Owned by whoever starts it; must live, unmoved, until `on_end`. All calls come from inside
/// Host::receive or Host::run, except the first `write_request`, which may come from inside the
/// call that submits it.
class Transaction : public ListNode<Transaction> {
 public:
  enum class Progress : std::uint8_t { finished, next_request, malformed };

  /// A request is about to be written, on a bearer with this MTU.
  virtual void on_turn(std::uint16_t /*mtu*/) {}
  /// Room that the next request wants; what the bearer's MTU does not hold is not given. Requests
  /// without a long value fit the default MTU.
  virtual std::size_t request_size() const { return wire::att::default_mtu; }
  /// Opcode and parameters of the next request. What does not fit into `pdu` is left out.
  virtual void write_request(Writer& pdu) = 0;
  /// `parameters` lie behind the response opcode, which was the right one.
  virtual Progress on_response(ConnHandle link, Bytes parameters) = 0;
  /// An Error Response. Discovery ends with success on attribute_not_found.
  virtual Outcome on_error(ErrorCode error) { return {Outcome::Kind::att_error, error}; }
  /// True: there is one more request to send before that outcome, whose end is then this one's.
  virtual bool goes_on_after_error() { return false; }
  /// Called exactly once, last; the object is free again from here on.
  virtual void on_end(ConnHandle link, Outcome outcome) = 0;

 protected:
  ~Transaction() = default;
};

}  // namespace westwind::host::att
