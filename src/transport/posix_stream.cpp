// See posix_stream.hpp. Everything here is a system call and its errors.
#include "transport/posix_stream.hpp"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

namespace westwind::transport {

namespace {

/// Copies `text` with a terminating zero; false when it does not fit.
bool to_c_string(std::string_view text, char* to, std::size_t space) {
  if (text.size() >= space) return false;
  memcpy(to, text.data(), text.size());
  to[text.size()] = '\0';
  return true;
}

bool make_non_blocking(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

}  // namespace

Status PosixStream::fail(Error error, const char* problem, int error_number) {
  problem_ = problem;
  error_number_ = error_number;
  return error;
}

Status PosixStream::open(std::string_view text, int timeout_ms) {
  if (is_open()) return fail(Error::already, "already open");
  const ParsedUrl parsed = parse_url(text);
  if (!parsed) return fail(Error::invalid_argument, parsed.problem);
  if (parsed.url.controller != ControllerOptions{})
    return fail(Error::invalid_argument, "options behind ? are for doors, not for hosts");
  problem_ = "";
  error_number_ = 0;
  Status opened;
  switch (parsed.url.scheme) {
  case UrlScheme::unix_socket: opened = open_unix(parsed.url.path); break;
  case UrlScheme::tcp: opened = open_tcp(parsed.url, timeout_ms); break;
  case UrlScheme::pty: opened = open_pty(parsed.url.path); break;
  }
  if (opened && !make_non_blocking(fd_))
    opened = fail(Error::io, "cannot be made non-blocking", errno);
  if (!opened) {
    const char* problem = problem_;
    close();
    problem_ = problem;
  }
  return opened;
}

void PosixStream::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  queue_begin_ = queued_ = 0;
  problem_ = "";
}

Status PosixStream::open_unix(std::string_view path) {
  is_socket_ = true;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!to_c_string(path, address.sun_path, sizeof address.sun_path))
    return fail(Error::invalid_argument, "path too long for a unix socket");
  fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return fail(Error::io, "no socket to be had", errno);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return {};
  if (errno == ENOENT) return fail(Error::io, "no such socket (is 'westwind air' running?)", errno);
  if (errno == ECONNREFUSED) return fail(Error::io, "nobody serves this socket any more", errno);
  return fail(Error::io, "cannot connect", errno);
}

Status PosixStream::open_tcp(const Url& url, int timeout_ms) {
  is_socket_ = true;
  if (url.port == 0) return fail(Error::invalid_argument, "a host needs a port other than 0");
  char host[254];
  char port[6];
  if (!to_c_string(url.host, host, sizeof host))
    return fail(Error::invalid_argument, "host name too long");
  snprintf(port, sizeof port, "%u", static_cast<unsigned>(url.port));
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host, port, &hints, &found) != 0)
    return fail(Error::io, "no address for this host name");
  Status connected = fail(Error::io, "no address for this host name");
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = ::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd_ < 0) continue;
    const int one = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(fd_, at->ai_addr, at->ai_addrlen) == 0)
      connected = {};
    else if (errno == EINPROGRESS)
      connected = wait_for_connection(timeout_ms);
    else
      connected = fail(Error::io, "cannot connect", errno);
    if (connected) break;
  }
  freeaddrinfo(found);
  if (connected) problem_ = "";
  return connected;
}

Status PosixStream::wait_for_connection(int timeout_ms) {
  pollfd wait{fd_, POLLOUT, 0};
  const int ready = ::poll(&wait, 1, timeout_ms);
  if (ready == 0) return fail(Error::timed_out, "no answer");
  int error = errno;
  socklen_t size = sizeof error;
  if (ready > 0 && getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)
    return {};
  if (error == ECONNREFUSED)
    return fail(Error::io, "nobody listens on this port (is 'westwind air' running?)", error);
  return fail(Error::io, "cannot connect", error);
}

Status PosixStream::open_pty(std::string_view path) {
  is_socket_ = false;
  char name[1024];
  if (!to_c_string(path, name, sizeof name)) return fail(Error::invalid_argument, "path too long");
  fd_ = ::open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd_ < 0) return fail(Error::io, "cannot open", errno);
  termios settings;
  if (tcgetattr(fd_, &settings) != 0) return fail(Error::invalid_argument, "not a terminal", errno);
  cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL;
  if (tcsetattr(fd_, TCSANOW, &settings) != 0) return fail(Error::io, "cannot be set raw", errno);
  return {};
}

Result<std::size_t> PosixStream::read(MutableBytes space) {
  if (!is_open()) return fail(Error::not_connected, "not open").error();
  while (true) {
    const ssize_t count = ::read(fd_, space.data(), space.size());
    if (count > 0) return static_cast<std::size_t>(count);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Error::would_block;
    // A pty whose master is closed answers EIO, a socket of a killed process may answer ECONNRESET.
    if (count == 0 || errno == EIO || errno == ECONNRESET)
      return fail(Error::not_connected, "the other end has gone", count == 0 ? 0 : errno).error();
    return fail(Error::io, "cannot read", errno).error();
  }
}

Result<std::size_t> PosixStream::send_some(Bytes octets) {
  while (true) {
    const ssize_t count = is_socket_ ? ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL)
                                     : ::write(fd_, octets.data(), octets.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return std::size_t{0};
    if (errno == EPIPE || errno == ECONNRESET || errno == EIO)
      return fail(Error::not_connected, "the other end has gone", errno).error();
    return fail(Error::io, "cannot write", errno).error();
  }
}

Status PosixStream::write(Bytes packet) {
  if (!is_open()) return fail(Error::not_connected, "not open");
  if (const Status flushed = flush(); !flushed) return flushed;
  if (packet.size() > queue_octets - queued_)
    return fail(Error::no_memory, "the other end does not read");
  if (queued_ == 0) {
    const Result<std::size_t> sent = send_some(packet);
    if (!sent) return sent.error();
    packet = packet.subspan(*sent);
  }
  if (queue_begin_ + queued_ + packet.size() > queue_octets) {
    memmove(queue_.data(), queue_.data() + queue_begin_, queued_);
    queue_begin_ = 0;
  }
  queued_ += copy_bytes(MutableBytes(queue_).subspan(queue_begin_ + queued_), packet);
  return {};
}

Status PosixStream::flush() {
  if (!is_open()) return fail(Error::not_connected, "not open");
  while (queued_ > 0) {
    const Result<std::size_t> sent = send_some(Bytes(queue_).subspan(queue_begin_, queued_));
    if (!sent) return sent.error();
    if (*sent == 0) return {};
    queue_begin_ += *sent;
    queued_ -= *sent;
  }
  queue_begin_ = 0;
  return {};
}

}  // namespace westwind::transport
