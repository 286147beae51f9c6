// The GATT server: services in and out, values to peers.
#include "gatt/server.hpp"

namespace westwind::host::gatt {

using namespace wire::att;

Server::Server(att::Att& att, std::span<Subscription> subscriptions, std::span<ClientState> clients,
               crypto::Aes128& aes)
    : att_(att), subscriptions_(subscriptions), clients_(clients), aes_(aes) {
  for (ClientState& client : clients_)
    client = {};
  att.set_request_handler(*this);
  att.hci().attach(*this);
}

Status Server::add(Service& service) {
  bool any_link = false;
  for (const Link& link : att_.hci().links())
    any_link = any_link || link.is_open();
  if (removed_ && !any_link) {
    database_.restart_handles_after(fixed_end_);
    removed_ = false;
  }
  const Status status = database_.add(service);
  if (status) announce_change(service);
  return status;
}

void Server::remove(Service& service) {
  if (!service.is_linked()) return;
  removed_ = true;
  subscriptions_.forget_handles(service.start_handle, service.end_handle());
  database_.remove(service);
  announce_change(service);
}

void Server::announce_change(const Service& service) {
  hash_valid_ = false;
  for (Link& link : att_.hci().links())
    if (link.is_open()) note_change(link, {service.start_handle, service.end_handle()});
  tell_changes();
}

/// One indication a peer at a time; what changes meanwhile is told together, in a range that holds
/// it all.
void Server::tell_changes() {
  bool waiting = false;
  for (Subscription& entry : subscriptions_.entries()) {
    if (!entry.change_owed) continue;
    Link* link = find_link(entry.link);
    if (link != nullptr && !entry.change_under_way &&
        att_.indicate(*link, {service_changed_}, octets_of(changed_))) {
      entry.change_owed = false;
      entry.change_under_way = true;
    } else {
      waiting = true;
    }
  }
  if (!waiting) changed_ = {0xffff, 0};
}

Row Server::value_row(Handle handle) const {
  const Row row = database_.at(handle.value);
  return row && row.attribute().kind == AttributeKind::value ? row : Row{};
}

Status Server::notify(ConnHandle handle, Handle value, Bytes octets) {
  Link* link = find_link(handle);
  if (link == nullptr) return Error::not_connected;
  if (!value_row(value)) return Error::invalid_argument;
  if (client(*link).awareness != ClientState::Awareness::aware) return Error::busy;
  return att_.notify(*link, value, octets);
}

Status Server::indicate(ConnHandle handle, Handle value, Bytes octets) {
  Link* link = find_link(handle);
  if (link == nullptr) return Error::not_connected;
  if (!value_row(value)) return Error::invalid_argument;
  if (client(*link).awareness != ClientState::Awareness::aware) return Error::busy;
  return att_.indicate(*link, value, octets);
}

std::uint16_t Server::subscription(ConnHandle link, Handle value) const {
  const Row cccd = database_.cccd_of(value.value);
  return cccd ? subscriptions_.get(link, cccd.handle) : std::uint16_t{0};
}

std::size_t Server::update_subscribed(Handle value, Bytes octets) {
  const Row cccd = database_.cccd_of(value.value);
  if (!cccd) return 0;
  std::size_t queued = 0;
  for (Link& link : att_.hci().links()) {
    if (!link.is_open()) continue;
    const std::uint16_t bits = subscriptions_.get(link.handle, cccd.handle);
    Status status = Error::not_connected;
    if ((bits & wire::gatt::cccd_notify) != 0)
      status = notify(link.handle, value, octets);
    else if ((bits & wire::gatt::cccd_indicate) != 0)
      status = indicate(link.handle, value, octets);
    if (status) ++queued;
  }
  return queued;
}

void Server::on_indication_end(Link& link, Handle handle, Outcome outcome) {
  if (handle.value > fixed_end_) {
    if (listener_ != nullptr) listener_->on_indication_end(link.handle, handle, outcome);
    return;
  }
  Subscription* entry = subscriptions_.find(link.handle, cccd_of_service_changed());
  if (entry != nullptr) entry->change_under_way = false;
  tell_changes();
  // What it confirmed it knows, unless there is more to tell. 2.5.2.1.
  if (outcome.ok() && entry != nullptr && !entry->change_owed && !entry->change_under_way)
    become_aware(link);
}

att::Verdict Server::on_request(Link& link, Opcode opcode, Bytes parameters, Writer& response) {
  if (is_out_of_sync(link, opcode, parameters)) return {ErrorCode::database_out_of_sync, {}};
  switch (opcode) {
  case Opcode::find_information_request: return find_information(parameters, response);
  case Opcode::find_by_type_value_request: return find_by_type_value(link, parameters, response);
  case Opcode::read_by_type_request: return read_by_type(link, parameters, response);
  case Opcode::read_by_group_type_request: return read_by_group_type(parameters, response);
  case Opcode::read_request: return read(link, parameters, response);
  case Opcode::read_blob_request: return read_blob(link, parameters, response);
  case Opcode::read_multiple_request: return read_multiple(link, parameters, response);
  case Opcode::read_multiple_variable_request:
    return read_multiple_variable(link, parameters, response);
  case Opcode::write_request: return write(link, parameters, response);
  case Opcode::prepare_write_request: return prepare_write(link, parameters, response);
  case Opcode::execute_write_request: return execute_write(link, parameters, response);
  default: return {ErrorCode::request_not_supported, {}};
  }
}

}  // namespace westwind::host::gatt
