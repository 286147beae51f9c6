// Objects that applications define anywhere and that are found by type (sys/iterable_sections.h).
#pragma once

#include <zephyr/sys/iterable_sections.h>

#include <cstring>

namespace westwind::zephyr {

/// The objects of one type: `for_each_by_name(WESTWIND_ENTRIES(bt_conn_cb), …)`.
struct SectionEntries {
  const westwind_section_entry* begin;
  const westwind_section_entry* end;
};

/// Names as the linker sorts them: octet by octet.
template <typename Function>
void for_each_by_name(SectionEntries entries, const Function& function) {
  const westwind_section_entry* last = nullptr;
  for (;;) {
    const westwind_section_entry* next = nullptr;
    for (const westwind_section_entry* at = entries.begin; at != entries.end; ++at) {
      if (last != nullptr && std::strcmp(at->name, last->name) <= 0) continue;
      if (next == nullptr || std::strcmp(at->name, next->name) < 0) next = at;
    }
    if (next == nullptr) return;
    function(next->object);
    last = next;
  }
}

/// In the order of the program.
template <typename Function>
void for_each(SectionEntries entries, const Function& function) {
  for (const westwind_section_entry* at = entries.begin; at != entries.end; ++at)
    function(at->object);
}

}  // namespace westwind::zephyr

extern "C" {
WESTWIND_SECTION_DECLARE(westwind_init_entry);
WESTWIND_SECTION_DECLARE(westwind_thread_entry);
WESTWIND_SECTION_DECLARE(settings_handler_static);
WESTWIND_SECTION_DECLARE(bt_conn_cb);
WESTWIND_SECTION_DECLARE(bt_gatt_service_static);
WESTWIND_SECTION_DECLARE(bt_ias_cb);
}

#define WESTWIND_ENTRIES(type)                                                                     \
  (westwind::zephyr::SectionEntries{WESTWIND_SECTION_BEGIN(type), WESTWIND_SECTION_END(type)})
