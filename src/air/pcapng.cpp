// Blocks are built in place in the buffer; their length is filled in when they end.
#include "air/pcapng.hpp"

#include "base/codec.hpp"

namespace westwind::air {

namespace {

constexpr std::uint32_t section_header_block = 0x0a0d0d0a;
constexpr std::uint32_t interface_description_block = 1;
constexpr std::uint32_t enhanced_packet_block = 6;

constexpr std::uint16_t option_comment = 1;
constexpr std::uint16_t option_interface_name = 2;
constexpr std::uint16_t option_application = 4;
constexpr std::uint16_t option_time_resolution = 9;

constexpr std::size_t flush_octets = 64 * 1024;
constexpr Duration flush_interval = Duration::milliseconds(250);

Bytes octets_of_text(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Status FileSink::open(const char* path) {
  close();
  file_ = std::fopen(path, "wb");
  if (file_ == nullptr) return Error::io;
  std::setvbuf(file_, nullptr, _IONBF, 0);  // the writer buffers
  return {};
}

bool FileSink::write(Bytes blocks) {
  return file_ != nullptr && std::fwrite(blocks.data(), 1, blocks.size(), file_) == blocks.size();
}

void FileSink::close() {
  if (file_ != nullptr) std::fclose(file_);
  file_ = nullptr;
}

PcapngWriter::PcapngWriter(PcapngSink& sink, std::string_view application) : sink_(sink) {
  buffer_.reserve(flush_octets + 4096);
  begin_block(section_header_block);
  put32(0x1a2b3c4d);  // byte order
  put16(1);           // version 1.0
  put16(0);
  put32(0xffffffff);  // section length: not known
  put32(0xffffffff);
  put_option(option_application, application);
  end_options();
  end_block();
  flush();  // so that the file is a capture from the beginning
}

std::uint32_t PcapngWriter::add_interface(std::uint16_t link_type, std::string_view name) {
  begin_block(interface_description_block);
  put16(link_type);
  put16(0);
  put32(0);  // no limit on packet size
  put_option(option_interface_name, name);
  constexpr Octets<1> microseconds = {6};
  put_option(option_time_resolution, microseconds);
  end_options();
  end_block();
  return interfaces_++;
}

void PcapngWriter::write(std::uint32_t interface, Instant at, Bytes packet,
                         std::string_view comment) {
  ensure(interface < interfaces_);
  const auto time = static_cast<std::uint64_t>(at.us());
  const auto size = static_cast<std::uint32_t>(packet.size());
  begin_block(enhanced_packet_block);
  put32(interface);
  put32(static_cast<std::uint32_t>(time >> 32));
  put32(static_cast<std::uint32_t>(time));
  put32(size);
  put32(size);
  put_octets(packet);
  put_padding();
  if (!comment.empty()) {
    put_option(option_comment, comment);
    end_options();
  }
  end_block();
  if (buffer_.size() >= flush_octets || at - last_flush_ >= flush_interval) {
    last_flush_ = at;
    flush();
  }
}

void PcapngWriter::flush() {
  if (buffer_.empty()) return;
  good_ = good_ && sink_.write(buffer_);
  buffer_.clear();
}

void PcapngWriter::begin_block(std::uint32_t type) {
  block_start_ = buffer_.size();
  put32(type);
  put32(0);  // length, see end_block
}

void PcapngWriter::put16(std::uint16_t value) { put_octets(octets_of(Le16(value))); }
void PcapngWriter::put32(std::uint32_t value) { put_octets(octets_of(Le32(value))); }

void PcapngWriter::put_octets(Bytes octets) {
  buffer_.insert(buffer_.end(), octets.begin(), octets.end());
}

void PcapngWriter::put_padding() {
  while ((buffer_.size() - block_start_) % 4 != 0)
    buffer_.push_back(0);
}

void PcapngWriter::put_option(std::uint16_t code, Bytes value) {
  put16(code);
  put16(static_cast<std::uint16_t>(value.size()));
  put_octets(value);
  put_padding();
}

void PcapngWriter::put_option(std::uint16_t code, std::string_view value) {
  put_option(code, octets_of_text(value));
}

void PcapngWriter::end_options() { put32(0); }

void PcapngWriter::end_block() {
  const auto length = static_cast<std::uint32_t>(buffer_.size() - block_start_ + 4);
  copy_bytes(MutableBytes(buffer_).subspan(block_start_ + 4), octets_of(Le32(length)));
  put32(length);
}

}  // namespace westwind::air
