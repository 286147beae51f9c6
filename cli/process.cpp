// See process.hpp.
#include "cli/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "cli/trouble.hpp"

extern char** environ;

namespace westwind::cli {

namespace {

struct Pipe {
  int read = -1;
  int write = -1;

  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      throw Trouble(fmt::format("no pipe to be had: {}", std::strerror(errno)));
    read = ends[0];
    write = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    if (read >= 0) close(read);
    if (write >= 0) close(write);
  }
  void close_write() { close(std::exchange(write, -1)); }
  int take_read() { return std::exchange(read, -1); }
};

/// Argument and environment arrays, made before fork: after it, only async-signal-safe calls are
/// allowed.
class Arrays {
 public:
  explicit Arrays(const ProcessConfig& config) : strings_(config.command) {
    argument_count_ = strings_.size();
    for (char** at = environ; *at != nullptr; ++at)
      if (!is_replaced(*at, config)) strings_.emplace_back(*at);
    for (const auto& [name, value] : config.environment)
      strings_.push_back(name + "=" + value);
    for (std::size_t i = 0; i < strings_.size(); ++i)
      (i < argument_count_ ? arguments_ : environment_).push_back(strings_[i].data());
    arguments_.push_back(nullptr);
    environment_.push_back(nullptr);
  }
  char** arguments() { return arguments_.data(); }
  char** environment() { return environment_.data(); }

 private:
  static bool is_replaced(std::string_view entry, const ProcessConfig& config) {
    for (const auto& [name, value] : config.environment)
      if (entry.substr(0, name.size() + 1) == name + "=") return true;
    return false;
  }

  std::vector<std::string> strings_;
  std::size_t argument_count_;
  std::vector<char*> arguments_;
  std::vector<char*> environment_;
};

[[noreturn]] void give_up(int report) {
  const int error = errno;
  [[maybe_unused]] const ssize_t written = write(report, &error, sizeof error);
  _exit(127);
}

[[noreturn]] void become(const ProcessConfig& config, Arrays& arrays, pid_t parent, int output,
                         int errors, int report) {
  // Whatever happens to us, the board does not outlive us.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGTTOU})
    signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (!config.on_terminal) {
    setpgid(0, 0);
    const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input < 0 || dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(errors, STDERR_FILENO) < 0)
      give_up(report);
  }
  if (config.inherited >= 0) fcntl(config.inherited, F_SETFD, 0);
  // Where that is forbidden, as in some containers, the run is as good but for such orders.
  if (config.has_fixed_addresses) personality(ADDR_NO_RANDOMIZE);
  execve(arrays.arguments()[0], arrays.arguments(), arrays.environment());
  give_up(report);
}

}  // namespace

bool ProcessEnd::is_success() const { return WIFEXITED(raw) && WEXITSTATUS(raw) == 0; }

int ProcessEnd::status() const { return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw); }

std::string ProcessEnd::text() const {
  if (WIFEXITED(raw)) return fmt::format("exit status {}", WEXITSTATUS(raw));
  const char* name = sigabbrev_np(WTERMSIG(raw));
  if (name == nullptr) return fmt::format("killed by signal {}", WTERMSIG(raw));
  return fmt::format("killed by SIG{}", name);
}

Process::Process(const ProcessConfig& config) : on_terminal_(config.on_terminal) {
  Arrays arrays(config);
  Pipe output;
  Pipe errors;
  Pipe report;  // closes by itself when the program has been started, says why when not
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw Trouble(fmt::format("no process to be had: {}", std::strerror(errno)));
  if (pid_ == 0) become(config, arrays, parent, output.write, errors.write, report.write);
  running_ = true;
  output.close_write();
  errors.close_write();
  report.close_write();
  int error = 0;
  ssize_t count;
  do
    count = read(report.read, &error, sizeof error);
  while (count < 0 && errno == EINTR);
  if (count > 0) {
    waitpid(pid_, nullptr, 0);
    running_ = false;
    throw Trouble(fmt::format("cannot start {}: {}", config.command[0], std::strerror(error)));
  }
  if (on_terminal_) return;
  output_ = output.take_read();
  errors_ = errors.take_read();
}

Process::~Process() {
  if (running_) {
    signal(SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (output_ >= 0) close(output_);
  if (errors_ >= 0) close(errors_);
}

std::optional<ProcessEnd> Process::reap() {
  siginfo_t info{};
  if (!running_ ||
      waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
      info.si_pid != pid_)
    return std::nullopt;
  // Before its number can be given to another process.
  if (!on_terminal_) kill(-pid_, SIGKILL);
  ProcessEnd end;
  waitpid(pid_, &end.raw, 0);
  running_ = false;
  return end;
}

void Process::signal(int number) {
  if (running_) kill(on_terminal_ ? pid_ : -pid_, number);
}

}  // namespace westwind::cli
