// `westwind sniff`: a capture of the air, or one that is being written, as lines in the terminal.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace westwind::cli {

struct SniffOptions {
  std::string file;
  std::string board;
  bool follow = false;
  bool air_only = false;
  bool hci_only = false;
  bool losses_only = false;
  bool brief = false;
};

CLI::App& add_sniff_command(CLI::App& westwind, SniffOptions& options);

/// Returns the exit status. Throws Trouble.
int sniff_command(const SniffOptions& options);

}  // namespace westwind::cli
