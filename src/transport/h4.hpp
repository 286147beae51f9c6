// Cuts a byte stream into whole HCI packets, each led by its H4 indicator. Vol 4 Part A 2.
// Every carrier that is a stream (socket, pty, UART) feeds what it reads through one of these.
//
// H4 has no way to find the next packet once the two ends disagree, so a wrong octet is the end of
// the stream: the framer stops, says why, and takes nothing more until `reset`.
//
//   indicator --valid--> header --complete--> payload --complete--> packet, back to indicator
//       '--unknown--> stopped     '--longer than the space--> stopped
#pragma once

#include <optional>

#include "base/assert.hpp"
#include "wire/hci.hpp"

namespace westwind::transport {

/// Who writes the stream: a host sends no events, a controller sends no commands.
enum class H4Sender : std::uint8_t { host, controller };

enum class H4Problem : std::uint8_t {
  none,
  unknown_indicator,  ///< the first octet of a packet is none of 01..05
  wrong_direction,    ///< a command from a controller or an event from a host
  too_long,           ///< the header announces more than this end has room for
};

constexpr const char* describe(H4Problem problem) {
  switch (problem) {
  case H4Problem::none: return "no problem";
  case H4Problem::unknown_indicator: return "not an H4 packet (first octet must be 01 to 05)";
  case H4Problem::wrong_direction:
    return "packet of the wrong direction (events come from controllers, commands from hosts)";
  case H4Problem::too_long: return "packet longer than this end accepts";
  }
  return "";
}

struct H4Counters {
  std::uint32_t packets = 0;
  std::uint64_t octets = 0;    ///< of whole packets, indicators included
  std::uint32_t problems = 0;  ///< times the stream was stopped
};

/// Space for the longest command or event and for data packets with `data_octets` of payload.
constexpr std::size_t h4_space(std::size_t data_octets) {
  const std::size_t data = 1 + sizeof(wire::hci::AclHeader) + data_octets;
  const std::size_t command = 1 + sizeof(wire::hci::CommandHeader) + 255;
  return data > command ? data : command;
}

class H4Framer {
 public:
  /// `space` holds one packet with its indicator, bounds what is accepted, and must outlive the
  /// framer.
  H4Framer(MutableBytes space, H4Sender sender) : space_(space), sender_(sender) {
    ensure(!space.empty());
  }

  /// Takes octets off the front of `input`, never more than the current packet needs. Returns the
  /// packet that became whole (valid until the next call), or nothing when `input` is used up or
  /// the stream is stopped.
  std::optional<Bytes> next(Bytes& input) {
    while (problem_ == H4Problem::none && !input.empty()) {
      const std::size_t count =
          copy_bytes(space_.subspan(used_, needed_ - used_), input.first(at_most(input.size())));
      used_ += count;
      input = input.subspan(count);
      if (used_ < needed_) break;
      if (!advance()) continue;
      const std::size_t size = used_;
      ++counters_.packets;
      counters_.octets += size;
      start_packet();
      return Bytes(space_).first(size);
    }
    return std::nullopt;
  }

  H4Problem problem() const { return problem_; }
  /// The octets of the packet that stopped the stream, or of the one that is not whole yet.
  Bytes partial() const { return Bytes(space_).first(used_); }
  const H4Counters& counters() const { return counters_; }

  /// Forgets a partial packet and a problem; the next octet is taken as an indicator.
  void reset() {
    problem_ = H4Problem::none;
    start_packet();
  }

 private:
  enum class Step : std::uint8_t { indicator, header, payload };

  std::size_t at_most(std::size_t available) const {
    const std::size_t missing = needed_ - used_;
    return available < missing ? available : missing;
  }
  void start_packet() {
    step_ = Step::indicator;
    used_ = 0;
    needed_ = 1;
  }
  void stop(H4Problem problem) {
    problem_ = problem;
    ++counters_.problems;
  }

  /// What was needed is there: sets what is needed next. True when the packet is whole.
  bool advance() {
    if (step_ == Step::indicator) {
      check_indicator();
      if (problem_ != H4Problem::none) return false;
      step_ = Step::header;
      needed_ = 1 + header_length();
      if (needed_ > space_.size()) stop(H4Problem::too_long);
      return false;
    }
    if (step_ == Step::header) {
      step_ = Step::payload;
      needed_ += payload_length();
      if (needed_ > space_.size()) stop(H4Problem::too_long);
    }
    return problem_ == H4Problem::none && used_ == needed_;
  }

  wire::hci::PacketType type() const { return static_cast<wire::hci::PacketType>(space_[0]); }
  void check_indicator() {
    using wire::hci::PacketType;
    if (space_[0] < 0x01 || space_[0] > 0x05)
      stop(H4Problem::unknown_indicator);
    else if (type() == (sender_ == H4Sender::host ? PacketType::event : PacketType::command))
      stop(H4Problem::wrong_direction);
  }
  /// ACL and ISO headers are four octets, an event's two, the others three. Vol 4 Part E 5.4.
  std::size_t header_length() const {
    using wire::hci::PacketType;
    if (type() == PacketType::acl || type() == PacketType::iso) return 4;
    return type() == PacketType::event ? 2 : 3;
  }
  std::size_t payload_length() const {
    using wire::hci::PacketType;
    if (type() == PacketType::acl) return static_cast<std::size_t>(space_[3] | space_[4] << 8);
    if (type() == PacketType::iso)
      return static_cast<std::size_t>(space_[3] | (space_[4] & 0x3f) << 8);
    return space_[header_length()];
  }

  MutableBytes space_;
  H4Sender sender_;
  Step step_ = Step::indicator;
  H4Problem problem_ = H4Problem::none;
  std::size_t used_ = 0;
  std::size_t needed_ = 1;
  H4Counters counters_;
};

}  // namespace westwind::transport
