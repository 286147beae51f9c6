// `westwind report`: a capture as one HTML page that needs nothing else.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace westwind::cli {

struct ReportOptions {
  std::string capture;
  std::string output;
};

CLI::App& add_report_command(CLI::App& westwind, ReportOptions& options);

/// Returns the exit status. Throws Trouble.
int report_command(const ReportOptions& options);

}  // namespace westwind::cli
