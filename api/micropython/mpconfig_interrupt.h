// MicroPython's configuration of a port with one thing changed: Ctrl-C waits for the next safe
// point. The unix port's own way, to jump out of whatever the signal hits, leaves MicroPython's
// allocator and scheduler locked for good when it hits those, and with Bluetooth the scheduler is
// always at work. py/mpconfig.h includes this file in place of mpconfigport.h; a port's port.mk
// asks for it.
#include <mpconfigport.h>

#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
