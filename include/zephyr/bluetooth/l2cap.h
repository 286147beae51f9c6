/* Credit based channels. Core Specification Vol 3 Part A 3.4, 4.22, 10.1. Channels are the
 * application's objects, usually members of its own structs; they must stay until `released`. */
#pragma once

#include <zephyr/bluetooth/buf.h>
#include <zephyr/bluetooth/conn.h>
#include <zephyr/net_buf.h>
#include <zephyr/sys/atomic.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BT_L2CAP_HDR_SIZE 4
#define BT_L2CAP_SDU_HDR_SIZE 2
#ifndef CONFIG_BT_L2CAP_TX_MTU
#define CONFIG_BT_L2CAP_TX_MTU 65
#endif
#define BT_L2CAP_TX_MTU CONFIG_BT_L2CAP_TX_MTU
#define BT_L2CAP_RX_MTU (BT_BUF_ACL_RX_SIZE - BT_L2CAP_HDR_SIZE)
#define BT_L2CAP_SDU_TX_MTU (BT_L2CAP_TX_MTU - BT_L2CAP_SDU_HDR_SIZE)
#define BT_L2CAP_SDU_RX_MTU (BT_L2CAP_RX_MTU - BT_L2CAP_SDU_HDR_SIZE)
/** Octets of a buffer for a payload, and the headroom that it needs in front. */
#define BT_L2CAP_CHAN_SEND_RESERVE (BT_BUF_RESERVE + 4 + BT_L2CAP_HDR_SIZE)
#define BT_L2CAP_SDU_CHAN_SEND_RESERVE (BT_L2CAP_CHAN_SEND_RESERVE + BT_L2CAP_SDU_HDR_SIZE)
#define BT_L2CAP_BUF_SIZE(mtu) (BT_L2CAP_CHAN_SEND_RESERVE + (mtu))
#define BT_L2CAP_SDU_BUF_SIZE(mtu) (BT_L2CAP_SDU_CHAN_SEND_RESERVE + (mtu))

struct bt_l2cap_chan;
typedef void (*bt_l2cap_chan_destroy_t)(struct bt_l2cap_chan* chan);

typedef enum bt_l2cap_chan_state {
  BT_L2CAP_DISCONNECTED,
  BT_L2CAP_CONNECTING,
  BT_L2CAP_CONFIG,
  BT_L2CAP_CONNECTED,
  BT_L2CAP_DISCONNECTING,
} __packed bt_l2cap_chan_state_t;
typedef enum bt_l2cap_chan_status {
  BT_L2CAP_STATUS_OUT,
  BT_L2CAP_STATUS_SHUTDOWN,
  BT_L2CAP_STATUS_ENCRYPT_PENDING,
  BT_L2CAP_NUM_STATUS,
} __packed bt_l2cap_chan_status_t;

struct bt_l2cap_chan_ops;
struct bt_l2cap_chan {
  struct bt_conn* conn;
  const struct bt_l2cap_chan_ops* ops;
  sys_snode_t node;
  bt_l2cap_chan_destroy_t destroy;
};
struct bt_l2cap_le_endpoint {
  uint16_t cid;
  uint16_t mtu; /* the longest SDU */
  uint16_t mps; /* the longest frame */
  uint16_t init_credits;
  atomic_t credits;
};
struct bt_l2cap_le_chan {
  struct bt_l2cap_chan chan;
  struct bt_l2cap_le_endpoint rx; /* set `mtu` before connecting, or in `accept`; 0: as long as fits
                                   */
  uint16_t pending_rx_mtu;
  struct bt_l2cap_le_endpoint tx;
  bt_l2cap_chan_state_t state;
  uint16_t psm;
  bt_security_t required_sec_level;
  ATOMIC_DEFINE(status, BT_L2CAP_NUM_STATUS);
  void* _channel; /* the host's end */
};
#define BT_L2CAP_LE_CHAN(_ch) CONTAINER_OF(_ch, struct bt_l2cap_le_chan, chan)

/** What happens to a channel. All members but `recv` may be NULL. */
struct bt_l2cap_chan_ops {
  void (*connected)(struct bt_l2cap_chan* chan);
  /** Also when it never came up. */
  void (*disconnected)(struct bt_l2cap_chan* chan);
  void (*encrypt_change)(struct bt_l2cap_chan* chan, uint8_t hci_status);
  /** A buffer for an SDU of more than one frame; its user data and headroom are the application's.
   * Without it, SDUs are given in buffers of the host. NULL: the channel ends. */
  struct net_buf* (*alloc_buf)(struct bt_l2cap_chan* chan);
  struct net_buf* (*alloc_seg)(struct bt_l2cap_chan* chan);
  /** A whole SDU. 0; -EINPROGRESS: the buffer is kept, bt_l2cap_chan_recv_complete gives it back,
   * and the peer gets no credits meanwhile; other errors end the channel. */
  int (*recv)(struct bt_l2cap_chan* chan, struct net_buf* buf);
  /** An SDU has left. */
  void (*sent)(struct bt_l2cap_chan* chan);
  void (*status)(struct bt_l2cap_chan* chan, atomic_t* status);
  /** The struct is no longer used. */
  void (*released)(struct bt_l2cap_chan* chan);
  void (*reconfigured)(struct bt_l2cap_chan* chan);
};

/** Waits for channels to a PSM; must stay while registered. */
struct bt_l2cap_server {
  uint16_t psm; /* 0: one is chosen, 0x80 to 0xff */
  bt_security_t sec_level;
  /** A peer wants one: 0 and the channel; -ENOMEM, -EACCES, -EPERM or another error refuses. */
  int (*accept)(struct bt_conn* conn, struct bt_l2cap_server* server, struct bt_l2cap_chan** chan);
  sys_snode_t node;
};
/** -EADDRINUSE: the PSM is taken; -EINVAL: out of range, or no `accept`. */
int bt_l2cap_server_register(struct bt_l2cap_server* server);
/** Channels stay. -ENOENT: not registered; -EBUSY: a channel of it is open. */
int bt_l2cap_server_unregister(struct bt_l2cap_server* server);

/** `connected` or `disconnected` follows. */
int bt_l2cap_chan_connect(struct bt_conn* conn, struct bt_l2cap_chan* chan, uint16_t psm);
int bt_l2cap_chan_disconnect(struct bt_l2cap_chan* chan);
/** Takes the buffer, with BT_L2CAP_SDU_CHAN_SEND_RESERVE of headroom. @return Octets, or an error,
 * and the buffer stays the caller's: -EMSGSIZE: longer than the peer's MTU; -EINVAL: headroom. */
int bt_l2cap_chan_send(struct bt_l2cap_chan* chan, struct net_buf* buf);
/** After `recv` returned -EINPROGRESS. */
int bt_l2cap_chan_recv_complete(struct bt_l2cap_chan* chan, struct net_buf* buf);

#ifdef __cplusplus
}
#endif
