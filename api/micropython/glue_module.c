// The module `westwind`: what `bluetooth` has no words for. Absent on other backends, so scripts
// that care import it in a `try`.
//
//     unpair(addr_type, addr)   forgets a bond; True if there was one
//     l2cap_unlisten(psm)       ends `BLE.l2cap_listen`; open channels stay
//     losses()                  what got lost since the last activation, by name
#include "api/micropython/backend.h"
#include "api/micropython/glue.h"

#include "py/mperrno.h"
#include "py/runtime.h"

#if MICROPY_PY_BLUETOOTH

#include <string.h>

static void raise_if_failed(westwind_error_t error) {
  if (error != WESTWIND_OK) {
    mp_raise_OSError(westwind_errno_of(error));
  }
}

#if MICROPY_PY_BLUETOOTH_ENABLE_PAIRING_BONDING
static mp_obj_t module_unpair(mp_obj_t type, mp_obj_t address) {
  mp_buffer_info_t buffer;
  mp_get_buffer_raise(address, &buffer, MP_BUFFER_READ);
  if (buffer.len != 6) {
    mp_raise_ValueError(MP_ERROR_TEXT("an address has 6 bytes"));
  }
  bool was_there = false;
  raise_if_failed(westwind_unpair((uint8_t)mp_obj_get_int(type), buffer.buf, &was_there));
  return mp_obj_new_bool(was_there);
}
static MP_DEFINE_CONST_FUN_OBJ_2(module_unpair_obj, module_unpair);
#endif

#if MICROPY_PY_BLUETOOTH_ENABLE_L2CAP_CHANNELS
static mp_obj_t module_l2cap_unlisten(mp_obj_t psm) {
  raise_if_failed(westwind_channel_unlisten((uint16_t)mp_obj_get_int(psm)));
  return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(module_l2cap_unlisten_obj, module_l2cap_unlisten);
#endif

static mp_obj_t module_losses(void) {
  westwind_losses_t losses;
  westwind_losses(&losses);
  const struct {
    qstr name;
    uint32_t count;
  } rows[] = {
      {MP_QSTR_malformed_reports, losses.malformed_reports},
      {MP_QSTR_malformed_packets, losses.malformed_packets},
      {MP_QSTR_reassembly_failures, losses.reassembly_failures},
      {MP_QSTR_links_refused, losses.links_refused},
      {MP_QSTR_updates_not_sent, losses.updates_not_sent},
  };
  mp_obj_t table = mp_obj_new_dict(MP_ARRAY_SIZE(rows));
  for (size_t i = 0; i < MP_ARRAY_SIZE(rows); ++i) {
    mp_obj_dict_store(table, MP_OBJ_NEW_QSTR(rows[i].name),
                      mp_obj_new_int_from_uint(rows[i].count));
  }
  return table;
}
static MP_DEFINE_CONST_FUN_OBJ_0(module_losses_obj, module_losses);

static const mp_rom_map_elem_t module_globals_table[] = {
    {MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_westwind)},
#if MICROPY_PY_BLUETOOTH_ENABLE_PAIRING_BONDING
    {MP_ROM_QSTR(MP_QSTR_unpair), MP_ROM_PTR(&module_unpair_obj)},
#endif
#if MICROPY_PY_BLUETOOTH_ENABLE_L2CAP_CHANNELS
    {MP_ROM_QSTR(MP_QSTR_l2cap_unlisten), MP_ROM_PTR(&module_l2cap_unlisten_obj)},
#endif
    {MP_ROM_QSTR(MP_QSTR_losses), MP_ROM_PTR(&module_losses_obj)},
};
static MP_DEFINE_CONST_DICT(module_globals, module_globals_table);

const mp_obj_module_t westwind_module = {
    .base = {&mp_type_module},
    .globals = (mp_obj_dict_t*)&module_globals,
};
MP_REGISTER_MODULE(MP_QSTR_westwind, westwind_module);

#endif  // MICROPY_PY_BLUETOOTH
