/* Links: making and ending them, what is known of them, security. Core Specification Vol 3 Part
 * C 9.3, 10.
 *
 * A `struct bt_conn` is a slot that is counted: who keeps a pointer takes a reference (bt_conn_ref)
 * and gives it back. Callbacks and look-ups that return one say whose reference it is. Results as
 * in <zephyr/bluetooth/bluetooth.h>; -ENOTCONN: the link has ended. */
#pragma once

#include <zephyr/bluetooth/addr.h>
#include <zephyr/bluetooth/conn_security.h>
#include <zephyr/bluetooth/conn_types.h>
#include <zephyr/bluetooth/gap.h>
#include <zephyr/bluetooth/hci_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One more reference, the caller's; NULL: the slot is free. */
struct bt_conn* bt_conn_ref(struct bt_conn* conn);
/** Gives one back. The last one of an ended link frees the slot; `recycled` follows. */
void bt_conn_unref(struct bt_conn* conn);
/** Calls `func` for each link of these types (BT_CONN_TYPE_LE, or _ALL); it holds a reference
 * meanwhile. */
void bt_conn_foreach(enum bt_conn_type type, void (*func)(struct bt_conn* conn, void* data),
                     void* data);
/** The link with this peer, with a reference for the caller; NULL: none. */
struct bt_conn* bt_conn_lookup_addr_le(uint8_t id, const bt_addr_le_t* peer);
/** The peer: its identity once that is known. */
const bt_addr_le_t* bt_conn_get_dst(const struct bt_conn* conn);
/** Which slot it is, 0 to CONFIG_BT_MAX_CONN - 1, for applications' arrays. */
uint8_t bt_conn_index(const struct bt_conn* conn);
bool bt_conn_is_type(const struct bt_conn* conn, enum bt_conn_type type);
int bt_conn_get_info(const struct bt_conn* conn, struct bt_conn_info* info);
/** Version, maker and features of the peer; asked of it where CONFIG_BT_REMOTE_INFO is y. The
 * features are valid while the link is. -EBUSY: it has not said it yet. */
int bt_conn_get_remote_info(const struct bt_conn* conn, struct bt_conn_remote_info* remote_info);

/** Central: changes the parameters. Peripheral: asks the central to. le_param_updated follows.
 * -EINVAL: out of range; -EALREADY: they are in force, or being asked for. */
int bt_conn_le_param_update(struct bt_conn* conn, const struct bt_le_conn_param* param);
/** The longest packets that we send; le_data_len_updated follows if that changes something. */
int bt_conn_le_data_len_update(struct bt_conn* conn, const struct bt_conn_le_data_len_param* param);
/** le_phy_updated follows. -ENOTSUP: the controller has LE 1M only. */
int bt_conn_le_phy_update(struct bt_conn* conn, const struct bt_conn_le_phy_param* param);
/** What peers may choose by themselves, on all links. */
int bt_conn_le_set_default_phy(uint8_t pref_tx_phy, uint8_t pref_rx_phy);

/** Ends a link, or an attempt to make one; `disconnected`, or `connected` with an error, follows.
 * `reason` as in BT_HCI_ERR_*; the peer learns it. */
int bt_conn_disconnect(struct bt_conn* conn, uint8_t reason);
/**
 * Connects. `connected` tells the end; `*conn` has a reference for the caller, and must be NULL
 * before. -EINVAL: parameters, or a link with this peer; -EALREADY: an attempt is under way;
 * -ENOMEM: no slot; -EAGAIN: a scan runs.
 */
int bt_conn_le_create(const bt_addr_le_t* peer, const struct bt_conn_le_create_param* create_param,
                      const struct bt_le_conn_param* conn_param, struct bt_conn** conn);
/** Connects to whoever of the filter accept list is heard first, until bt_conn_create_auto_stop.
 * -EALREADY, -ENOMEM, -EAGAIN as above. */
int bt_conn_le_create_auto(const struct bt_conn_le_create_param* create_param,
                           const struct bt_le_conn_param* conn_param);
/** -EINVAL: nothing to stop. */
int bt_conn_create_auto_stop(void);

/** What happens to links. All members may be NULL. */
struct bt_conn_cb {
  /** A link is up, or (`err` from BT_HCI_ERR_*) an attempt came to nothing. The reference is the
   * host's. */
  void (*connected)(struct bt_conn* conn, uint8_t err);
  /** The link has ended; all its operations have ended before. The slot may still be held. */
  void (*disconnected)(struct bt_conn* conn, uint8_t reason);
  /** A slot came free: what needed one can be begun again. */
  void (*recycled)(void);
  /** The peer asks for these; they may be changed. False refuses. Without it all valid ones are
   * taken. */
  bool (*le_param_req)(struct bt_conn* conn, struct bt_le_conn_param* param);
  void (*le_param_updated)(struct bt_conn* conn, uint16_t interval, uint16_t latency,
                           uint16_t timeout);
  /** Whose private address that is became known while pairing. */
  void (*identity_resolved)(struct bt_conn* conn, const bt_addr_le_t* rpa,
                            const bt_addr_le_t* identity);
  /** The link is worth `level` now; or (`err`) an attempt to raise it came to nothing. */
  void (*security_changed)(struct bt_conn* conn, bt_security_t level, enum bt_security_err err);
  /** Once, when the peer has said what bt_conn_get_remote_info tells. */
  void (*remote_info_available)(struct bt_conn* conn, struct bt_conn_remote_info* remote_info);
  void (*le_phy_updated)(struct bt_conn* conn, struct bt_conn_le_phy_info* param);
  void (*le_data_len_updated)(struct bt_conn* conn, struct bt_conn_le_data_len_info* info);
  sys_snode_t _node;
};
/** `cb` must stay. Those registered later are called later. -EEXIST. */
int bt_conn_cb_register(struct bt_conn_cb* cb);
/** -ENOENT: it is not registered. */
int bt_conn_cb_unregister(struct bt_conn_cb* cb);
/** BT_CONN_CB_DEFINE(name) = {.connected = …}; registered from the start. */
#define BT_CONN_CB_DEFINE(_name)                                                                   \
  static struct bt_conn_cb bt_conn_cb_##_name;                                                     \
  WESTWIND_SECTION_ENTRY(bt_conn_cb, bt_conn_cb_##_name);                                          \
  static struct bt_conn_cb bt_conn_cb_##_name

#ifdef __cplusplus
}
#endif
