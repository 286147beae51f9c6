// Callbacks of GATT's MTU.
#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

namespace {
sys_slist_t callbacks = SYS_SLIST_STATIC_INIT(&callbacks);
}

void tell_mtu(bt_conn& conn, std::uint16_t mtu) {
  bt_gatt_cb* each = nullptr;
  bt_gatt_cb* after = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&callbacks, each, after, node)
  if (each->att_mtu_updated != nullptr) each->att_mtu_updated(&conn, mtu, mtu);
}

}  // namespace westwind::zephyr

void bt_gatt_cb_register(bt_gatt_cb* cb) {
  using westwind::zephyr::callbacks;
  if (!sys_slist_find(&callbacks, &cb->node, nullptr)) sys_slist_append(&callbacks, &cb->node);
}
