// HCI commands: queued, sent as the controller's credits allow, answered by typed continuations.
// Vol 4 Part E 4.4.
//
//   send() -> waiting --credit--> sent --Command Complete / Command Status--> handler
//                                   \--no answer in `command_timeout`--> the host fails
#pragma once

#include "base/arena.hpp"
#include "base/delegate.hpp"
#include "base/result.hpp"
#include "base/timer.hpp"
#include "hci/counters.hpp"
#include "hci/transmit_memory.hpp"
#include "hci/transport.hpp"
#include "wire/hci_event.hpp"

namespace westwind::host::hci {

/// How long a controller may take to answer. The specification names no limit; controllers answer
/// within milliseconds.
constexpr Duration command_timeout = Duration::seconds(2);

/// What a handler gets before it is typed. `return_parameters` start with the status.
struct CommandReply {
  wire::hci::ErrorCode status;
  Bytes return_parameters;
};
using ReplyHandler = Delegate<void(const CommandReply&)>;

struct PendingCommand {
  wire::hci::Opcode opcode{};
  ReplyHandler handler;
};

class CommandQueue {
 public:
  CommandQueue(std::span<PendingCommand> slots, TransmitMemory& memory, Transport& transport,
               Counters& counters)
      : slots_(slots), memory_(memory), transport_(transport), counters_(counters) {}

  /// Queues `command`. `Handler` is a member function of `T` taking `const C::Reply&`; it is called
  /// from Host::receive, and not at all when the host fails or is destroyed first. The reply of a
  /// refused command, or one cut short, is zero behind its status (success becomes
  /// unspecified_error then). no_memory: no slot or no packet memory; Module::on_writable
  /// follows. not_active: the host has failed.
  template <auto Handler, wire::hci::Command C, typename T>
  Status send(const C& command, T* object) {
    return enqueue(C::opcode, wire::hci::parameters_of(command),
                   ReplyHandler(&deliver<Handler, C, T>, object));
  }
  /// For raw commands, and for those whose answer nobody needs (empty handler).
  Status enqueue(wire::hci::Opcode opcode, Bytes parameters, ReplyHandler handler);

  /// True when a command can be queued now.
  bool has_room() const { return count_ < slots_.size(); }
  std::size_t pending() const { return count_; }
  /// True once after a command was refused and there is room again.
  bool take_relief();

  void on_command_complete(Bytes parameters);
  void on_command_status(Bytes parameters);
  /// Forgets everything and takes nothing more: the host has failed.
  void close();
  /// False when the controller has not answered in time.
  bool run(Instant now) { return !timeout_.expired(now); }
  Instant deadline() const { return timeout_.deadline(); }

 private:
  template <auto Handler, wire::hci::Command C, typename T>
  static void deliver(void* object, const CommandReply& reply) {
    using wire::hci::ErrorCode;
    typename C::Reply parsed{};
    const auto whole = Reader(reply.return_parameters).take<typename C::Reply>();
    if (whole && reply.status == ErrorCode::success)
      parsed = *whole;
    else
      parsed.status =
          reply.status == ErrorCode::success ? ErrorCode::unspecified_error : reply.status;
    (static_cast<T*>(object)->*Handler)(parsed);
  }
  void on_answer(wire::hci::Opcode opcode, std::uint8_t credits, const CommandReply& reply);
  void send_waiting();

  std::span<PendingCommand> slots_;  // the first sent_ are with the controller, the others wait
  TransmitMemory& memory_;
  Transport& transport_;
  Counters& counters_;
  PacketQueue waiting_;
  Timer timeout_;
  std::uint8_t count_ = 0;
  std::uint8_t sent_ = 0;
  std::uint8_t credits_ = 1;  // Vol 4 Part E 4.4: one until the controller says otherwise
  bool refused_ = false;
  bool closed_ = false;
};

}  // namespace westwind::host::hci
