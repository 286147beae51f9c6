# A scanner: listens for four seconds and prints every device that it hears, how strong, and how often.
# Passive: it sends nothing, so it does not see what devices only tell when asked (scan responses).

import bluetooth
import sys
import time

IRQ_SCAN_RESULT = 5
IRQ_SCAN_DONE = 6

devices = {}  # address: [reports, strongest signal, last data]
done = False


def on_event(event, data):
    global done
    if event == IRQ_SCAN_RESULT:
        addr_type, addr, adv_type, rssi, adv_data = data
        # addr and adv_data are only valid in here: bytes() copies them.
        seen = devices.setdefault(bytes(addr), [0, -128, b""])
        seen[0] += 1
        seen[1] = max(seen[1], rssi)
        seen[2] = bytes(adv_data)
    elif event == IRQ_SCAN_DONE:
        done = True


ble = bluetooth.BLE()
ble.active(True)
ble.irq(on_event)
# Listen all the time: the window is as long as the interval.
ble.gap_scan(4000, 30_000, 30_000)
while not done:
    time.sleep_ms(10)
for addr, (reports, rssi, adv_data) in devices.items():
    print("%s: %d reports, %d dBm, %s" % (addr.hex(":"), reports, rssi, adv_data.hex()))
ble.active(False)
if not devices:
    print("nobody heard")
    sys.exit(1)
