// Settings of applications of Zephyr's API, in the file that WESTWIND_SETTINGS names; without it
// they last as long as the program. Implements api/zephyr/storage.h.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <map>

#include "api/zephyr/storage.h"
#include "store/record_file.hpp"

using namespace westwind;

namespace {

struct Storage {
  store::RecordFile file;
  std::map<store::Name, store::Value> memory;
  bool has_file = false;

  const std::map<store::Name, store::Value>& records() const {
    return has_file ? file.records() : memory;
  }
};

Storage& storage() {
  static Storage made;
  return made;
}

store::Name name_of(const char* text) { return {text, text + strlen(text)}; }

int errno_of(const Status& status) {
  if (status) return 0;
  const int number = storage().file.error_number();
  return number != 0 ? -number : -EIO;
}

}  // namespace

int westwind_storage_open(void) {
  Storage& self = storage();
  const char* path = getenv("WESTWIND_SETTINGS");
  if (self.has_file || path == nullptr || *path == '\0') return 0;
  const Status opened = self.file.open(path);
  if (opened) self.has_file = true;
  return errno_of(opened);
}

ssize_t westwind_storage_read(const char* name, void* value, size_t space) {
  const auto found = storage().records().find(name_of(name));
  if (found == storage().records().end()) return -ENOENT;
  const size_t count = found->second.size() < space ? found->second.size() : space;
  if (count > 0) memcpy(value, found->second.data(), count);
  return static_cast<ssize_t>(found->second.size());
}

int westwind_storage_write(const char* name, const void* value, size_t size) {
  Storage& self = storage();
  const auto* const octets = static_cast<const uint8_t*>(value);
  const auto found = self.records().find(name_of(name));
  if (found != self.records().end() && found->second == store::Value(octets, octets + size))
    return 0;
  if (self.has_file) return errno_of(self.file.set(name_of(name), {octets, size}));
  self.memory[name_of(name)].assign(octets, octets + size);
  return 0;
}

int westwind_storage_erase(const char* name) {
  Storage& self = storage();
  if (self.has_file) return errno_of(self.file.erase(name_of(name)));
  self.memory.erase(name_of(name));
  return 0;
}

bool westwind_storage_next(char* name, size_t space) {
  const auto& records = storage().records();
  for (auto at = records.upper_bound(name_of(name)); at != records.end(); ++at) {
    if (at->first.size() >= space) continue;
    memcpy(name, at->first.data(), at->first.size());
    name[at->first.size()] = '\0';
    return true;
  }
  return false;
}
