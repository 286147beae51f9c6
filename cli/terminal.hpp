// What people see: lines of boards behind coloured prefixes, and the tool's own messages.
// A line is written with one call, so lines of different boards never mix.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace westwind::cli {

enum class ColourChoice { on_terminals, always, never };

/// Writes to standard output and standard error. `is_broken` once either cannot be written any
/// more.
class Terminal {
 public:
  explicit Terminal(ColourChoice choice = ColourChoice::on_terminals);

  /// One line of the tool itself on standard error: `westwind: <text>`.
  void say(std::string_view text);
  /// Text of the tool on standard output, as it is.
  void print(std::string_view text);
  /// A whole line, without its end, of the board with this index.
  void board_line(int fd, std::size_t board, std::string_view prefix, std::string_view line);

  bool is_broken() const { return broken_; }

 private:
  void write(int fd, std::string_view text);

  bool colour_output_;
  bool colour_errors_;
  bool broken_ = false;
};

/// Cuts what one board writes into lines. What does not end in a line end is shown by `finish`.
class LineCutter {
 public:
  /// A line longer than this is shown in pieces.
  static constexpr std::size_t longest_line = 64 * 1024;

  /// Appends `text` and calls `show(line)` for every line that became whole; a carriage return
  /// before its end is dropped.
  template <typename Show>
  void feed(std::string_view text, Show&& show) {
    for (const char c : text) {
      if (c != '\n') pending_ += c;
      if (c == '\n' || pending_.size() == longest_line) flush(show);
    }
  }
  template <typename Show>
  void finish(Show&& show) {
    if (!pending_.empty()) flush(show);
  }

 private:
  template <typename Show>
  void flush(Show&& show) {
    if (!pending_.empty() && pending_.back() == '\r') pending_.pop_back();
    show(std::string_view(pending_));
    pending_.clear();
  }

  std::string pending_;
};

}  // namespace westwind::cli
