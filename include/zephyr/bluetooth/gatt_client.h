/* The client: discovery, reading, writing, subscriptions. Part of <zephyr/bluetooth/gatt.h>.
 *
 * Every call takes a struct of parameters that is the caller's and must stay, untouched, until the
 * last callback. Requests of one link run one after another, in order. -ENOTCONN; -ENOMEM: no
 * memory. */
#pragma once

#include <zephyr/bluetooth/gatt_attribute.h>
#include <zephyr/sys/atomic.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bt_gatt_exchange_params {
  /** `err`: an ATT error, or 0: bt_gatt_get_mtu tells. */
  void (*func)(struct bt_conn* conn, uint8_t err, struct bt_gatt_exchange_params* params);
};
/** -EALREADY: this side has done it on this link. */
int bt_gatt_exchange_mtu(struct bt_conn* conn, struct bt_gatt_exchange_params* params);

struct bt_gatt_discover_params;
/** One attribute found, valid during the call; NULL: no more, and `params` is free.
 * BT_GATT_ITER_STOP ends the discovery. */
typedef uint8_t (*bt_gatt_discover_func_t)(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                           struct bt_gatt_discover_params* params);
/** user_data of the attribute that is found: */
enum {
  BT_GATT_DISCOVER_PRIMARY,        /* bt_gatt_service_val */
  BT_GATT_DISCOVER_SECONDARY,      /* bt_gatt_service_val */
  BT_GATT_DISCOVER_INCLUDE,        /* bt_gatt_include */
  BT_GATT_DISCOVER_CHARACTERISTIC, /* bt_gatt_chrc */
  BT_GATT_DISCOVER_DESCRIPTOR,     /* none: its type and handle */
  BT_GATT_DISCOVER_ATTRIBUTE,      /* none */
  BT_GATT_DISCOVER_STD_CHAR_DESC,  /* the value: bt_gatt_cep, _ccc, _scc or _cpf, by `uuid` */
};
struct bt_gatt_discover_params {
  const struct bt_uuid* uuid; /* only these; NULL: all */
  bt_gatt_discover_func_t func;
  uint16_t start_handle;
  uint16_t end_handle;
  uint8_t type;
  enum bt_att_chan_opt chan_opt;
};
int bt_gatt_discover(struct bt_conn* conn, struct bt_gatt_discover_params* params);

struct bt_gatt_read_params;
/** The next octets of the value; `data` NULL: no more, or `err` (an ATT error). BT_GATT_ITER_STOP
 * ends the reading. */
typedef uint8_t (*bt_gatt_read_func_t)(struct bt_conn* conn, uint8_t err,
                                       struct bt_gatt_read_params* params, const void* data,
                                       uint16_t length);
struct bt_gatt_read_params {
  bt_gatt_read_func_t func;
  /** 0: by type (by_uuid); 1: one value from an offset on (single); more: several (multiple). */
  size_t handle_count;
  union {
    struct {
      uint16_t handle;
      uint16_t offset;
    } single;
    struct {
      uint16_t* handles;
      bool variable; /* each value by itself */
    } multiple;
    struct {
      uint16_t start_handle;
      uint16_t end_handle;
      const struct bt_uuid* uuid;
    } by_uuid;
  };
  enum bt_att_chan_opt chan_opt;
};
int bt_gatt_read(struct bt_conn* conn, struct bt_gatt_read_params* params);

struct bt_gatt_write_params;
typedef void (*bt_gatt_write_func_t)(struct bt_conn* conn, uint8_t err,
                                     struct bt_gatt_write_params* params);
/** A value longer than a request holds, or an offset, makes it a queued write. */
struct bt_gatt_write_params {
  bt_gatt_write_func_t func;
  uint16_t handle;
  uint16_t offset;
  const void* data;
  uint16_t length;
  enum bt_att_chan_opt chan_opt;
};
int bt_gatt_write(struct bt_conn* conn, struct bt_gatt_write_params* params);

typedef void (*bt_gatt_write_complete_func_t)(struct bt_conn* conn, void* user_data);
/** A write command, signed if `sign` and the link is not encrypted. Waits for memory, but not in a
 * callback: -ENOMEM there. `func` (or NULL) as bt_gatt_complete_func_t. -EMSGSIZE: too long. */
int bt_gatt_write_without_response_cb(struct bt_conn* conn, uint16_t handle, const void* data,
                                      uint16_t length, bool sign,
                                      bt_gatt_write_complete_func_t func, void* user_data);
static inline int bt_gatt_write_without_response(struct bt_conn* conn, uint16_t handle,
                                                 const void* data, uint16_t length, bool sign) {
  return bt_gatt_write_without_response_cb(conn, handle, data, length, sign, NULL, NULL);
}

struct bt_gatt_subscribe_params;
/** A value of the peer's; `data` NULL: the subscription has ended and `params` is free.
 * BT_GATT_ITER_STOP unsubscribes. */
typedef uint8_t (*bt_gatt_notify_func_t)(struct bt_conn* conn,
                                         struct bt_gatt_subscribe_params* params, const void* data,
                                         uint16_t length);
typedef void (*bt_gatt_subscribe_func_t)(struct bt_conn* conn, uint8_t err,
                                         struct bt_gatt_subscribe_params* params);
enum {
  /** Ends with the link, also for bonded peers. */
  BT_GATT_SUBSCRIBE_FLAG_VOLATILE,
  /** Not written anew by bt_gatt_resubscribe's side: the peer remembers. */
  BT_GATT_SUBSCRIBE_FLAG_NO_RESUB,
  BT_GATT_SUBSCRIBE_FLAG_WRITE_PENDING,
  BT_GATT_SUBSCRIBE_FLAG_SENT,
  BT_GATT_SUBSCRIBE_NUM_FLAGS,
};
#define BT_GATT_AUTO_DISCOVER_CCC_HANDLE 0x0000U
struct bt_gatt_subscribe_params {
  bt_gatt_notify_func_t notify;
  bt_gatt_subscribe_func_t subscribe; /* the peer has answered; or NULL */
  bt_gatt_write_func_t write;         /* its former form; or NULL */
  uint16_t value_handle;
  uint16_t ccc_handle; /* BT_GATT_AUTO_DISCOVER_CCC_HANDLE: found up to end_handle with disc_params
                        */
  uint16_t end_handle;
  struct bt_gatt_discover_params* disc_params;
  uint16_t value;             /* BT_GATT_CCC_* */
  bt_security_t min_security; /* values on links worth less are not told */
  ATOMIC_DEFINE(flags, BT_GATT_SUBSCRIBE_NUM_FLAGS);
  sys_snode_t node;
  enum bt_att_chan_opt chan_opt;
};
/** -EALREADY: these parameters are subscribed; -EINVAL. */
int bt_gatt_subscribe(struct bt_conn* conn, struct bt_gatt_subscribe_params* params);
/** For a bonded peer that is not connected, which remembers it. -EALREADY. */
int bt_gatt_resubscribe(uint8_t id, const bt_addr_le_t* peer,
                        struct bt_gatt_subscribe_params* params);
/** notify(NULL) follows. -EINVAL: not subscribed. */
int bt_gatt_unsubscribe(struct bt_conn* conn, struct bt_gatt_subscribe_params* params);
/** Ends the operation with these parameters; its callback comes, with BT_ATT_ERR_UNLIKELY. */
void bt_gatt_cancel(struct bt_conn* conn, void* params);

#ifdef __cplusplus
}
#endif
