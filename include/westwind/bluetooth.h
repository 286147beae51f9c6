/* What Zephyr's API lacks. Contexts and errors as in <zephyr/bluetooth/bluetooth.h>; callback
 * structs must stay while registered. */
#pragma once

#include <zephyr/bluetooth/conn.h>
#include <zephyr/bluetooth/gatt.h>
#include <zephyr/sys/slist.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The ATT MTU that is offered from now on, 23 to CONFIG_BT_L2CAP_TX_MTU; exchanges that are done
 * keep theirs. Before bt_enable it is kept for it. -EINVAL.
 */
int westwind_set_mtu(uint16_t mtu);
/** The largest that westwind_set_mtu takes. */
uint16_t westwind_max_mtu(void);

/** Told of every value that a peer sends, whether anybody subscribed or not, before those who did.
 */
struct westwind_value_cb {
  /** `is_indication`: by which PDU it came. `data` is valid during the call. */
  void (*value)(struct bt_conn* conn, uint16_t handle, bool is_indication, const void* data,
                uint16_t length);
  sys_snode_t _node;
};
/** -EEXIST. */
int westwind_value_cb_register(struct westwind_value_cb* cb);
int westwind_value_cb_unregister(struct westwind_value_cb* cb);

/** Told once when packet memory or a command slot is free again, after a call had to do without
 * (-ENOMEM). */
struct westwind_writable_cb {
  void (*writable)(void);
  sys_snode_t _node;
};
/** -EEXIST. */
int westwind_writable_cb_register(struct westwind_writable_cb* cb);

/** What went wrong that no callback tells of, since bt_enable. */
struct westwind_counters {
  uint32_t malformed_packets;   /* HCI packets and events that are not as the specification says */
  uint32_t malformed_reports;   /* ... advertising reports */
  uint32_t report_chains_lost;  /* extended advertising data that came in parts, interrupted */
  uint32_t unknown_handles;     /* data and events of links that are not there */
  uint32_t links_refused;       /* links for which there was no slot */
  uint32_t pdus_without_memory; /* incoming PDUs that could not be put together: their link was
                                   ended */
};
/** -EAGAIN. */
int westwind_get_counters(struct westwind_counters* counters);

#ifdef __cplusplus
}
#endif
