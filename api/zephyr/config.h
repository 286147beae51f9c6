// What an application's prj.conf says, as data: generated for each application
// (cmake/zephyr_conf.py), read by the library, which is compiled once for all.
#ifndef WESTWIND_ZEPHYR_CONFIG_H
#define WESTWIND_ZEPHYR_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct westwind_config {
  const char* device_name;
  uint16_t appearance;
  uint16_t max_conn;
  uint16_t max_paired;
  uint16_t id_max;
  uint16_t preferred_mtu;  // as L2CAP_TX_MTU and the receive buffers allow
  uint16_t ext_adv_sets;   // 0: legacy advertising and scanning only
  uint16_t rpa_timeout_s;
  uint16_t create_conn_timeout_10ms;
  uint16_t preferred_interval_min, preferred_interval_max, preferred_latency, preferred_timeout;
  uint16_t transmit_octets, receive_octets, subscriptions;
  uint32_t fixed_passkey;  // BT_PASSKEY_INVALID: none
  uint8_t min_key_size;
  bool smp, bondable, bonding_required, secure_only, secure_pair_only, signing, mitm;
  bool privacy, settings, name_dynamic, gatt_client, caching, auto_data_length;
  bool unauthenticated_overwrite, remote_info;
  bool auto_parameters, auto_mtu, filter_accept_list, overwrite_oldest;
  const char *manufacturer, *model, *serial, *firmware, *hardware, *software;  // NULL: not shown
  const uint8_t* pnp_id;  // seven octets, or NULL
};

extern const struct westwind_config westwind_config;

#ifdef __cplusplus
}
#endif

#endif
