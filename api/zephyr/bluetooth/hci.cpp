// HCI past the host, and random numbers.
#include <zephyr/bluetooth/bluetooth.h>
#include <zephyr/bluetooth/buf.h>
#include <zephyr/bluetooth/crypto.h>
#include <zephyr/bluetooth/hci.h>
#include <zephyr/random/random.h>

#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

namespace {

NET_BUF_POOL_FIXED_DEFINE(command_pool, 4, BT_BUF_CMD_TX_SIZE, 0, nullptr);

bt_hci_vnd_evt_cb_t* vendor_events = nullptr;

/// A command of the application's, until its answer has come.
struct Command {
  bool is_over = false;
  std::uint8_t status = 0;
  Octets<255> parameters{};
  std::size_t size = 0;

  void on_reply(const host::hci::CommandReply& reply) {
    status = static_cast<std::uint8_t>(reply.status);
    size = copy_bytes(parameters, reply.return_parameters);
    is_over = true;
  }
};

Bytes parameters_of(const net_buf* buffer) {
  return buffer != nullptr ? Bytes(buffer->data, buffer->len) : Bytes();
}

}  // namespace

bool Stack::on_event(std::uint8_t code, Bytes parameters) {
  if (code != BT_HCI_EVT_VENDOR || vendor_events == nullptr) return false;
  net_buf_simple buffer;
  net_buf_simple_init_with_data(&buffer, const_cast<std::uint8_t*>(parameters.data()),
                                parameters.size());
  return vendor_events(&buffer);
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

net_buf* bt_hci_cmd_alloc(k_timeout_t timeout) {
  net_buf* const buffer = net_buf_alloc(&command_pool, timeout);
  if (buffer != nullptr) net_buf_reserve(buffer, BT_BUF_RESERVE + sizeof(bt_hci_cmd_hdr));
  return buffer;
}

net_buf* bt_hci_cmd_create(uint16_t, uint8_t) { return bt_hci_cmd_alloc(K_FOREVER); }

int bt_hci_cmd_send(uint16_t opcode, net_buf* buf) {
  if (ready_stack() == nullptr) return -EAGAIN;
  const Status sent =
      stack()->host().hci().commands().enqueue(wire::hci::Opcode{opcode}, parameters_of(buf), {});
  if (buf != nullptr) net_buf_unref(buf);
  stack()->touched();
  return sent ? 0 : -ENOBUFS;
}

int bt_hci_cmd_send_sync(uint16_t opcode, net_buf* buf, net_buf** rsp) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (stack()->is_inside()) return -EDEADLK;
  Command command;
  const auto on_reply = [](void* object, const host::hci::CommandReply& reply) {
    static_cast<Command*>(object)->on_reply(reply);
  };
  const Status sent = stack()->host().hci().commands().enqueue(
      wire::hci::Opcode{opcode}, parameters_of(buf), host::hci::ReplyHandler(on_reply, &command));
  if (buf != nullptr) net_buf_unref(buf);
  if (!sent) return -ENOBUFS;
  stack()->touched();
  // The host fails by itself where there is no answer: then there is none to wait for.
  (void)wait_for([&] { return command.is_over || ready_stack() == nullptr; }, Instant::never());
  if (!command.is_over) return -EAGAIN;
  if (command.status != 0) return -EIO;
  if (rsp == nullptr) return 0;
  *rsp = bt_hci_cmd_alloc(K_FOREVER);
  (void)net_buf_add_mem(*rsp, command.parameters.data(), command.size);
  return 0;
}

int bt_hci_get_conn_handle(const bt_conn* conn, uint16_t* conn_handle) {
  if (!conn->is_connected()) return -ENOTCONN;
  *conn_handle = conn->handle.value;
  return 0;
}

bt_conn* bt_hci_conn_lookup_handle(uint16_t handle) {
  return bt_conn_ref(find_connection({handle}));
}

int bt_hci_register_vnd_evt_cb(bt_hci_vnd_evt_cb_t* cb) {
  vendor_events = cb;
  return 0;
}

int bt_le_set_chan_map(uint8_t chan_map[5]) {
  net_buf* const buffer = bt_hci_cmd_alloc(K_FOREVER);
  (void)net_buf_add_mem(buffer, chan_map, 5);
  return bt_hci_cmd_send_sync(BT_HCI_OP_LE_SET_HOST_CHAN_CLASSIF, buffer, nullptr);
}

int bt_conn_le_set_default_phy(uint8_t tx, uint8_t rx) {
  net_buf* const buffer = bt_hci_cmd_alloc(K_FOREVER);
  net_buf_add_u8(buffer, static_cast<uint8_t>((tx == 0 ? 1 : 0) | (rx == 0 ? 2 : 0)));
  net_buf_add_u8(buffer, tx);
  net_buf_add_u8(buffer, rx);
  return bt_hci_cmd_send_sync(BT_HCI_OP_LE_SET_DEFAULT_PHY, buffer, nullptr);
}

int bt_rand(void* buf, size_t len) {
  if (stack() == nullptr || !stack()->host().security().random().is_seeded()) return -EIO;
  auto* at = static_cast<uint8_t*>(buf);
  while (len > 0) {
    const auto drawn = stack()->host().security().random().draw<16>();
    const size_t part = len < drawn.size() ? len : drawn.size();
    memcpy(at, drawn.data(), part);
    at += part;
    len -= part;
  }
  return 0;
}

int bt_hci_le_rand(void* buffer, size_t len) { return bt_rand(buffer, len); }
int sys_csrand_get(void* octets, size_t size) { return bt_rand(octets, size); }

void sys_rand_get(void* octets, size_t size) {
  if (bt_rand(octets, size) == 0) return;
  static uint64_t state = 0;
  if (state == 0) state = static_cast<uint64_t>(now().us()) | 1;
  for (size_t i = 0; i < size; ++i) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    static_cast<uint8_t*>(octets)[i] = static_cast<uint8_t>(state >> 24);
  }
}

uint32_t sys_rand32_get(void) {
  uint32_t value = 0;
  sys_rand_get(&value, sizeof value);
  return value;
}

int bt_le_get_local_features(bt_le_local_features* features) {
  if (ready_stack() == nullptr) return -EAGAIN;
  const host::hci::ControllerInfo& info = stack()->host().controller();
  *features = {};
  for (unsigned i = 0; i < sizeof features->features; ++i)
    features->features[i] = static_cast<uint8_t>(info.le_features >> (8 * i));
  features->acl_mtu = info.acl_length;
  features->acl_pkts = static_cast<uint8_t>(info.acl_count);
  features->max_adv_data_len = info.has(wire::hci::LeFeature::extended_advertising)
                                   ? BT_GAP_ADV_MAX_EXT_ADV_DATA_LEN
                                   : BT_GAP_ADV_MAX_ADV_DATA_LEN;
  return 0;
}

net_buf* bt_buf_get_rx(bt_buf_type type, k_timeout_t timeout) {
  net_buf* const buffer = net_buf_alloc(&command_pool, timeout);
  if (buffer == nullptr) return nullptr;
  net_buf_reserve(buffer, BT_BUF_RESERVE);
  net_buf_push_u8(buffer, bt_buf_type_to_h4(type));
  return buffer;
}

net_buf* bt_buf_get_tx(bt_buf_type type, k_timeout_t timeout, const void* data, size_t size) {
  net_buf* const buffer = bt_buf_get_rx(type, timeout);
  if (buffer != nullptr && size > 0) (void)net_buf_add_mem(buffer, data, size);
  return buffer;
}

net_buf* bt_buf_get_evt(uint8_t, bool, k_timeout_t timeout) {
  return bt_buf_get_rx(BT_BUF_EVT, timeout);
}
