// GATT calls of scripts, server and client.
#include "api/micropython/activation.hpp"

using namespace westwind;
using namespace westwind::micropython;
using wire::Uuid;
using wire::att::Handle;
using wire::att::HandleRange;
using wire::hci::ConnHandle;

namespace {

std::optional<Uuid> filter_of(const westwind_uuid_t* uuid) {
  return uuid != nullptr ? Uuid::from({uuid->octets, uuid->size}) : std::nullopt;
}

/// Sends the value to those who subscribed; the script does not hear of those who get none (T21),
/// but they are counted.
void send_update(const Call& call, std::uint16_t handle, const Value& value) {
  host::gatt::Server& server = call.host().server();
  std::size_t subscribers = 0;
  for (const host::hci::Link& link : call.host().hci().links())
    if (link.is_open() && server.subscription(link.handle, {handle}) != 0) ++subscribers;
  if (subscribers == 0) return;
  const std::size_t sent = server.update_subscribed({handle}, {value.octets, value.size});
  call->updates_not_sent += static_cast<std::uint32_t>(subscribers - sent);
}

}  // namespace

westwind_error_t westwind_preferred_mtu(uint16_t* mtu) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  *mtu = call.host().att().preferred_mtu();
  return WESTWIND_OK;
}

westwind_error_t westwind_set_preferred_mtu(uint16_t mtu) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call.host().att().set_preferred_mtu(mtu));
}

// ---- services

westwind_error_t westwind_services_begin(void) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  call->services().begin();
  return WESTWIND_OK;
}

westwind_error_t westwind_services_add(const westwind_service_t* service) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->services().add(*service));
}

westwind_error_t westwind_services_end(void) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->services().commit());
}

// ---- values

westwind_error_t westwind_value_read(uint16_t handle, const uint8_t** octets, size_t* size) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  Value* value = call->services().find(handle);
  if (value == nullptr) return WESTWIND_INVALID_ARGUMENT;
  *octets = value->octets;
  *size = value->size;
  if (value->append) value->size = 0;
  return WESTWIND_OK;
}

westwind_error_t westwind_value_write(uint16_t handle, const uint8_t* octets, size_t size,
                                      bool update) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  const Status written = call->services().write(handle, {octets, size});
  if (written && update) send_update(call, handle, *call->services().find(handle));
  return error_of(written);
}

westwind_error_t westwind_value_resize(uint16_t handle, size_t size, bool append) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->services().resize(handle, size, append));
}

westwind_error_t westwind_value_send(uint16_t connection, uint16_t handle, bool indicate,
                                     const uint8_t* octets, size_t size) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  if (!call->services().is_characteristic(handle)) return WESTWIND_INVALID_ARGUMENT;
  Bytes sent{octets, size};
  if (octets == nullptr) {
    const Value& stored = *call->services().find(handle);
    sent = {stored.octets, stored.size};
  }
  host::gatt::Server& server = call.host().server();
  return error_of(indicate ? server.indicate({connection}, {handle}, sent)
                           : server.notify({connection}, {handle}, sent));
}

// ---- client

westwind_error_t westwind_discover_services(uint16_t connection, const westwind_uuid_t* uuid) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->operations().discover_services({connection}, filter_of(uuid)));
}

westwind_error_t westwind_discover_characteristics(uint16_t connection, uint16_t start,
                                                   uint16_t end, const westwind_uuid_t* uuid) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(
      call->operations().discover_characteristics({connection}, {start, end}, filter_of(uuid)));
}

westwind_error_t westwind_discover_descriptors(uint16_t connection, uint16_t value_handle,
                                               uint16_t end) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->operations().discover_descriptors({connection}, {value_handle, end}));
}

westwind_error_t westwind_read(uint16_t connection, uint16_t handle) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->operations().read({connection}, {handle}));
}

westwind_error_t westwind_write(uint16_t connection, uint16_t handle, const uint8_t* octets,
                                size_t size) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->operations().write({connection}, {handle}, {octets, size}));
}

westwind_error_t westwind_write_without_response(uint16_t connection, uint16_t handle,
                                                 const uint8_t* octets, size_t size) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(
      call.host().client().write_without_response({connection}, {handle}, {octets, size}));
}

westwind_error_t westwind_exchange_mtu(uint16_t connection) {
  const Call call;
  if (!call) return WESTWIND_NOT_ACTIVE;
  return error_of(call->operations().exchange_mtu({connection}));
}
