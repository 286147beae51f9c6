// One world at the pace of the wall clock, driven by the tool's event loop, or in virtual time,
// with its captures and counts.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cmath>
#include <map>
#include <optional>

#include "air/capture.hpp"
#include "air/medium.hpp"
#include "cli/traffic.hpp"
#include "cli/world_options.hpp"
#include "sim/real_time.hpp"

namespace westwind::cli {

/// Of the command line's and the scenario's seconds, to the microsecond.
inline Duration duration_of(double seconds) {
  return Duration::microseconds(static_cast<std::int64_t>(std::llround(seconds * 1e6)));
}

class Simulation {
 public:
  /// Opens the capture and makes the btsnoop folder; throws Trouble when that fails.
  Simulation(asio::io_context& loop, const WorldOptions& options);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  air::Medium& medium() { return medium_; }
  Traffic& traffic() { return traffic_; }
  Instant now() const { return world_.now(); }
  /// Where a board of that name stands when it comes in.
  air::Position position_of(const std::string& board) const;
  void set_position(const std::string& board, const air::Position& position) {
    options_.positions[board] = position;
  }
  const WorldOptions& options() const { return options_; }
  std::uint64_t seed() const { return world_.seed(); }

  /// Runs what is due by the wall clock and sets the timer for what comes next; in virtual time,
  /// what is due now. Call it before handing the world anything from outside, and after.
  void catch_up();
  // In virtual time only, where nobody looks at the wall clock:
  /// Runs what is due until then. Not into the past.
  void advance(Instant until) { world_.run_until(until); }
  Instant next_event_time() const { return world_.next_event_time(); }

  /// A whole H4 packet between a board and its controller, for the capture.
  void captured_hci(const std::string& board, air::HciDirection direction, Bytes h4);

  /// Stops the clock and completes the capture.
  void finish();
  /// Packets, losses, links, boards, and where the captures are.
  std::string summary() const;
  /// False when the capture could not be written completely.
  bool is_capture_good() const { return !capture_ || capture_->is_good(); }

 private:
  WorldOptions options_;
  air::World world_;
  air::Medium medium_;
  Traffic traffic_;
  air::FileSink capture_file_;
  std::optional<air::Capture> capture_;
  std::map<std::string, std::uint32_t> hci_interfaces_;  // of the capture, by board
  sim::RealTime pace_;
  asio::steady_timer timer_;
};

}  // namespace westwind::cli
