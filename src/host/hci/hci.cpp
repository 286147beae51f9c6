// The host's side of HCI: packets in, events to whoever they concern, links opened and closed.
#include "hci/hci.hpp"

namespace westwind::host::hci {

using namespace wire::hci;

Hci::Hci(const Memory& memory, Transport& transport, StateListener& listener)
    : transmit_(memory.transmit, memory.links.size()), receive_(memory.receive),
      links_(memory.links), listener_(listener),
      commands_(memory.commands, transmit_, transport, counters_), sender_(links_, transport),
      receiver_(receive_, memory.max_receive_pdu, counters_), startup_(commands_, info_) {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    links_[i] = Link{};
    links_[i].index = static_cast<std::uint8_t>(i);
  }
}

void Hci::start(bool reset) {
  ensure(state_ == State::off);
  state_ = State::starting;
  startup_.start(reset, Startup::Done::to<&Hci::on_startup_done>(this));
}

void Hci::on_startup_done(bool ok) {
  if (!ok) return fail(Fault::startup_refused);
  sender_.configure(info_.acl_length, info_.acl_count);
  state_ = State::ready;
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    m->on_ready();
  listener_.on_ready();
}

void Hci::enable_le_event(std::uint8_t subevent) {
  startup_.enable_le_event(subevent);
  if (is_ready())
    (void)commands_.send<&Hci::on_mask_reply>(LeSetEventMask{startup_.le_events()}, this);
}

void Hci::fail(Fault fault) {
  if (state_ == State::failed) return;
  state_ = State::failed;
  commands_.close();
  for (Link& link : links_)
    if (link.is_open()) close_link(link, ErrorCode::connection_timeout);
  listener_.on_fault(fault);
}

Link* Hci::find(ConnHandle handle) {
  if (handle == no_connection) return nullptr;
  for (Link& link : links_)
    if (link.handle == handle) return &link;
  return nullptr;
}

void Hci::disconnect(ConnHandle handle, ErrorCode reason) {
  if (Link* link = find(handle))
    link->ending = reason;
  else
    refused_ = handle;
  send_disconnects();
}

void Hci::send_disconnects() {
  const auto sent = [this](ConnHandle handle, ErrorCode reason) {
    if (!(disconnecting_ == no_connection) ||
        !commands_.send<&Hci::on_disconnect_reply>(Disconnect{handle, reason}, this))
      return false;
    disconnecting_ = handle;
    return true;
  };
  for (Link& link : links_)
    if (link.is_open() && link.ending != ErrorCode::success && sent(link.handle, link.ending))
      link.ending = ErrorCode::success;
  if (!(refused_ == no_connection) && sent(refused_, ErrorCode::remote_low_resources))
    refused_ = no_connection;
}

void Hci::on_disconnect_reply(const StatusReply& reply) {
  Link* link = find(disconnecting_);
  disconnecting_ = no_connection;
  // The controller has no such link: the event of its end was lost.
  if (reply.status == ErrorCode::unknown_connection_identifier && link != nullptr)
    close_link(*link, ErrorCode::unspecified_error);
}

bool Hci::receive(Bytes h4) {
  if (state_ == State::off || state_ == State::failed) return false;
  if (carrier_lost_) return true;
  bool run_needed = true;
  const PacketType type = h4.empty() ? PacketType{} : PacketType{h4.front()};
  if (type == PacketType::event)
    run_needed = receive_event(h4.subspan(1));
  else if (type == PacketType::acl)
    receive_acl(h4.subspan(1));
  else
    ++counters_.malformed_packets;
  if (run_needed) announce_room();
  return run_needed;
}

bool Hci::receive_event(Bytes packet) {
  Reader reader(packet);
  const auto header = reader.take<EventHeader>();
  if (!header || reader.size() != header->parameter_length) {
    ++counters_.malformed_packets;
    return false;
  }
  const Bytes parameters = reader.rest();
  dispatch_event(header->code, parameters);
  return header->code != LeMeta::code || parameters.empty() ||
         parameters.front() != LeAdvertisingReport::subevent;
}

void Hci::dispatch_event(std::uint8_t code, Bytes parameters) {
  switch (code) {
  case CommandComplete::code: return commands_.on_command_complete(parameters);
  case CommandStatus::code: return commands_.on_command_status(parameters);
  case NumberOfCompletedPackets::code: return on_completed_packets(parameters);
  case DisconnectionComplete::code: return on_disconnection_complete(parameters);
  case LeMeta::code: return dispatch_le_event(parameters);
  case HardwareError::code: return fail(Fault::hardware_error);
  default: return offer_event(code, parameters);
  }
}

void Hci::offer_event(std::uint8_t code, Bytes parameters) {
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    if (m->on_event(code, parameters)) return;
}

void Hci::dispatch_le_event(Bytes parameters) {
  if (parameters.empty()) {
    ++counters_.malformed_events;
    return;
  }
  const std::uint8_t subevent = parameters.front();
  const Bytes rest = parameters.subspan(1);
  if (subevent == LeConnectionComplete::subevent)
    return on_connection_complete<LeConnectionComplete>(rest);
  if (subevent == LeEnhancedConnectionComplete::subevent)
    return on_connection_complete<LeEnhancedConnectionComplete>(rest);
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    if (m->on_le_event(subevent, rest)) return;
}

template <Wire Event>
void Hci::on_connection_complete(Bytes parameters) {
  const auto event = Reader(parameters).take<Event>();
  if (!event) {
    ++counters_.malformed_events;
    return;
  }
  if (event->status != ErrorCode::success) {
    for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
      m->on_connection_failed(event->status);
    return;
  }
  if (event->handle.value > last_connection_handle || event->role > Role::peripheral) {
    ++counters_.malformed_events;
    return;
  }
  LinkDescription description;
  description.handle = event->handle;
  description.role = event->role;
  description.peer = description.peer_on_air = event->peer;
  description.own_on_air = own_address_;
  description.parameters = {event->interval_1250us, event->latency,
                            event->supervision_timeout_10ms};
  if constexpr (Event::subevent == LeEnhancedConnectionComplete::subevent)
    take_resolved(description, *event);
  open_link(description);
}

/// What the controller resolved, and what it made up for us. 7.7.65.10.
void Hci::take_resolved(LinkDescription& link, const LeEnhancedConnectionComplete& event) {
  if (!event.local_resolvable_private_address.is_zero())
    link.own_on_air = {wire::AddressType::random_device, event.local_resolvable_private_address};
  if (event.peer.type < wire::AddressType::public_identity) return;
  link.peer = link.peer_on_air = wire::without_identity(event.peer);
  if (!event.peer_resolvable_private_address.is_zero())
    link.peer_on_air = {wire::AddressType::random_device, event.peer_resolvable_private_address};
}

void Hci::open_link(const LinkDescription& description) {
  // A handle in use again: the controller ended the old link without telling.
  if (Link* old = find(description.handle)) close_link(*old, ErrorCode::unspecified_error);
  Link* free = nullptr;
  for (Link& link : links_)
    if (!link.is_open()) {
      free = &link;
      break;
    }
  if (free == nullptr) {
    ++counters_.links_refused;
    disconnect(description.handle, ErrorCode::remote_low_resources);
    return;
  }
  const std::uint8_t index = free->index;
  static_cast<LinkDescription&>(*free) = description;
  free->index = index;
  count_links();
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    m->on_connected(*free);
}

void Hci::count_links() {
  std::size_t open = 0;
  for (const Link& link : links_)
    open += link.is_open() ? 1u : 0u;
  transmit_.set_open_links(open);
}

void Hci::on_disconnection_complete(Bytes parameters) {
  const auto event = Reader(parameters).take<DisconnectionComplete>();
  if (!event) {
    ++counters_.malformed_events;
    return;
  }
  if (event->status != ErrorCode::success) return;
  if (Link* link = find(event->handle))
    close_link(*link, event->reason);
  else
    ++counters_.unknown_handles;
}

void Hci::close_link(Link& link, ErrorCode reason) {
  sender_.on_disconnected(link);
  link.assembling.reset();
  link.ending = ErrorCode::success;
  // The modules see a copy: for them the link still has its name, for every API call they make it
  // is gone (T3).
  Link closed;
  static_cast<LinkDescription&>(closed) = link;
  link.handle = no_connection;
  count_links();
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    m->on_disconnected(closed, reason);
  if (state_ != State::failed) sender_.flush();
}

AddressUse Hci::address_use() const {
  AddressUse most = AddressUse::none;
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    if (m->address_use() > most) most = m->address_use();
  return most;
}

void Hci::announce_security(Link& link, ErrorCode status) {
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    m->on_security_changed(link, status);
}

void Hci::on_completed_packets(Bytes parameters) {
  Reader reader(parameters);
  const auto head = reader.take<NumberOfCompletedPackets>();
  if (!head || reader.size() < head->count * sizeof(NumberOfCompletedPackets::Entry)) {
    ++counters_.malformed_events;
    return;
  }
  for (std::uint8_t i = 0; i < head->count; ++i) {
    const auto entry = *reader.take<NumberOfCompletedPackets::Entry>();
    if (Link* link = find(entry.handle))
      sender_.on_completed(*link, entry.packets);
    else
      ++counters_.unknown_handles;
  }
}

void Hci::receive_acl(Bytes packet) {
  Reader reader(packet);
  const auto header = reader.take<AclHeader>();
  if (!header || reader.size() != header->length) {
    ++counters_.malformed_packets;
    return;
  }
  Link* link = find(header->handle());
  if (link == nullptr || sink_ == nullptr) {
    ++counters_.unknown_handles;
    return;
  }
  const auto outcome = receiver_.receive(*link, header->packet_boundary(), reader.rest(), *sink_);
  // A lost fragment would be lost data for good: better no link than a silent hole.
  if (outcome == AclReceiver::Outcome::no_memory)
    disconnect(header->handle(), ErrorCode::remote_low_resources);
}

void Hci::announce_room() {
  const bool memory = transmit_.take_relief();
  const bool slot = commands_.take_relief();
  if (!memory && !slot) return;
  send_disconnects();
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    m->on_writable();
}

void Hci::run(Instant now) {
  if (state_ == State::off || state_ == State::failed) return;
  if (carrier_lost_) return fail(Fault::transport_failed);
  if (!commands_.run(now)) return fail(Fault::command_timeout);
  send_disconnects();
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    m->run(now);
  sender_.flush();
  announce_room();
}

Instant Hci::deadline() const {
  if (state_ == State::off || state_ == State::failed) return Instant::never();
  if (carrier_lost_) return Instant::from_us(INT64_MIN);
  Instant next = commands_.deadline();
  for (Module* m = modules_.front(); m != nullptr; m = List<Module>::next(*m))
    next = earlier(next, m->deadline());
  return next;
}

}  // namespace westwind::host::hci
