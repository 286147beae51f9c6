// Writes pcapng, the capture format of Wireshark: several interfaces in one file, microseconds, a
// comment a packet (draft-ietf-opsawg-pcapng). Captures are written through it; it knows nothing of
// Bluetooth.
#pragma once

#include <cstdio>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace westwind::air {

/// Where the octets go. Every write is a number of whole blocks.
class PcapngSink {
 public:
  virtual bool write(Bytes blocks) = 0;

 protected:
  ~PcapngSink() = default;
};

class MemorySink final : public PcapngSink {
 public:
  bool write(Bytes blocks) override {
    octets_.insert(octets_.end(), blocks.begin(), blocks.end());
    return true;
  }
  Bytes octets() const { return octets_; }

 private:
  std::vector<std::uint8_t> octets_;
};

class FileSink final : public PcapngSink {
 public:
  FileSink() = default;
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;
  ~FileSink() { close(); }

  /// Creates or empties the file. `Error::io`: errno says why.
  Status open(const char* path);
  bool write(Bytes blocks) override;
  void close();

 private:
  std::FILE* file_ = nullptr;
};

class PcapngWriter {
 public:
  /// Writes the section header. The sink must outlive the writer.
  PcapngWriter(PcapngSink& sink, std::string_view application);
  PcapngWriter(const PcapngWriter&) = delete;
  PcapngWriter& operator=(const PcapngWriter&) = delete;
  ~PcapngWriter() { flush(); }

  /// At any time before the first packet on it. Returns its number.
  std::uint32_t add_interface(std::uint16_t link_type, std::string_view name);
  /// An enhanced packet block; no comment when `comment` is empty.
  void write(std::uint32_t interface, Instant at, Bytes packet, std::string_view comment = {});
  /// Hands what is buffered to the sink. Happens by itself every 64 KiB and every quarter of a
  /// second of the packets' time, so that a killed process leaves a readable file.
  void flush();
  /// False once the sink has refused something (a full disk); nothing is written after that.
  bool is_good() const { return good_; }

 private:
  void begin_block(std::uint32_t type);
  void put16(std::uint16_t value);
  void put32(std::uint32_t value);
  void put_octets(Bytes octets);
  void put_padding();
  void put_option(std::uint16_t code, Bytes value);
  void put_option(std::uint16_t code, std::string_view value);
  void end_options();
  void end_block();

  PcapngSink& sink_;
  std::vector<std::uint8_t> buffer_;
  std::size_t block_start_ = 0;
  std::uint32_t interfaces_ = 0;
  Instant last_flush_ = Instant::from_us(-1'000'000);  // the first packet is not held back
  bool good_ = true;
};

}  // namespace westwind::air
