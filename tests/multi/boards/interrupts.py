# Ctrl-C at any moment: while handlers run, while the host works, in calls. It arrives as KeyboardInterrupt,
# nothing is left half done. The runner sends one SIGINT for each time we ask.
import sys
import time
from board import *


def react(event, data):
    if event == SCAN_RESULT:
        bytes(data[1])


def work(octets):
    while True:
        for _ in range(100):
            ble.gatts_write(value, octets)
            ble.gap_advertise(None)
            ble.config("mac")


ble.active(True)
((value,),) = ble.gatts_register_services([(bluetooth.UUID(0x181A), ((bluetooth.UUID(0x2A6E), 0x0A),))])
ready()
ble.gap_scan(0, 30000, 30000)
caught = 0
while caught < 500:
    ble.irq(react)  # a handler that was interrupted is gone
    try:
        print("SIGINT")
        work(b"x" * 15)
    except KeyboardInterrupt:
        caught += 1
    same(ble.gatts_read(value), b"x" * 15, "the value")
print("ENOUGH")
events = Events()
events.wait(SCAN_RESULT)
ble.gap_scan(None)
events.wait(SCAN_DONE)
ble.active(False)
ble.active(True)
ble.gap_scan(30)
events.wait(SCAN_DONE)
done()
