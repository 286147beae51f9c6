/* The Attribute Protocol: errors and limits. Core Specification Vol 3 Part F. */
#pragma once

#include <zephyr/sys/util_macro.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BT_ATT_ERR_SUCCESS 0x00
#define BT_ATT_ERR_INVALID_HANDLE 0x01
#define BT_ATT_ERR_READ_NOT_PERMITTED 0x02
#define BT_ATT_ERR_WRITE_NOT_PERMITTED 0x03
#define BT_ATT_ERR_INVALID_PDU 0x04
#define BT_ATT_ERR_AUTHENTICATION 0x05
#define BT_ATT_ERR_NOT_SUPPORTED 0x06
#define BT_ATT_ERR_INVALID_OFFSET 0x07
#define BT_ATT_ERR_AUTHORIZATION 0x08
#define BT_ATT_ERR_PREPARE_QUEUE_FULL 0x09
#define BT_ATT_ERR_ATTRIBUTE_NOT_FOUND 0x0a
#define BT_ATT_ERR_ATTRIBUTE_NOT_LONG 0x0b
#define BT_ATT_ERR_ENCRYPTION_KEY_SIZE 0x0c
#define BT_ATT_ERR_INVALID_ATTRIBUTE_LEN 0x0d
#define BT_ATT_ERR_UNLIKELY 0x0e
#define BT_ATT_ERR_INSUFFICIENT_ENCRYPTION 0x0f
#define BT_ATT_ERR_UNSUPPORTED_GROUP_TYPE 0x10
#define BT_ATT_ERR_INSUFFICIENT_RESOURCES 0x11
#define BT_ATT_ERR_DB_OUT_OF_SYNC 0x12
#define BT_ATT_ERR_VALUE_NOT_ALLOWED 0x13
/* common profile and service errors, Core Specification Supplement Part B */
#define BT_ATT_ERR_WRITE_REQ_REJECTED 0xfc
#define BT_ATT_ERR_CCC_IMPROPER_CONF 0xfd
#define BT_ATT_ERR_PROCEDURE_IN_PROGRESS 0xfe
#define BT_ATT_ERR_OUT_OF_RANGE 0xff

#define BT_ATT_MAX_ATTRIBUTE_LEN 512
#define BT_ATT_FIRST_ATTRIBUTE_HANDLE 0x0001
#define BT_ATT_FIRST_ATTTRIBUTE_HANDLE BT_ATT_FIRST_ATTRIBUTE_HANDLE
#define BT_ATT_LAST_ATTRIBUTE_HANDLE 0xffff
#define BT_ATT_LAST_ATTTRIBUTE_HANDLE BT_ATT_LAST_ATTRIBUTE_HANDLE

/** The name of an error, as it is spelled above. */
const char* bt_att_err_to_str(uint8_t att_error);

/** Which bearer may be used. There is one, the fixed channel. */
enum bt_att_chan_opt {
  BT_ATT_CHAN_OPT_NONE = 0,
  BT_ATT_CHAN_OPT_UNENHANCED_ONLY = BIT(0),
  BT_ATT_CHAN_OPT_ENHANCED_ONLY = BIT(1),
};

#ifdef __cplusplus
}
#endif
