// Records HCI packets in btsnoop format (version 1, datalink 1002: H4), which Wireshark, tshark and
// btmon read. A lens: whoever carries packets calls `record` beside what it does. One file a host.
// No exceptions, no heap.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace westwind::transport {

enum class HciDirection : std::uint8_t { to_controller, to_host };

class BtsnoopRecorder {
 public:
  BtsnoopRecorder() = default;
  BtsnoopRecorder(const BtsnoopRecorder&) = delete;
  BtsnoopRecorder& operator=(const BtsnoopRecorder&) = delete;
  ~BtsnoopRecorder() { close(); }

  /// Creates or empties the file and writes its header. Error::io with `error_number` on failure.
  Status open(const char* path);
  void close();
  bool is_open() const { return fd_ >= 0; }

  /// Writes one packet with its H4 indicator. Every record goes to the file at once, so that the
  /// file of a killed process is readable. `time` counts from the beginning of 1970. After a
  /// failure the recorder is closed.
  Status record(HciDirection direction, Instant time, Bytes packet);

  std::uint32_t recorded() const { return recorded_; }
  int error_number() const { return error_number_; }

 private:
  Status write_all(Bytes head, Bytes body);

  int fd_ = -1;
  int error_number_ = 0;
  std::uint32_t recorded_ = 0;
};

}  // namespace westwind::transport
