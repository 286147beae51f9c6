/* Singly linked lists whose nodes are members of what they link. Not locked. */
#pragma once

#include <stdbool.h>

#include <zephyr/sys/util.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _snode {
  struct _snode* next;
} sys_snode_t;

typedef struct _slist {
  sys_snode_t* head;
  sys_snode_t* tail;
} sys_slist_t;

#define SYS_SLIST_STATIC_INIT(list)                                                                \
  { NULL, NULL }

static inline void sys_slist_init(sys_slist_t* list) { list->head = list->tail = NULL; }
static inline sys_snode_t* sys_slist_peek_head(const sys_slist_t* list) { return list->head; }
static inline sys_snode_t* sys_slist_peek_tail(const sys_slist_t* list) { return list->tail; }
static inline bool sys_slist_is_empty(const sys_slist_t* list) { return list->head == NULL; }
static inline sys_snode_t* sys_slist_peek_next_no_check(sys_snode_t* node) { return node->next; }
static inline sys_snode_t* sys_slist_peek_next(sys_snode_t* node) {
  return node != NULL ? node->next : NULL;
}

static inline void sys_slist_prepend(sys_slist_t* list, sys_snode_t* node) {
  node->next = list->head;
  list->head = node;
  if (list->tail == NULL) list->tail = node;
}
static inline void sys_slist_append(sys_slist_t* list, sys_snode_t* node) {
  node->next = NULL;
  if (list->tail == NULL)
    list->head = node;
  else
    list->tail->next = node;
  list->tail = node;
}
/** Puts `node` behind `before`, or first if that is NULL. */
static inline void sys_slist_insert(sys_slist_t* list, sys_snode_t* before, sys_snode_t* node) {
  if (before == NULL) {
    sys_slist_prepend(list, node);
  } else if (before->next == NULL) {
    sys_slist_append(list, node);
  } else {
    node->next = before->next;
    before->next = node;
  }
}
/** Takes out the node behind `before`, or the first one if that is NULL. */
static inline void sys_slist_remove(sys_slist_t* list, sys_snode_t* before, sys_snode_t* node) {
  if (before == NULL)
    list->head = node->next;
  else
    before->next = node->next;
  if (list->tail == node) list->tail = before;
  node->next = NULL;
}
/** Whether `node` was in the list. */
static inline bool sys_slist_find_and_remove(sys_slist_t* list, sys_snode_t* node) {
  sys_snode_t* before = NULL;
  for (sys_snode_t* at = list->head; at != NULL; before = at, at = at->next) {
    if (at != node) continue;
    sys_slist_remove(list, before, node);
    return true;
  }
  return false;
}
static inline bool sys_slist_find(sys_slist_t* list, sys_snode_t* node, sys_snode_t** before) {
  sys_snode_t* last = NULL;
  for (sys_snode_t* at = list->head; at != NULL; last = at, at = at->next) {
    if (at != node) continue;
    if (before != NULL) *before = last;
    return true;
  }
  return false;
}
static inline sys_snode_t* sys_slist_get_not_empty(sys_slist_t* list) {
  sys_snode_t* node = list->head;
  sys_slist_remove(list, NULL, node);
  return node;
}
/** The first node, taken out; NULL if there is none. */
static inline sys_snode_t* sys_slist_get(sys_slist_t* list) {
  return list->head != NULL ? sys_slist_get_not_empty(list) : NULL;
}
static inline size_t sys_slist_len(const sys_slist_t* list) {
  size_t count = 0;
  for (const sys_snode_t* at = list->head; at != NULL; at = at->next)
    ++count;
  return count;
}

#define SYS_SLIST_FOR_EACH_NODE(list, node)                                                        \
  for ((node) = sys_slist_peek_head(list); (node) != NULL; (node) = sys_slist_peek_next(node))
/* ... whose node may be taken out meanwhile; `after` is a second variable. */
#define SYS_SLIST_FOR_EACH_NODE_SAFE(list, node, after)                                            \
  for ((node) = sys_slist_peek_head(list), (after) = sys_slist_peek_next(node); (node) != NULL;    \
       (node) = (after), (after) = sys_slist_peek_next(node))
#define SYS_SLIST_CONTAINER(node, container, field)                                                \
  ((node) != NULL ? CONTAINER_OF(node, __typeof__(*(container)), field) : NULL)
#define SYS_SLIST_PEEK_HEAD_CONTAINER(list, container, field)                                      \
  SYS_SLIST_CONTAINER(sys_slist_peek_head(list), container, field)
#define SYS_SLIST_PEEK_TAIL_CONTAINER(list, container, field)                                      \
  SYS_SLIST_CONTAINER(sys_slist_peek_tail(list), container, field)
#define SYS_SLIST_PEEK_NEXT_CONTAINER(container, field)                                            \
  ((container) != NULL                                                                             \
       ? SYS_SLIST_CONTAINER(sys_slist_peek_next(&(container)->field), container, field)           \
       : NULL)
#define SYS_SLIST_FOR_EACH_CONTAINER(list, container, field)                                       \
  for ((container) = SYS_SLIST_PEEK_HEAD_CONTAINER(list, container, field); (container) != NULL;   \
       (container) = SYS_SLIST_PEEK_NEXT_CONTAINER(container, field))
#define SYS_SLIST_FOR_EACH_CONTAINER_SAFE(list, container, after, field)                           \
  for ((container) = SYS_SLIST_PEEK_HEAD_CONTAINER(list, container, field),                        \
      (after) = SYS_SLIST_PEEK_NEXT_CONTAINER(container, field);                                   \
       (container) != NULL;                                                                        \
       (container) = (after), (after) = SYS_SLIST_PEEK_NEXT_CONTAINER(container, field))

#ifdef __cplusplus
}
#endif
