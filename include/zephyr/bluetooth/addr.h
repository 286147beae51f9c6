/* Device addresses. Core Specification Vol 6 Part B 1.3. */
#pragma once

#include <stdio.h>
#include <string.h>

#include <zephyr/sys/printk.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BT_ADDR_LE_PUBLIC 0x00
#define BT_ADDR_LE_RANDOM 0x01
#define BT_ADDR_LE_PUBLIC_ID 0x02 /* an identity that the controller resolved to */
#define BT_ADDR_LE_RANDOM_ID 0x03
#define BT_ADDR_LE_UNRESOLVED 0xfe
#define BT_ADDR_LE_ANONYMOUS 0xff

#define BT_ADDR_SIZE 6
/** Six octets, the least significant first. */
typedef struct {
  uint8_t val[BT_ADDR_SIZE];
} bt_addr_t;

#define BT_ADDR_LE_SIZE 7
typedef struct {
  uint8_t type;
  bt_addr_t a;
} bt_addr_le_t;

extern const bt_addr_t bt_addr_any;
extern const bt_addr_t bt_addr_none;
extern const bt_addr_le_t bt_addr_le_any;
extern const bt_addr_le_t bt_addr_le_none;
#define BT_ADDR_ANY (&bt_addr_any)
#define BT_ADDR_NONE (&bt_addr_none)
#define BT_ADDR_LE_ANY (&bt_addr_le_any)
#define BT_ADDR_LE_NONE (&bt_addr_le_none)

/** As memcmp. */
static inline int bt_addr_cmp(const bt_addr_t* a, const bt_addr_t* b) {
  return memcmp(a, b, sizeof(*a));
}
static inline bool bt_addr_eq(const bt_addr_t* a, const bt_addr_t* b) {
  return bt_addr_cmp(a, b) == 0;
}
static inline int bt_addr_le_cmp(const bt_addr_le_t* a, const bt_addr_le_t* b) {
  return memcmp(a, b, sizeof(*a));
}
static inline bool bt_addr_le_eq(const bt_addr_le_t* a, const bt_addr_le_t* b) {
  return bt_addr_le_cmp(a, b) == 0;
}
static inline void bt_addr_copy(bt_addr_t* to, const bt_addr_t* from) {
  memcpy(to, from, sizeof(*to));
}
static inline void bt_addr_le_copy(bt_addr_le_t* to, const bt_addr_le_t* from) {
  memcpy(to, from, sizeof(*to));
}

/** The kind of a random address is in its two uppermost bits. */
#define BT_ADDR_IS_RPA(address) (((address)->val[5] & 0xc0) == 0x40)
#define BT_ADDR_IS_NRPA(address) (((address)->val[5] & 0xc0) == 0x00)
#define BT_ADDR_IS_STATIC(address) (((address)->val[5] & 0xc0) == 0xc0)
#define BT_ADDR_SET_RPA(address) ((address)->val[5] = (((address)->val[5] & 0x3f) | 0x40))
#define BT_ADDR_SET_NRPA(address) ((address)->val[5] &= 0x3f)
#define BT_ADDR_SET_STATIC(address) ((address)->val[5] |= 0xc0)

/** A new random address of that kind. -EIO: no random numbers, the host is not up. */
int bt_addr_le_create_nrpa(bt_addr_le_t* address);
int bt_addr_le_create_static(bt_addr_le_t* address);

static inline bool bt_addr_le_is_rpa(const bt_addr_le_t* address) {
  return address->type == BT_ADDR_LE_RANDOM && BT_ADDR_IS_RPA(&address->a);
}
/** Public or static random. */
static inline bool bt_addr_le_is_identity(const bt_addr_le_t* address) {
  return address->type == BT_ADDR_LE_PUBLIC ||
         (address->type == BT_ADDR_LE_RANDOM && BT_ADDR_IS_STATIC(&address->a));
}

#define BT_ADDR_STR_LEN 18    /* XX:XX:XX:XX:XX:XX and an end */
#define BT_ADDR_LE_STR_LEN 30 /* ... and " (random)" */
/** As snprintf. */
static inline int bt_addr_to_str(const bt_addr_t* address, char* text, size_t space) {
  const uint8_t* const v = address->val;
  return snprintk(text, space, "%02X:%02X:%02X:%02X:%02X:%02X", v[5], v[4], v[3], v[2], v[1], v[0]);
}
int bt_addr_le_to_str(const bt_addr_le_t* address, char* text, size_t space);
/** From XX:XX:XX:XX:XX:XX. -EINVAL: anything else. */
int bt_addr_from_str(const char* text, bt_addr_t* address);
/** `type`: "public" or "(public)", "random", "public-id", "random-id". */
int bt_addr_le_from_str(const char* text, const char* type, bt_addr_le_t* address);

#ifdef __cplusplus
}
#endif
