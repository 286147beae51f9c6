// See interpreter.hpp.
#include "cli/interpreter.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* how_to_build = "build it with: scripts/micropython.sh build (or: make demo)";

bool is_program(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

/// Empty when there is none above `folder`.
fs::path search_above(fs::path folder) {
  while (true) {
    fs::path found = folder / "build/micropython/unix/micropython";
    if (is_program(found)) return found;
    if (!folder.has_relative_path()) return {};
    folder = folder.parent_path();
  }
}

std::string checked(const std::string& path, const char* source) {
  // Boards are started without a search path: a plain name is one in the current folder.
  if (is_program(path)) return fs::absolute(path).string();
  throw Trouble(fmt::format("no MicroPython at {} (from {}); {}", path, source, how_to_build));
}

}  // namespace

std::string find_micropython(const std::string& chosen) {
  if (!chosen.empty()) return checked(chosen, "--micropython");
  if (const char* variable = std::getenv("WESTWIND_MICROPYTHON");
      variable != nullptr && *variable != '\0')
    return checked(variable, "WESTWIND_MICROPYTHON");
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  fs::path found = search_above(program.parent_path());
  if (found.empty()) found = search_above(fs::current_path(error));
  if (!found.empty()) return found.string();
  throw Trouble(fmt::format(
      "MicroPython has not been built yet; {}, or name one with --micropython PATH", how_to_build));
}

}  // namespace westwind::cli
