/* Numbers of the Generic Access Profile: advertising data, intervals, PHYs. Core Specification Vol
 * 3 Part C. */
#pragma once

#include <zephyr/bluetooth/assigned_numbers.h>
#include <zephyr/sys/util_macro.h>

#ifdef __cplusplus
extern "C" {
#endif

/* flags in advertising data, Supplement Part A 1.3 */
#define BT_LE_AD_LIMITED 0x01U
#define BT_LE_AD_GENERAL 0x02U
#define BT_LE_AD_NO_BREDR 0x04U

/* recommended intervals: Vol 3 Part C Appendix A, in units of 0.625 ms, connections in 1.25 ms */
#define BT_GAP_SCAN_FAST_INTERVAL_MIN 0x0030
#define BT_GAP_SCAN_FAST_INTERVAL 0x0060
#define BT_GAP_SCAN_FAST_WINDOW 0x0030
#define BT_GAP_SCAN_SLOW_INTERVAL_1 0x0800
#define BT_GAP_SCAN_SLOW_WINDOW_1 0x0012
#define BT_GAP_SCAN_SLOW_INTERVAL_2 0x1000
#define BT_GAP_SCAN_SLOW_WINDOW_2 0x0012
#define BT_GAP_ADV_FAST_INT_MIN_1 0x0030
#define BT_GAP_ADV_FAST_INT_MAX_1 0x0060
#define BT_GAP_ADV_FAST_INT_MIN_2 0x00a0
#define BT_GAP_ADV_FAST_INT_MAX_2 0x00f0
#define BT_GAP_ADV_SLOW_INT_MIN 0x0640
#define BT_GAP_ADV_SLOW_INT_MAX 0x0780
#define BT_GAP_PER_ADV_FAST_INT_MIN_1 0x0018
#define BT_GAP_PER_ADV_FAST_INT_MAX_1 0x0030
#define BT_GAP_PER_ADV_FAST_INT_MIN_2 0x0050
#define BT_GAP_PER_ADV_FAST_INT_MAX_2 0x0078
#define BT_GAP_PER_ADV_SLOW_INT_MIN 0x0320
#define BT_GAP_PER_ADV_SLOW_INT_MAX 0x03c0
#define BT_GAP_INIT_CONN_INT_MIN 0x0018
#define BT_GAP_INIT_CONN_INT_MAX 0x0028

#define BT_GAP_ADV_MAX_ADV_DATA_LEN 31
#define BT_GAP_ADV_MAX_EXT_ADV_DATA_LEN 1650
#define BT_GAP_TX_POWER_INVALID 0x7f
#define BT_GAP_RSSI_INVALID 0x7f
#define BT_GAP_SID_INVALID 0xff
#define BT_GAP_SID_MAX 0x0f
#define BT_GAP_NO_TIMEOUT 0x0000
#define BT_GAP_ADV_HIGH_DUTY_CYCLE_MAX_TIMEOUT 128
#define BT_GAP_DATA_LEN_DEFAULT 0x001b
#define BT_GAP_DATA_LEN_MAX 0x00fb
#define BT_GAP_DATA_TIME_DEFAULT 0x0148
#define BT_GAP_DATA_TIME_MAX 0x4290
#define BT_GAP_PER_ADV_MAX_SKIP 0x01f3
#define BT_GAP_PER_ADV_MIN_TIMEOUT 0x000a
#define BT_GAP_PER_ADV_MAX_TIMEOUT 0x4000
#define BT_GAP_PER_ADV_MIN_INTERVAL 0x0006
#define BT_GAP_PER_ADV_MAX_INTERVAL 0xffff

/* units of the specification to and from time; fractions are cut off */
#define BT_GAP_ADV_INTERVAL_TO_US(interval) ((interval)*625U)
#define BT_GAP_ADV_INTERVAL_TO_MS(interval) ((interval)*625U / 1000U)
#define BT_GAP_ISO_INTERVAL_TO_US(interval) ((interval)*1250U)
#define BT_GAP_ISO_INTERVAL_TO_MS(interval) ((interval)*1250U / 1000U)
#define BT_GAP_PER_ADV_INTERVAL_TO_US(interval) ((interval)*1250U)
#define BT_GAP_PER_ADV_INTERVAL_TO_MS(interval) ((interval)*1250U / 1000U)
#define BT_GAP_MS_TO_ADV_INTERVAL(ms) ((uint16_t)((ms)*1000U / 625U))
#define BT_GAP_US_TO_ADV_INTERVAL(us) ((uint16_t)((us) / 625U))
#define BT_GAP_MS_TO_PER_ADV_INTERVAL(ms) ((uint16_t)((ms)*1000U / 1250U))
#define BT_GAP_US_TO_PER_ADV_INTERVAL(us) ((uint16_t)((us) / 1250U))
#define BT_GAP_MS_TO_PER_ADV_SYNC_TIMEOUT(ms) ((uint16_t)((ms) / 10U))
#define BT_GAP_US_TO_PER_ADV_SYNC_TIMEOUT(us) ((uint16_t)((us) / 10000U))
#define BT_GAP_MS_TO_SCAN_INTERVAL(ms) BT_GAP_MS_TO_ADV_INTERVAL(ms)
#define BT_GAP_US_TO_SCAN_INTERVAL(us) BT_GAP_US_TO_ADV_INTERVAL(us)
#define BT_GAP_MS_TO_SCAN_WINDOW(ms) BT_GAP_MS_TO_ADV_INTERVAL(ms)
#define BT_GAP_US_TO_SCAN_WINDOW(us) BT_GAP_US_TO_ADV_INTERVAL(us)
#define BT_GAP_MS_TO_CONN_INTERVAL(ms) ((uint16_t)((ms)*1000U / 1250U))
#define BT_GAP_US_TO_CONN_INTERVAL(us) ((uint16_t)((us) / 1250U))
#define BT_GAP_MS_TO_CONN_TIMEOUT(ms) ((uint16_t)((ms) / 10U))
#define BT_GAP_US_TO_CONN_TIMEOUT(us) ((uint16_t)((us) / 10000U))
#define BT_GAP_MS_TO_CONN_EVENT_LEN(ms) ((uint16_t)((ms)*1000U / 625U))
#define BT_GAP_US_TO_CONN_EVENT_LEN(us) ((uint16_t)((us) / 625U))

enum {
  BT_GAP_LE_PHY_NONE = 0,
  BT_GAP_LE_PHY_1M = BIT(0),
  BT_GAP_LE_PHY_2M = BIT(1),
  BT_GAP_LE_PHY_CODED = BIT(2),
  BT_GAP_LE_PHY_CODED_S8 = BIT(3),
  BT_GAP_LE_PHY_CODED_S2 = BIT(4),
};

/** The kind of PDU that an advertising report comes from. */
enum {
  BT_GAP_ADV_TYPE_ADV_IND = 0x00,
  BT_GAP_ADV_TYPE_ADV_DIRECT_IND = 0x01,
  BT_GAP_ADV_TYPE_ADV_SCAN_IND = 0x02,
  BT_GAP_ADV_TYPE_ADV_NONCONN_IND = 0x03,
  BT_GAP_ADV_TYPE_SCAN_RSP = 0x04,
  BT_GAP_ADV_TYPE_EXT_ADV = 0x05,
};

/** ... and what it allows. */
enum {
  BT_GAP_ADV_PROP_CONNECTABLE = BIT(0),
  BT_GAP_ADV_PROP_SCANNABLE = BIT(1),
  BT_GAP_ADV_PROP_DIRECTED = BIT(2),
  BT_GAP_ADV_PROP_SCAN_RESPONSE = BIT(3),
  BT_GAP_ADV_PROP_EXT_ADV = BIT(4),
};

enum {
  BT_GAP_CTE_AOA = 0x00,
  BT_GAP_CTE_AOD_1US = 0x01,
  BT_GAP_CTE_AOD_2US = 0x02,
  BT_GAP_CTE_NONE = 0xff,
};

/** Accuracy of a peer's sleep clock, in parts per million. */
enum {
  BT_GAP_SCA_UNKNOWN = 0,
  BT_GAP_SCA_251_500 = 0,
  BT_GAP_SCA_151_250 = 1,
  BT_GAP_SCA_101_150 = 2,
  BT_GAP_SCA_76_100 = 3,
  BT_GAP_SCA_51_75 = 4,
  BT_GAP_SCA_31_50 = 5,
  BT_GAP_SCA_21_30 = 6,
  BT_GAP_SCA_0_20 = 7,
};

/* features as octets, the least significant first, and whether they are in order */
#define BT_LE_SUPP_FEAT_40_ENCODE(w)                                                               \
  (((w) >> 32) & 0xff), (((w) >> 24) & 0xff), (((w) >> 16) & 0xff), (((w) >> 8) & 0xff), ((w)&0xff)
#define BT_LE_SUPP_FEAT_32_ENCODE(w)                                                               \
  (((w) >> 24) & 0xff), (((w) >> 16) & 0xff), (((w) >> 8) & 0xff), ((w)&0xff)
#define BT_LE_SUPP_FEAT_24_ENCODE(w) (((w) >> 16) & 0xff), (((w) >> 8) & 0xff), ((w)&0xff)
#define BT_LE_SUPP_FEAT_16_ENCODE(w) (((w) >> 8) & 0xff), ((w)&0xff)
#define BT_LE_SUPP_FEAT_8_ENCODE(w) ((w)&0xff)
#define BT_LE_SUPP_FEAT_VALIDATE(w) BUILD_ASSERT(!((w) & (~BIT64_MASK(40))))

#ifdef __cplusplus
}
#endif
