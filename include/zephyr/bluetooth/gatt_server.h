/* The server: services, values sent to peers. Part of <zephyr/bluetooth/gatt.h>. */
#pragma once

#include <zephyr/bluetooth/gatt_attribute.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  BT_GATT_ITER_STOP = 0,
  BT_GATT_ITER_CONTINUE,
};

/** Told of every link's MTU when it changes: what we may send, and receive. */
struct bt_gatt_cb {
  void (*att_mtu_updated)(struct bt_conn* conn, uint16_t tx, uint16_t rx);
  sys_snode_t node;
};
/** `cb` must stay. */
void bt_gatt_cb_register(struct bt_gatt_cb* cb);

/** Asked at each access, whatever its permissions; true lets it through. */
struct bt_gatt_authorization_cb {
  bool (*read_authorize)(struct bt_conn* conn, const struct bt_gatt_attr* attr);
  bool (*write_authorize)(struct bt_conn* conn, const struct bt_gatt_attr* attr);
};
/** One; NULL: none. -EALREADY: there is one. */
int bt_gatt_authorization_cb_register(const struct bt_gatt_authorization_cb* cb);

/**
 * Adds a service; its attributes get their handles. `svc` must stay. Peers are told.
 * -EAGAIN: after bt_enable and before settings_load, with CONFIG_BT_SETTINGS; -EALREADY; -ENOMEM;
 * -EINVAL: no table of one service.
 */
int bt_gatt_service_register(struct bt_gatt_service* svc);
/** -ENOENT: it is not registered. */
int bt_gatt_service_unregister(struct bt_gatt_service* svc);
bool bt_gatt_service_is_registered(const struct bt_gatt_service* svc);

/** BT_GATT_ITER_STOP ends the walk. */
typedef uint8_t (*bt_gatt_attr_func_t)(const struct bt_gatt_attr* attr, uint16_t handle,
                                       void* user_data);
/** Attributes with handles from start to end; of type `uuid` and with `attr_data` unless NULL;
 * `num_matches` at most, 0: all. */
void bt_gatt_foreach_attr_type(uint16_t start_handle, uint16_t end_handle,
                               const struct bt_uuid* uuid, const void* attr_data,
                               uint16_t num_matches, bt_gatt_attr_func_t func, void* user_data);
static inline void bt_gatt_foreach_attr(uint16_t start_handle, uint16_t end_handle,
                                        bt_gatt_attr_func_t func, void* user_data) {
  bt_gatt_foreach_attr_type(start_handle, end_handle, NULL, NULL, 0, func, user_data);
}
/** The one with the next handle; NULL: none. */
struct bt_gatt_attr* bt_gatt_attr_next(const struct bt_gatt_attr* attr);
/** The first with this type among `attr_count` from `attr` on; `attr_count` 0: all behind it too.
 */
struct bt_gatt_attr* bt_gatt_find_by_uuid(const struct bt_gatt_attr* attr, uint16_t attr_count,
                                          const struct bt_uuid* uuid);
/** 0: not registered. */
uint16_t bt_gatt_attr_get_handle(const struct bt_gatt_attr* attr);
/** Of the value behind a characteristic declaration; 0: it is none. */
uint16_t bt_gatt_attr_value_handle(const struct bt_gatt_attr* attr);

/** All notifications queued with a link up to this one have reached the controller and left. */
typedef void (*bt_gatt_complete_func_t)(struct bt_conn* conn, void* user_data);
struct bt_gatt_notify_params {
  const struct bt_uuid* uuid;      /* if not NULL: the first value of this type from `attr` on */
  const struct bt_gatt_attr* attr; /* a value, or its declaration */
  const void* data;                /* copied */
  uint16_t len;
  bt_gatt_complete_func_t func;
  void* user_data;
};
/**
 * Notifies one peer, or with `conn` NULL all that have subscribed. Waits for memory, but not in a
 * callback: -ENOMEM there. -EINVAL: the peer has not subscribed, or no such value; -ENOTCONN:
 * nobody; a value longer than the MTU allows: -ENOMEM.
 */
int bt_gatt_notify_cb(struct bt_conn* conn, struct bt_gatt_notify_params* params);
int bt_gatt_notify_multiple(struct bt_conn* conn, uint16_t num_params,
                            struct bt_gatt_notify_params params[]);
static inline int bt_gatt_notify(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                                 const void* data, uint16_t len) {
  struct bt_gatt_notify_params params;
  memset(&params, 0, sizeof(params));
  params.attr = attr;
  params.data = data;
  params.len = len;
  return bt_gatt_notify_cb(conn, &params);
}
static inline int bt_gatt_notify_uuid(struct bt_conn* conn, const struct bt_uuid* uuid,
                                      const struct bt_gatt_attr* attr, const void* data,
                                      uint16_t len) {
  struct bt_gatt_notify_params params;
  memset(&params, 0, sizeof(params));
  params.uuid = uuid;
  params.attr = attr;
  params.data = data;
  params.len = len;
  return bt_gatt_notify_cb(conn, &params);
}

struct bt_gatt_indicate_params;
/** `err`: 0, or an ATT error; BT_ATT_ERR_UNLIKELY when the link ended first. */
typedef void (*bt_gatt_indicate_func_t)(struct bt_conn* conn,
                                        struct bt_gatt_indicate_params* params, uint8_t err);
/** No call for these comes after it: they may be used again. */
typedef void (*bt_gatt_indicate_params_destroy_t)(struct bt_gatt_indicate_params* params);
/** As bt_gatt_notify_params; must stay until `destroy`. */
struct bt_gatt_indicate_params {
  const struct bt_uuid* uuid;
  const struct bt_gatt_attr* attr;
  bt_gatt_indicate_func_t func;
  bt_gatt_indicate_params_destroy_t destroy;
  const void* data;
  uint16_t len;
  uint8_t _ref;
};
/** As bt_gatt_notify_cb; `func` is called for each peer. Several to one peer wait for each other.
 */
int bt_gatt_indicate(struct bt_conn* conn, struct bt_gatt_indicate_params* params);

/** Whether the peer has set one of these bits (BT_GATT_CCC_*) for a value, or its declaration. */
bool bt_gatt_is_subscribed(struct bt_conn* conn, const struct bt_gatt_attr* attr,
                           uint16_t ccc_type);
/** The least MTU of the link's bearers; 0: not connected. */
uint16_t bt_gatt_get_mtu(struct bt_conn* conn);
/** Of the fixed channel. */
uint16_t bt_gatt_get_uatt_mtu(struct bt_conn* conn);
/** The name of an ATT error given as BT_GATT_ERR(). */
static inline const char* bt_gatt_err_to_str(int gatt_err) {
  return bt_att_err_to_str((uint8_t)((gatt_err) < 0 ? -(gatt_err) : (gatt_err)));
}

#ifdef __cplusplus
}
#endif
