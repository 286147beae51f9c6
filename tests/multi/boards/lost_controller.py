# The controller vanishes while everything runs: each thing that was running ends with its event, and
# Bluetooth is off. The runner kills the air when the peripheral says so. Roles: peripheral, central.
import sys
import time
from board import *

ble.active(True)
events = Events()
if sys.argv[1] == "peripheral":
    ble.gap_advertise(20000, b"\2\1\6")
    ready()
    connected = events.wait(CENTRAL_CONNECT)
    ble.gap_scan(0)
    events.wait(MTU_EXCHANGED)
    time.sleep_ms(300)
    print("KILL")
    events.wait(SCAN_DONE)
    same(events.wait(CENTRAL_DISCONNECT), connected, "the same three")
else:
    ble.gap_connect(0, peer_address())
    connected = events.wait(PERIPHERAL_CONNECT)
    ble.gap_connect(0, b"\0\0\0\0\0\1", 30000)
    ble.gattc_exchange_mtu(connected[0])
    events.wait(MTU_EXCHANGED)
    ended = [events.wait(PERIPHERAL_DISCONNECT, 5000), events.wait(PERIPHERAL_DISCONNECT)]
    check(connected in ended, "the same three")
    check((0xFFFF, 0xFF, b"\0\0\0\0\0\0") in ended, "the attempt failed")
same(ble.active(), False, "off")
raises(OSError, ble.gap_scan, 100)
raises(OSError, ble.active, True)
ble.active(False)
time.sleep_ms(50)
same([event for event, _ in events.seen if event not in (SCAN_RESULT, MTU_EXCHANGED)], [], "other events")
done()
