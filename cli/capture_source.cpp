// See capture_source.hpp.
#include "cli/capture_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "cli/trouble.hpp"

namespace westwind::cli {
namespace {
constexpr auto follow_pause = std::chrono::milliseconds(100);

struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number > STDIN_FILENO) close(number);
  }
};
}  // namespace

void read_capture(const std::string& path, bool follow, const std::function<bool()>& stopped,
                  const decode::PcapngReader::Take& take) {
  const Descriptor file(path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto complain = [&] {
    throw Trouble(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  };
  if (file.number < 0) complain();
  decode::PcapngReader reader(take);
  std::vector<std::uint8_t> piece(64 * 1024);
  while (!stopped()) {
    const ssize_t size = read(file.number, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) complain();
    if (size == 0 && !follow) break;
    if (size == 0) std::this_thread::sleep_for(follow_pause);
    if (!reader.feed(Bytes(piece).first(static_cast<std::size_t>(size))))
      throw Trouble(fmt::format("{}: {}", path, reader.error()));
  }
  if (!follow && reader.interfaces().empty())
    throw Trouble(fmt::format("{}: there is no capture in it", path));
  if (!follow && reader.unfinished() > 0)
    fmt::print(stderr, "westwind: {} is cut off in its last block ({} octets of it are there)\n",
               path, reader.unfinished());
}

}  // namespace westwind::cli
