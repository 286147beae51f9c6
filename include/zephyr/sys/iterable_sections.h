/* Objects that are defined anywhere in a program and found by type. Those of this library leave an
 * entry with their name in a section that the linker puts together, so that they can be taken in
 * the order of their names; no linker script is needed. */
#pragma once

#include <zephyr/toolchain.h>

/* One object that was defined so. */
struct westwind_section_entry {
  const char* name;
  void* object;
};

#if defined(__cplusplus)
#define WESTWIND_RETAIN __attribute__((used))
#elif defined(__has_attribute) && __has_attribute(retain) && !defined(__clang__)
#define WESTWIND_RETAIN __attribute__((used, retain))
#else
#define WESTWIND_RETAIN __attribute__((used))
#endif

#define WESTWIND_SECTION_ENTRY(type, variable)                                                     \
  static const struct westwind_section_entry westwind_entry_##type##_##variable WESTWIND_RETAIN    \
      __attribute__((section("westwind_" #type), aligned(sizeof(void*)))) = {#variable,            \
                                                                             (void*)&variable}

#define WESTWIND_SECTION_BEGIN(type) __start_westwind_##type
#define WESTWIND_SECTION_END(type) __stop_westwind_##type
#define WESTWIND_SECTION_DECLARE(type)                                                             \
  extern const struct westwind_section_entry WESTWIND_SECTION_BEGIN(type)[] __attribute__((weak)); \
  extern const struct westwind_section_entry WESTWIND_SECTION_END(type)[] __attribute__((weak))

/* Applications' own objects, which lie in their section one behind the other, as they are linked.
 */
#define STRUCT_SECTION_ITERABLE(type, variable)                                                    \
  struct type variable                                                                             \
      __attribute__((section("own_" #type), used, aligned(__alignof__(struct type))))
#define STRUCT_SECTION_ITERABLE_ALTERNATE(section, type, variable)                                 \
  STRUCT_SECTION_ITERABLE(type, variable)
#define STRUCT_SECTION_FOREACH(type, iterator)                                                     \
  extern struct type __start_own_##type[] __attribute__((weak));                                   \
  extern struct type __stop_own_##type[] __attribute__((weak));                                    \
  for (struct type* iterator = __start_own_##type; iterator != __stop_own_##type; ++iterator)
