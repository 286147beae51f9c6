// The client end of an H4 stream: opens a transport URL as a non-blocking file descriptor, reads
// chunks, writes whole packets through a bounded queue. Plain POSIX calls, no exceptions, no heap,
// no libstdc++: ports compile it too. Not thread-safe, except that any thread may poll `fd()` while
// the stream is open.
#pragma once

#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "transport/url.hpp"

namespace westwind::transport {

class PosixStream {
 public:
  /// Octets that may wait for the other end to read; a packet that does not fit is refused whole.
  static constexpr std::size_t queue_octets = 8192;

  PosixStream() = default;
  PosixStream(const PosixStream&) = delete;
  PosixStream& operator=(const PosixStream&) = delete;
  ~PosixStream() { close(); }

  /// Opens `url`, waiting at most `timeout_ms` for a TCP peer to answer. Errors: invalid_argument
  /// (the URL), timed_out, already (still open), io (see `problem` and `error_number`).
  Status open(std::string_view url, int timeout_ms = 2000);
  void close();
  bool is_open() const { return fd_ >= 0; }
  /// For poll or select; -1 while closed. Watch for writing only while `wants_write()`.
  int fd() const { return fd_; }

  /// Reads what is there into `space`; returns how many octets, at least one. Errors: would_block
  /// (nothing there now), not_connected (the other end has gone), io.
  Result<std::size_t> read(MutableBytes space);

  /// Sends or queues all of `packet`, or nothing of it. Errors: no_memory (queue full: the other
  /// end does not read), not_connected, io.
  Status write(Bytes packet);
  /// Sends queued octets; call it when the descriptor is writable. Errors: not_connected, io.
  Status flush();
  bool wants_write() const { return queued_ > 0; }

  /// One line for people on why the last call failed; static text. "" after success.
  const char* problem() const { return problem_; }
  /// The errno that belongs to `problem`, 0 when the system said nothing.
  int error_number() const { return error_number_; }

 private:
  Status fail(Error error, const char* problem, int error_number = 0);
  Status open_unix(std::string_view path);
  Status open_tcp(const Url& url, int timeout_ms);
  Status open_pty(std::string_view path);
  Status wait_for_connection(int timeout_ms);
  /// Octets sent; 0 when the descriptor takes none now.
  Result<std::size_t> send_some(Bytes octets);

  int fd_ = -1;
  bool is_socket_ = false;
  const char* problem_ = "";
  int error_number_ = 0;
  std::size_t queue_begin_ = 0;
  std::size_t queued_ = 0;
  Octets<queue_octets> queue_;
};

}  // namespace westwind::transport
