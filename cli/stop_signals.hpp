// SIGINT, SIGTERM and SIGHUP as an orderly end. A write to a closed pipe is an error, not a death.
#pragma once

#include <asio/signal_set.hpp>
#include <csignal>
#include <functional>
#include <utility>

namespace westwind::cli {

class StopSignals {
 public:
  /// `on_signal(number)` is called from the loop, each time. Without `interrupt`, SIGINT is
  /// ignored: it is somebody else's, who shares the terminal.
  StopSignals(asio::io_context& loop, bool interrupt, std::function<void(int)> on_signal)
      : signals_(loop, SIGTERM, SIGHUP), on_signal_(std::move(on_signal)) {
    std::signal(SIGPIPE, SIG_IGN);
    if (interrupt)
      signals_.add(SIGINT);
    else
      std::signal(SIGINT, SIG_IGN);
    wait();
  }
  void cancel() { signals_.cancel(); }

 private:
  void wait() {
    signals_.async_wait([this](const std::error_code& error, int number) {
      if (error) return;
      on_signal_(number);
      wait();
    });
  }

  asio::signal_set signals_;
  std::function<void(int)> on_signal_;
};

}  // namespace westwind::cli
