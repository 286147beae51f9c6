// Out of band data: what applications give, as the host takes it.
#pragma once

#include "api/zephyr/bluetooth/connection.hpp"

namespace westwind::zephyr {

/// Whether peers are told that we have data of theirs.
bool has_oob();
/// Asks the application for them if this pairing needs them; it answers from inside.
void ask_for_oob(bt_conn& conn, const bt_conn_auth_cb* auth,
                 const wire::smp::PairingFeatures& features);

}  // namespace westwind::zephyr
