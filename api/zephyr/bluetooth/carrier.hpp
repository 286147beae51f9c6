// The port's carrier as the host's Transport.
#pragma once

#include "api/port.h"
#include "host/host.hpp"

namespace westwind::zephyr {

class Carrier final : public host::hci::Transport {
 public:
  void send(Bytes h4) override {
    if (usable_ && westwind_port_send(h4.data(), h4.size()) != 0) usable_ = false;
  }

  /// The next packet the controller sent, valid until the next call; empty: none now, or the
  /// carrier is gone.
  MutableBytes next() {
    if (!usable_) return {};
    const int size = westwind_port_receive(packet_.data(), packet_.size());
    if (size < 0) usable_ = false;
    return MutableBytes(packet_).first(size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  bool is_usable() const { return usable_; }

 private:
  Octets<1026> packet_;
  bool usable_ = true;
};

}  // namespace westwind::zephyr
