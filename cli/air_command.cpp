// See air_command.hpp.
#include "cli/air_command.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>

#include "cli/doorman.hpp"
#include "cli/scenario_player.hpp"
#include "cli/stop_signals.hpp"
#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

constexpr const char* default_door = "unix:/tmp/westwind-air";

constexpr const char* footer =
    R"(Every host that connects to a door gets a controller of its own; all of them are on one air.
A door is unix:PATH, tcp:HOST:PORT (port 0: any free one) or pty:PATH (PATH becomes a link to
the pseudo-terminal). It may end in options for the controllers behind it, joined by &:
  ?address=C0:FF:EE:00:00:01   the public address, of one controller then
  ?profile=4.2                 as controllers of Bluetooth 4.2 (else 5)
  ?acl-length=27               octets that fit into an ACL packet of the host (else 251)
  ?acl-packets=2               how many such packets the controller holds (else 8)
  ?clock-drift=-40             how much its clock runs fast or slow, in ppm (else 0)
Boards are called board-1, board-2, ... in the order they come; the lowest free number is used.

Examples:
  westwind air
  westwind air --door tcp:127.0.0.1:9000 --door pty:/tmp/radio --pcap air.pcapng
  westwind air --door 'unix:/tmp/old?profile=4.2&acl-length=27&acl-packets=2' --door unix:/tmp/new
  westwind air --position board-1=0,0 --position board-2=10,0 --loss 0.05

Stop it with Ctrl-C: it then prints what went over the air and removes its sockets.)";

void check_name(const std::string& where, const std::string& name) {
  if (name.rfind("board-", 0) != 0)
    throw UsageError(fmt::format(
        "{}: there will be no board '{}'; they are called board-1, board-2, ...", where, name));
}

void check_positions(const WorldOptions& options) {
  for (const auto& [name, position] : options.positions)
    check_name("--position", name);
}

}  // namespace

CLI::App& add_air_command(CLI::App& westwind, AirOptions& options) {
  CLI::App& command = *westwind.add_subcommand(
      "air", "Serve virtual Bluetooth controllers that share one simulated air");
  add_repeated_option(
      command, "--door", "URL",
      fmt::format("Where hosts connect (default {}); may be repeated", default_door),
      [&options](const std::string& value) { options.doors.push_back(value); });
  add_world_options(command, options.world, "NAME is board-1, board-2 and so on");
  command.footer(footer);
  return command;
}

namespace {

std::vector<ScenarioEvent> take_scenario(WorldOptions& options) {
  if (options.scenario.empty()) return {};
  const Scenario scenario = load_scenario(options.scenario);
  if (!scenario.boards.empty() || scenario.duration_s)
    throw UsageError(options.scenario + ": 'boards' and 'duration' are for `westwind run`");
  take_over(scenario, options);
  for (const ScenarioEvent& event : scenario.events)
    if (!event.board.empty()) check_name(options.scenario, event.board);
  return scenario.events;
}

}  // namespace

int air_command(const AirOptions& given) {
  AirOptions options = given;
  check_positions(options.world);
  const std::vector<ScenarioEvent> events = take_scenario(options.world);
  asio::io_context loop;
  Terminal terminal;
  Simulation simulation(loop, options.world);
  Doorman doorman(loop, simulation, terminal, true);
  const ScenarioPlayer player(simulation, doorman, terminal, events);
  StopSignals signals(loop, true, [&](int) { loop.stop(); });
  for (const std::string& door :
       options.doors.empty() ? std::vector<std::string>{default_door} : options.doors)
    terminal.print(fmt::format("Serving {}\n", doorman.open({door, "", std::nullopt})));
  terminal.print("Stop with Ctrl-C.\n");
  simulation.catch_up();
  loop.run();
  doorman.close();
  simulation.finish();
  terminal.print("\n" + simulation.summary());
  if (simulation.is_capture_good()) return 0;
  terminal.say("the capture is incomplete: its file could not be written");
  return 1;
}

}  // namespace westwind::cli
