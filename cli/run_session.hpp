// One run of `westwind run`: starts the boards, waits, ends them in order, and knows the exit
// status.
//
//   running --all ended--> over
//      |--a board failed--> waiting for the others (grace) --time--> ending
//      |--signal, --duration, REPL left, output closed--> ending: SIGTERM, after a second SIGKILL
//      --all ended--> over
//
// In virtual time (--virtual) the conductor says how long boards run and when time is up; once they
// are ending, the wall clock does.
#pragma once

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <list>
#include <memory>

#include "cli/board_process.hpp"
#include "cli/conductor.hpp"
#include "cli/doorman.hpp"
#include "cli/run_command.hpp"
#include "cli/scenario_player.hpp"
#include "cli/scratch_folder.hpp"
#include "cli/stop_signals.hpp"

namespace westwind::cli {

class RunSession {
 public:
  /// `micropython` is the path of the interpreter. Throws Trouble.
  RunSession(const RunOptions& options, const std::vector<BoardPlan>& boards,
             std::string micropython);

  /// Runs to the end; returns the exit status.
  int run();

 private:
  struct Member {
    BoardPlan plan;
    std::unique_ptr<BoardProcess> process;
  };
  enum class Phase { running, grace, ending };

  void start(Member& member, const std::string& url, int time_line);
  void conduct();
  void on_child_signal();
  void on_member_ended(Member& member);
  void on_stop_signal(int number);
  void check_over();
  void wait_grace();
  void wait_end(Member& member);
  void end_all();
  void signal_all(int number);
  template <typename Action>
  void after(asio::steady_timer& timer, double seconds, Action action);

  RunOptions options_;
  std::string micropython_;
  asio::io_context loop_;
  Terminal terminal_;
  ScratchFolder folder_;
  Simulation simulation_;
  Doorman doorman_;
  ScenarioPlayer player_;
  asio::signal_set children_;
  asio::steady_timer duration_;
  asio::steady_timer patience_;  // grace, then the time before SIGKILL, then that for pipes
  std::optional<StopSignals> signals_;
  std::list<Member> members_;
  std::optional<Conductor> conductor_;
  Phase phase_ = Phase::running;
  int status_ = 0;
  bool over_ = false;
};

}  // namespace westwind::cli
