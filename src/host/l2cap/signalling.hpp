// The LE signalling channel: connection parameter updates, and a civil no to everything else. Vol 3
// Part A 4.
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

/// Kept for each link.
struct SignallingState {
  std::uint8_t identifier = 0;  // last one used
  bool awaiting_response = false;
  Timer response;
};

class Signalling final : public hci::Module, public FixedChannel {
 public:
  Signalling(Mux& mux, std::span<SignallingState> states);

  void set_policy(ParameterPolicy& policy) { policy_ = &policy; }
  /// Peripheral: asks the central for `wanted`. `already` while an answer is awaited.
  Status request_parameters(Link& link, const ConnectionParameters& wanted);

  void on_payload(Link& link, Bytes payload) override;
  void on_connected(Link& link) override { states_[link.index] = {}; }
  void on_disconnected(Link& link, hci::ErrorCode) override { states_[link.index] = {}; }
  void run(Instant now) override;
  Instant deadline() const override;

 private:
  void on_request(Link& link, std::uint8_t identifier, Bytes data);
  void on_response(Link& link, std::uint8_t code, std::uint8_t identifier, Bytes data);
  void on_channel_request(Link& link, std::uint8_t identifier, Bytes data);
  void on_disconnection_request(Link& link, std::uint8_t identifier, Bytes data);
  void end_request(Link& link, bool accepted);
  template <Wire T>
  void answer(Link& link, std::uint8_t identifier, const T& data);
  void reject(Link& link, std::uint8_t identifier, wire::l2cap::RejectReason reason);

  Mux& mux_;
  std::span<SignallingState> states_;
  ParameterPolicy* policy_ = nullptr;
};

}  // namespace westwind::host::l2cap
