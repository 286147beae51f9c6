// Between a host that scans and connects with legacy commands and its carrier: turns those commands
// into the extended ones, and their answers back. For hosts that advertise with extended commands:
// a controller takes one kind or the other. Vol 4 Part E 3.1.1, 7.8.64-7.8.66.
#pragma once

#include "hci/transport.hpp"
#include "wire/hci_extended.hpp"

namespace westwind::host::hci {

class ExtendedLens final : public Transport {
 public:
  explicit ExtendedLens(Transport& carrier) : carrier_(carrier) {}

  /// On from the moment on that the controller is known to take extended commands.
  void set_on(bool on) { on_ = on; }
  /// Where scans and connection attempts listen: bit 0 LE 1M, bit 2 LE Coded. From the next on.
  void set_phys(std::uint8_t phys) { phys_ = phys; }

  void send(Bytes h4) override;
  /// A packet from the controller, as the host expects it; changed in place. Of no use otherwise.
  void receive(MutableBytes h4) const;

 private:
  void send_command(wire::hci::Opcode opcode, Bytes parameters);
  template <typename Head, typename Entry>
  void send_entries(const Head& head, const Entry& entry);

  Transport& carrier_;
  std::uint8_t phys_ = 1;
  bool on_ = false;
};

}  // namespace westwind::host::hci
