// Leaving the air politely.
#include "api/micropython/farewell.hpp"

#include "api/port.h"

namespace westwind::micropython {

using namespace wire::hci;

void Farewell::run(Instant limit) {
  // Not the old carrier's space: a handler may still be looking at the packet in it.
  Octets<limits.packet_octets> packet;
  while (true) {
    while (send_next()) {
    }
    if (is_done() || Instant::from_us(westwind_port_now_us()) >= limit) return;
    const int size = westwind_port_receive(packet.data(), packet.size());
    if (size < 0) return;
    if (size > 0)
      on_packet(Bytes(packet).first(static_cast<std::size_t>(size)));
    else
      westwind_port_wait(limit.us());
  }
}

/// True when a command left.
bool Farewell::send_next() {
  if (waiting_ || !may_send_) return false;
  if (command_count_ == 0) return send_disconnect();
  const Command& command = commands_[--command_count_];
  waiting_ = westwind_port_send(command.octets.data(), command.size) == 0;
  return waiting_;
}

bool Farewell::send_disconnect() {
  if (disconnecting_ == link_count_) return false;
  const Disconnect command{links_[disconnecting_++], ErrorCode::remote_user_terminated_connection};
  Octets<1 + sizeof(CommandHeader) + sizeof(Disconnect)> octets;
  Writer writer(octets);
  writer.put(PacketType::command);
  writer.put(CommandHeader{Disconnect::opcode, sizeof(Disconnect)});
  writer.put(command);
  waiting_ = westwind_port_send(octets.data(), octets.size()) == 0;
  return waiting_;
}

void Farewell::on_packet(Bytes h4) {
  Reader reader(h4);
  const auto type = reader.take<PacketType>();
  const auto header = reader.take<EventHeader>();
  if (type != PacketType::event || !header) return;
  switch (header->code) {
  case CommandComplete::code:
    if (const auto event = reader.take<CommandComplete>())
      on_answer(event->command_packets, event->opcode, ErrorCode::success);
    break;
  case CommandStatus::code:
    if (const auto event = reader.take<CommandStatus>())
      on_answer(event->command_packets, event->opcode, event->status);
    break;
  case DisconnectionComplete::code:
    if (const auto event = reader.take<DisconnectionComplete>();
        event && event->status == ErrorCode::success)
      forget(event->handle);
    break;
  case LeMeta::code: on_le_event(reader.rest()); break;
  default: break;
  }
}

void Farewell::on_answer(std::uint8_t credits, Opcode opcode, ErrorCode status) {
  may_send_ = credits > 0;
  if (opcode.value == 0) return;  // only grants credits
  waiting_ = false;
  // A link that cannot be ended has ended.
  if (opcode == Disconnect::opcode && status != ErrorCode::success && disconnecting_ > 0)
    forget(links_[disconnecting_ - 1u]);
}

/// A link that came about while we were leaving.
void Farewell::on_le_event(Bytes parameters) {
  Reader reader(parameters);
  const auto subevent = reader.take<std::uint8_t>();
  if (subevent != LeConnectionComplete::subevent &&
      subevent != LeEnhancedConnectionComplete::subevent)
    return;
  // Status and handle come first in both.
  const auto status = reader.take<ErrorCode>();
  const auto handle = reader.take<ConnHandle>();
  if (status == ErrorCode::success && handle) add_link(*handle);
}

void Farewell::forget(ConnHandle link) {
  for (std::uint8_t i = 0; i < link_count_; ++i) {
    if (!(links_[i] == link)) continue;
    for (std::uint8_t k = i; k + 1 < link_count_; ++k)
      links_[k] = links_[k + 1u];
    --link_count_;
    if (i < disconnecting_) --disconnecting_;
    return;
  }
}

}  // namespace westwind::micropython
