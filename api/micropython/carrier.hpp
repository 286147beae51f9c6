// The port's carrier as the host's Transport.
#pragma once

#include "api/micropython/limits.hpp"
#include "api/port.h"

namespace westwind::micropython {

class Carrier final : public host::hci::Transport {
 public:
  void send(Bytes h4) override {
    if (usable_ && westwind_port_send(h4.data(), h4.size()) != 0) usable_ = false;
  }

  /// The next packet the controller sent, valid until the next call; empty when there is none now
  /// or the carrier is not usable any more.
  Bytes next() {
    if (!usable_) return {};
    const int size = westwind_port_receive(packet_.data(), packet_.size());
    if (size < 0) usable_ = false;
    return Bytes(packet_).first(size > 0 ? static_cast<std::size_t>(size) : 0);
  }

  bool is_usable() const { return usable_; }
  /// Nothing is sent from here on and nothing comes: the host is being given up.
  void abandon() { usable_ = false; }

 private:
  Octets<limits.packet_octets> packet_;
  bool usable_ = true;
};

}  // namespace westwind::micropython
