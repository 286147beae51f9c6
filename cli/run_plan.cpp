// The options of `westwind run`, and the boards they describe. See run_command.hpp.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <filesystem>
#include <set>

#include "cli/addresses.hpp"
#include "cli/run_command.hpp"
#include "cli/trouble.hpp"
#include "transport/url.hpp"

namespace westwind::cli {

namespace {

constexpr const char* footer =
    R"(Each script runs in a MicroPython process of its own, with the bluetooth module on a virtual
controller; all of them are on one simulated air. A board is called after its script. A file
that can be executed, such as an application of Zephyr's API, is a board too.
The exit status is 0 when every script ended well, else that of the first one that did not.

Examples:
  westwind run thermometer.py central.py
  westwind run thermometer.py central.py --pcap demo.pcapng --position central=3,4
  westwind run beacon.py scanner.py --duration 5 --loss 0.2
  westwind run --scenario park.json                  (boards and events from a file)
  westwind run thermometer.py empty.py --repl 2      (leave the REPL with Ctrl-D to end all)

Scripts find their controller by the environment variable WESTWIND_HCI, which is set for them.)";

void take_address(RunOptions& options, const std::string& value) {
  const auto [name, text] = split_assignment("--address", value);
  const auto address = transport::parse_address(text);
  if (!address || address->is_zero())
    throw CLI::ValidationError("--address",
                               fmt::format("'{}' is not like C0:FF:EE:00:00:01", text));
  options.addresses[name] = *address;
}

void take_controller(RunOptions& options, const std::string& value) {
  const auto [name, text] = split_assignment("--controller", value);
  const std::string url = "unix:x?" + text;
  const transport::ParsedUrl parsed = transport::parse_url(url);
  if (!parsed) throw CLI::ValidationError("--controller", parsed.problem);
  if (parsed.url.controller.address)
    throw CLI::ValidationError("--controller", "the address of a board is chosen by --address");
  options.controllers[name] = text;
}

void check_script(const std::string& script) {
  std::error_code error;
  const auto status = std::filesystem::status(script, error);
  if (!std::filesystem::exists(status))
    throw UsageError(fmt::format("there is no script {}", script));
  if (std::filesystem::is_directory(status))
    throw UsageError(fmt::format("{} is a folder, not a script", script));
  if (::access(script.c_str(), R_OK) != 0)
    throw UsageError(fmt::format("the script {} cannot be read", script));
}

/// A program of its own, as `westwind_zephyr_app` makes them. Scripts may have the permission too.
bool is_executable(const std::string& script) {
  return ::access(script.c_str(), X_OK) == 0 && std::filesystem::path(script).extension() != ".py";
}

std::string unused_name(const std::string& script, const std::set<std::string>& used) {
  std::string name = std::filesystem::path(script).stem().string();
  if (used.count(name) == 0) return name;
  for (int i = 2;; ++i)
    if (const std::string other = fmt::format("{}-{}", name, i); used.count(other) == 0)
      return other;
}

template <typename Map>
void check_names(const char* option, const Map& map, const std::vector<BoardPlan>& boards) {
  std::string names;
  for (const BoardPlan& board : boards)
    names += (names.empty() ? "" : ", ") + board.name;
  for (const auto& [name, value] : map) {
    bool found = false;
    for (const BoardPlan& board : boards)
      found |= board.name == name;
    if (!found)
      throw UsageError(
          fmt::format("{}: there is no board '{}'; there are: {}", option, name, names));
  }
}

void choose_repl(const std::string& wanted, std::vector<BoardPlan>& boards) {
  if (wanted.empty()) return;
  for (std::size_t i = 0; i < boards.size(); ++i)
    if (wanted == boards[i].name || wanted == std::to_string(i + 1)) {
      boards[i].on_terminal = true;
      return;
    }
  throw UsageError(fmt::format("--repl: there is no board '{}'; use 1 to {} or a script's name",
                               wanted, boards.size()));
}

}  // namespace

CLI::App& add_run_command(CLI::App& westwind, RunOptions& options) {
  CLI::App& command = *westwind.add_subcommand(
      "run", "Run MicroPython scripts and programs as boards on one simulated air");
  command.add_option("SCRIPT", options.scripts, "MicroPython scripts or programs, one board each")
      ->type_name("");
  command
      .add_option(
          "--micropython", options.micropython,
          "The MicroPython to run\n(default: $WESTWIND_MICROPYTHON, else the one that was built)")
      ->type_name("PATH");
  command
      .add_option("--duration", options.duration_s,
                  "Stop all boards after this many seconds, with success")
      ->type_name("S")
      ->check(CLI::Range(0.001, 1e6).description(""));
  command.add_flag(
      "--virtual", options.world.is_virtual,
      "Virtual time: nothing waits, a sleep of an hour is over at once, and two runs of\n"
      "one seed are the same to the octet; --duration and --grace are of that time");
  command
      .add_option("--grace", options.grace_s,
                  "How many seconds the others may go on after a board failed (default 2)")
      ->type_name("S")
      ->check(CLI::Range(0.0, 1e6).description(""));
  command
      .add_option("--repl", options.repl,
                  "Give this board the terminal: its script runs, then its REPL.\n"
                  "A number from 1, or the board's name")
      ->type_name("BOARD");
  add_repeated_option(command, "--address", "NAME=ADDRESS",
                      "Public address of a board; may be repeated",
                      [&options](const std::string& value) { take_address(options, value); });
  add_repeated_option(
      command, "--controller", "NAME=OPTIONS",
      "What a board's controller is like, as at the doors of `westwind air`:\n"
      "profile=4.2, acl-length=N, acl-packets=N, clock-drift=PPM, joined by &;\nmay be repeated",
      [&options](const std::string& value) { take_controller(options, value); });
  add_world_options(command, options.world, "NAME is that of the script, without .py");
  command.add_flag("--color", options.colour, "Coloured prefixes also when not on a terminal");
  command.add_flag("--no-color", options.no_colour, "No colours (so does NO_COLOR=1)");
  command.footer(footer);
  return command;
}

void add_scenario(RunOptions& options) {
  if (options.world.scenario.empty()) return;
  const Scenario scenario = load_scenario(options.world.scenario);
  WorldOptions& world = options.world;
  take_over(scenario, world);
  if (scenario.duration_s && options.duration_s == 0) options.duration_s = *scenario.duration_s;
  std::vector<std::string> scripts;
  for (const ScenarioBoard& board : scenario.boards) {
    scripts.push_back(board.script);
    options.names.push_back(board.name);
    const std::string name =
        board.name.empty() ? std::filesystem::path(board.script).stem().string() : board.name;
    if (board.position) world.positions.try_emplace(name, *board.position);
    if (!board.address.empty() && !options.addresses.contains(name))
      take_address(options, name + "=" + board.address);
    if (!board.controller.empty() && !options.controllers.contains(name))
      take_controller(options, name + "=" + board.controller);
  }
  options.scripts.insert(options.scripts.begin(), scripts.begin(), scripts.end());
  options.events = scenario.events;
}

std::vector<BoardPlan> plan_boards(const RunOptions& options) {
  std::vector<BoardPlan> boards;
  std::set<std::string> names;
  if (options.scripts.empty()) throw UsageError("which scripts? Give at least one");
  if (options.world.is_virtual && !options.repl.empty())
    throw UsageError("--virtual and --repl exclude each other: nobody types in virtual time");
  if (options.world.is_virtual && options.world.speed != 1)
    throw UsageError("--virtual and --speed exclude each other: virtual time has no pace");
  for (std::size_t i = 0; i < options.scripts.size(); ++i) {
    const std::string& script = options.scripts[i];
    check_script(script);
    const bool is_named = i < options.names.size() && !options.names[i].empty();
    const std::string name = unused_name(is_named ? options.names[i] + ".py" : script, names);
    names.insert(name);
    const auto number = static_cast<std::uint16_t>(boards.size() + 1);
    const bool is_program = is_executable(script);
    const std::string path = is_program ? std::filesystem::absolute(script).string() : script;
    boards.push_back(
        {name, path, default_address(options.world.seed, number), false, {}, is_program});
  }
  check_names("--position", options.world.positions, boards);
  check_names("--address", options.addresses, boards);
  check_names("--controller", options.controllers, boards);
  std::map<std::string, ScenarioEvent> named;
  for (const ScenarioEvent& event : options.events)
    if (!event.board.empty()) named.emplace(event.board, event);
  check_names("--scenario", named, boards);
  choose_repl(options.repl, boards);
  std::map<Octets<6>, std::string> holders;
  for (BoardPlan& board : boards) {
    if (const auto chosen = options.addresses.find(board.name); chosen != options.addresses.end())
      board.address = chosen->second;
    if (const auto chosen = options.controllers.find(board.name);
        chosen != options.controllers.end())
      board.controller = chosen->second;
    const auto [holder, is_new] = holders.emplace(board.address.octets, board.name);
    if (!is_new)
      throw UsageError(fmt::format("boards '{}' and '{}' cannot both have address {}",
                                   holder->second, board.name, to_text(board.address)));
  }
  return boards;
}

}  // namespace westwind::cli
