// Out of band data. Vol 3 Part H 2.3.5.4, 2.3.5.6.4.
#include "api/zephyr/bluetooth/oob.hpp"

#include "api/zephyr/bluetooth/identities.hpp"
#include "api/zephyr/bluetooth/stack.hpp"

namespace westwind::zephyr {

namespace {

host::smp::OobData data;
const bt_le_oob_sc_data* given_local = nullptr;
const bt_le_oob_sc_data* given_remote = nullptr;
bool has_secure = false;
bool has_legacy = false;

void apply() {
  data.peer_received = has_secure;
  data.has_temporary_key = has_legacy;
  if (stack() != nullptr)
    stack()->host().security().set_oob(has_secure || has_legacy || data.own_given ? &data
                                                                                  : nullptr);
}

}  // namespace

bool has_oob() { return has_secure || has_legacy; }

void ask_for_oob(bt_conn& conn, const bt_conn_auth_cb* auth,
                 const wire::smp::PairingFeatures& features) {
  const bool peer_has = features.oob_data_present != 0;
  const bool secure = (features.auth_req & wire::smp::secure_connections) != 0;
  const bool needed = secure ? has_secure || peer_has : has_legacy && peer_has;
  if (!needed || auth == nullptr || auth->oob_data_request == nullptr) return;
  bt_conn_oob_info info{};
  info.type = decltype(info.type)(secure ? bt_conn_oob_info::BT_CONN_OOB_LE_SC
                                         : bt_conn_oob_info::BT_CONN_OOB_LE_LEGACY);
  if (secure && has_secure && peer_has)
    info.lesc.oob_config = decltype(info.lesc)::BT_CONN_OOB_BOTH_PEERS;
  else if (secure && has_secure)
    info.lesc.oob_config = decltype(info.lesc)::BT_CONN_OOB_REMOTE_ONLY;
  else
    info.lesc.oob_config = decltype(info.lesc)::BT_CONN_OOB_LOCAL_ONLY;
  auth->oob_data_request(&conn, &info);
}

}  // namespace westwind::zephyr

using namespace westwind;
using namespace westwind::zephyr;

int bt_le_oob_get_local(uint8_t id, bt_le_oob* oob) {
  if (ready_stack() == nullptr) return -EAGAIN;
  if (!has_identity(id)) return -EINVAL;
  // Of a private address, the one on the air now.
  const bool is_shown = stack()->host().identity().own() == identity_address(id);
  oob->addr = to_c(is_shown ? stack()->host().identity().on_air() : identity_address(id));
  if (!westwind_config.smp) return 0;
  stack()->own_oob.reset();
  const Status made = stack()->host().security().make_own_oob();
  if (!made) return errno_of(made);
  stack()->touched();
  if (!wait_for([] { return stack()->own_oob.has_value(); }, now() + Duration::seconds(5)))
    return -EIO;
  copy_bytes(MutableBytes(oob->le_sc_data.r, 16), stack()->own_oob->random);
  copy_bytes(MutableBytes(oob->le_sc_data.c, 16), stack()->own_oob->confirm);
  copy_bytes(data.own_random, stack()->own_oob->random);
  data.own_given = true;
  apply();
  return 0;
}

void bt_le_oob_set_sc_flag(bool enable) {
  has_secure = enable;
  apply();
}

void bt_le_oob_set_legacy_flag(bool enable) {
  has_legacy = enable;
  apply();
}

int bt_le_oob_set_sc_data(bt_conn*, const bt_le_oob_sc_data* oobd_local,
                          const bt_le_oob_sc_data* oobd_remote) {
  given_local = oobd_local;
  given_remote = oobd_remote;
  data.own_given = oobd_local != nullptr;
  if (oobd_local != nullptr) copy_bytes(data.own_random, Bytes(oobd_local->r, 16));
  if (oobd_remote != nullptr) {
    copy_bytes(data.peer_random, Bytes(oobd_remote->r, 16));
    copy_bytes(data.peer_confirm, Bytes(oobd_remote->c, 16));
  }
  apply();
  return 0;
}

int bt_le_oob_get_sc_data(bt_conn*, const bt_le_oob_sc_data** oobd_local,
                          const bt_le_oob_sc_data** oobd_remote) {
  if (given_local == nullptr && given_remote == nullptr) return -ESRCH;
  if (oobd_local != nullptr) *oobd_local = given_local;
  if (oobd_remote != nullptr) *oobd_remote = given_remote;
  return 0;
}

int bt_le_oob_set_legacy_tk(bt_conn*, const uint8_t* tk) {
  if (tk == nullptr) return -EINVAL;
  copy_bytes(data.temporary_key, Bytes(tk, 16));
  apply();
  return 0;
}
