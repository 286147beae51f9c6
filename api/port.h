// What a port gives to Westwind's faces (MicroPython's backend, Zephyr's API): a clock, an HCI
// carrier, and for MicroPython a way to be called back on its thread. One folder below ports/
// implements it for one platform.
//
// All functions are called on the MicroPython thread (the one that runs Python), never from an
// interrupt. None of them may raise a Python exception, and none may call back into the backend:
// what the port has to say, it says by letting `westwind_poll` run from MicroPython's scheduler.
// KeyboardInterrupt must come the way of MicroPython's scheduler too, not by a signal handler that
// jumps out of whatever it hits (MICROPY_ASYNC_KBD_INTR 0).
#ifndef WESTWIND_PORT_H
#define WESTWIND_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WESTWIND_NEVER INT64_MAX

/// Microseconds on a clock that never goes backwards; where it starts does not matter.
int64_t westwind_port_now_us(void);

/// Opens the carrier to the controller, which may be in any state. 0, or the errno that the script
/// is to see (in the platform's own numbers); everything is closed again then. May block for the
/// time a controller needs to come up, two seconds at most.
int westwind_port_open(void);
/// Closes it and forgets what was scheduled; no poll may be requested by the port afterwards. No-op
/// when closed.
void westwind_port_close(void);

/// Takes one whole H4 packet (indicator octet first); it is copied or sent on return. 0, or
/// non-zero when the carrier is gone or does not take its octets: the backend gives it up then.
int westwind_port_send(const uint8_t* packet, size_t size);
/// Copies the next whole H4 packet that the controller sent to `packet`. Its size; 0 when there is
/// none now; negative when the carrier is gone, or sends what is no packet, or one longer than
/// `space`.
int westwind_port_receive(uint8_t* packet, size_t space);

/// From now on until the next call, `westwind_poll` is to run on the MicroPython thread as soon as
/// the controller has sent something, and at `at_us` at the latest (WESTWIND_NEVER: only the
/// former; in the past: at once). Called at the end of every poll and whenever the time changes.
/// The port asks for the poll with `westwind_request_poll`.
void westwind_port_schedule(int64_t at_us);
/// Blocks until there is something to receive or `until_us` has come; also while the carrier is
/// closed. May return early. MicroPython's backend calls it only while a script waits for
/// `active(True)`, `active(False)` or `hci_cmd`; Zephyr's API whenever all threads wait.
void westwind_port_wait(int64_t until_us);

/// From Zephyr's API: further threads call these functions from now on, never two at once.
void westwind_port_share(void);

/// Given by MicroPython's backend, for the port: asks MicroPython's scheduler to run
/// `westwind_poll` soon. May be called from any thread and from interrupts as far as the port's
/// scheduler may. False when the scheduler's queue is full: ask again a little later.
bool westwind_request_poll(void);

#ifdef __cplusplus
}
#endif

#endif
