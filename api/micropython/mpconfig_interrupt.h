// MicroPython's configuration of a port with two things changed. Ctrl-C waits for the next safe
// point. The unix port's own way, to jump out of whatever the signal hits, leaves MicroPython's
// allocator and scheduler locked for good when it hits those, and with Bluetooth the scheduler is
// always at work. And machine.idle(), where it only yields, sleeps for a moment: a script that
// polls with it would take a whole processor, and boards on one machine starve each other and the
// air. The sleep ends early when the port has something. py/mpconfig.h includes this file in place
// of mpconfigport.h; a port's port.mk asks for it.
#include <mpconfigport.h>

#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)

#ifdef MICROPY_UNIX_MACHINE_IDLE
void westwind_doze(long long us);
#undef MICROPY_UNIX_MACHINE_IDLE
#define MICROPY_UNIX_MACHINE_IDLE westwind_doze(1000);

// Time that a simulated world gives passes in loops too (ports/unix/world_clock.hpp).
extern int westwind_loops_left;
void westwind_looped(void);
#define MICROPY_VM_HOOK_LOOP                                                                       \
  if (--westwind_loops_left < 0) westwind_looped();
#endif
