// One child process: started with pipes for its output, or on our terminal; signalled with its
// whole group; reaped. `run` has one for every board.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace westwind::cli {

struct ProcessConfig {
  std::vector<std::string> command;  ///< program (a path) and its arguments
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to ours
  /// Uses our standard input, output and error and stays in our process group. Otherwise input is
  /// empty, output goes to pipes, and the process leads a group of its own, so that it is killed
  /// with whatever it started.
  bool on_terminal = false;
  int inherited = -1;  ///< a descriptor that it gets beside those three
  /// Its memory lies at the same addresses every time: what prints or orders by them is the same
  /// then.
  bool has_fixed_addresses = false;
};

/// How a process ended, as waitpid tells it.
struct ProcessEnd {
  int raw = 0;
  bool is_success() const;
  /// As a shell says it: the exit status, or 128 and the signal.
  int status() const;
  /// "exit status 3" or "killed by SIGKILL".
  std::string text() const;
};

class Process {
 public:
  /// Throws Trouble when the program cannot be started.
  explicit Process(const ProcessConfig& config);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  /// Kills and reaps what is still running.
  ~Process();

  pid_t pid() const { return pid_; }
  /// The reading ends of the pipes, to be closed by whoever takes them; -1 on the terminal.
  int take_output() { return std::exchange(output_, -1); }
  int take_errors() { return std::exchange(errors_, -1); }

  /// Nothing while it runs. Afterwards the rest of its group has been killed too.
  std::optional<ProcessEnd> reap();
  void signal(int number);

 private:
  bool on_terminal_;
  pid_t pid_ = -1;
  bool running_ = false;
  int output_ = -1;
  int errors_ = -1;
};

}  // namespace westwind::cli
