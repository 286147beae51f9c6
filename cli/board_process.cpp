// See board_process.hpp.
#include "cli/board_process.hpp"

#include <unistd.h>

namespace westwind::cli {

BoardProcess::BoardProcess(asio::io_context& loop, Terminal& terminal, std::size_t index,
                           std::string prefix)
    : terminal_(terminal), index_(index), prefix_(std::move(prefix)), output_(loop, STDOUT_FILENO),
      errors_(loop, STDERR_FILENO) {}

void BoardProcess::start(const ProcessConfig& config, std::function<void()> on_change) {
  on_change_ = std::move(on_change);
  process_.emplace(config);
  if (config.on_terminal) return;
  output_.descriptor.assign(process_->take_output());
  errors_.descriptor.assign(process_->take_errors());
  read(output_);
  read(errors_);
}

bool BoardProcess::reap() {
  if (!process_ || end_) return false;
  end_ = process_->reap();
  return end_.has_value();
}

void BoardProcess::close_pipes() {
  for (Stream* stream : {&output_, &errors_}) {
    if (!stream->is_open()) continue;
    // What is there, no more: whoever holds the other end may write for ever.
    std::error_code error;
    stream->descriptor.non_blocking(true, error);
    const std::size_t count = stream->descriptor.read_some(asio::buffer(stream->space), error);
    if (!error) show(*stream, count);
    finish(*stream);
  }
}

void BoardProcess::read(Stream& stream) {
  stream.descriptor.async_read_some(
      asio::buffer(stream.space), [this, &stream](const std::error_code& error, std::size_t count) {
        if (!stream.is_open()) return;
        if (!error) {
          show(stream, count);
          return read(stream);
        }
        finish(stream);
        on_change_();
      });
}

void BoardProcess::show(Stream& stream, std::size_t count) {
  stream.lines.feed({stream.space.data(), count}, [&](std::string_view line) {
    terminal_.board_line(stream.fd, index_, prefix_, line);
  });
  if (terminal_.is_broken()) on_change_();
}

void BoardProcess::finish(Stream& stream) {
  stream.lines.finish(
      [&](std::string_view line) { terminal_.board_line(stream.fd, index_, prefix_, line); });
  std::error_code ignored;
  stream.descriptor.close(ignored);
}

}  // namespace westwind::cli
