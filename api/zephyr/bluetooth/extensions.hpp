// What the extensions want to hear of.
#pragma once

#include "api/zephyr/bluetooth/connection.hpp"

namespace westwind::zephyr {

/// What is offered in exchanges: the application's, or the configuration's.
std::uint16_t preferred_mtu();
void tell_value(bt_conn& conn, std::uint16_t handle, Bytes value, bool is_indication);
void tell_writable();

}  // namespace westwind::zephyr
