/* Buffers that grow at both ends, alone (net_buf_simple) or counted and from pools (net_buf).
 * Nothing here is locked; net_buf_alloc may wait as kernel calls do. Adding or pushing what there
 * is no room for ends the program with a message. */
#pragma once

#include <zephyr/kernel.h>
#include <zephyr/net_buf/simple.h>

#ifdef __cplusplus
extern "C" {
#endif

struct net_buf_pool;

/** Whoever holds a reference may use it; net_buf_unref gives it back, the last one to its pool. */
struct net_buf {
  sys_snode_t node;
  struct net_buf* frags;
  uint8_t ref;
  uint8_t flags;
  uint8_t pool_id;
  uint8_t user_data_size;
  struct net_buf_pool* _pool;
  union {
    struct {
      uint8_t* data;
      uint16_t len;
      uint16_t size;
      uint8_t* __buf;
    };
    struct net_buf_simple b;
  };
  uint8_t* user_data;
};

struct net_buf_pool {
  struct net_buf* _buffers;
  uint8_t* _data;
  uint8_t* _user_data;
  uint16_t buf_count;
  uint16_t _data_size; /* of one buffer; 0: from the heap, as long as is asked for */
  uint16_t _user_data_size;
  uint16_t _uninit_count;
  atomic_t avail_count;
  void (*destroy)(struct net_buf* buffer);
  sys_slist_t _free;
  const char* name;
};

#define WESTWIND_NET_BUF_POOL(kind, pool, count, octets, user_octets, on_destroy)                  \
  static struct net_buf net_buf_##pool[count] __noinit;                                            \
  static uint8_t __aligned(8)                                                                      \
      _net_buf_user_data_##pool[(count)*ROUND_UP((user_octets) > 0 ? (user_octets) : 1, 8)];       \
  kind struct net_buf_pool pool = {net_buf_##pool,                                                 \
                                   _net_buf_data_##pool,                                           \
                                   _net_buf_user_data_##pool,                                      \
                                   count,                                                          \
                                   octets,                                                         \
                                   user_octets,                                                    \
                                   count,                                                          \
                                   count,                                                          \
                                   on_destroy,                                                     \
                                   {NULL, NULL},                                                   \
                                   #pool}
/** `count` buffers of `octets`. `on_destroy` (or NULL) must end with net_buf_destroy. */
#define NET_BUF_POOL_FIXED_DEFINE(pool, count, octets, user_octets, on_destroy)                    \
  static uint8_t __aligned(8) _net_buf_data_##pool[(count)*ROUND_UP(octets, 8)];                   \
  WESTWIND_NET_BUF_POOL(, pool, count, octets, user_octets, on_destroy)
#define NET_BUF_POOL_DEFINE(pool, count, octets, user_octets, on_destroy)                          \
  NET_BUF_POOL_FIXED_DEFINE(pool, count, octets, user_octets, on_destroy)
/** ... whose data come from the heap. */
#define NET_BUF_POOL_HEAP_DEFINE(pool, count, user_octets, on_destroy)                             \
  static uint8_t _net_buf_data_##pool[1];                                                          \
  WESTWIND_NET_BUF_POOL(, pool, count, 0, user_octets, on_destroy)
#define NET_BUF_POOL_VAR_DEFINE(pool, count, octets, user_octets, on_destroy)                      \
  NET_BUF_POOL_HEAP_DEFINE(pool, count, user_octets, on_destroy)

#define NET_BUF_EXTERNAL_DATA BIT(0)

/** A buffer with one reference, empty, without headroom. NULL: none free in time. */
struct net_buf* net_buf_alloc_len(struct net_buf_pool* pool, size_t size, k_timeout_t timeout);
struct net_buf* net_buf_alloc_fixed(struct net_buf_pool* pool, k_timeout_t timeout);
#define net_buf_alloc(pool, timeout) net_buf_alloc_fixed(pool, timeout)
struct net_buf* net_buf_ref(struct net_buf* buffer);
/** With all its fragments that nobody else holds. */
void net_buf_unref(struct net_buf* buffer);
/** For a pool's own function: gives the buffer back. */
void net_buf_destroy(struct net_buf* buffer);
/** Another one from the same pool, with the same data and user data. NULL: none in time. */
struct net_buf* net_buf_clone(struct net_buf* buffer, k_timeout_t timeout);
void net_buf_reset(struct net_buf* buffer);
struct net_buf_pool* net_buf_pool_get(int id);
int net_buf_id(const struct net_buf* buffer);
static inline void* net_buf_user_data(const struct net_buf* buffer) { return buffer->user_data; }
int net_buf_user_data_copy(struct net_buf* to, const struct net_buf* from);

void net_buf_put(struct k_fifo* fifo, struct net_buf* buffer);
struct net_buf* net_buf_get(struct k_fifo* fifo, k_timeout_t timeout);
void net_buf_slist_put(sys_slist_t* list, struct net_buf* buffer);
struct net_buf* net_buf_slist_get(sys_slist_t* list);

/* --- fragments: buffers one behind the other */
struct net_buf* net_buf_frag_last(struct net_buf* fragments);
void net_buf_frag_insert(struct net_buf* parent, struct net_buf* fragment);
struct net_buf* net_buf_frag_add(struct net_buf* head, struct net_buf* fragment);
/** Gives `fragment` back. @return The one behind it. */
struct net_buf* net_buf_frag_del(struct net_buf* parent, struct net_buf* fragment);
size_t net_buf_linearize(void* to, size_t space, const struct net_buf* from, size_t offset,
                         size_t size);
static inline size_t net_buf_frags_len(const struct net_buf* buffer) {
  size_t size = 0;
  for (; buffer != NULL; buffer = buffer->frags)
    size += buffer->len;
  return size;
}

/* --- data of one buffer: as net_buf_simple_* */
static inline void net_buf_reserve(struct net_buf* buffer, size_t headroom) {
  net_buf_simple_reserve(&buffer->b, headroom);
}
#define net_buf_add(buffer, size) net_buf_simple_add(&(buffer)->b, size)
#define net_buf_add_mem(buffer, octets, size) net_buf_simple_add_mem(&(buffer)->b, octets, size)
#define net_buf_add_u8(buffer, value) net_buf_simple_add_u8(&(buffer)->b, value)
#define net_buf_push(buffer, size) net_buf_simple_push(&(buffer)->b, size)
#define net_buf_push_mem(buffer, octets, size) net_buf_simple_push_mem(&(buffer)->b, octets, size)
#define net_buf_push_u8(buffer, value) net_buf_simple_push_u8(&(buffer)->b, value)
#define net_buf_pull(buffer, size) net_buf_simple_pull(&(buffer)->b, size)
#define net_buf_pull_mem(buffer, size) net_buf_simple_pull_mem(&(buffer)->b, size)
#define net_buf_pull_u8(buffer) net_buf_simple_pull_u8(&(buffer)->b)
#define net_buf_remove_mem(buffer, size) net_buf_simple_remove_mem(&(buffer)->b, size)
#define net_buf_remove_u8(buffer) net_buf_simple_remove_u8(&(buffer)->b)
#define net_buf_tailroom(buffer) net_buf_simple_tailroom(&(buffer)->b)
#define net_buf_headroom(buffer) net_buf_simple_headroom(&(buffer)->b)
#define net_buf_max_len(buffer) net_buf_simple_max_len(&(buffer)->b)
#define net_buf_tail(buffer) net_buf_simple_tail(&(buffer)->b)
#define net_buf_simple_save_state(buffer) net_buf_simple_save(&(buffer)->b)

#define WESTWIND_NET_BUF_INTEGERS(order)                                                           \
  WESTWIND_NET_BUF_INTEGER(order, 16, uint16_t)                                                    \
  WESTWIND_NET_BUF_INTEGER(order, 24, uint32_t)                                                    \
  WESTWIND_NET_BUF_INTEGER(order, 32, uint32_t)                                                    \
  WESTWIND_NET_BUF_INTEGER(order, 40, uint64_t)                                                    \
  WESTWIND_NET_BUF_INTEGER(order, 48, uint64_t)                                                    \
  WESTWIND_NET_BUF_INTEGER(order, 64, uint64_t)
#define WESTWIND_NET_BUF_INTEGER(order, bits, type)                                                \
  static inline void net_buf_add_##order##bits(struct net_buf* buffer, type value) {               \
    net_buf_simple_add_##order##bits(&buffer->b, value);                                           \
  }                                                                                                \
  static inline void net_buf_push_##order##bits(struct net_buf* buffer, type value) {              \
    net_buf_simple_push_##order##bits(&buffer->b, value);                                          \
  }                                                                                                \
  static inline type net_buf_pull_##order##bits(struct net_buf* buffer) {                          \
    return net_buf_simple_pull_##order##bits(&buffer->b);                                          \
  }                                                                                                \
  static inline type net_buf_remove_##order##bits(struct net_buf* buffer) {                        \
    return net_buf_simple_remove_##order##bits(&buffer->b);                                        \
  }
WESTWIND_NET_BUF_INTEGERS(le)
WESTWIND_NET_BUF_INTEGERS(be)
#undef WESTWIND_NET_BUF_INTEGER
#undef WESTWIND_NET_BUF_INTEGERS

#ifdef __cplusplus
}
#endif
