// Between MicroPython and the backend: pairing and secrets, both ways. Rules as in glue.c and
// glue_events.c.
#include "api/micropython/backend.h"
#include "api/micropython/glue.h"

#include "py/mperrno.h"
#include "py/runtime.h"

#if MICROPY_PY_BLUETOOTH && MICROPY_PY_BLUETOOTH_ENABLE_PAIRING_BONDING

#include "extmod/modbluetooth.h"

#include <string.h>

// Given before and between activations, and kept over them.
static westwind_security_t wanted = {.le_secure = true,
                                     .io_capability = MP_BLUETOOTH_IO_CAPABILITY_NO_INPUT_OUTPUT};

void mp_bluetooth_set_bonding(bool enabled) {
  wanted.bond = enabled;
  (void)westwind_set_security(&wanted);
}

void mp_bluetooth_set_mitm_protection(bool enabled) {
  wanted.mitm = enabled;
  (void)westwind_set_security(&wanted);
}

void mp_bluetooth_set_le_secure(bool enabled) {
  wanted.le_secure = enabled;
  (void)westwind_set_security(&wanted);
}

void mp_bluetooth_set_io_capability(uint8_t capability) {
  westwind_security_t next = wanted;
  next.io_capability = capability;
  if (westwind_set_security(&next) != WESTWIND_OK) {
    mp_raise_OSError(MP_EINVAL);
  }
  wanted = next;
}

int mp_bluetooth_gap_pair(uint16_t conn_handle) {
  return westwind_errno_of(westwind_pair(conn_handle));
}

int mp_bluetooth_gap_passkey(uint16_t conn_handle, uint8_t action, mp_int_t passkey) {
  return westwind_errno_of(westwind_passkey(conn_handle, action, passkey));
}

void westwind_event_encryption(uint16_t connection, bool encrypted, bool authenticated, bool bonded,
                               uint8_t key_size) {
  DELIVER(mp_bluetooth_gatts_on_encryption_update(connection, encrypted, authenticated, bonded,
                                                  key_size));
}

void westwind_event_passkey(uint16_t connection, uint8_t action, uint32_t passkey) {
  DELIVER(mp_bluetooth_gap_on_passkey_action(connection, action, (mp_int_t)passkey));
}

// The value is copied before anything else can run: only the handler's return value holds it.
size_t westwind_secret_get(uint8_t type, uint8_t index, const uint8_t* key, size_t key_size,
                           uint8_t* value, size_t space) {
  volatile size_t size = 0;
  const uint8_t* found = NULL;
  size_t found_size = 0;
  DELIVER({
    if (mp_bluetooth_gap_on_get_secret(type, index, key, key_size, &found, &found_size) &&
        found != NULL) {
      memcpy(value, found, found_size < space ? found_size : space);
      size = found_size;
    }
  });
  return size;
}

bool westwind_secret_set(uint8_t type, const uint8_t* key, size_t key_size, const uint8_t* value,
                         size_t value_size) {
  volatile bool kept = false;
  DELIVER(kept = mp_bluetooth_gap_on_set_secret(type, key, key_size, value, value_size));
  return kept;
}

#endif  // MICROPY_PY_BLUETOOTH && MICROPY_PY_BLUETOOTH_ENABLE_PAIRING_BONDING
