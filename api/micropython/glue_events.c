// To MicroPython: the backend's events as calls of modbluetooth's callbacks, which run the script's
// handler.
//
// modbluetooth catches what the handler raises. What can still come out (KeyboardInterrupt while it
// prints that) must not jump over the C++ frames below, so each event stands in an nlr frame of its
// own: the exception is raised later, by whatever runs next.
#include "api/micropython/backend.h"
#include "api/micropython/glue.h"

#include "py/runtime.h"

#if MICROPY_PY_BLUETOOTH

#include "extmod/modbluetooth.h"

#include <string.h>

// ATT errors and errno do not overlap here: ENOTCONN and ETIMEDOUT lie among the reserved ATT
// codes.
static uint16_t status_of(westwind_outcome_t outcome) {
  return outcome.att_error != 0 ? outcome.att_error : westwind_errno_of(outcome.error);
}

static mp_obj_bluetooth_uuid_t object_of(westwind_uuid_t uuid) {
  mp_obj_bluetooth_uuid_t object = {.base = {&mp_type_bluetooth_uuid}, .type = uuid.size};
  memcpy(object.data, uuid.octets, uuid.size);
  return object;
}

// ---- GAP

void westwind_event_central(bool connected, uint16_t connection, uint8_t type,
                            const uint8_t address[6]) {
  const uint8_t event =
      connected ? MP_BLUETOOTH_IRQ_CENTRAL_CONNECT : MP_BLUETOOTH_IRQ_CENTRAL_DISCONNECT;
  DELIVER(mp_bluetooth_gap_on_connected_disconnected(event, connection, type, address));
}

void westwind_event_peripheral(bool connected, uint16_t connection, uint8_t type,
                               const uint8_t address[6]) {
  const uint8_t event =
      connected ? MP_BLUETOOTH_IRQ_PERIPHERAL_CONNECT : MP_BLUETOOTH_IRQ_PERIPHERAL_DISCONNECT;
  DELIVER(mp_bluetooth_gap_on_connected_disconnected(event, connection, type, address));
}

void westwind_event_parameters(uint16_t connection, uint16_t interval_1250us, uint16_t latency,
                               uint16_t timeout_10ms, uint16_t status) {
  DELIVER(mp_bluetooth_gap_on_connection_update(connection, interval_1250us, latency, timeout_10ms,
                                                status));
}

void westwind_event_mtu(uint16_t connection, uint16_t mtu) {
  DELIVER(mp_bluetooth_gatts_on_mtu_exchanged(connection, mtu));
}

#if MICROPY_PY_BLUETOOTH_ENABLE_CENTRAL_MODE
void westwind_event_scan_result(uint8_t type, const uint8_t address[6], uint8_t report_type,
                                int8_t rssi, const uint8_t* data, uint16_t size) {
  DELIVER(mp_bluetooth_gap_on_scan_result(type, address, report_type, rssi, data, size));
}

void westwind_event_scan_done(void) { DELIVER(mp_bluetooth_gap_on_scan_complete()); }
#endif

// ---- GATT server

void westwind_event_write(uint16_t connection, uint16_t handle) {
  DELIVER(mp_bluetooth_gatts_on_write(connection, handle));
}

uint8_t westwind_event_read_request(uint16_t connection, uint16_t handle) {
  volatile mp_int_t answer = 0;
  DELIVER(answer = mp_bluetooth_gatts_on_read_request(connection, handle));
  // What is no ATT error must not look like "allowed" either: 0x0e is "unlikely error".
  return answer >= 0 && answer <= 0xff ? (uint8_t)answer : 0x0e;
}

void westwind_event_indicate_done(uint16_t connection, uint16_t handle,
                                  westwind_outcome_t outcome) {
  DELIVER(mp_bluetooth_gatts_on_indicate_complete(connection, handle, (uint8_t)status_of(outcome)));
}

// ---- GATT client

#if MICROPY_PY_BLUETOOTH_ENABLE_GATT_CLIENT
void westwind_event_service(uint16_t connection, uint16_t start, uint16_t end,
                            westwind_uuid_t uuid) {
  mp_obj_bluetooth_uuid_t object = object_of(uuid);
  DELIVER(mp_bluetooth_gattc_on_primary_service_result(connection, start, end, &object));
}

void westwind_event_services_done(uint16_t connection, westwind_outcome_t outcome) {
  DELIVER(mp_bluetooth_gattc_on_discover_complete(MP_BLUETOOTH_IRQ_GATTC_SERVICE_DONE, connection,
                                                  status_of(outcome)));
}

void westwind_event_characteristic(uint16_t connection, uint16_t value_handle, uint16_t end,
                                   uint8_t properties, westwind_uuid_t uuid) {
  mp_obj_bluetooth_uuid_t object = object_of(uuid);
  DELIVER(mp_bluetooth_gattc_on_characteristic_result(connection, value_handle, end, properties,
                                                      &object));
}

void westwind_event_characteristics_done(uint16_t connection, westwind_outcome_t outcome) {
  DELIVER(mp_bluetooth_gattc_on_discover_complete(MP_BLUETOOTH_IRQ_GATTC_CHARACTERISTIC_DONE,
                                                  connection, status_of(outcome)));
}

void westwind_event_descriptor(uint16_t connection, uint16_t handle, westwind_uuid_t uuid) {
  mp_obj_bluetooth_uuid_t object = object_of(uuid);
  DELIVER(mp_bluetooth_gattc_on_descriptor_result(connection, handle, &object));
}

void westwind_event_descriptors_done(uint16_t connection, westwind_outcome_t outcome) {
  DELIVER(mp_bluetooth_gattc_on_discover_complete(MP_BLUETOOTH_IRQ_GATTC_DESCRIPTOR_DONE,
                                                  connection, status_of(outcome)));
}

static void deliver_data(uint8_t event, uint16_t connection, uint16_t handle, const uint8_t* octets,
                         uint16_t size) {
  DELIVER(mp_bluetooth_gattc_on_data_available(event, connection, handle, &octets, &size, 1));
}

void westwind_event_read_result(uint16_t connection, uint16_t handle, const uint8_t* octets,
                                uint16_t size) {
  deliver_data(MP_BLUETOOTH_IRQ_GATTC_READ_RESULT, connection, handle, octets, size);
}

void westwind_event_notification(uint16_t connection, uint16_t handle, const uint8_t* octets,
                                 uint16_t size) {
  deliver_data(MP_BLUETOOTH_IRQ_GATTC_NOTIFY, connection, handle, octets, size);
}

void westwind_event_indication(uint16_t connection, uint16_t handle, const uint8_t* octets,
                               uint16_t size) {
  deliver_data(MP_BLUETOOTH_IRQ_GATTC_INDICATE, connection, handle, octets, size);
}

void westwind_event_read_done(uint16_t connection, uint16_t handle, westwind_outcome_t outcome) {
  DELIVER(mp_bluetooth_gattc_on_read_write_status(MP_BLUETOOTH_IRQ_GATTC_READ_DONE, connection,
                                                  handle, status_of(outcome)));
}

void westwind_event_write_done(uint16_t connection, uint16_t handle, westwind_outcome_t outcome) {
  DELIVER(mp_bluetooth_gattc_on_read_write_status(MP_BLUETOOTH_IRQ_GATTC_WRITE_DONE, connection,
                                                  handle, status_of(outcome)));
}
#endif

#endif  // MICROPY_PY_BLUETOOTH
