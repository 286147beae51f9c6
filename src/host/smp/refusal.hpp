// Stands where the security manager will: refuses pairing and unknown keys at once, so that peers
// need not time out. Vol 3 Part H 3.5.5.
#pragma once

#include "l2cap/mux.hpp"
#include "wire/smp.hpp"

namespace westwind::host::smp {

class Refusal final : public hci::Module, public l2cap::FixedChannel {
 public:
  explicit Refusal(l2cap::Mux& mux) : FixedChannel(wire::l2cap::security_channel), mux_(mux) {
    mux.attach(*this);
    mux.hci().attach(*this);
  }

  void on_payload(hci::Link& link, Bytes payload) override;
  bool on_le_event(std::uint8_t subevent, Bytes parameters) override;
  void on_disconnected(hci::Link& link, hci::ErrorCode) override;
  void on_writable() override { answer_key_request(); }

 private:
  void answer_key_request();
  void on_reply(const wire::hci::HandleReply&) {}

  l2cap::Mux& mux_;
  wire::hci::ConnHandle asked_ = wire::hci::no_connection;  // the link whose key is asked for
};

}  // namespace westwind::host::smp
