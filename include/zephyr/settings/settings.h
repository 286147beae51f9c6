/* Values that outlast a restart, by names like "app/counter". Kept by the port's storage; a write
 * is safe when the call returns, and a power failure meanwhile leaves the value before. */
#pragma once

#include <sys/types.h>

#include <zephyr/sys/iterable_sections.h>
#include <zephyr/sys/slist.h>
#include <zephyr/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SETTINGS_MAX_DIR_DEPTH 8
#define SETTINGS_MAX_NAME_LEN (8 * SETTINGS_MAX_DIR_DEPTH)
#define SETTINGS_MAX_VAL_LEN 256
#define SETTINGS_NAME_SEPARATOR '/'
#define SETTINGS_NAME_END '='
#define SETTINGS_EXTRA_LEN ((SETTINGS_MAX_DIR_DEPTH - 1) + 2)

/** Copies up to `size` octets of the value being told of. @return Octets copied, or an error. */
typedef ssize_t (*settings_read_cb)(void* argument, void* data, size_t size);
/** One value of a subtree; `key` is the name below it. Not 0: no more. */
typedef int (*settings_load_direct_cb)(const char* key, size_t size, settings_read_cb read,
                                       void* argument, void* parameter);

/** Who owns the names below `name`. All members but `name` may be NULL. */
struct settings_handler {
  const char* name;
  int cprio;
  /** settings_runtime_get. @return Octets, or an error. */
  int (*h_get)(const char* key, char* value, int space);
  /** A stored value, while loading, or settings_runtime_set. `key` is the name below `name`. */
  int (*h_set)(const char* key, size_t size, settings_read_cb read, void* argument);
  /** All of this load has been set. */
  int (*h_commit)(void);
  /** settings_save: give every value to `export_func`. */
  int (*h_export)(int (*export_func)(const char* name, const void* value, size_t size));
  sys_snode_t node;
};
struct settings_handler_static {
  const char* name;
  int cprio;
  int (*h_get)(const char* key, char* value, int space);
  int (*h_set)(const char* key, size_t size, settings_read_cb read, void* argument);
  int (*h_commit)(void);
  int (*h_export)(int (*export_func)(const char* name, const void* value, size_t size));
};

/** A handler known from the start. */
#define SETTINGS_STATIC_HANDLER_DEFINE(handler, tree, get, set, commit, export)                    \
  SETTINGS_STATIC_HANDLER_DEFINE_WITH_CPRIO(handler, tree, get, set, commit, export, 0)
#define SETTINGS_STATIC_HANDLER_DEFINE_WITH_CPRIO(handler, tree, get, set, commit, export, prio)   \
  static const struct settings_handler_static settings_handler_##handler = {tree, prio,   get,     \
                                                                            set,  commit, export}; \
  WESTWIND_SECTION_ENTRY(settings_handler_static, settings_handler_##handler)

/** Opens the storage; needless before any other call. */
int settings_subsys_init(void);
/** `handler` must stay. -EEXIST: another one has the name. */
int settings_register(struct settings_handler* handler);
int settings_register_with_cprio(struct settings_handler* handler, int cprio);
/** Gives every stored value to its handler, then commits. The Bluetooth host starts its part then.
 */
int settings_load(void);
/** ... of the names that are `subtree` or below it; NULL: all. */
int settings_load_subtree(const char* subtree);
int settings_load_subtree_direct(const char* subtree, settings_load_direct_cb callback,
                                 void* parameter);
/** One value. @return Octets, or -ENOENT. */
ssize_t settings_load_one(const char* name, void* value, size_t space);
ssize_t settings_get_val_len(const char* name);
/** Exports and saves all. */
int settings_save(void);
int settings_save_subtree(const char* subtree);
/** -EINVAL: name or value too long; -EIO. The same value again is not written again. */
int settings_save_one(const char* name, const void* value, size_t size);
int settings_delete(const char* name);
int settings_commit(void);
int settings_commit_subtree(const char* subtree);
/** As if `name` had been loaded; nothing is stored. -EINVAL: nobody's. */
int settings_runtime_set(const char* name, const void* data, size_t size);
int settings_runtime_get(const char* name, void* data, size_t space);
int settings_runtime_commit(const char* name);
/** Whether `name` is `key` or below it; `*next`, if not NULL: what is behind, or NULL. @return 0
 * or 1. */
int settings_name_steq(const char* name, const char* key, const char** next);
/** Length of the first part of `name`; `*next` is behind its separator, or NULL. */
int settings_name_next(const char* name, const char** next);

#ifdef __cplusplus
}
#endif
