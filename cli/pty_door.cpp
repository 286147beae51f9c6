// A door for hosts that want a serial port: a pseudo-terminal, found through a link at the door's
// path. One pty is one controller. When its host closes it, a new pty takes its place: no octet of
// the old host is left in it.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "cli/door.hpp"
#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

/// What the symbolic link at `path` points to; empty when it is none.
std::string link_target(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
  return size < 0 ? std::string() : std::string(target, static_cast<std::size_t>(size));
}

struct Pty {
  int master = -1;
  std::string name;
};

/// A new pty, raw before anybody has opened it.
Pty make_pty() {
  const auto fail = [](int fd) {
    const int error = errno;
    if (fd >= 0) ::close(fd);
    throw Trouble(fmt::format("no pty to be had: {}", std::strerror(error)));
  };
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0) fail(-1);
  char name[64];
  termios settings{};
  // On Linux the settings of a master are those of its slave.
  if (::grantpt(master) != 0 || ::unlockpt(master) != 0 ||
      ::ptsname_r(master, name, sizeof name) != 0 || ::tcgetattr(master, &settings) != 0)
    fail(master);
  ::cfmakeraw(&settings);
  if (::tcsetattr(master, TCSANOW, &settings) != 0) fail(master);
  return {master, name};
}

class PtyDoor final : public Door {
 public:
  PtyDoor(Terminal& terminal, std::string path) : terminal_(terminal), path_(std::move(path)) {
    clear_place();
    renew();
  }
  ~PtyDoor() override {
    remove_link();
    if (pty_.master >= 0) ::close(pty_.master);
  }
  std::string url() const override { return "pty:" + path_; }

  void open(OnHost on_host) override {
    on_host_ = std::move(on_host);
    hand_over();
  }
  void on_host_left() override {
    try {
      remove_link();
      renew();
      hand_over();
    } catch (const Trouble& trouble) {
      terminal_.say(fmt::format("{} is closed: {}", url(), trouble.what()));
    }
  }

 private:
  void clear_place() const {
    struct stat there {};
    if (::lstat(path_.c_str(), &there) != 0) return;
    const std::string target = link_target(path_);
    if (target.empty())
      throw Trouble(fmt::format("{}: there is already a file; it was left untouched", url()));
    // A pty is gone with its server, and the link of a killed server points nowhere.
    if (::access(target.c_str(), F_OK) == 0 || target.rfind("/dev/pts/", 0) != 0)
      throw Trouble(
          fmt::format("{}: already a link to {}, which exists; remove it or choose another path",
                      url(), target));
    ::unlink(path_.c_str());
  }
  void renew() {
    pty_ = make_pty();
    if (::symlink(pty_.name.c_str(), path_.c_str()) == 0) return;
    const int error = errno;
    ::close(std::exchange(pty_.master, -1));
    throw Trouble(fmt::format("{}: cannot be made: {}", url(), std::strerror(error)));
  }
  void remove_link() const {
    if (!pty_.name.empty() && link_target(path_) == pty_.name) ::unlink(path_.c_str());
  }
  void hand_over() { on_host_(std::exchange(pty_.master, -1)); }

  Terminal& terminal_;
  std::string path_;
  Pty pty_;
  OnHost on_host_;
};

}  // namespace

std::unique_ptr<Door> make_pty_door(Terminal& terminal, const transport::Url& url) {
  return std::make_unique<PtyDoor>(terminal, std::string(url.path));
}

}  // namespace westwind::cli
