// See terminal.hpp.
#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace westwind::cli {

namespace {

/// Readable on dark and light backgrounds; red is left to trouble.
constexpr const char* colours[] = {"\x1b[36m", "\x1b[33m", "\x1b[32m",
                                   "\x1b[35m", "\x1b[34m", "\x1b[96m"};
constexpr const char* red = "\x1b[31m";
constexpr const char* plain = "\x1b[0m";

bool wants_colour(ColourChoice choice, int fd) {
  if (choice != ColourChoice::on_terminals) return choice == ColourChoice::always;
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(fd) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace

Terminal::Terminal(ColourChoice choice)
    : colour_output_(wants_colour(choice, STDOUT_FILENO)),
      colour_errors_(wants_colour(choice, STDERR_FILENO)) {}

void Terminal::write(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      // Somebody made the terminal non-blocking; a line must still not be torn.
      pollfd wait{fd, POLLOUT, 0};
      ::poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      broken_ = true;
      return;
    }
  }
}

void Terminal::say(std::string_view text) {
  if (colour_errors_)
    write(STDERR_FILENO, fmt::format("{}westwind:{} {}\n", red, plain, text));
  else
    write(STDERR_FILENO, fmt::format("westwind: {}\n", text));
}

void Terminal::print(std::string_view text) { write(STDOUT_FILENO, text); }

void Terminal::board_line(int fd, std::size_t board, std::string_view prefix,
                          std::string_view line) {
  if (fd == STDERR_FILENO ? colour_errors_ : colour_output_)
    write(fd,
          fmt::format("{}{} |{} {}\n", colours[board % std::size(colours)], prefix, plain, line));
  else
    write(fd, fmt::format("{} | {}\n", prefix, line));
}

}  // namespace westwind::cli
