# Advertises for as long as it is let.
import time
from board import ble, ready

ble.active(True)
ble.gap_advertise(20000, b"\2\1\6")
ready()
while True:
    time.sleep_ms(100)
