// See btsnoop.hpp. Unlike anything in Bluetooth, btsnoop is big-endian.
#include "transport/btsnoop.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/codec.hpp"
#include "wire/hci.hpp"

namespace westwind::transport {

namespace {

template <std::unsigned_integral T>
class BigEndian {
 public:
  constexpr BigEndian(T value) {  // NOLINT: implicit on purpose, like LittleEndian
    for (std::size_t i = 0; i < sizeof(T); ++i)
      raw_[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
  }

 private:
  Octets<sizeof(T)> raw_{};
};

struct FileHeader {
  Octets<8> magic = {'b', 't', 's', 'n', 'o', 'o', 'p', 0};
  BigEndian<std::uint32_t> version = 1;
  BigEndian<std::uint32_t> datalink = 1002;
};
static_assert(sizeof(FileHeader) == 16);

struct RecordHeader {
  BigEndian<std::uint32_t> original_length;
  BigEndian<std::uint32_t> included_length;
  BigEndian<std::uint32_t> flags;
  BigEndian<std::uint32_t> cumulative_drops;
  BigEndian<std::uint64_t> time_us;
};
static_assert(sizeof(RecordHeader) == 24);
static_assert(octets_of(BigEndian<std::uint32_t>(0x01020304)) == Octets<4>{1, 2, 3, 4});

constexpr std::uint32_t flag_to_host = 1;
constexpr std::uint32_t flag_command_or_event = 2;

/// btsnoop counts microseconds from the beginning of the year 0; this is 1970 on that scale.
constexpr std::uint64_t epoch_1970_us = 0x00dcddb30f2f8000;

}  // namespace

Status BtsnoopRecorder::open(const char* path) {
  close();
  recorded_ = 0;
  fd_ = ::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd_ < 0) {
    error_number_ = errno;
    return Error::io;
  }
  return write_all(octets_of(FileHeader{}), {});
}

void BtsnoopRecorder::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Status BtsnoopRecorder::write_all(Bytes head, Bytes body) {
  while (!head.empty() || !body.empty()) {
    iovec parts[2] = {{const_cast<std::uint8_t*>(head.data()), head.size()},
                      {const_cast<std::uint8_t*>(body.data()), body.size()}};
    const ssize_t written = ::writev(fd_, parts, 2);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      error_number_ = errno;
      close();
      return Error::io;
    }
    auto count = static_cast<std::size_t>(written);
    const std::size_t of_head = count < head.size() ? count : head.size();
    head = head.subspan(of_head);
    body = body.subspan(count - of_head);
  }
  return {};
}

Status BtsnoopRecorder::record(HciDirection direction, Instant time, Bytes packet) {
  if (!is_open()) return Error::not_active;
  if (packet.empty()) return Error::invalid_argument;
  const auto type = static_cast<wire::hci::PacketType>(packet[0]);
  std::uint32_t flags = direction == HciDirection::to_host ? flag_to_host : 0;
  if (type == wire::hci::PacketType::command || type == wire::hci::PacketType::event)
    flags |= flag_command_or_event;
  const auto length = static_cast<std::uint32_t>(packet.size());
  const RecordHeader header{length, length, flags, 0u,
                            epoch_1970_us + static_cast<std::uint64_t>(time.us())};
  if (const Status written = write_all(octets_of(header), packet); !written) return written;
  ++recorded_;
  return {};
}

}  // namespace westwind::transport
