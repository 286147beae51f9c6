/* One run of memory with data in it and room on both sides. Part of <zephyr/net_buf.h>. */
#pragma once

#include <zephyr/sys/byteorder.h>
#include <zephyr/sys/util.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct net_buf_simple {
  uint8_t* data; /* the first octet */
  uint16_t len;  /* octets of data */
  uint16_t size; /* octets of memory */
  uint8_t* __buf;
};
struct net_buf_simple_state {
  uint16_t offset;
  uint16_t len;
};

#define NET_BUF_SIMPLE_DEFINE(name, octets)                                                        \
  uint8_t net_buf_data_##name[octets];                                                             \
  struct net_buf_simple name = {net_buf_data_##name, 0, octets, net_buf_data_##name}
#define NET_BUF_SIMPLE_DEFINE_STATIC(name, octets)                                                 \
  static uint8_t net_buf_data_##name[octets];                                                      \
  static struct net_buf_simple name = {net_buf_data_##name, 0, octets, net_buf_data_##name}
#define NET_BUF_SIMPLE(octets)                                                                     \
  ((struct net_buf_simple*)(&(struct {                                                             \
    struct net_buf_simple buf;                                                                     \
    uint8_t data[octets];                                                                          \
  }){.buf = {.size = octets}}))

/** For one made with NET_BUF_SIMPLE: sets it empty, with this headroom. */
static inline void net_buf_simple_init(struct net_buf_simple* buffer, size_t headroom) {
  if (buffer->__buf == NULL) buffer->__buf = (uint8_t*)buffer + sizeof(*buffer);
  buffer->data = buffer->__buf + headroom;
  buffer->len = 0;
}
/** All of `size` octets at `data` are data. */
static inline void net_buf_simple_init_with_data(struct net_buf_simple* buffer, void* data,
                                                 size_t size) {
  buffer->__buf = buffer->data = (uint8_t*)data;
  buffer->size = buffer->len = (uint16_t)size;
}
static inline void net_buf_simple_reset(struct net_buf_simple* buffer) {
  buffer->len = 0;
  buffer->data = buffer->__buf;
}
/** Shares the memory. */
void net_buf_simple_clone(const struct net_buf_simple* original, struct net_buf_simple* clone);
/** Only while empty. */
void net_buf_simple_reserve(struct net_buf_simple* buffer, size_t headroom);

/** Grows at the end. @return Where the new octets go. */
void* net_buf_simple_add(struct net_buf_simple* buffer, size_t size);
void* net_buf_simple_add_mem(struct net_buf_simple* buffer, const void* octets, size_t size);
uint8_t* net_buf_simple_add_u8(struct net_buf_simple* buffer, uint8_t value);
/** Grows at the front. @return The new front. */
void* net_buf_simple_push(struct net_buf_simple* buffer, size_t size);
void* net_buf_simple_push_mem(struct net_buf_simple* buffer, const void* octets, size_t size);
void net_buf_simple_push_u8(struct net_buf_simple* buffer, uint8_t value);
/** Shrinks at the front. @return The new front. */
void* net_buf_simple_pull(struct net_buf_simple* buffer, size_t size);
/** ... @return The octets taken. */
void* net_buf_simple_pull_mem(struct net_buf_simple* buffer, size_t size);
uint8_t net_buf_simple_pull_u8(struct net_buf_simple* buffer);
/** Shrinks at the end. @return The octets taken. */
void* net_buf_simple_remove_mem(struct net_buf_simple* buffer, size_t size);
uint8_t net_buf_simple_remove_u8(struct net_buf_simple* buffer);

static inline size_t net_buf_simple_headroom(const struct net_buf_simple* buffer) {
  return (size_t)(buffer->data - buffer->__buf);
}
static inline size_t net_buf_simple_tailroom(const struct net_buf_simple* buffer) {
  return buffer->size - net_buf_simple_headroom(buffer) - buffer->len;
}
static inline uint16_t net_buf_simple_max_len(const struct net_buf_simple* buffer) {
  return (uint16_t)(buffer->size - net_buf_simple_headroom(buffer));
}
static inline uint8_t* net_buf_simple_tail(const struct net_buf_simple* buffer) {
  return buffer->data + buffer->len;
}
static inline void net_buf_simple_save(const struct net_buf_simple* buffer,
                                       struct net_buf_simple_state* state) {
  state->offset = (uint16_t)net_buf_simple_headroom(buffer);
  state->len = buffer->len;
}
static inline void net_buf_simple_restore(struct net_buf_simple* buffer,
                                          const struct net_buf_simple_state* state) {
  buffer->data = buffer->__buf + state->offset;
  buffer->len = state->len;
}

#define WESTWIND_SIMPLE_INTEGER(order, bits, type)                                                 \
  static inline void net_buf_simple_add_##order##bits(struct net_buf_simple* buffer, type value) { \
    sys_put_##order##bits(value, (uint8_t*)net_buf_simple_add(buffer, (bits) / 8));                \
  }                                                                                                \
  static inline void net_buf_simple_push_##order##bits(struct net_buf_simple* buffer,              \
                                                       type value) {                               \
    sys_put_##order##bits(value, (uint8_t*)net_buf_simple_push(buffer, (bits) / 8));               \
  }                                                                                                \
  static inline type net_buf_simple_pull_##order##bits(struct net_buf_simple* buffer) {            \
    return sys_get_##order##bits((const uint8_t*)net_buf_simple_pull_mem(buffer, (bits) / 8));     \
  }                                                                                                \
  static inline type net_buf_simple_remove_##order##bits(struct net_buf_simple* buffer) {          \
    return sys_get_##order##bits((const uint8_t*)net_buf_simple_remove_mem(buffer, (bits) / 8));   \
  }
#define WESTWIND_SIMPLE_INTEGERS(order)                                                            \
  WESTWIND_SIMPLE_INTEGER(order, 16, uint16_t)                                                     \
  WESTWIND_SIMPLE_INTEGER(order, 24, uint32_t)                                                     \
  WESTWIND_SIMPLE_INTEGER(order, 32, uint32_t)                                                     \
  WESTWIND_SIMPLE_INTEGER(order, 40, uint64_t)                                                     \
  WESTWIND_SIMPLE_INTEGER(order, 48, uint64_t)                                                     \
  WESTWIND_SIMPLE_INTEGER(order, 64, uint64_t)
WESTWIND_SIMPLE_INTEGERS(le)
WESTWIND_SIMPLE_INTEGERS(be)
#undef WESTWIND_SIMPLE_INTEGERS
#undef WESTWIND_SIMPLE_INTEGER

#ifdef __cplusplus
}
#endif
