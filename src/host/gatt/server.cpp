// The GATT server: services in and out, values to peers.
#include "gatt/server.hpp"

namespace westwind::host::gatt {

using namespace wire::att;

Server::Server(att::Att& att, std::span<Subscription> subscriptions)
    : att_(att), subscriptions_(subscriptions) {
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
  // Service Changed is the one characteristic of the Generic Attribute service, see
  // GenericServices.
  for (Row row = database_.from(1); row && row.handle <= fixed_end_; row = database_.next(row)) {
    const Attribute& attribute = row.attribute();
    if (attribute.kind != AttributeKind::value || attribute.type.long_octets != nullptr ||
        attribute.type.short_value != wire::gatt::service_changed)
      continue;
    update_subscribed({row.handle},
                      octets_of(HandleRange{service.start_handle, service.end_handle()}));
    return;
  }
}

Status Server::notify(ConnHandle handle, Handle value, Bytes octets) {
  Link* link = find_link(handle);
  if (link == nullptr) return Error::not_connected;
  return att_.notify(*link, value, octets);
}

Status Server::indicate(ConnHandle handle, Handle value, Bytes octets) {
  Link* link = find_link(handle);
  if (link == nullptr) return Error::not_connected;
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
      status = att_.notify(link, value, octets);
    else if ((bits & wire::gatt::cccd_indicate) != 0)
      status = att_.indicate(link, value, octets);
    if (status) ++queued;
  }
  return queued;
}

void Server::on_indication_end(Link& link, Handle handle, Outcome outcome) {
  if (listener_ != nullptr && handle.value > fixed_end_)
    listener_->on_indication_end(link.handle, handle, outcome);
}

att::Verdict Server::on_request(Link& link, Opcode opcode, Bytes parameters, Writer& response) {
  switch (opcode) {
  case Opcode::find_information_request: return find_information(parameters, response);
  case Opcode::find_by_type_value_request: return find_by_type_value(link, parameters, response);
  case Opcode::read_by_type_request: return read_by_type(link, parameters, response);
  case Opcode::read_by_group_type_request: return read_by_group_type(parameters, response);
  case Opcode::read_request: return read(link, parameters, response);
  case Opcode::read_blob_request: return read_blob(link, parameters, response);
  case Opcode::read_multiple_request: return read_multiple(link, parameters, response);
  case Opcode::write_request: return write(link, parameters, response);
  default: return {ErrorCode::request_not_supported, {}};
  }
}

}  // namespace westwind::host::gatt
