// The GATT client: the door, and values that come unasked.
#include "gatt/client.hpp"

namespace westwind::host::gatt {

Status Client::start(ConnHandle handle, att::Transaction& procedure) {
  Link* link = att_.hci().find(handle);
  if (link == nullptr) return Error::not_connected;
  return att_.submit(*link, procedure);
}

Status Client::exchange_mtu(ConnHandle handle, ExchangeMtu& procedure) {
  Link* link = att_.hci().find(handle);
  if (link == nullptr) return Error::not_connected;
  if (att_.bearer(*link).mtu_requested) return Error::already;
  procedure.prepare(att_);
  const Status status = att_.submit(*link, procedure);
  if (status) att_.bearer(*link).mtu_requested = true;
  return status;
}

Status Client::write_without_response(ConnHandle handle, Handle attribute, Bytes value) {
  Link* link = att_.hci().find(handle);
  if (link == nullptr) return Error::not_connected;
  return att_.write_command(*link, attribute, value);
}

Status Client::write_signed(ConnHandle handle, Handle attribute, Bytes value) {
  Link* link = att_.hci().find(handle);
  if (link == nullptr) return Error::not_connected;
  if (link->security.encrypted) return Error::busy;
  Octets<wire::att::max_mtu> space;
  Writer pdu(MutableBytes(space).first(att_.mtu(*link) - hci::signature_size));
  pdu.put(att::Opcode::signed_write_command);
  pdu.put(attribute);
  pdu.bytes_that_fit(value);
  Octets<hci::signature_size> signature;
  if (signer_ == nullptr || !signer_->sign(*link, pdu.written(), signature))
    return Error::not_supported;
  Writer tail(MutableBytes(space).subspan(pdu.size()));
  tail.bytes(signature);
  return att_.send_command(*link, Bytes(space).first(pdu.size() + signature.size()));
}

void Client::on_value(Link& link, att::Opcode opcode, Handle handle, Bytes value) {
  if (listener_ == nullptr) return;
  if (opcode == att::Opcode::handle_value_indication)
    listener_->on_indication(link.handle, handle, value);
  else
    listener_->on_notification(link.handle, handle, value);
}

void Client::on_mtu(Link& link, std::uint16_t mtu) {
  if (listener_ != nullptr) listener_->on_mtu(link.handle, mtu);
}

}  // namespace westwind::host::gatt
