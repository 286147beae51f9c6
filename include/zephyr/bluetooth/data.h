/* Advertising data as structures of type, length and value. Core Specification Vol 3 Part C 11. */
#pragma once

#include <zephyr/bluetooth/gap.h>
#include <zephyr/net_buf.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bt_data {
  uint8_t type; /* BT_DATA_* */
  uint8_t data_len;
  const uint8_t* data;
};

#define BT_DATA(_type, _data, _data_len)                                                           \
  { .type = (_type), .data_len = (_data_len), .data = (const uint8_t*)(_data) }
/** The value given as octets. */
#define BT_DATA_BYTES(_type, _bytes...)                                                            \
  BT_DATA(_type, ((uint8_t[]){_bytes}), sizeof((uint8_t[]){_bytes}))
#define BT_DATA_SERIALIZED_SIZE(data_len) ((data_len) + 2)

/** Octets that `count` structures take. */
size_t bt_data_get_len(const struct bt_data data[], size_t count);
/** Writes BT_DATA_SERIALIZED_SIZE(input->data_len) octets. @return How many. */
size_t bt_data_serialize(const struct bt_data* input, uint8_t* output);
/** Calls `func` for each structure until it returns false. Consumes `data`; stops at what is
 * malformed. */
void bt_data_parse(struct net_buf_simple* data, bool (*func)(struct bt_data* data, void* user_data),
                   void* user_data);

#ifdef __cplusplus
}
#endif
