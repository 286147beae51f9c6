// Virtual time for the boards of `westwind run`: board processes and their world go on in turns
// (transport/time_line.hpp), one at a time, whoever is due first, so nothing waits for the wall
// clock and every run of one seed is the same.
//
//   board's turn:  go --> it runs until it waits --> what it said by HCI and on its output is taken
//   world's turn:  the next event of the air; what a controller says makes its board due
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/simulation.hpp"
#include "transport/time_line.hpp"

namespace westwind::cli {

class Conductor {
 public:
  enum class End {
    stopped,      ///< by `stop`
    nobody_left,  ///< all boards have gone
    time_is_up,   ///< the limit was reached
    stuck,        ///< everybody waits for ever, and nothing is due on the air
  };
  /// Called when a board's process has let go of its line. Returns when it has been reaped.
  using OnGone = std::function<void(std::size_t index)>;

  Conductor(asio::io_context& loop, Simulation& simulation, OnGone on_gone)
      : loop_(loop), simulation_(simulation), on_gone_(std::move(on_gone)) {}
  Conductor(const Conductor&) = delete;
  Conductor& operator=(const Conductor&) = delete;
  ~Conductor();

  /// One more board, numbered from 0. Returns the descriptor that its process is to inherit.
  int add(std::string name);
  /// The process runs, and has the descriptor.
  void started(std::size_t index);
  /// A controller has sent something to its board.
  void heard(std::size_t index) { players_[index].has_input = true; }

  void set_limit(Instant limit) { limit_ = limit; }
  Instant limit() const { return limit_; }
  /// `run` returns after the turn that is under way.
  void stop() { is_stopped_ = true; }
  /// Throws Trouble when a board knows no virtual time.
  End run();

 private:
  struct Player {
    std::string name;
    int line = -1;
    int far_end = -1;
    std::int64_t wait_from_us = 0;
    std::int64_t wait_until_us = 0;
    bool has_begun = false;
    bool listens = false;
    bool has_input = false;
  };

  /// Who is due first; null when nobody is left.
  Player* next_player();
  Instant due(const Player& player) const;
  void take_turn(Player& player);
  void begin(Player& player);
  /// The next message of a board, while the loop goes on; nothing when it has gone, or `patience`
  /// is over.
  std::optional<transport::TimeMessage> hear(const Player& player, double patience_s);
  void see_off(Player& player);
  /// Everything that waits at descriptors is taken.
  void drain();

  asio::io_context& loop_;
  Simulation& simulation_;
  OnGone on_gone_;
  std::vector<Player> players_;
  Instant limit_ = Instant::never();
  bool is_stopped_ = false;
};

}  // namespace westwind::cli
