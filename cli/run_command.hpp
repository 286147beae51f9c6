// `westwind run a.py b`: one MicroPython process a script, and programs that bring their host along
// (applications of Zephyr's API), all on one air.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/scenario.hpp"
#include "cli/world_options.hpp"

namespace westwind::cli {

struct RunOptions {
  WorldOptions world;
  std::vector<std::string> scripts;
  std::vector<std::string> names;  ///< of the scripts, as many as are chosen; empty: the script's
  std::vector<ScenarioEvent> events;
  std::string micropython;
  std::string repl;  ///< number (from 1) or name of the board that gets the terminal
  std::map<std::string, wire::Address> addresses;  ///< by board name
  std::map<std::string, std::string> controllers;  ///< by board name: options of its door
  double grace_s = 2;
  double duration_s = 0;  ///< 0: until the scripts end
  bool colour = false;
  bool no_colour = false;
};

/// A board as the options describe it, before anything is started.
struct BoardPlan {
  std::string name;    ///< the script's, without folder and .py; -2, -3, ... for the same once more
  std::string script;  ///< or the program, as a path
  wire::Address address;
  bool on_terminal = false;
  std::string controller;   ///< options of its door
  bool is_program = false;  ///< not a script: runs by itself
};

CLI::App& add_run_command(CLI::App& westwind, RunOptions& options);

/// Takes over what the scenario's file says and the command line does not. Throws UsageError.
void add_scenario(RunOptions& options);

/// Checks what can be checked before anything is started. Throws UsageError.
std::vector<BoardPlan> plan_boards(const RunOptions& options);

/// Returns the exit status. Throws UsageError and Trouble.
int run_command(const RunOptions& options);

}  // namespace westwind::cli
