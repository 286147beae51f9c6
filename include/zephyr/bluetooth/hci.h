/* HCI past the host: commands of one's own, vendor events, handles. Core Specification Vol 4 Part
 * E. */
#pragma once

#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/hci_types.h>
#include <zephyr/net_buf.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The name of an error, as BT_HCI_ERR_* spells it. */
const char* bt_hci_err_to_str(uint8_t hci_err);
/** A buffer for a command's parameters. NULL: none in time. */
struct net_buf* bt_hci_cmd_alloc(k_timeout_t timeout);
/** Its former form. */
struct net_buf* bt_hci_cmd_create(uint16_t opcode, uint8_t param_len);
/** Takes `buf` (NULL: no parameters). Nobody hears of the answer. -ENOBUFS: too many wait. */
int bt_hci_cmd_send(uint16_t opcode, struct net_buf* buf);
/** ... waits for the answer. `*rsp` (if `rsp` is not NULL) gets the return parameters, status
 * first, and a reference for the caller. -EIO: refused; -EAGAIN: no answer; -EDEADLK: from a
 * Bluetooth callback. */
int bt_hci_cmd_send_sync(uint16_t opcode, struct net_buf* buf, struct net_buf** rsp);
/** -ENOTCONN. */
int bt_hci_get_conn_handle(const struct bt_conn* conn, uint16_t* conn_handle);
/** With a reference for the caller; NULL: none. */
struct bt_conn* bt_hci_conn_lookup_handle(uint16_t handle);
struct bt_le_ext_adv;
int bt_hci_get_adv_handle(const struct bt_le_ext_adv* adv, uint8_t* adv_handle);
struct bt_le_ext_adv* bt_hci_adv_lookup_handle(uint8_t handle);
const char* bt_hci_get_ver_str(uint8_t core_version);
/** `len` octets of the controller's. */
int bt_hci_le_rand(void* buffer, size_t len);
/** True: taken. */
typedef bool bt_hci_vnd_evt_cb_t(struct net_buf_simple* buf);
int bt_hci_register_vnd_evt_cb(bt_hci_vnd_evt_cb_t* cb);

#ifdef __cplusplus
}
#endif
