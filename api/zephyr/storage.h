// What a port gives for settings: named values that outlast a restart. Called on whichever thread
// runs; must not call back. A write is safe when it returns; a power failure meanwhile leaves what
// was there.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/// 0, or a negative errno. Again: no-op.
int westwind_storage_open(void);
/// Copies up to `space` octets. How many the value has, or -ENOENT.
ssize_t westwind_storage_read(const char* name, void* value, size_t space);
/// Replaces the value. Negative errno: nothing has changed.
int westwind_storage_write(const char* name, const void* value, size_t size);
int westwind_storage_erase(const char* name);
/// The first name behind `name` in the order of their octets ("": the first of all), copied in its
/// place with an end. False: there is none.
bool westwind_storage_next(char* name, size_t space);

#ifdef __cplusplus
}
#endif
