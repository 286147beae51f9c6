// Doors that listen: unix sockets and TCP ports.
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>

#include "cli/door.hpp"
#include "cli/trouble.hpp"

namespace westwind::cli {

namespace {

/// Accepts for ever. `Protocol` is asio's unix stream or TCP.
template <typename Protocol>
class SocketDoor : public Door {
 public:
  SocketDoor(asio::io_context& loop, Terminal& terminal)
      : acceptor_(loop), retry_(loop), terminal_(terminal) {}

  void open(OnHost on_host) override {
    on_host_ = std::move(on_host);
    accept_next();
  }

 protected:
  virtual void prepare(typename Protocol::socket&) {}

  typename Protocol::acceptor acceptor_;

 private:
  void accept_next() {
    acceptor_.async_accept([this](std::error_code error, typename Protocol::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return try_again_soon(error);
      prepare(socket);
      const int fd = socket.release(error);
      if (!error) on_host_(fd);
      accept_next();
    });
  }
  /// Out of descriptors, most likely: those who are in stay in, the next one waits.
  void try_again_soon(const std::error_code& error) {
    terminal_.say(fmt::format("{}: a host could not come in: {}", url(), error.message()));
    retry_.expires_after(std::chrono::seconds(1));
    retry_.async_wait([this](const std::error_code& stopped) {
      if (!stopped) accept_next();
    });
  }

  asio::steady_timer retry_;
  Terminal& terminal_;
  OnHost on_host_;
};

/// Whether somebody accepts on the socket at `path`. Throws Trouble when that cannot be known.
bool is_served(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int result = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = result == 0 ? 0 : errno;
  ::close(fd);
  // EAGAIN: its queue of connections is full.
  if (error == 0 || error == EAGAIN) return true;
  if (error == ECONNREFUSED || error == ENOENT) return false;
  throw Trouble(fmt::format("unix:{}: cannot be looked at: {}", path, std::strerror(error)));
}

class UnixDoor final : public SocketDoor<asio::local::stream_protocol> {
 public:
  UnixDoor(asio::io_context& loop, Terminal& terminal, std::string path)
      : SocketDoor(loop, terminal), path_(std::move(path)) {
    clear_place();
    std::error_code error;
    acceptor_.open(asio::local::stream_protocol(), error);
    if (!error) acceptor_.bind(asio::local::stream_protocol::endpoint(path_), error);
    if (error) throw Trouble(fmt::format("{}: cannot be made: {}", url(), error.message()));
    ::lstat(path_.c_str(), &made_);
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw Trouble(fmt::format("{}: cannot be served: {}", url(), error.message()));
  }
  ~UnixDoor() override {
    struct stat now {};
    if (::lstat(path_.c_str(), &now) == 0 && now.st_dev == made_.st_dev &&
        now.st_ino == made_.st_ino)
      ::unlink(path_.c_str());
  }
  std::string url() const override { return "unix:" + path_; }

 private:
  void clear_place() const {
    struct stat there {};
    if (::lstat(path_.c_str(), &there) != 0) return;
    if (!S_ISSOCK(there.st_mode))
      throw Trouble(fmt::format(
          "{}: there is already a file that is not a socket; it was left untouched", url()));
    if (is_served(path_))
      throw Trouble(
          fmt::format("{}: already served by a running process; choose another path", url()));
    if (::unlink(path_.c_str()) != 0)
      throw Trouble(fmt::format("{}: a socket left by a dead process cannot be removed: {}", url(),
                                std::strerror(errno)));
  }

  std::string path_;
  struct stat made_ {};
};

class TcpDoor final : public SocketDoor<asio::ip::tcp> {
 public:
  TcpDoor(asio::io_context& loop, Terminal& terminal, const std::string& host, std::uint16_t port)
      : SocketDoor(loop, terminal) {
    const std::string wanted = text(host, port);
    std::error_code error;
    asio::ip::tcp::resolver resolver(loop);
    const auto found =
        resolver.resolve(host, std::to_string(port), asio::ip::resolver_base::passive, error);
    if (error) throw Trouble(fmt::format("{}: no address for this host name", wanted));
    const asio::ip::tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor_.open(endpoint.protocol(), error);
    // Or a port would stay unusable for a minute after its last connection.
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
      throw Trouble(
          fmt::format("{}: the port is in use; choose another, or 0 for any free one", wanted));
    if (error) throw Trouble(fmt::format("{}: cannot be served: {}", wanted, error.message()));
    url_ = text(host, acceptor_.local_endpoint().port());
  }
  std::string url() const override { return url_; }

 private:
  static std::string text(const std::string& host, std::uint16_t port) {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return fmt::format("tcp:{}{}{}:{}", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port);
  }
  /// HCI is many small packets that somebody waits for.
  void prepare(asio::ip::tcp::socket& socket) override {
    std::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  std::string url_;
};

}  // namespace

std::unique_ptr<Door> make_unix_door(asio::io_context& loop, Terminal& terminal,
                                     const transport::Url& url) {
  return std::make_unique<UnixDoor>(loop, terminal, std::string(url.path));
}

std::unique_ptr<Door> make_tcp_door(asio::io_context& loop, Terminal& terminal,
                                    const transport::Url& url) {
  return std::make_unique<TcpDoor>(loop, terminal, std::string(url.host), url.port);
}

std::unique_ptr<Door> make_door(asio::io_context& loop, Terminal& terminal,
                                const transport::Url& url) {
  switch (url.scheme) {
  case transport::UrlScheme::unix_socket: return make_unix_door(loop, terminal, url);
  case transport::UrlScheme::tcp: return make_tcp_door(loop, terminal, url);
  case transport::UrlScheme::pty: break;
  }
  return make_pty_door(terminal, url);
}

}  // namespace westwind::cli
