// The `westwind` tool: reads the command line, runs one command, turns its end into an exit status.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/air_command.hpp"
#include "cli/report_command.hpp"
#include "cli/run_command.hpp"
#include "cli/sniff_command.hpp"
#include "cli/trouble.hpp"

namespace {

using namespace westwind::cli;

constexpr const char* description =
    "Westwind: Bluetooth Low Energy on a desk. Real MicroPython boards, or any other Bluetooth "
    "host,\n"
    "talk to each other over a simulated radio; no hardware is needed.";

constexpr const char* footer = R"(Start here:
  westwind run thermometer.py central.py     two MicroPython boards talk to each other
  westwind air                               controllers for any Bluetooth host that speaks H4
  westwind sniff air.pcapng                  what flew, line by line
  westwind report air.pcapng                 the same as a page to look at
  westwind run --help                        all about running scripts
Exit status: 0 success, 1 something went wrong, 2 the command line makes no sense; `run` passes a board's.)";

int complain(const std::string& command, const std::string& what, int status) {
  // Some of CLI11's messages have several lines; one is enough beside the hint.
  fmt::print(stderr, "{}: {}\n", command, what.substr(0, what.find('\n')));
  if (status == 2) fmt::print(stderr, "Try '{} --help'.\n", command);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(description, "westwind");
  app.footer(footer);
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "westwind " WESTWIND_VERSION, "Show the version and leave");
  app.set_help_flag("-h,--help", "Show this help and leave");
  AirOptions air_options;
  RunOptions run_options;
  const CLI::App& air = add_air_command(app, air_options);
  const CLI::App& run = add_run_command(app, run_options);
  ReportOptions report_options;
  const CLI::App& report = add_report_command(app, report_options);
  SniffOptions sniff_options;
  const CLI::App& sniff = add_sniff_command(app, sniff_options);
  const auto name = [&] {
    for (const CLI::App* command : {&air, &run, &sniff, &report})
      if (command->parsed()) return "westwind " + command->get_name();
    return std::string("westwind");
  };
  try {
    app.parse(argc, argv);
    if (air.parsed()) return air_command(air_options);
    if (run.parsed()) return run_command(run_options);
    if (sniff.parsed()) return sniff_command(sniff_options);
    if (report.parsed()) return report_command(report_options);
    return complain(name(), "which command? There are: air, run, sniff, report", 2);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return complain(name(), error.what(), 2);
  } catch (const UsageError& error) {
    return complain(name(), error.what(), 2);
  } catch (const std::exception& error) {
    return complain(name(), error.what(), 1);
  }
}
