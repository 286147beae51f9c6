// Lets hosts in: opens doors, gives every host that comes a board with a name, a number and an
// address of its own, and sees boards off. Both `air` and `run` have one.
#pragma once

#include <asio/io_context.hpp>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "cli/addresses.hpp"
#include "cli/board.hpp"
#include "cli/door.hpp"
#include "cli/simulation.hpp"
#include "cli/terminal.hpp"

namespace westwind::cli {

struct DoorConfig {
  std::string url;
  /// The board behind this door: at most one at a time, with this name and address. Otherwise every
  /// host is a new board. This address goes before the one of the URL.
  std::string board_name;
  std::optional<wire::Address> board_address;
  std::function<void()> on_input = {};  ///< of that board: its host has got something to read
};

class Doorman {
 public:
  /// `announces`: say who comes and goes. Trouble is always said.
  Doorman(asio::io_context& loop, Simulation& simulation, Terminal& terminal, bool announces);
  ~Doorman();

  /// Throws UsageError (the URL) or Trouble (the place). Returns the URL as hosts may use it.
  std::string open(const DoorConfig& config);
  /// The board of that name; null when it is not there. Valid until the loop goes on.
  Board* find(const std::string& name) const;
  /// Sees every board off and closes the doors.
  void close();

 private:
  struct Entry {
    std::unique_ptr<Door> door;
    std::string board_name;
    std::function<void()> on_input;
    transport::ControllerOptions controller;
  };
  struct Guest {
    std::shared_ptr<Board> board;
    Entry* entry = nullptr;
    std::uint16_t number = 0;  // 0: named by its door
  };

  void let_in(Entry& entry, int fd);
  void refuse(const Entry& entry, const std::string& reason);
  /// Sees off whoever holds `address` but has hung up; true when the address is free then.
  bool free_address(const wire::Address& address);
  void see_off(Board& board, const BoardEnd& end);
  std::string btsnoop_path(const std::string& name);

  asio::io_context& loop_;
  Simulation& simulation_;
  Terminal& terminal_;
  bool announces_;
  bool closing_ = false;
  Numbers numbers_;
  std::list<Entry> entries_;
  std::vector<Guest> guests_;
  std::map<std::string, int> lives_;  // how often a board of this name has come
};

}  // namespace westwind::cli
