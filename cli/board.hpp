// One live host with its virtual controller: octets of a descriptor in, H4 packets to the
// controller, and back.
//
// A host that hangs up, sends garbage or does not read loses its controller, and only that: the
// controller leaves the air without a word, as when a radio loses power, so links to it run into
// their supervision timeout.
#pragma once

#include <asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/simulation.hpp"
#include "sim/virtual_controller.hpp"
#include "transport/btsnoop.hpp"
#include "transport/h4.hpp"

namespace westwind::cli {

struct BoardConfig {
  std::string name;
  wire::Address address;
  controller::Config controller;  ///< but for the address
  sim::ClockConfig clock;
  std::string btsnoop_path;        ///< empty: none
  std::function<void()> on_input;  ///< the host has got something to read; may be empty
};

/// Why a board is gone. No reason: it hung up.
using BoardEnd = std::optional<std::string>;

class Board final : public std::enable_shared_from_this<Board>, private controller::HciSink {
 public:
  using OnSpoke = std::function<void(Board&)>;
  using OnEnd = std::function<void(Board&, const BoardEnd&)>;

  /// Takes over `fd`.
  Board(asio::io_context& loop, Simulation& simulation, int fd, BoardConfig config);

  /// Begins to serve. `on_spoke` is called with the first packet of the host; `on_end` once, from
  /// the loop, after the controller left the air.
  void start(OnSpoke on_spoke, OnEnd on_end);
  /// Ends at once; `on_end` is called within.
  void end(const BoardEnd& reason);
  /// The host has hung up, but the loop has not come to it yet.
  bool has_hung_up();

  const BoardConfig& config() const { return config_; }
  bool has_spoken() const { return traffic_.from_host > 0; }
  /// Its antenna.
  air::Station& station() { return controller_->station(); }

  // What a scenario does to it.
  /// The controller starts anew without having been asked, and says so by a Hardware Error.
  void fail_controller();
  /// Nothing passes between host and controller for that long; both sides keep what they have to
  /// say.
  void freeze(Duration duration);

 private:
  /// What the host may leave unread, in octets: seconds of the densest traffic.
  static constexpr std::size_t most_unread = 256 * 1024;
  static constexpr std::size_t most_data = 2048;

  void to_host(Bytes h4) override;
  void read_more();
  void on_read(std::size_t count);
  void write_more();
  void take(Bytes input);
  void thaw();
  void end_later(std::string reason);
  std::string garbage_text() const;

  asio::io_context& loop_;
  Simulation& simulation_;
  BoardConfig config_;
  asio::posix::stream_descriptor stream_;
  BoardTraffic& traffic_;
  transport::BtsnoopRecorder recorder_;
  OnSpoke on_spoke_;
  OnEnd on_end_;
  std::optional<sim::VirtualController> controller_;

  Octets<transport::h4_space(most_data)> packet_space_{};
  transport::H4Framer framer_{packet_space_, transport::H4Sender::host};
  Octets<4096> read_space_{};
  std::vector<std::uint8_t> unsent_;  // what came while `sending_` is under way
  std::vector<std::uint8_t> sending_;
  bool is_stuck_ = false;
  std::vector<std::uint8_t> held_;  // what the host said while frozen
  air::EventHandle thaw_{};
  bool is_frozen_ = false;
  bool ended_ = false;
};

}  // namespace westwind::cli
