// HCI commands: queued, sent as the controller's credits allow, answered by typed continuations.
#include "hci/command_queue.hpp"

namespace westwind::host::hci {

using namespace wire::hci;

Status CommandQueue::enqueue(Opcode opcode, Bytes parameters, ReplyHandler handler) {
  if (closed_) return Error::not_active;
  if (parameters.size() > 0xff) return Error::invalid_argument;
  Packet packet;
  if (has_room()) packet = memory_.for_command(1 + sizeof(CommandHeader) + parameters.size());
  if (!packet) {
    refused_ = true;
    ++counters_.commands_delayed;
    return Error::no_memory;
  }
  packet.append(octets_of(PacketType::command));
  packet.append(octets_of(CommandHeader{opcode, static_cast<std::uint8_t>(parameters.size())}));
  packet.append(parameters);
  slots_[count_++] = {opcode, handler};
  waiting_.push(static_cast<Packet&&>(packet));
  send_waiting();
  return {};
}

void CommandQueue::send_waiting() {
  while (credits_ > 0 && !waiting_.empty()) {
    --credits_;
    ++sent_;
    timeout_.start(command_timeout);
    const Packet packet = waiting_.pop();
    transport_.send(packet.bytes());
  }
}

void CommandQueue::close() {
  closed_ = true;
  waiting_.clear();
  count_ = sent_ = 0;
  timeout_.stop();
}

bool CommandQueue::take_relief() {
  const bool relief = refused_ && has_room() && !memory_.is_starved();
  if (relief) refused_ = false;
  return relief;
}

void CommandQueue::on_command_complete(Bytes parameters) {
  Reader reader(parameters);
  const auto head = reader.take<CommandComplete>();
  if (!head) {
    ++counters_.malformed_events;
    return;
  }
  const Bytes returned = reader.rest();
  on_answer(
      head->opcode, head->command_packets,
      {returned.empty() ? ErrorCode::unspecified_error : ErrorCode{returned.front()}, returned});
}

void CommandQueue::on_command_status(Bytes parameters) {
  const auto head = Reader(parameters).take<CommandStatus>();
  if (!head) {
    ++counters_.malformed_events;
    return;
  }
  on_answer(head->opcode, head->command_packets, {head->status, parameters.first(1)});
}

void CommandQueue::on_answer(Opcode opcode, std::uint8_t credits, const CommandReply& reply) {
  std::size_t at = 0;
  while (at < sent_ && !(slots_[at].opcode == opcode))
    ++at;
  ReplyHandler handler;
  if (at < sent_) {
    handler = slots_[at].handler;
    for (std::size_t i = at + 1; i < count_; ++i)
      slots_[i - 1] = slots_[i];
    --count_;
    --sent_;
    sent_ > 0 ? timeout_.start(command_timeout) : timeout_.stop();
  } else if (opcode.value != 0) {  // opcode 0 only grants credits
    ++counters_.unexpected_replies;
  }
  // What we sent since the controller counted is not in its number, so all that is not answered is
  // taken off: rather a moment too few than one too many.
  credits_ = static_cast<std::uint8_t>(credits > sent_ ? credits - sent_ : 0);
  if (handler) handler(reply);
  send_waiting();
}

}  // namespace westwind::host::hci
