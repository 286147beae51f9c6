// A virtual LE controller: whole H4 packets on one side, a radio on the other. Vol 4 Part E, Vol 6
// Part B.
//
// This is the only door. The host's packets come in by `receive`, the radio's events by
// RadioEvents, and whatever follows leaves through the HciSink and the Radio before the call
// returns.
#pragma once

#include "controller/parts.hpp"

namespace westwind::controller {

struct CommandEntry;

class Controller final : public RadioEvents {
 public:
  /// `radio` and `sink` must outlive it.
  Controller(const Config& config, Radio& radio, HciSink& sink) : parts_(config, radio, sink) {}
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;
  ~Controller() = default;

  /// One whole H4 packet from the host, packet indicator included.
  void receive(Bytes h4);
  /// The host is gone and perhaps another will come: as after HCI Reset, but nobody is told.
  void reset();

  void on_wake(Instant now) override;
  void on_transmitted(Instant now) override;
  void on_synchronised(Instant start) override;
  void on_received(const Reception& reception) override;

  /// What the host did wrong.
  struct Counters {
    std::uint32_t malformed_packets = 0;  ///< unknown indicator, lengths that do not fit
    std::uint32_t unknown_commands = 0;
    std::uint32_t unknown_handles = 0;  ///< ACL data for no link: a disconnection on its way, or a
                                        ///< mistake
    std::uint32_t buffer_overflows = 0;
  };
  const Counters& counters() const { return counters_; }
  const Config& config() const { return parts_.config; }

 private:
  void dispatch(Bytes h4);
  void on_command(Bytes packet);
  void answer(const CommandEntry& command, Bytes parameters);
  void on_acl(Bytes packet);
  void on_malformed();
  void on_overflow();
  void complete_packet(wire::hci::ConnHandle handle);
  void settle();

  Parts parts_;
  Counters counters_;
};

}  // namespace westwind::controller
