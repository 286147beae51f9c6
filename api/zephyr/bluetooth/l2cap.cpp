// Credit based channels: SDUs in applications' buffers. Vol 3 Part A 3.4, 10.1.
#include <zephyr/bluetooth/l2cap.h>

#include <new>

#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

using host::l2cap::ChannelEnd;
using host::l2cap::CreditBasedChannel;

namespace {

constexpr std::uint16_t first_dynamic_psm = 0x80;
constexpr std::uint16_t last_psm = 0xff;
constexpr std::uint16_t default_mtu = 512;

/// SDUs that applications give no buffers for.
NET_BUF_POOL_HEAP_DEFINE(receive_pool, 16, 0, nullptr);

/// Two SDUs with their lengths, and what a last frame that is not full leaves unused.
constexpr std::size_t room_for(std::uint16_t mtu) { return 2 * (mtu + std::size_t{2} + 256); }

host::hci::SecurityNeed need_of(bt_security_t level) {
  host::hci::SecurityNeed need;
  need.encrypted = level >= BT_SECURITY_L2;
  need.authenticated = level >= BT_SECURITY_L3;
  need.secure_connections = level >= BT_SECURITY_L4;
  return need;
}

/// The host's end of an application's channel.
class Channel final : public CreditBasedChannel, public host::l2cap::ChannelListener {
 public:
  explicit Channel(bt_l2cap_le_chan& chan)
      : CreditBasedChannel(static_cast<ChannelListener&>(*this)), chan_(chan) {}

  bt_l2cap_le_chan& chan() { return chan_; }
  host::l2cap::ChannelOptions options() const {
    const std::uint16_t mtu = chan_.rx.mtu != 0 ? chan_.rx.mtu : default_mtu;
    return {mtu, chan_.rx.mps, room_for(mtu)};
  }

  int send(net_buf* buffer) {
    if (sending_ == nullptr && !is_sending()) return begin(buffer);
    sys_slist_append(&waiting_, &buffer->node);
    return static_cast<int>(buffer->len);
  }

  void recv_complete(net_buf* buffer) {
    net_buf_unref(buffer);
    --held_;
    open_window();
  }

  void on_open(CreditBasedChannel&) override {
    chan_.rx.cid = cid().value;
    chan_.rx.mtu = own_mtu();
    chan_.rx.mps = own_mps();
    chan_.tx.mtu = peer_mtu();
    chan_.tx.mps = peer_mps();
    atomic_set(&chan_.tx.credits, credits());
    chan_.state = BT_L2CAP_CONNECTED;
    if (chan_.chan.ops->connected != nullptr) chan_.chan.ops->connected(&chan_.chan);
  }

  void on_part(CreditBasedChannel&, Bytes octets, std::uint16_t sdu_left) override {
    if (receiving_ == nullptr) receiving_ = take_buffer(octets.size() + sdu_left);
    if (receiving_ == nullptr || net_buf_tailroom(receiving_) < octets.size()) {
      drop_received();
      (void)stack()->channels().disconnect(*this);
      return;
    }
    (void)net_buf_add_mem(receiving_, octets.data(), octets.size());
    if (sdu_left > 0) return;
    net_buf* const whole = receiving_;
    receiving_ = nullptr;
    const int result = chan_.chan.ops->recv(&chan_.chan, whole);
    if (result == -EINPROGRESS) {
      ++held_;
      return;
    }
    net_buf_unref(whole);
    if (result < 0)
      (void)stack()->channels().disconnect(*this);
    else
      open_window();
  }

  void on_sent(CreditBasedChannel&) override { finish_sending(); }

  void on_closed(CreditBasedChannel&, ChannelEnd) override {
    drop_received();
    drop_waiting();
    chan_.state = BT_L2CAP_DISCONNECTED;
    chan_._channel = nullptr;
    bt_conn* const conn = chan_.chan.conn;
    const bt_l2cap_chan_ops& ops = *chan_.chan.ops;
    if (ops.disconnected != nullptr) ops.disconnected(&chan_.chan);
    chan_.chan.conn = nullptr;
    bt_l2cap_chan* const released = &chan_.chan;
    delete this;
    if (ops.released != nullptr) ops.released(released);
    if (conn != nullptr) bt_conn_unref(conn);
  }

 private:
  ~Channel() = default;

  net_buf* take_buffer(std::size_t size) {
    const auto alloc = chan_.chan.ops->alloc_buf;
    return alloc != nullptr ? alloc(&chan_.chan)
                            : net_buf_alloc_len(&receive_pool, size, K_NO_WAIT);
  }

  void open_window() {
    if (is_open() && held_ == 0) stack()->channels().set_receive_room(*this, room_for(own_mtu()));
  }

  int begin(net_buf* buffer) {
    const auto size = static_cast<int>(buffer->len);
    const Status sent = stack()->channels().send(*this, {buffer->data, buffer->len});
    if (!sent) return errno_of(sent);
    sending_ = buffer;
    stack()->touched();
    // Told from the loop, not from inside the call.
    if (!is_sending()) has_left_ = true;
    return size;
  }

  void finish_sending() {
    net_buf* const sent = sending_;
    sending_ = nullptr;
    has_left_ = false;
    if (sent == nullptr) return;
    net_buf_unref(sent);
    if (sys_snode_t* const node = sys_slist_get(&waiting_))
      (void)begin(CONTAINER_OF(node, net_buf, node));
    if (chan_.chan.ops->sent != nullptr) chan_.chan.ops->sent(&chan_.chan);
  }

  void drop_received() {
    if (receiving_ != nullptr) net_buf_unref(receiving_);
    receiving_ = nullptr;
  }

  void drop_waiting() {
    if (sending_ != nullptr) net_buf_unref(sending_);
    sending_ = nullptr;
    while (sys_snode_t* const node = sys_slist_get(&waiting_))
      net_buf_unref(CONTAINER_OF(node, net_buf, node));
  }

 public:
  /// What left at once is told of now.
  bool tell_sent() {
    if (!has_left_) return false;
    finish_sending();
    return true;
  }
  static void discard(Channel* channel) { delete channel; }

 private:
  bt_l2cap_le_chan& chan_;
  net_buf* receiving_ = nullptr;
  net_buf* sending_ = nullptr;
  sys_slist_t waiting_ = {nullptr, nullptr};
  unsigned held_ = 0;
  bool has_left_ = false;
};

Channel* channel_of(bt_l2cap_chan* chan) {
  return static_cast<Channel*>(BT_L2CAP_LE_CHAN(chan)->_channel);
}

/// It never began.
void discard_channel(bt_l2cap_chan* chan) {
  Channel::discard(channel_of(chan));
  BT_L2CAP_LE_CHAN(chan)->_channel = nullptr;
  BT_L2CAP_LE_CHAN(chan)->state = BT_L2CAP_DISCONNECTED;
  bt_conn_unref(chan->conn);
  chan->conn = nullptr;
}

Channel* open_channel(bt_conn& conn, bt_l2cap_chan& chan, std::uint16_t psm) {
  bt_l2cap_le_chan& le = *BT_L2CAP_LE_CHAN(&chan);
  auto* const channel = new (std::nothrow) Channel(le);
  if (channel == nullptr) return nullptr;
  le._channel = channel;
  le.psm = psm;
  le.state = BT_L2CAP_CONNECTING;
  chan.conn = bt_conn_ref(&conn);
  return channel;
}

/// A registered server in the host.
class Server final : public host::l2cap::CreditBasedServer {
 public:
  explicit Server(bt_l2cap_server& server) : CreditBasedServer(server.psm), server_(server) {
    security = need_of(server.sec_level);
  }
  bt_l2cap_server& server() { return server_; }

  host::l2cap::ChannelAnswer on_channel_wanted(
      const host::l2cap::ChannelRequest& request) override {
    using Result = wire::l2cap::ChannelResult;
    bt_conn* const conn = find_connection(request.link.handle);
    bt_l2cap_chan* chan = nullptr;
    const int error = conn != nullptr ? server_.accept(conn, &server_, &chan) : -ENOTCONN;
    if (error == -EACCES) return {nullptr, {}, Result::insufficient_authorization};
    if (error == -EPERM) return {nullptr, {}, Result::insufficient_authentication};
    if (error != 0 || chan == nullptr) return {nullptr, {}, Result::no_resources};
    Channel* const channel = open_channel(*conn, *chan, server_.psm);
    if (channel == nullptr) return {nullptr, {}, Result::no_resources};
    return {channel, channel->options(), Result::success};
  }
  Server* next = nullptr;

 private:
  bt_l2cap_server& server_;
};

Server* servers = nullptr;

bool is_taken(std::uint16_t psm) {
  for (Server* server = servers; server != nullptr; server = server->next)
    if (server->spsm() == psm) return true;
  return false;
}

}  // namespace

void listen_again() {
  for (Server* server = servers; server != nullptr; server = server->next)
    (void)stack()->channels().listen(*server);
}

bool tell_sent_sdus() {
  bool any = false;
  for (bt_conn& conn : connections()) {
    if (!conn.is_connected()) continue;
    for (std::uint16_t cid = 0x40; cid <= 0x7f; ++cid)
      if (CreditBasedChannel* const found = stack()->channels().find(conn.handle, {cid}))
        any = static_cast<Channel*>(found)->tell_sent() || any;
  }
  return any;
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_l2cap_server_register(bt_l2cap_server* server) {
  if (server->accept == nullptr || server->sec_level > BT_SECURITY_L4) return -EINVAL;
  if (server->psm == 0) {
    for (std::uint16_t psm = first_dynamic_psm; psm <= last_psm && server->psm == 0; ++psm)
      if (!is_taken(psm)) server->psm = psm;
    if (server->psm == 0) return -EADDRNOTAVAIL;
  }
  if (server->psm > last_psm) return -EINVAL;
  if (is_taken(server->psm)) return -EADDRINUSE;
  if (server->sec_level < BT_SECURITY_L1) server->sec_level = BT_SECURITY_L1;
  auto* const made = new (std::nothrow) Server(*server);
  if (made == nullptr) return -ENOMEM;
  made->next = servers;
  servers = made;
  return stack() != nullptr ? errno_of(stack()->channels().listen(*made)) : 0;
}

int bt_l2cap_server_unregister(bt_l2cap_server* server) {
  for (Server** at = &servers; *at != nullptr; at = &(*at)->next) {
    Server* const found = *at;
    if (&found->server() != server) continue;
    if (stack() != nullptr) {
      for (bt_conn& conn : connections())
        for (std::uint16_t cid = 0x40; cid <= 0x7f; ++cid) {
          const auto* const channel = stack()->channels().find(conn.handle, {cid});
          if (channel != nullptr && channel->spsm() == server->psm) return -EBUSY;
        }
      stack()->channels().unlisten(*found);
    }
    *at = found->next;
    delete found;
    return 0;
  }
  return -ENOENT;
}

int bt_l2cap_chan_connect(bt_conn* conn, bt_l2cap_chan* chan, uint16_t psm) {
  if (ready_stack() == nullptr || conn == nullptr || !conn->is_connected()) return -ENOTCONN;
  if (chan == nullptr || chan->ops == nullptr || chan->ops->recv == nullptr || psm == 0)
    return -EINVAL;
  if (BT_L2CAP_LE_CHAN(chan)->_channel != nullptr) return -EEXIST;
  Channel* const channel = open_channel(*conn, *chan, psm);
  if (channel == nullptr) return -ENOMEM;
  const Status asked = stack()->channels().connect(conn->handle, *channel, psm, channel->options());
  stack()->touched();
  if (asked) return 0;
  discard_channel(chan);
  return errno_of(asked);
}

int bt_l2cap_chan_disconnect(bt_l2cap_chan* chan) {
  Channel* const channel = channel_of(chan);
  if (channel == nullptr || stack() == nullptr) return -ENOTCONN;
  stack()->touched();
  const int error = errno_of(stack()->channels().disconnect(*channel));
  if (error == 0) BT_L2CAP_LE_CHAN(chan)->state = BT_L2CAP_DISCONNECTING;
  return error;
}

int bt_l2cap_chan_send(bt_l2cap_chan* chan, net_buf* buf) {
  Channel* const channel = channel_of(chan);
  if (channel == nullptr || !channel->is_open()) return -ENOTCONN;
  if (buf->len > channel->peer_mtu()) return -EMSGSIZE;
  if (net_buf_headroom(buf) < BT_L2CAP_SDU_CHAN_SEND_RESERVE) return -EINVAL;
  return channel->send(buf);
}

int bt_l2cap_chan_recv_complete(bt_l2cap_chan* chan, net_buf* buf) {
  Channel* const channel = channel_of(chan);
  if (channel == nullptr) {
    net_buf_unref(buf);
    return -ENOTCONN;
  }
  channel->recv_complete(buf);
  stack()->touched();
  return 0;
}
