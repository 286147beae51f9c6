// Settings: names, handlers, and the storage behind them.
#include <zephyr/settings/settings.h>

#include <cstring>

#include "api/zephyr/kernel/kernel.hpp"
#include "api/zephyr/kernel/sections.hpp"
#include "api/zephyr/kernel/settings_hooks.hpp"
#include "api/zephyr/storage.h"

namespace westwind::zephyr {

namespace {

sys_slist_t dynamic_handlers = SYS_SLIST_STATIC_INIT(&dynamic_handlers);
constexpr std::size_t name_space = SETTINGS_MAX_NAME_LEN + SETTINGS_EXTRA_LEN + 1;

/// A handler of either kind.
struct Handler {
  const char* name = nullptr;
  int cprio = 0;
  int (*get)(const char*, char*, int) = nullptr;
  int (*set)(const char*, size_t, settings_read_cb, void*) = nullptr;
  int (*commit)() = nullptr;
  int (*export_all)(int (*)(const char*, const void*, size_t)) = nullptr;
};

template <typename T>
Handler as_handler(const T& handler) {
  return {handler.name,  handler.cprio,    handler.h_get,
          handler.h_set, handler.h_commit, handler.h_export};
}

template <typename Function>
void for_each_handler(const Function& function) {
  for_each(WESTWIND_ENTRIES(settings_handler_static), [&](void* object) {
    function(as_handler(*static_cast<const settings_handler_static*>(object)));
  });
  settings_handler* handler = nullptr;
  SYS_SLIST_FOR_EACH_CONTAINER(&dynamic_handlers, handler, node) function(as_handler(*handler));
}

/// Whose a name is: the longest that fits. `key` is what is behind.
bool find_handler(const char* name, Handler& found, const char*& key) {
  std::size_t longest = 0;
  bool any = false;
  for_each_handler([&](const Handler& handler) {
    const char* behind = nullptr;
    if (settings_name_steq(name, handler.name, &behind) == 0) return;
    const std::size_t length = std::strlen(handler.name);
    if (any && length <= longest) return;
    any = true;
    longest = length;
    found = handler;
    key = behind;
  });
  return any;
}

bool is_below(const char* name, const char* subtree) {
  return subtree == nullptr || settings_name_steq(name, subtree, nullptr) != 0;
}

template <typename Function>
void for_each_stored(const char* subtree, const Function& function) {
  char name[name_space] = "";
  while (westwind_storage_next(name, sizeof name))
    if (is_below(name, subtree) && !function(static_cast<const char*>(name))) return;
}

ssize_t read_stored(void* argument, void* data, size_t size) {
  const ssize_t whole = westwind_storage_read(static_cast<const char*>(argument), data, size);
  return whole > static_cast<ssize_t>(size) ? static_cast<ssize_t>(size) : whole;
}

struct Given {
  const void* data;
  size_t size;
};

ssize_t read_given(void* argument, void* data, size_t size) {
  const auto& given = *static_cast<const Given*>(argument);
  const size_t count = MIN(size, given.size);
  if (count > 0) std::memcpy(data, given.data, count);
  return static_cast<ssize_t>(count);
}

int commit_below(const char* subtree) {
  int result = 0;
  int last = INT_MIN;
  for (;;) {  // each commit priority in turn
    int next = INT_MAX;
    for_each_handler([&](const Handler& handler) {
      if (handler.cprio > last) next = MIN(next, handler.cprio);
    });
    if (next == INT_MAX) return result;
    for_each_handler([&](const Handler& handler) {
      if (handler.cprio != next || handler.commit == nullptr) return;
      if (subtree != nullptr && !is_below(handler.name, subtree) &&
          !is_below(subtree, handler.name))
        return;
      const int status = handler.commit();
      if (result == 0) result = status;
    });
    last = next;
  }
}

}  // namespace

SettingsHook& settings_loaded_hook() {
  static SettingsHook hook = nullptr;
  return hook;
}

}  // namespace westwind::zephyr

using namespace westwind::zephyr;

int settings_subsys_init(void) { return westwind_storage_open(); }

int settings_register_with_cprio(settings_handler* handler, int cprio) {
  bool taken = false;
  for_each_handler(
      [&](const Handler& other) { taken |= std::strcmp(handler->name, other.name) == 0; });
  if (taken) return -EEXIST;
  handler->cprio = cprio;
  sys_slist_append(&dynamic_handlers, &handler->node);
  return 0;
}

int settings_register(settings_handler* handler) {
  return settings_register_with_cprio(handler, 0);
}

int settings_load(void) { return settings_load_subtree(nullptr); }

int settings_load_subtree(const char* subtree) {
  const int opened = westwind_storage_open();
  if (opened != 0) return opened;
  for_each_stored(subtree, [](const char* name) {
    Handler handler;
    const char* key = nullptr;
    const ssize_t size = westwind_storage_read(name, nullptr, 0);
    if (size >= 0 && find_handler(name, handler, key) && handler.set != nullptr)
      (void)handler.set(key, static_cast<size_t>(size), &read_stored, const_cast<char*>(name));
    return true;
  });
  if (settings_loaded_hook() != nullptr && is_below("bt", subtree)) settings_loaded_hook()();
  return commit_below(subtree);
}

int settings_load_subtree_direct(const char* subtree, settings_load_direct_cb callback,
                                 void* parameter) {
  const int opened = westwind_storage_open();
  if (opened != 0) return opened;
  for_each_stored(subtree, [=](const char* name) {
    const char* key = name;
    if (subtree != nullptr) (void)settings_name_steq(name, subtree, &key);
    const ssize_t size = westwind_storage_read(name, nullptr, 0);
    return size < 0 || callback(key, static_cast<size_t>(size), &read_stored,
                                const_cast<char*>(name), parameter) == 0;
  });
  return 0;
}

ssize_t settings_load_one(const char* name, void* value, size_t space) {
  const int opened = westwind_storage_open();
  if (opened != 0) return opened;
  const ssize_t size = westwind_storage_read(name, value, space);
  return size > static_cast<ssize_t>(space) ? static_cast<ssize_t>(space) : size;
}

ssize_t settings_get_val_len(const char* name) {
  const ssize_t size = westwind_storage_read(name, nullptr, 0);
  return size < 0 ? 0 : size;
}

int settings_save(void) { return settings_save_subtree(nullptr); }

int settings_save_subtree(const char* subtree) {
  int result = 0;
  for_each_handler([&](const Handler& handler) {
    if (handler.export_all == nullptr || !is_below(handler.name, subtree)) return;
    const int status = handler.export_all(&settings_save_one);
    if (result == 0) result = status;
  });
  return result;
}

int settings_save_one(const char* name, const void* value, size_t size) {
  if (name == nullptr || std::strlen(name) >= name_space) return -EINVAL;
  if (size == 0 || value == nullptr) return settings_delete(name);
  const int opened = westwind_storage_open();
  return opened != 0 ? opened : westwind_storage_write(name, value, size);
}

int settings_delete(const char* name) {
  const int opened = westwind_storage_open();
  return opened != 0 ? opened : westwind_storage_erase(name);
}

int settings_commit(void) { return commit_below(nullptr); }
int settings_commit_subtree(const char* subtree) { return commit_below(subtree); }

int settings_runtime_set(const char* name, const void* data, size_t size) {
  Handler handler;
  const char* key = nullptr;
  if (!find_handler(name, handler, key) || handler.set == nullptr) return -EINVAL;
  Given given{data, size};
  return handler.set(key, size, &read_given, &given);
}

int settings_runtime_get(const char* name, void* data, size_t space) {
  Handler handler;
  const char* key = nullptr;
  if (!find_handler(name, handler, key)) return -EINVAL;
  if (handler.get == nullptr) return -ENOTSUP;
  return handler.get(key, static_cast<char*>(data), static_cast<int>(space));
}

int settings_runtime_commit(const char* name) {
  Handler handler;
  const char* key = nullptr;
  if (!find_handler(name, handler, key)) return -EINVAL;
  return handler.commit != nullptr ? handler.commit() : 0;
}

int settings_name_steq(const char* name, const char* key, const char** next) {
  if (next != nullptr) *next = nullptr;
  if (name == nullptr || key == nullptr) return 0;
  while (*key != '\0' && *key == *name) {
    ++key;
    ++name;
  }
  if (*key != '\0') return 0;
  if (*name == SETTINGS_NAME_SEPARATOR) {
    if (next != nullptr) *next = name + 1;
    return 1;
  }
  return *name == '\0' || *name == SETTINGS_NAME_END ? 1 : 0;
}

int settings_name_next(const char* name, const char** next) {
  if (next != nullptr) *next = nullptr;
  if (name == nullptr) return 0;
  int length = 0;
  while (name[length] != '\0' && name[length] != SETTINGS_NAME_END) {
    if (name[length] == SETTINGS_NAME_SEPARATOR) {
      if (next != nullptr) *next = name + length + 1;
      return length;
    }
    ++length;
  }
  return length;
}
