// `westwind air`: serves virtual controllers to foreign hosts, until it is told to stop.
#pragma once

#include <string>
#include <vector>

#include "cli/world_options.hpp"

namespace westwind::cli {

struct AirOptions {
  WorldOptions world;
  std::vector<std::string> doors;
};

/// Adds the subcommand; its options are filled in when it is parsed.
CLI::App& add_air_command(CLI::App& westwind, AirOptions& options);

/// Returns the exit status. Throws UsageError and Trouble.
int air_command(const AirOptions& options);

}  // namespace westwind::cli
