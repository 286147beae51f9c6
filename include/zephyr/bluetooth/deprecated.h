/* Spellings that Zephyr had until 4.1, and has no more. Part of <zephyr/bluetooth/bluetooth.h>. */
#pragma once

#include <zephyr/bluetooth/advertising.h>

/* advertising that comes back by itself when there is room for a link */
#define BT_LE_ADV_CONN                                                                             \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONNECTABLE, BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, \
                  NULL)
#define BT_LE_ADV_CONN_ONE_TIME                                                                    \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONNECTABLE | BT_LE_ADV_OPT_ONE_TIME, BT_GAP_ADV_FAST_INT_MIN_2,   \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_ADV_CONN_NAME                                                                        \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONNECTABLE | BT_LE_ADV_OPT_USE_NAME, BT_GAP_ADV_FAST_INT_MIN_2,   \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_ADV_CONN_NAME_AD                                                                     \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_CONNECTABLE | BT_LE_ADV_OPT_USE_NAME |                             \
                      BT_LE_ADV_OPT_FORCE_NAME_IN_AD,                                              \
                  BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_ADV_NCONN_NAME                                                                       \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_USE_NAME, BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2,    \
                  NULL)
#define BT_LE_EXT_ADV_CONN_NAME                                                                    \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_CONNECTABLE | BT_LE_ADV_OPT_USE_NAME,      \
                  BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_SCAN_NAME                                                                    \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_SCANNABLE | BT_LE_ADV_OPT_USE_NAME,        \
                  BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_NCONN_NAME                                                                   \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_USE_NAME, BT_GAP_ADV_FAST_INT_MIN_2,       \
                  BT_GAP_ADV_FAST_INT_MAX_2, NULL)
#define BT_LE_EXT_ADV_CODED_NCONN_NAME                                                             \
  BT_LE_ADV_PARAM(BT_LE_ADV_OPT_EXT_ADV | BT_LE_ADV_OPT_CODED | BT_LE_ADV_OPT_USE_NAME,            \
                  BT_GAP_ADV_FAST_INT_MIN_2, BT_GAP_ADV_FAST_INT_MAX_2, NULL)

/* their names until 3.3 */
#define BT_CONN_ROLE_MASTER BT_CONN_ROLE_CENTRAL
#define BT_CONN_ROLE_SLAVE BT_CONN_ROLE_PERIPHERAL
#define BT_LE_SCAN_OPT_FILTER_WHITELIST BT_LE_SCAN_OPT_FILTER_ACCEPT_LIST
#define bt_le_whitelist_add(address) bt_le_filter_accept_list_add(address)
#define bt_le_whitelist_rem(address) bt_le_filter_accept_list_remove(address)
#define bt_le_whitelist_clear() bt_le_filter_accept_list_clear()
#define bt_le_filter_accept_list_rem(address) bt_le_filter_accept_list_remove(address)
