// The process of one board of `westwind run`, and the pipes its output comes through.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <string>

#include "cli/process.hpp"
#include "cli/terminal.hpp"

namespace westwind::cli {

class BoardProcess {
 public:
  /// `index` chooses the colour, `prefix` stands before every line.
  BoardProcess(asio::io_context& loop, Terminal& terminal, std::size_t index, std::string prefix);

  /// Throws Trouble. `on_change` is called from the loop when a pipe has closed, or when what it
  /// brought could not be shown.
  void start(const ProcessConfig& config, std::function<void()> on_change);
  void signal(int number) {
    if (process_) process_->signal(number);
  }
  /// To be called on SIGCHLD: true when this process is found to have ended just now.
  bool reap();
  /// Shows what has come by now and stops listening; for pipes that somebody else keeps open.
  void close_pipes();

  const std::optional<ProcessEnd>& end() const { return end_; }
  /// The process has ended and all it wrote has been shown.
  bool is_over() const { return end_ && !output_.is_open() && !errors_.is_open(); }

 private:
  struct Stream {
    explicit Stream(asio::io_context& loop, int shown_on) : descriptor(loop), fd(shown_on) {}
    bool is_open() const { return descriptor.is_open(); }
    asio::posix::stream_descriptor descriptor;
    int fd;
    LineCutter lines;
    std::array<char, 4096> space;
  };

  void read(Stream& stream);
  void show(Stream& stream, std::size_t count);
  void finish(Stream& stream);

  Terminal& terminal_;
  std::size_t index_;
  std::string prefix_;
  std::function<void()> on_change_;
  Stream output_;
  Stream errors_;
  std::optional<Process> process_;
  std::optional<ProcessEnd> end_;
};

}  // namespace westwind::cli
