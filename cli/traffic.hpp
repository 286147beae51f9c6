// Counts what goes over the air and what hosts are told of their links, for the summary at the end.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "air/medium.hpp"

namespace westwind::cli {

/// Octets of HCI and link events of one board; lives on when the board is gone.
struct BoardTraffic {
  std::string name;
  std::string address;
  air::Counters air;
  std::uint64_t from_host = 0;  ///< HCI packets
  std::uint64_t to_host = 0;
  std::uint32_t links_as_central = 0;
  std::uint32_t links_as_peripheral = 0;
  std::uint32_t links_timed_out = 0;  ///< supervision timeout

  /// One HCI packet that goes to the host.
  void note_to_host(Bytes h4_packet);
};

class Traffic final : public air::AirObserver {
 public:
  void on_transmission(const air::Transmission& transmission) override;

  /// A new row. It does not move.
  BoardTraffic& add_board(const std::string& name, const std::string& address);

  /// At most a screen: packets by type, losses by reason, links, and a row a board.
  std::string summary(const air::Counters& air, Duration elapsed, std::uint64_t seed) const;

 private:
  enum Kind : std::uint8_t { empty_data = 16, data, control, auxiliary, kinds };

  std::string packets_line(const air::Counters& air) const;
  std::string table() const;

  std::array<std::uint64_t, kinds> packets_{};  // advertising PDU types by their number, then data
  std::vector<std::unique_ptr<BoardTraffic>> boards_;
};

}  // namespace westwind::cli
