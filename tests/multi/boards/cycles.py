# Switching on and off again and again, in every state a lone board can be in: no thread, no file, no
# memory stays, and no event comes late.
import gc
import os
import time
from board import Events, SCAN_DONE, SCAN_RESULT, ble, bluetooth, check, done, same


def open_files():
    return len(os.listdir("/proc/self/fd"))


def threads():
    return len(os.listdir("/proc/self/task"))


def threads_end():
    """The kernel lists a thread for a moment after it was joined."""
    for _ in range(100):
        if threads() == before:
            break
        time.sleep_ms(1)
    return threads()


def used():
    gc.collect()
    gc.collect()
    return gc.mem_alloc()


def nothing():
    pass


def register():
    characteristic = (bluetooth.UUID(0x2A6E), 0x1A, ((bluetooth.UUID(0x2901), 2),))
    ((value, description),) = ble.gatts_register_services([(bluetooth.UUID(0x181A), (characteristic,))])
    ble.gatts_write(value, b"x" * 100)
    ble.gatts_set_buffer(description, 200, True)


STATES = (
    nothing,
    lambda: ble.gap_advertise(20000, b"\2\1\6"),
    lambda: ble.gap_scan(0, 30000, 30000),
    lambda: ble.gap_connect(0, b"\0\0\0\0\0\1", 10000),
    register,
    lambda: (ble.gap_advertise(20000, b"\2\1\6"), ble.gap_scan(5000), register()),
)
events = Events()
files, before = open_files(), threads()
for cycle in range(200):
    ble.active(True)
    same(ble.active(), True, "on")
    same(ble.gatts_read(10), b"", "values of the cycle before")
    STATES[cycle % len(STATES)]()
    if cycle % 3 == 0:
        time.sleep_ms(2)
    same(threads(), before + 1, "threads while on")
    ble.active(False)
    same(ble.active(), False, "off")
    events.seen.clear()
    same(threads_end(), before, "threads while off")
    same(open_files(), files, "open files while off")
    if cycle == 20:
        memory = used()
check(used() <= memory + 512, "memory: %d, after 20 cycles %d" % (used(), memory))
time.sleep_ms(100)
same(events.seen, [], "late events")

# On while on: nothing happens.
ble.active(True)
ble.config(gap_name="kept", mtu=100)
ble.active(True)
same(ble.config("mtu"), 100, "still the same activation")
ble.active(False)
ble.active(True)
same(ble.config("mtu"), 256, "the MTU is that of a new activation")
same(ble.config("gap_name"), b"kept", "the name stays")
done()
