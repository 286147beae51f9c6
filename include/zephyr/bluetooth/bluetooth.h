/* The host: on and off, identities, advertising, scanning, the accept list, bonds.
 *
 * Results are 0 or a negative errno; -EAGAIN before bt_enable is through. Everything may be called
 * from callbacks. Callbacks come one at a time, from whichever thread waits in the kernel, never
 * while another one of them runs to its end without waiting. */
#pragma once

#include <string.h>

#include <zephyr/bluetooth/addr.h>
#include <zephyr/bluetooth/advertising.h>
#include <zephyr/bluetooth/crypto.h>
#include <zephyr/bluetooth/data.h>
#include <zephyr/bluetooth/deprecated.h>
#include <zephyr/bluetooth/gap.h>
#include <zephyr/bluetooth/scanning.h>
#include <zephyr/net_buf.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BT_ID_DEFAULT 0

/** `err`: 0, or the negative errno that bt_enable came to. */
typedef void (*bt_ready_cb_t)(int err);

/**
 * Brings the controller and the host up. With `cb` it returns at once and tells later; with NULL it
 * waits. -EALREADY: it is up; -ENODEV, -EIO, -ETIMEDOUT: no controller, or none that answers;
 * -EDEADLK: NULL from a Bluetooth callback.
 */
int bt_enable(bt_ready_cb_t cb);
/** Ends links, advertising and scanning. bt_enable may follow. -EALREADY: it is off; -EDEADLK: from
 * a Bluetooth callback. */
int bt_disable(void);
bool bt_is_ready(void);

/** What peers read. Kept in the settings with CONFIG_BT_SETTINGS. -ENOMEM: too long;
 * -ENOTSUP: without CONFIG_BT_DEVICE_NAME_DYNAMIC. */
int bt_set_name(const char* name);
const char* bt_get_name(void);
uint16_t bt_get_appearance(void);
int bt_set_appearance(uint16_t appearance);

/* --- identities: addresses by which peers know this device, and the keys behind private ones */
/** Up to `*count` addresses, in the order of their numbers; `*count` becomes how many. `addrs`
 * NULL: only the count. Free numbers have BT_ADDR_LE_ANY. */
void bt_id_get(bt_addr_le_t* addrs, size_t* count);
/**
 * A further identity. @return Its number.
 * @param addr A static random address, or NULL or BT_ADDR_LE_ANY: one is made, and copied there.
 * @param irk 16 octets of its resolving key; zeros, or NULL: one is made.
 * -EALREADY: the address is in use; -EINVAL; -ENOMEM: CONFIG_BT_ID_MAX.
 * Before bt_enable: only number 0, and not without an address.
 */
int bt_id_create(bt_addr_le_t* addr, uint8_t* irk);
/** Another address and key for number `id`, not 0; its bonds are removed and links ended.
 * -EALREADY: the address is in use; -EBUSY: it advertises. */
int bt_id_reset(uint8_t id, bt_addr_le_t* addr, uint8_t* irk);
/** Makes the number free; -EALREADY: it is. */
int bt_id_delete(uint8_t id);

/* --- bonds */
struct bt_bond_info {
  bt_addr_le_t addr; /* the peer's identity */
};
/** Forgets a bond, or with NULL or BT_ADDR_LE_ANY all of the identity, and ends links with them.
 * -EINVAL. */
int bt_unpair(uint8_t id, const bt_addr_le_t* addr);
/** The callback may call bt_unpair. */
void bt_foreach_bond(uint8_t id, void (*func)(const struct bt_bond_info* info, void* user_data),
                     void* user_data);
bool bt_le_bond_exists(uint8_t id, const bt_addr_le_t* addr);

/* --- out of band data, Vol 3 Part H 2.3.5.6.4 */
struct bt_le_oob_sc_data {
  uint8_t r[16];
  uint8_t c[16];
};
struct bt_le_oob {
  bt_addr_le_t addr;
  struct bt_le_oob_sc_data le_sc_data;
};
/** What a peer needs to find and pair with us. Waits for the key pair. -EAGAIN; -EBUSY: pairing. */
int bt_le_oob_get_local(uint8_t id, struct bt_le_oob* oob);

/* --- the filter accept list, by addresses on the air or identities of bonded peers */
/** -EINVAL: refused; -ENOMEM: full. */
int bt_le_filter_accept_list_add(const bt_addr_le_t* addr);
int bt_le_filter_accept_list_remove(const bt_addr_le_t* addr);
int bt_le_filter_accept_list_clear(void);

/** Five octets, a bit for each data channel, for links of ours as central. */
int bt_le_set_chan_map(uint8_t chan_map[5]);
/** How often private addresses change, 1 to 3600 s; from the next one on. -EINVAL. */
int bt_le_set_rpa_timeout(uint16_t new_rpa_timeout);

struct bt_le_local_features {
  uint8_t features[8];
  uint64_t states;
  uint16_t acl_mtu;
  uint8_t acl_pkts;
  uint16_t iso_mtu;
  uint8_t iso_pkts;
  uint8_t rl_size;
  uint16_t max_adv_data_len;
};
int bt_le_get_local_features(struct bt_le_local_features* remote_info);

#ifdef __cplusplus
}
#endif
