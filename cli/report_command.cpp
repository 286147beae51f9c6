// See report_command.hpp.
#include "cli/report_command.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <report_page.hpp>

#include "cli/capture_source.hpp"
#include "cli/report_data.hpp"
#include "cli/trouble.hpp"

namespace westwind::cli {
namespace {
constexpr const char* footer =
    R"(The page shows channels by time with losses, throughput of links, losses by reason, and how many of
the devices on the air hosts were told of. It is one file without anything from elsewhere.

Example:
  westwind run --pcap air.pcapng thermometer.py central.py && westwind report air.pcapng)";
}

CLI::App& add_report_command(CLI::App& westwind, ReportOptions& options) {
  CLI::App& command =
      *westwind.add_subcommand("report", "Turn a capture into one HTML page to look at");
  command.add_option("FILE", options.capture, "A pcapng capture; - is standard input")->required();
  command
      .add_option("-o,--output", options.output,
                  "Where the page goes (default: the capture's name with .html)")
      ->type_name("PAGE");
  command.footer(footer);
  return command;
}

int report_command(const ReportOptions& options) {
  std::string output = options.output;
  if (output.empty()) {
    const std::string& capture = options.capture;
    const bool known = capture.size() > 7 && capture.substr(capture.size() - 7) == ".pcapng";
    output = (known            ? capture.substr(0, capture.size() - 7)
              : capture == "-" ? "report"
                               : capture) +
             ".html";
  }
  ReportData data;
  read_capture(
      options.capture, false, [] { return false; },
      [&](const decode::CapturedPacket& packet) { data.take(packet); });
  if (!data.has_packets())
    throw Trouble(fmt::format("{}: no packet of the air is in it", options.capture));
  std::string page = report_page;
  constexpr std::string_view place = "@DATA@";
  page.replace(page.find(place), place.size(), data.page_data(options.capture));
  std::ofstream file(output, std::ios::binary);
  file << page << std::flush;
  if (!file) throw Trouble(fmt::format("cannot write {}: {}", output, std::strerror(errno)));
  fmt::print("{}\n", output);
  return 0;
}

}  // namespace westwind::cli
