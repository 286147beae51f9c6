// See world_options.hpp.
#include "cli/world_options.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace westwind::cli {

namespace {

constexpr double farthest_m = 1'000'000;

/// `1,2` or `1,2,0.5`, in metres.
air::Position parse_position(const std::string& text) {
  double metres[3] = {0, 0, 0};
  std::size_t count = 0;
  const char* at = text.c_str();
  while (count < 3) {
    char* end = nullptr;
    metres[count] = std::strtod(at, &end);
    if (end == at || !(std::abs(metres[count]) <= farthest_m)) break;
    ++count;
    at = end;
    if (*at != ',') break;
    ++at;
  }
  if (count < 2 || *at != '\0' || text.back() == ',')
    throw CLI::ValidationError("--position",
                               fmt::format("'{}' is not x,y or x,y,z in metres", text));
  return {metres[0], metres[1], metres[2]};
}

}  // namespace

std::pair<std::string, std::string> split_assignment(const std::string& option,
                                                     const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw CLI::ValidationError(option, fmt::format("'{}' is not NAME=VALUE", text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void add_world_options(CLI::App& command, WorldOptions& options, const std::string& board) {
  command
      .add_option_function<std::uint64_t>(
          "--seed",
          [&options](const std::uint64_t& seed) {
            options.seed = seed;
            options.is_seed_chosen = true;
          },
          "Seed of all that is random on the air, and of default addresses (default 1)")
      ->type_name("N");
  command
      .add_option("--loss", options.loss,
                  "Probability that a receiver misses a packet, 0 to 1 (default 0)")
      ->type_name("P")
      ->check(CLI::Range(0.0, 1.0).description(""));
  command
      .add_option(
          "--speed", options.speed,
          "How many seconds pass on the air in one of the clock, 0.001 to 1000 (default 1);\n"
          "hosts live in real time all the same")
      ->type_name("X")
      ->check(CLI::Range(0.001, 1000.0).description(""));
  add_repeated_option(command, "--position", "NAME=X,Y[,Z]",
                      "Where a board stands, in metres (default 0,0,0); may be repeated.\n" + board,
                      [&options](const std::string& value) {
                        const auto [name, position] = split_assignment("--position", value);
                        options.positions[name] = parse_position(position);
                      });
  command
      .add_option("--scenario", options.scenario,
                  "A JSON file of what happens to boards and air, when (docs/scenarios.md);\n"
                  "what the command line says goes before what the file says")
      ->type_name("FILE");
  command
      .add_option("--pcap", options.pcap,
                  "Capture the air and what hosts say into this pcapng file, for "
                  "Wireshark,\n`westwind sniff` and `westwind report`")
      ->type_name("FILE");
  command
      .add_option("--btsnoop", options.btsnoop_folder,
                  "Record each board's HCI traffic into a btsnoop file in this folder")
      ->type_name("DIR");
}

void add_repeated_option(CLI::App& command, const char* name, const char* type,
                         const std::string& description,
                         const std::function<void(const std::string&)>& take) {
  command
      .add_option_function<std::vector<std::string>>(
          name,
          [take](const std::vector<std::string>& values) {
            for (const std::string& value : values)
              take(value);
          },
          description)
      ->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::string to_text(const wire::Address& address) {
  const Octets<6> shown = address.display_order();
  return fmt::format("{:02X}:{:02X}:{:02X}:{:02X}:{:02X}:{:02X}", shown[0], shown[1], shown[2],
                     shown[3], shown[4], shown[5]);
}

}  // namespace westwind::cli
