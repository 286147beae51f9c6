/* Security of links: levels, pairing and what the user has to do with it. Part of
 * <zephyr/bluetooth/conn.h>. Core Specification Vol 3 Part H, Vol 3 Part C 10. */
#pragma once

#include <zephyr/bluetooth/addr.h>
#include <zephyr/bluetooth/conn_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Raises a link to `sec`; security_changed follows. 0 also if it is that already. -EINVAL: not a
 * level that the local capabilities reach; -EBUSY: pairing is under way, or has to wait after
 * failures. */
int bt_conn_set_security(struct bt_conn* conn, bt_security_t sec);
bt_security_t bt_conn_get_security(const struct bt_conn* conn);
/** Octets; 0: not encrypted. */
uint8_t bt_conn_enc_key_size(const struct bt_conn* conn);

enum bt_security_err {
  BT_SECURITY_ERR_SUCCESS,
  BT_SECURITY_ERR_AUTH_FAIL,
  BT_SECURITY_ERR_PIN_OR_KEY_MISSING,
  BT_SECURITY_ERR_OOB_NOT_AVAILABLE,
  BT_SECURITY_ERR_AUTH_REQUIREMENT,
  BT_SECURITY_ERR_PAIR_NOT_SUPPORTED,
  BT_SECURITY_ERR_PAIR_NOT_ALLOWED,
  BT_SECURITY_ERR_INVALID_PARAM,
  BT_SECURITY_ERR_KEY_REJECTED,
  BT_SECURITY_ERR_UNSPECIFIED,
};
/** The name of an error, as it is spelled above. */
const char* bt_security_err_to_str(enum bt_security_err err);

/** What a peer says in its Pairing Request or Response, as on the air. */
struct bt_conn_pairing_feat {
  uint8_t io_capability;
  uint8_t oob_data_flag;
  uint8_t auth_req;
  uint8_t max_enc_key_size;
  uint8_t init_key_dist;
  uint8_t resp_key_dist;
};
enum bt_conn_auth_keypress {
  BT_CONN_AUTH_KEYPRESS_ENTRY_STARTED = 0x00,
  BT_CONN_AUTH_KEYPRESS_DIGIT_ENTERED = 0x01,
  BT_CONN_AUTH_KEYPRESS_DIGIT_ERASED = 0x02,
  BT_CONN_AUTH_KEYPRESS_CLEARED = 0x03,
  BT_CONN_AUTH_KEYPRESS_ENTRY_COMPLETED = 0x04,
};
struct bt_conn_oob_info {
  enum {
    BT_CONN_OOB_LE_LEGACY,
    BT_CONN_OOB_LE_SC,
  } type;
  union {
    struct {
      enum {
        BT_CONN_OOB_LOCAL_ONLY,
        BT_CONN_OOB_REMOTE_ONLY,
        BT_CONN_OOB_BOTH_PEERS,
        BT_CONN_OOB_NO_DATA,
      } oob_config;
    } lesc;
  };
};

/** What the user can do, which says what this device is capable of, and is asked for. The calls
 * below answer, from inside or later. Members may be NULL. */
struct bt_conn_auth_cb {
  /** A peer wants to pair: BT_SECURITY_ERR_SUCCESS, or why not. */
  enum bt_security_err (*pairing_accept)(struct bt_conn* conn,
                                         const struct bt_conn_pairing_feat* feat);
  /** Show it: the user enters it at the peer. */
  void (*passkey_display)(struct bt_conn* conn, unsigned int passkey);
  /** What the user does there. */
  void (*passkey_display_keypress)(struct bt_conn* conn, enum bt_conn_auth_keypress type);
  /** bt_conn_auth_passkey_entry answers. */
  void (*passkey_entry)(struct bt_conn* conn);
  /** Does the peer show the same? bt_conn_auth_passkey_confirm or bt_conn_auth_cancel answers. */
  void (*passkey_confirm)(struct bt_conn* conn, unsigned int passkey);
  /** bt_le_oob_set_sc_data or bt_le_oob_set_legacy_tk answers. */
  void (*oob_data_request)(struct bt_conn* conn, struct bt_conn_oob_info* info);
  /** The pairing ended before the answer. Must be given with any of those that ask. */
  void (*cancel)(struct bt_conn* conn);
  /** A pairing that nothing else protects: bt_conn_auth_pairing_confirm or bt_conn_auth_cancel
   * answers. */
  void (*pairing_confirm)(struct bt_conn* conn);
};
/** One at a time; NULL: none. -EALREADY: there is one; -EINVAL: `cancel` is missing. Must stay. */
int bt_conn_auth_cb_register(const struct bt_conn_auth_cb* cb);
/** ... in place of that for one link; NULL: no more. */
int bt_conn_auth_cb_overlay(struct bt_conn* conn, const struct bt_conn_auth_cb* cb);

struct bt_conn_auth_info_cb {
  /** Also when a bond was not made; then `bonded` is false. */
  void (*pairing_complete)(struct bt_conn* conn, bool bonded);
  void (*pairing_failed)(struct bt_conn* conn, enum bt_security_err reason);
  void (*bond_deleted)(uint8_t id, const bt_addr_le_t* peer);
  sys_snode_t node;
};
/** `cb` must stay. -EALREADY: it is registered. */
int bt_conn_auth_info_cb_register(struct bt_conn_auth_info_cb* cb);
/** -EALREADY: it is not. */
int bt_conn_auth_info_cb_unregister(struct bt_conn_auth_info_cb* cb);

/** 0 to 999999. -EINVAL: nobody asked. */
int bt_conn_auth_passkey_entry(struct bt_conn* conn, unsigned int passkey);
int bt_conn_auth_keypress_notify(struct bt_conn* conn, enum bt_conn_auth_keypress type);
int bt_conn_auth_passkey_confirm(struct bt_conn* conn);
int bt_conn_auth_pairing_confirm(struct bt_conn* conn);
/** Ends the pairing. */
int bt_conn_auth_cancel(struct bt_conn* conn);

#define BT_PASSKEY_INVALID 0xffffffff
#define BT_PASSKEY_RAND 0xffffffff
/** The passkey that is shown from now on; BT_PASSKEY_INVALID: a new one each time. -EINVAL. */
int bt_passkey_set(unsigned int passkey);
/** Whether pairings make bonds from now on; yes with CONFIG_BT_BONDABLE. */
void bt_set_bondable(bool enable);
bool bt_get_bondable(void);
/** ... on one link. */
int bt_conn_set_bondable(struct bt_conn* conn, bool enable);

/* --- out of band data. Vol 3 Part H 2.3.5.4, 2.3.5.6.4 */
struct bt_le_oob_sc_data;
/** Whether we have data of the peer's, in pairings from now on. */
void bt_le_oob_set_sc_flag(bool enable);
void bt_le_oob_set_legacy_flag(bool enable);
/** In answer to oob_data_request; the data must stay until the pairing has ended. */
int bt_le_oob_set_sc_data(struct bt_conn* conn, const struct bt_le_oob_sc_data* oobd_local,
                          const struct bt_le_oob_sc_data* oobd_remote);
int bt_le_oob_get_sc_data(struct bt_conn* conn, const struct bt_le_oob_sc_data** oobd_local,
                          const struct bt_le_oob_sc_data** oobd_remote);
int bt_le_oob_set_legacy_tk(struct bt_conn* conn, const uint8_t* tk);

#ifdef __cplusplus
}
#endif
