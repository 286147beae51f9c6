// A scenario: what happens to the boards of a world, when, as a JSON file says it. README of the
// format: docs/scenarios.md.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/world_options.hpp"

namespace westwind::cli {

struct MoveBoard {
  air::Position to;
  double over_s = 0;  ///< 0: at once
};
struct SetLoss {
  double probability;
};
struct JamChannels {
  std::vector<std::uint8_t> channels;
  bool on;
};
/// Hears nobody and is heard by nobody.
struct CutOff {
  bool on;
};
/// All links fall silent; the host gets a Hardware Error event.
struct ResetController {};
/// Nothing passes between host and controller for a while; the radio goes on.
struct FreezeHci {
  double seconds;
};
/// Packets of that name which the board sends: from the nth on so many. 0: all from there on.
struct BreakPackets {
  std::string pdu;
  std::uint32_t nth = 1;
  std::uint32_t count = 1;
  bool corrupt = false;  ///< else they are dropped
};

struct ScenarioEvent {
  double at_s = 0;
  std::string board;  ///< empty for those that concern all
  std::variant<MoveBoard, SetLoss, JamChannels, CutOff, ResetController, FreezeHci, BreakPackets>
      what;
};

struct ScenarioBoard {
  std::string script;  ///< as it can be opened
  std::string name;    ///< empty: the script's
  std::optional<air::Position> position{};
  std::string address;     ///< empty: a default one
  std::string controller;  ///< options as of a door
};

struct Scenario {
  std::optional<std::uint64_t> seed{};
  std::optional<double> duration_s{};
  std::optional<double> loss{};
  std::vector<ScenarioBoard> boards;
  std::vector<ScenarioEvent> events;
};

/// What it says of the world and the command line does not.
void take_over(const Scenario& scenario, WorldOptions& options);

/// Throws UsageError, which says where in the file something is wrong.
Scenario load_scenario(const std::string& path);

}  // namespace westwind::cli
