// Between MicroPython and the backend: L2CAP channels, both ways. Rules as in glue.c and
// glue_events.c.
#include "api/micropython/backend.h"
#include "api/micropython/glue.h"

#include "py/mperrno.h"
#include "py/runtime.h"

#if MICROPY_PY_BLUETOOTH && MICROPY_PY_BLUETOOTH_ENABLE_L2CAP_CHANNELS

#include "extmod/modbluetooth.h"

int mp_bluetooth_l2cap_listen(uint16_t psm, uint16_t mtu) {
  return westwind_errno_of(westwind_channel_listen(psm, mtu));
}

int mp_bluetooth_l2cap_connect(uint16_t conn_handle, uint16_t psm, uint16_t mtu) {
  return westwind_errno_of(westwind_channel_connect(conn_handle, psm, mtu));
}

int mp_bluetooth_l2cap_disconnect(uint16_t conn_handle, uint16_t cid) {
  return westwind_errno_of(westwind_channel_disconnect(conn_handle, cid));
}

int mp_bluetooth_l2cap_send(uint16_t conn_handle, uint16_t cid, const uint8_t* buf, size_t len,
                            bool* stalled) {
  return westwind_errno_of(westwind_channel_send(conn_handle, cid, buf, len, stalled));
}

int mp_bluetooth_l2cap_recvinto(uint16_t conn_handle, uint16_t cid, uint8_t* buf, size_t* len) {
  return westwind_errno_of(westwind_channel_receive(conn_handle, cid, buf, len));
}

uint16_t westwind_event_channel_accept(uint16_t connection, uint16_t cid, uint16_t psm,
                                       uint16_t own_mtu, uint16_t peer_mtu) {
  // What is no result code must not look like "accepted": 4 is "no resources".
  volatile mp_int_t answer = 4;
  DELIVER(answer = mp_bluetooth_on_l2cap_accept(connection, cid, psm, own_mtu, peer_mtu));
  return answer >= 0 && answer <= 0xffff ? (uint16_t)answer : 4;
}

void westwind_event_channel_connect(uint16_t connection, uint16_t cid, uint16_t psm,
                                    uint16_t own_mtu, uint16_t peer_mtu) {
  DELIVER(mp_bluetooth_on_l2cap_connect(connection, cid, psm, own_mtu, peer_mtu));
}

void westwind_event_channel_disconnect(uint16_t connection, uint16_t cid, uint16_t psm,
                                       uint16_t result, westwind_error_t error) {
  const uint16_t status = result != 0 ? result : (uint16_t)westwind_errno_of(error);
  DELIVER(mp_bluetooth_on_l2cap_disconnect(connection, cid, psm, status));
}

void westwind_event_channel_send_ready(uint16_t connection, uint16_t cid, bool all) {
  DELIVER(mp_bluetooth_on_l2cap_send_ready(connection, cid, all ? 0 : 1));
}

void westwind_event_channel_receive(uint16_t connection, uint16_t cid) {
  DELIVER(mp_bluetooth_on_l2cap_recv(connection, cid));
}

#endif  // MICROPY_PY_BLUETOOTH && MICROPY_PY_BLUETOOTH_ENABLE_L2CAP_CHANNELS
