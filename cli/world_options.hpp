// The options that `air` and `run` share: what the simulated world is like and what is recorded of
// it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "air/propagation.hpp"
#include "wire/address.hpp"

namespace CLI {
class App;
}

namespace westwind::cli {

struct WorldOptions {
  std::uint64_t seed = 1;
  bool is_seed_chosen = false;  ///< on the command line
  double loss = 0;              ///< probability that a packet is lost at a receiver, 0..1
  double speed = 1;             ///< seconds of the air in a second of the clock
  bool is_virtual = false;      ///< time jumps from event to event; `run` only
  std::string scenario;         ///< file of what happens; empty: nothing
  std::string pcap;             ///< capture file; empty: none
  std::string btsnoop_folder;   ///< one file a board; empty: none
  std::map<std::string, air::Position> positions;  ///< by board name; others stand at the origin
};

/// Adds the options to a subcommand; `board` is a sentence on what its boards are called.
void add_world_options(CLI::App& command, WorldOptions& options, const std::string& board);

/// An option that takes one value each time it is given. `take` may throw CLI::ValidationError.
void add_repeated_option(CLI::App& command, const char* name, const char* type,
                         const std::string& description,
                         const std::function<void(const std::string&)>& take);

/// Splits `NAME=value`. Throws CLI::ValidationError that names `option`.
std::pair<std::string, std::string> split_assignment(const std::string& option,
                                                     const std::string& text);

/// `C0:FF:EE:00:00:01`, most significant octet first.
std::string to_text(const wire::Address& address);

}  // namespace westwind::cli
