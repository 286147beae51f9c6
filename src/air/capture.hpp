// The air as Wireshark sees it: every packet once, as it was sent, with what became of it as a
// comment; and, on interfaces of their own, the HCI traffic of hosts. Link types 256 (LE link
// layer) and 201 (HCI H4 with direction).
#pragma once

#include <string>

#include "air/medium.hpp"
#include "air/pcapng.hpp"

namespace westwind::air {

enum class HciDirection : std::uint8_t { to_controller = 0, to_host = 1 };

class Capture final : public AirObserver {
 public:
  /// Observes `medium` from now on; must outlive its events, and the sink must outlive the capture.
  Capture(Medium& medium, PcapngSink& sink);
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() { flush(); }

  void on_transmission(const Transmission& transmission) override;

  /// One interface a host; the name is shown by Wireshark.
  std::uint32_t add_hci_interface(std::string_view name);
  /// One whole H4 packet, at the world's now.
  void hci(std::uint32_t interface, HciDirection direction, Bytes h4_packet);

  /// Writes everything that is known. Packets still on the air come after it.
  void flush();
  bool is_good() const { return writer_.is_good(); }

 private:
  struct Record {
    Instant at;
    std::uint32_t interface = 0;
    std::vector<std::uint8_t> octets;
    std::string comment;
  };
  /// A record in its place by time; packets end in another order than they start.
  Record& insert(Instant at, std::uint32_t interface);
  void write_before(Instant at);
  void describe(const Transmission& transmission, std::string& comment) const;

  Medium& medium_;
  PcapngWriter writer_;
  std::uint32_t air_interface_;
  std::deque<Record> waiting_;  // by time
  std::vector<Record> spare_;   // keeps its memory
};

}  // namespace westwind::air
