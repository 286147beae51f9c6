// The LE signalling channel: connection parameter updates, commands of those who open channels, and
// a civil no to everything else. Vol 3 Part A 4.
#pragma once

#include "l2cap/mux.hpp"

namespace westwind::host::l2cap {

using wire::hci::ConnectionParameters;

/// Decides about parameters; implemented by gap.
class ParameterPolicy {
 public:
  /// Central: the peripheral asks for `wanted` (already valid). True accepts; the policy then
  /// starts the update itself.
  virtual bool on_parameter_request(Link& link, const ConnectionParameters& wanted) = 0;
  /// Peripheral: the central's answer to our request; false also when it gave none or does not know
  /// the request.
  virtual void on_parameter_response(Link& link, bool accepted) = 0;

 protected:
  ~ParameterPolicy() = default;
};

/// Takes the commands about channels; without one they are refused.
class CommandHandler {
 public:
  /// `data` lies behind the command's header, whose length is right. False: not for this handler.
  virtual bool on_command(Link& link, const wire::l2cap::CommandHeader& header, Bytes data) = 0;

 protected:
  ~CommandHandler() = default;
};

/// Kept for each link.
struct SignallingState {
  std::uint8_t last_identifier = 0;
  std::uint8_t identifier = 0;  // of the request that is awaiting a response
  bool awaiting_response = false;
  Timer response;
};

class Signalling final : public hci::Module, public FixedChannel {
 public:
  Signalling(Mux& mux, std::span<SignallingState> states);

  void set_policy(ParameterPolicy& policy) { policy_ = &policy; }
  void set_handler(CommandHandler& handler) { handler_ = &handler; }
  /// Peripheral: asks the central for `wanted`. `already` while an answer is awaited.
  Status request_parameters(Link& link, const ConnectionParameters& wanted);

  /// For who opens channels. A request of ours gets an identifier that no other request of this
  /// link has; 0 when there is no memory, and on_writable follows.
  std::uint8_t send_request(Link& link, std::uint8_t code, Bytes data);
  /// Empty when there is no memory, and on_writable follows.
  Packet allocate_answer(Link& link, std::size_t data_octets) {
    return mux_.allocate_answer(link, sizeof(wire::l2cap::CommandHeader) + data_octets);
  }
  void send_answer(Link& link, Packet packet, std::uint8_t code, std::uint8_t identifier,
                   Bytes data);
  /// Does without an answer when there is no memory for it: the peer times out.
  template <Wire T>
  void answer(Link& link, std::uint8_t identifier, const T& data) {
    send_answer(link, allocate_answer(link, sizeof(T)), T::code, identifier, octets_of(data));
  }
  void reject(Link& link, std::uint8_t identifier, wire::l2cap::RejectReason reason);

  void on_payload(Link& link, Bytes payload) override;
  void on_connected(Link& link) override { states_[link.index] = {}; }
  void on_disconnected(Link& link, hci::ErrorCode) override { states_[link.index] = {}; }
  void run(Instant now) override;
  Instant deadline() const override;

 private:
  void on_request(Link& link, std::uint8_t identifier, Bytes data);
  void on_response(Link& link, std::uint8_t code, std::uint8_t identifier, Bytes data);
  void refuse(Link& link, const wire::l2cap::CommandHeader& header, Bytes data);
  void end_request(Link& link, bool accepted);

  Mux& mux_;
  std::span<SignallingState> states_;
  ParameterPolicy* policy_ = nullptr;
  CommandHandler* handler_ = nullptr;
};

}  // namespace westwind::host::l2cap
