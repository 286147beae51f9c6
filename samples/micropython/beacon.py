# A beacon: nobody can connect to it, it only calls out. A counter in its manufacturer data changes twice a second.
# Ends after five seconds. Its counterpart is scanner.py.

import bluetooth
import struct
import time

TEST_COMPANY = 0xFFFF  # the identifier that is reserved for tests


def field(kind, value):
    return bytes((len(value) + 1, kind)) + value


ble = bluetooth.BLE()
ble.active(True)
for count in range(10):
    # Advertising again with new data replaces the old.
    ble.gap_advertise(
        100_000,
        adv_data=field(0x01, b"\x06")
        + field(0x09, b"beacon")
        + field(0xFF, struct.pack("<HB", TEST_COMPANY, count)),
        connectable=False,
    )
    print("calling out", count)
    time.sleep_ms(500)
ble.active(False)
