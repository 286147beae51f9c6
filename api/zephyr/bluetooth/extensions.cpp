// What Zephyr's API lacks (include/westwind/bluetooth.h).
#include "api/zephyr/bluetooth/extensions.hpp"

#include <westwind/bluetooth.h>

#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

namespace {

sys_slist_t values = SYS_SLIST_STATIC_INIT(&values);
sys_slist_t writables = SYS_SLIST_STATIC_INIT(&writables);
std::uint16_t wanted_mtu = 0;

template <typename T>
int add(sys_slist_t& list, T* callbacks) {
  if (sys_slist_find(&list, &callbacks->_node, nullptr)) return -EEXIST;
  sys_slist_append(&list, &callbacks->_node);
  return 0;
}

}  // namespace

std::uint16_t preferred_mtu() {
  return wanted_mtu != 0 ? wanted_mtu : westwind_config.preferred_mtu;
}

void tell_value(bt_conn& conn, std::uint16_t handle, Bytes value, bool is_indication) {
  westwind_value_cb* each = nullptr;
  westwind_value_cb* after = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&values, each, after, _node)
  if (each->value != nullptr)
    each->value(&conn, handle, is_indication, value.data(),
                static_cast<std::uint16_t>(value.size()));
}

void tell_writable() {
  westwind_writable_cb* each = nullptr;
  westwind_writable_cb* after = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&writables, each, after, _node)
  if (each->writable != nullptr) each->writable();
}

}  // namespace westwind::zephyr

using namespace westwind::zephyr;

int westwind_set_mtu(uint16_t mtu) {
  if (mtu < 23 || mtu > westwind_config.preferred_mtu) return -EINVAL;
  wanted_mtu = mtu;
  return stack() != nullptr ? errno_of(stack()->host().att().set_preferred_mtu(mtu)) : 0;
}

uint16_t westwind_max_mtu(void) { return westwind_config.preferred_mtu; }

int westwind_value_cb_register(westwind_value_cb* cb) { return add(values, cb); }

int westwind_value_cb_unregister(westwind_value_cb* cb) {
  return sys_slist_find_and_remove(&values, &cb->_node) ? 0 : -ENOENT;
}

int westwind_writable_cb_register(westwind_writable_cb* cb) { return add(writables, cb); }

int westwind_get_counters(westwind_counters* counters) {
  if (ready_stack() == nullptr) return -EAGAIN;
  const westwind::host::hci::Counters& host = stack()->host().counters();
  *counters = {host.malformed_packets + host.malformed_events,
               stack()->host().scanner().malformed_reports(),
               stack()->report_chains_lost(),
               host.unknown_handles,
               host.links_refused,
               host.acl_without_memory};
  return 0;
}
