/* UUIDs of 16, 32 and 128 bits. Part of <zephyr/bluetooth/uuid.h>. Core Specification Vol 3 Part
 * B 2.5.1. */
#pragma once

#include <zephyr/bluetooth/byteorder.h>
#include <zephyr/sys/util.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  BT_UUID_TYPE_16,
  BT_UUID_TYPE_32,
  BT_UUID_TYPE_128,
};
#define BT_UUID_SIZE_16 2
#define BT_UUID_SIZE_32 4
#define BT_UUID_SIZE_128 16

/** The first member of the three below, by which all of them are passed. */
struct bt_uuid {
  uint8_t type;
};
struct bt_uuid_16 {
  struct bt_uuid uuid;
  uint16_t val;
};
struct bt_uuid_32 {
  struct bt_uuid uuid;
  uint32_t val;
};
struct bt_uuid_128 {
  struct bt_uuid uuid;
  uint8_t val[BT_UUID_SIZE_128]; /* the least significant octet first */
};

#define BT_UUID_INIT_16(value)                                                                     \
  { .uuid = {BT_UUID_TYPE_16}, .val = (value) }
#define BT_UUID_INIT_32(value)                                                                     \
  { .uuid = {BT_UUID_TYPE_32}, .val = (value) }
#define BT_UUID_INIT_128(value...)                                                                 \
  {                                                                                                \
    .uuid = {BT_UUID_TYPE_128}, .val = { value }                                                   \
  }
#define BT_UUID_DECLARE_16(value)                                                                  \
  ((const struct bt_uuid*)((const struct bt_uuid_16[]){BT_UUID_INIT_16(value)}))
#define BT_UUID_DECLARE_32(value)                                                                  \
  ((const struct bt_uuid*)((const struct bt_uuid_32[]){BT_UUID_INIT_32(value)}))
#define BT_UUID_DECLARE_128(value...)                                                              \
  ((const struct bt_uuid*)((const struct bt_uuid_128[]){BT_UUID_INIT_128(value)}))
#define BT_UUID_16(pointer) CONTAINER_OF((pointer), struct bt_uuid_16, uuid)
#define BT_UUID_32(pointer) CONTAINER_OF((pointer), struct bt_uuid_32, uuid)
#define BT_UUID_128(pointer) CONTAINER_OF((pointer), struct bt_uuid_128, uuid)
/** The octets of 12345678-1234-5678-1234-56789abcdef0, given as its five numbers. */
#define BT_UUID_128_ENCODE(w32, w1, w2, w3, w48)                                                   \
  BT_BYTES_LIST_LE48(w48), BT_BYTES_LIST_LE16(w3), BT_BYTES_LIST_LE16(w2), BT_BYTES_LIST_LE16(w1), \
      BT_BYTES_LIST_LE32(w32)
#define BT_UUID_16_ENCODE(w16) BT_BYTES_LIST_LE16(w16)
#define BT_UUID_32_ENCODE(w32) BT_BYTES_LIST_LE32(w32)

/** "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX" and an end. */
#define BT_UUID_STR_LEN 37

/** 0 if both are the same UUID, whatever their lengths; else their order. */
int bt_uuid_cmp(const struct bt_uuid* a, const struct bt_uuid* b);
/** From 2, 4 or 16 octets, the least significant first; `uuid` is the first member of a struct that
 * has room for it. False: another size. */
bool bt_uuid_create(struct bt_uuid* uuid, const uint8_t* octets, uint8_t size);
/** In hexadecimal. */
void bt_uuid_to_str(const struct bt_uuid* uuid, char* text, size_t space);

#ifdef __cplusplus
}
#endif
