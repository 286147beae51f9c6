// From MicroPython: its mp_bluetooth_* functions on top of backend.h, and the memory and the
// scheduler that the backend borrows. This file and glue_events.c are the only ones that include
// MicroPython's headers; what can raise, raises here and nowhere deeper.
#include "api/micropython/glue.h"
#include "api/micropython/backend.h"
#include "api/port.h"

#include "py/mperrno.h"
#include "py/runtime.h"

#if MICROPY_PY_BLUETOOTH

#include "extmod/modbluetooth.h"

#include <string.h>

#if !MICROPY_PY_BLUETOOTH_USE_SYNC_EVENTS
#error "Westwind needs MICROPY_PY_BLUETOOTH_USE_SYNC_EVENTS=1"
#endif

// ---- errors

int westwind_errno_of(westwind_error_t error) {
  switch (error) {
  case WESTWIND_OK: return 0;
  case WESTWIND_INVALID_ARGUMENT: return MP_EINVAL;
  case WESTWIND_NO_MEMORY: return MP_ENOMEM;
  case WESTWIND_NOT_ACTIVE: return MP_ENODEV;
  case WESTWIND_NOT_CONNECTED: return MP_ENOTCONN;
  case WESTWIND_ALREADY: return MP_EALREADY;
  case WESTWIND_BUSY: return MP_EBUSY;
  case WESTWIND_NOT_SUPPORTED: return MP_EOPNOTSUPP;
  case WESTWIND_TIMED_OUT: return MP_ETIMEDOUT;
  case WESTWIND_IO: break;
  }
  return MP_EIO;
}

static void raise_if(westwind_error_t error) {
  if (error != WESTWIND_OK) {
    mp_raise_OSError(westwind_errno_of(error));
  }
}

// ---- memory

// Blocks hang in a list whose head is a root pointer, so the collector sees them all, whatever
// C++ objects inside point to one another.
typedef struct _westwind_block_t {
  struct _westwind_block_t* next;
  struct _westwind_block_t* previous;
  uint64_t size;  // also keeps what follows aligned to 8
} westwind_block_t;

MP_REGISTER_ROOT_POINTER(struct _westwind_block_t* westwind_blocks);

void* westwind_heap_allocate(size_t size) {
  if (size > SIZE_MAX / 2) {
    return NULL;
  }
  westwind_block_t* block = (westwind_block_t*)m_new_maybe(byte, sizeof(westwind_block_t) + size);
  if (block == NULL) {
    return NULL;
  }
  block->size = sizeof(westwind_block_t) + size;
  block->previous = NULL;
  block->next = MP_STATE_PORT(westwind_blocks);
  if (block->next != NULL) {
    block->next->previous = block;
  }
  MP_STATE_PORT(westwind_blocks) = block;
  return block + 1;
}

void westwind_heap_free(void* memory) {
  westwind_block_t* block = (westwind_block_t*)memory - 1;
  if (block->next != NULL) {
    block->next->previous = block->previous;
  }
  if (block->previous != NULL) {
    block->previous->next = block->next;
  } else {
    MP_STATE_PORT(westwind_blocks) = block->next;
  }
  m_del(byte, (byte*)block, (size_t)block->size);
}

// ---- scheduler

static mp_obj_t poll_from_scheduler(mp_obj_t unused) {
  (void)unused;
  westwind_poll();
  return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(poll_from_scheduler_obj, poll_from_scheduler);

bool westwind_request_poll(void) {
  return mp_sched_schedule(MP_OBJ_FROM_PTR(&poll_from_scheduler_obj), mp_const_none);
}

// ---- life cycle

int mp_bluetooth_init(void) {
  int port_errno = 0;
  westwind_error_t error = westwind_init(&port_errno);
  return port_errno != 0 ? port_errno : westwind_errno_of(error);
}

// 1.28 lets it return an error.
#ifdef WESTWIND_DEINIT_RETURNS_INT
int mp_bluetooth_deinit(void) {
  westwind_deinit();
  return 0;
}
#else
void mp_bluetooth_deinit(void) { westwind_deinit(); }
#endif

bool mp_bluetooth_is_active(void) { return westwind_is_active(); }

void mp_bluetooth_get_current_address(uint8_t* addr_type, uint8_t* addr) {
  raise_if(westwind_address(addr_type, addr));
}

void mp_bluetooth_set_address_mode(uint8_t addr_mode) {
  raise_if(westwind_set_address_mode(addr_mode));
}

#if MICROPY_PY_BLUETOOTH_ENABLE_HCI_CMD
int mp_bluetooth_hci_cmd(uint16_t ogf, uint16_t ocf, const uint8_t* req, size_t req_len,
                         uint8_t* resp, size_t resp_len, uint8_t* status) {
  // Events may come while it waits: their handlers run as from the scheduler.
  mp_sched_lock();
  westwind_error_t error = westwind_hci_command(ogf, ocf, req, req_len, resp, resp_len, status);
  mp_sched_unlock();
  return westwind_errno_of(error);
}
#endif

// ---- GAP

size_t mp_bluetooth_gap_get_device_name(const uint8_t** buf) { return westwind_name(buf); }

int mp_bluetooth_gap_set_device_name(const uint8_t* buf, size_t len) {
  return westwind_errno_of(westwind_set_name(buf, len));
}

int mp_bluetooth_gap_advertise_start(bool connectable, int32_t interval_us, const uint8_t* adv_data,
                                     size_t adv_data_len, const uint8_t* sr_data,
                                     size_t sr_data_len) {
  return westwind_errno_of(
      westwind_advertise(connectable, interval_us, adv_data, adv_data_len, sr_data, sr_data_len));
}

void mp_bluetooth_gap_advertise_stop(void) { westwind_advertise_stop(); }

int mp_bluetooth_gap_disconnect(uint16_t conn_handle) {
  return westwind_errno_of(westwind_disconnect(conn_handle));
}

#if MICROPY_PY_BLUETOOTH_ENABLE_CENTRAL_MODE
int mp_bluetooth_gap_scan_start(int32_t duration_ms, int32_t interval_us, int32_t window_us,
                                bool active_scan) {
  return westwind_errno_of(westwind_scan(duration_ms, interval_us, window_us, active_scan));
}

int mp_bluetooth_gap_scan_stop(void) { return westwind_errno_of(westwind_scan_stop()); }

int mp_bluetooth_gap_peripheral_connect(uint8_t addr_type, const uint8_t* addr, int32_t duration_ms,
                                        int32_t min_conn_interval_us,
                                        int32_t max_conn_interval_us) {
  return westwind_errno_of(
      westwind_connect(addr_type, addr, duration_ms, min_conn_interval_us, max_conn_interval_us));
}

int mp_bluetooth_gap_peripheral_connect_cancel(void) {
  return westwind_errno_of(westwind_connect_cancel());
}
#endif

// ---- GATT server

int mp_bluetooth_get_preferred_mtu(void) {
  uint16_t mtu = 0;
  raise_if(westwind_preferred_mtu(&mtu));
  return mtu;
}

int mp_bluetooth_set_preferred_mtu(uint16_t mtu) {
  return westwind_errno_of(westwind_set_preferred_mtu(mtu));
}

int mp_bluetooth_gatts_register_service_begin(bool append) {
  if (append) {
    return MP_EOPNOTSUPP;
  }
  return westwind_errno_of(westwind_services_begin());
}

static westwind_uuid_t uuid_of(const void* object) {
  const mp_obj_bluetooth_uuid_t* uuid = object;
  return (westwind_uuid_t){uuid->data, uuid->type};
}

int mp_bluetooth_gatts_register_service(mp_obj_bluetooth_uuid_t* service_uuid,
                                        mp_obj_bluetooth_uuid_t** characteristic_uuids,
                                        uint16_t* characteristic_flags,
                                        mp_obj_bluetooth_uuid_t** descriptor_uuids,
                                        uint16_t* descriptor_flags, uint8_t* num_descriptors,
                                        uint16_t* handles, size_t num_characteristics) {
  const westwind_service_t service = {
      .uuid = service_uuid,
      .characteristic_uuids = (const void* const*)characteristic_uuids,
      .characteristic_flags = characteristic_flags,
      .characteristic_count = num_characteristics,
      .descriptor_uuids = (const void* const*)descriptor_uuids,
      .descriptor_flags = descriptor_flags,
      .descriptor_counts = num_descriptors,
      .handles = handles,
      .uuid_of = uuid_of,
  };
  return westwind_errno_of(westwind_services_add(&service));
}

int mp_bluetooth_gatts_register_service_end(void) {
  return westwind_errno_of(westwind_services_end());
}

int mp_bluetooth_gatts_read(uint16_t value_handle, const uint8_t** value, size_t* value_len) {
  return westwind_errno_of(westwind_value_read(value_handle, value, value_len));
}

int mp_bluetooth_gatts_write(uint16_t value_handle, const uint8_t* value, size_t value_len,
                             bool send_update) {
  return westwind_errno_of(westwind_value_write(value_handle, value, value_len, send_update));
}

int mp_bluetooth_gatts_notify_indicate(uint16_t conn_handle, uint16_t value_handle, int gatts_op,
                                       const uint8_t* value, size_t value_len) {
  bool indicate = gatts_op == MP_BLUETOOTH_GATTS_OP_INDICATE;
  return westwind_errno_of(
      westwind_value_send(conn_handle, value_handle, indicate, value, value_len));
}

int mp_bluetooth_gatts_set_buffer(uint16_t value_handle, size_t len, bool append) {
  return westwind_errno_of(westwind_value_resize(value_handle, len, append));
}

// ---- GATT client

#if MICROPY_PY_BLUETOOTH_ENABLE_GATT_CLIENT
int mp_bluetooth_gattc_discover_primary_services(uint16_t conn_handle,
                                                 const mp_obj_bluetooth_uuid_t* uuid) {
  westwind_uuid_t filter = uuid != NULL ? uuid_of(uuid) : (westwind_uuid_t){NULL, 0};
  return westwind_errno_of(westwind_discover_services(conn_handle, uuid != NULL ? &filter : NULL));
}

int mp_bluetooth_gattc_discover_characteristics(uint16_t conn_handle, uint16_t start_handle,
                                                uint16_t end_handle,
                                                const mp_obj_bluetooth_uuid_t* uuid) {
  westwind_uuid_t filter = uuid != NULL ? uuid_of(uuid) : (westwind_uuid_t){NULL, 0};
  return westwind_errno_of(westwind_discover_characteristics(conn_handle, start_handle, end_handle,
                                                             uuid != NULL ? &filter : NULL));
}

int mp_bluetooth_gattc_discover_descriptors(uint16_t conn_handle, uint16_t start_handle,
                                            uint16_t end_handle) {
  return westwind_errno_of(westwind_discover_descriptors(conn_handle, start_handle, end_handle));
}

int mp_bluetooth_gattc_read(uint16_t conn_handle, uint16_t value_handle) {
  return westwind_errno_of(westwind_read(conn_handle, value_handle));
}

int mp_bluetooth_gattc_write(uint16_t conn_handle, uint16_t value_handle, const uint8_t* value,
                             size_t value_len, unsigned int mode) {
  westwind_error_t error = WESTWIND_INVALID_ARGUMENT;
  if (mode == MP_BLUETOOTH_WRITE_MODE_NO_RESPONSE) {
    error = westwind_write_without_response(conn_handle, value_handle, value, value_len);
  } else if (mode == MP_BLUETOOTH_WRITE_MODE_WITH_RESPONSE) {
    error = westwind_write(conn_handle, value_handle, value, value_len);
  }
  return westwind_errno_of(error);
}

int mp_bluetooth_gattc_exchange_mtu(uint16_t conn_handle) {
  return westwind_errno_of(westwind_exchange_mtu(conn_handle));
}
#endif

#endif  // MICROPY_PY_BLUETOOTH
