// Memory for everything that goes out, and the rule who may take the last of it. Each link may
// always have a few short answers under way, commands come next, and what the application starts
// gets the rest: so no flood, of ours or of one peer, keeps another peer from its answers (T22).
#pragma once

#include "hci/link.hpp"

namespace westwind::host::hci {

class TransmitMemory {
 public:
  /// Short answers that a link may have waiting: a response, a confirmation, a signalling response.
  static constexpr std::uint8_t answers_per_link = 3;
  /// Kept from the application for commands: three of the longest that are sent in operation.
  static constexpr std::size_t command_granules = 6;
  static constexpr std::size_t reserved_granules(std::size_t links) {
    return answers_per_link * links + command_granules;
  }

  TransmitMemory(MutableBytes memory, std::size_t links)
      : arena_(memory), answer_granules_(answers_per_link * links) {}

  /// What the application starts on a link. Empty when there is no room, or when the link has its
  /// share of it waiting already: one that is slow to empty must not take the others' (T9).
  /// Module::on_writable follows.
  [[nodiscard]] Packet for_application(const Link& link, std::size_t headroom, std::size_t size) {
    const bool waits = application_waits_ || passes_share(link, headroom + size);
    // Keeping everything free refuses, and remembers that somebody was refused.
    return arena_.allocate(headroom, size,
                           waits ? arena_.total_granules() : answer_granules_ + command_granules);
  }
  [[nodiscard]] Packet for_command(std::size_t size) {
    return arena_.allocate(0, size, answer_granules_);
  }
  /// What answers the peer. A short one (one granule) is to be had whatever happens, as long as the
  /// link has no more than `answers_per_link` of them waiting; a longer one may have to wait.
  [[nodiscard]] Packet for_answer(Link& link, std::size_t headroom, std::size_t size) {
    if (BlockArena::granules_for(headroom + size) > 1)
      return arena_.allocate(headroom, size, answer_granules_);
    if (link.short_answers >= answers_per_link) return {};
    Packet packet = arena_.allocate(headroom, size);
    if (!packet) return packet;
    packet.set_mark(short_answer);
    ++link.short_answers;
    return packet;
  }
  /// The packet waits in the link's queue from now on.
  static void on_queued(Link& link, const Packet& packet) {
    link.waiting_granules = static_cast<std::uint16_t>(link.waiting_granules + packet.granules());
  }
  /// The link has sent this packet.
  static void on_sent(Link& link, const Packet& packet) {
    link.waiting_granules = static_cast<std::uint16_t>(link.waiting_granules - packet.granules());
    if (packet.mark() == short_answer) --link.short_answers;
  }
  /// More than half of what the link may use waits already: a stream does well to leave the rest to
  /// others, and loses nothing by it.
  bool is_well_filled(const Link& link) const {
    const std::size_t all = arena_.total_granules() - answer_granules_ - command_granules;
    return link.waiting_granules * 2 * (open_links_ < 2 ? 1 : open_links_) > all;
  }
  /// How many links share what the application may use.
  void set_open_links(std::size_t count) { open_links_ = count; }
  /// While a longer answer waits the application gets nothing, or the answer would wait forever.
  void hold_back_application(bool on) { application_waits_ = on; }

  bool take_relief() { return arena_.take_relief(); }
  bool is_starved() const { return arena_.is_starved(); }
  bool all_free() const { return arena_.all_free(); }

 private:
  static constexpr std::uint8_t short_answer = 1;

  /// A link with nothing waiting may always queue one packet.
  bool passes_share(const Link& link, std::size_t octets) const {
    if (open_links_ < 2 || link.waiting_granules == 0) return false;
    const std::size_t all = arena_.total_granules() - answer_granules_ - command_granules;
    return (link.waiting_granules + BlockArena::granules_for(octets)) * open_links_ > all;
  }

  BlockArena arena_;
  std::size_t answer_granules_;
  std::size_t open_links_ = 0;
  bool application_waits_ = false;
};

}  // namespace westwind::host::hci
