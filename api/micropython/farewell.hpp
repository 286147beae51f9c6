// Leaving the air politely: what a host that is being given up has running in its controller is
// ended by plain HCI commands, without the host. So `active(False)` works the same from anywhere,
// also from inside a handler, where the host's own frames lie beneath and must not be entered
// again. Vol 4 Part E 4.4, 7.1.6.
//
//   add_*() ... run(): send a command -> wait for its answer -> next; done when all are answered
//   and all links have ended, or time is up.
#pragma once

#include "api/micropython/limits.hpp"
#include "wire/hci_event.hpp"

namespace westwind::micropython {

class Farewell {
 public:
  /// Whether a command of the old host is still unanswered: its answer is then waited for first.
  explicit Farewell(bool command_pending) : waiting_(command_pending) {}

  template <wire::hci::Command C>
  void add_command(const C& command) {
    Writer writer(commands_[command_count_].octets);
    const auto parameters = wire::hci::parameters_of(command);
    const auto size = static_cast<std::uint8_t>(parameters.size());
    writer.put(wire::hci::PacketType::command);
    writer.put(wire::hci::CommandHeader{C::opcode, size});
    writer.bytes(parameters);
    commands_[command_count_++].size = static_cast<std::uint8_t>(writer.size());
  }
  void add_link(wire::hci::ConnHandle link) {
    if (link_count_ < links_.size()) links_[link_count_++] = link;
  }

  /// Blocks until done or `limit`.
  void run(Instant limit);

 private:
  struct Command {
    Octets<8> octets{};
    std::uint8_t size = 0;
  };
  bool is_done() const { return !waiting_ && command_count_ == 0 && link_count_ == 0; }
  bool send_next();
  bool send_disconnect();
  void on_packet(Bytes h4);
  void on_answer(std::uint8_t credits, wire::hci::Opcode opcode, wire::hci::ErrorCode status);
  void on_le_event(Bytes parameters);
  void forget(wire::hci::ConnHandle link);

  std::array<Command, 3> commands_;
  std::array<wire::hci::ConnHandle, limits.host.links> links_{};
  std::uint8_t command_count_ = 0;
  std::uint8_t link_count_ = 0;
  std::uint8_t disconnecting_ = 0;  // the first so many links were asked to end
  bool waiting_;
  bool may_send_ = true;
};

}  // namespace westwind::micropython
