// See run_session.hpp.
#include "cli/run_session.hpp"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <asio/post.hpp>
#include <csignal>

#include "cli/interpreter.hpp"
#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

constexpr double patience_s = 1;

ColourChoice colour_choice(const RunOptions& options) {
  if (options.no_colour) return ColourChoice::never;
  return options.colour ? ColourChoice::always : ColourChoice::on_terminals;
}

/// Puts the terminal back as it was: a killed REPL leaves it raw.
class TerminalKeeper {
 public:
  TerminalKeeper() : is_terminal_(tcgetattr(STDIN_FILENO, &settings_) == 0) {}
  TerminalKeeper(const TerminalKeeper&) = delete;
  TerminalKeeper& operator=(const TerminalKeeper&) = delete;
  ~TerminalKeeper() {
    if (is_terminal_) tcsetattr(STDIN_FILENO, TCSADRAIN, &settings_);
  }

 private:
  termios settings_{};
  bool is_terminal_;
};

bool has_terminal_board(const std::vector<BoardPlan>& boards) {
  for (const BoardPlan& board : boards)
    if (board.on_terminal) return true;
  return false;
}

}  // namespace

RunSession::RunSession(const RunOptions& options, const std::vector<BoardPlan>& boards,
                       std::string micropython)
    : options_(options), micropython_(std::move(micropython)), terminal_(colour_choice(options)),
      simulation_(loop_, options.world), doorman_(loop_, simulation_, terminal_, false),
      player_(simulation_, doorman_, terminal_, options.events), children_(loop_, SIGCHLD),
      duration_(loop_), patience_(loop_) {
  // Ctrl-C belongs to the REPL where there is one.
  signals_.emplace(loop_, !has_terminal_board(boards),
                   [this](int number) { on_stop_signal(number); });
  std::size_t width = 0;
  for (const BoardPlan& board : boards)
    width = std::max(width, board.name.size());
  for (const BoardPlan& board : boards) {
    auto process = std::make_unique<BoardProcess>(loop_, terminal_, members_.size(),
                                                  fmt::format("{:{}}", board.name, width));
    members_.push_back({board, std::move(process)});
  }
  if (options.world.is_virtual)
    conductor_.emplace(loop_, simulation_, [this](std::size_t i) {
      wait_end(*std::next(members_.begin(), static_cast<int>(i)));
    });
}

template <typename Action>
void RunSession::after(asio::steady_timer& timer, double seconds, Action action) {
  timer.expires_after(std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6)));
  timer.async_wait([action](const std::error_code& error) {
    if (!error) action();
  });
}

int RunSession::run() {
  const TerminalKeeper keeper;
  on_child_signal();
  std::size_t number = 0;
  for (Member& member : members_) {
    const std::string socket = fmt::format("unix:{}/{}", folder_.path(), number + 1);
    const std::string& options = member.plan.controller;
    DoorConfig door{options.empty() ? socket : socket + "?" + options, member.plan.name,
                    member.plan.address};
    if (conductor_) door.on_input = [this, number] { conductor_->heard(number); };
    const std::string url = doorman_.open(door);
    start(member, url, conductor_ ? conductor_->add(member.plan.name) : -1);
    if (conductor_) conductor_->started(number);
    ++number;
  }
  if (conductor_)
    conduct();
  else if (options_.duration_s > 0)
    after(duration_, options_.duration_s, [this] { end_all(); });
  simulation_.catch_up();
  if (!over_) loop_.run();
  doorman_.close();
  simulation_.finish();
  terminal_.print("\n" + simulation_.summary());
  if (!simulation_.is_capture_good()) {
    terminal_.say("the capture is incomplete: its file could not be written");
    if (status_ == 0) status_ = 1;
  }
  return status_;
}

void RunSession::conduct() {
  if (options_.duration_s > 0) conductor_->set_limit(Instant() + duration_of(options_.duration_s));
  switch (conductor_->run()) {
  case Conductor::End::stopped:
  case Conductor::End::nobody_left: return;
  case Conductor::End::stuck:
    terminal_.say("every board waits for ever, and nothing is left to happen on the air");
    if (status_ == 0) status_ = 1;
    break;
  case Conductor::End::time_is_up: break;
  }
  end_all();
}

void RunSession::wait_end(Member& member) {
  // It has closed its line, so it is as good as gone.
  for (int i = 0; i < 50 && !member.process->end(); ++i)
    loop_.run_one_for(std::chrono::milliseconds(100));
}

void RunSession::start(Member& member, const std::string& url, int time_line) {
  ProcessConfig config;
  if (member.plan.is_program) {
    config.command = {member.plan.script};
  } else {
    config.command = {micropython_};
    if (member.plan.on_terminal) config.command.push_back("-i");
    config.command.push_back(member.plan.script);
  }
  config.environment = {{"WESTWIND_HCI", url}};
  config.on_terminal = member.plan.on_terminal;
  if (time_line >= 0) {
    config.environment.emplace_back(transport::time_line_variable, std::to_string(time_line));
    config.inherited = time_line;
    config.has_fixed_addresses = true;
  }
  member.process->start(config, [this] { check_over(); });
}

void RunSession::on_child_signal() {
  children_.async_wait([this](const std::error_code& error, int) {
    if (error) return;
    for (Member& member : members_)
      if (member.process->reap()) on_member_ended(member);
    on_child_signal();
  });
}

void RunSession::on_member_ended(Member& member) {
  const ProcessEnd& end = *member.process->end();
  if (phase_ != Phase::ending && !end.is_success()) {
    terminal_.say(fmt::format("board '{}' failed: {}", member.plan.name, end.text()));
    if (status_ == 0) status_ = end.status();
    wait_grace();
  } else if (phase_ != Phase::ending && member.plan.on_terminal) {
    end_all();
  }
  // Its pipes close by themselves, unless something that left its process group holds them.
  asio::post(loop_, [this] { check_over(); });
}

void RunSession::check_over() {
  if (terminal_.is_broken() && phase_ != Phase::ending) {
    if (status_ == 0) status_ = 1;
    end_all();
  }
  bool all_ended = true;
  bool all_shown = true;
  for (const Member& member : members_) {
    all_ended &= member.process->end().has_value();
    all_shown &= member.process->is_over();
  }
  if (!all_ended || over_) return;
  if (!all_shown) {
    after(patience_, 0.2, [this] {
      for (Member& member : members_)
        member.process->close_pipes();
      check_over();
    });
    return;
  }
  over_ = true;
  loop_.stop();
}

void RunSession::wait_grace() {
  if (phase_ != Phase::running) return;
  phase_ = Phase::grace;
  bool others = false;
  for (const Member& member : members_)
    others |= !member.process->end();
  if (!others) return;
  if (options_.grace_s > 0)
    terminal_.say(fmt::format("the others are stopped in {} s", options_.grace_s));
  if (conductor_)
    conductor_->set_limit(
        std::min(conductor_->limit(), simulation_.now() + duration_of(options_.grace_s)));
  else
    after(patience_, options_.grace_s, [this] { end_all(); });
}

void RunSession::end_all() {
  if (phase_ == Phase::ending) return;
  phase_ = Phase::ending;
  if (conductor_) conductor_->stop();
  signal_all(SIGTERM);
  after(patience_, patience_s, [this] { signal_all(SIGKILL); });
}

void RunSession::signal_all(int number) {
  for (Member& member : members_)
    member.process->signal(number);
}

void RunSession::on_stop_signal(int number) {
  if (phase_ == Phase::ending) return signal_all(SIGKILL);
  terminal_.say(number == SIGINT ? "interrupted, stopping all boards" : "stopping all boards");
  if (status_ == 0) status_ = 128 + number;
  end_all();
}

int run_command(const RunOptions& options) {
  RunOptions completed = options;
  add_scenario(completed);
  const std::vector<BoardPlan> boards = plan_boards(completed);
  bool any_script = false;
  for (const BoardPlan& board : boards)
    any_script |= !board.is_program;
  const std::string micropython =
      any_script ? find_micropython(completed.micropython) : std::string();
  return RunSession(completed, boards, micropython).run();
}

}  // namespace westwind::cli
