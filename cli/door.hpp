// The server end of a transport URL: where hosts come in. Listens on a unix socket or a TCP port,
// or offers a pty. A door leaves nothing behind: its socket file or link is removed when it closes,
// and only if it is still its own.
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cli/terminal.hpp"
#include "transport/url.hpp"

namespace westwind::cli {

class Door {
 public:
  /// Takes over the descriptor of a host that came in.
  using OnHost = std::function<void(int fd)>;

  virtual ~Door() = default;
  /// As hosts may use it: a port that was left open is filled in.
  virtual std::string url() const = 0;
  /// Serves from now on.
  virtual void open(OnHost on_host) = 0;
  /// The host that came in last has left. A pty then needs a new one.
  virtual void on_host_left() {}
};

/// Checks the place and takes it; throws Trouble that says what is in the way. `url.path` and
/// `url.host` are copied.
std::unique_ptr<Door> make_unix_door(asio::io_context& loop, Terminal& terminal,
                                     const transport::Url& url);
std::unique_ptr<Door> make_tcp_door(asio::io_context& loop, Terminal& terminal,
                                    const transport::Url& url);
std::unique_ptr<Door> make_pty_door(Terminal& terminal, const transport::Url& url);
std::unique_ptr<Door> make_door(asio::io_context& loop, Terminal& terminal,
                                const transport::Url& url);

}  // namespace westwind::cli
