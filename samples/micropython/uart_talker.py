# A central that talks to uart_echo.py: connects to the first device with the Nordic UART service, writes three lines
# and checks that each comes back in capitals. Everything happens in the event handler, one step leading to the next.

import bluetooth
import sys
import time

IRQ_SCAN_RESULT = 5
IRQ_SCAN_DONE = 6
IRQ_PERIPHERAL_CONNECT = 7
IRQ_PERIPHERAL_DISCONNECT = 8
IRQ_GATTC_CHARACTERISTIC_RESULT = 11
IRQ_GATTC_CHARACTERISTIC_DONE = 12
IRQ_GATTC_NOTIFY = 18

UART = bluetooth.UUID("6E400001-B5A3-F393-E0A9-E50E24DCCA9E")
UART_RX = bluetooth.UUID("6E400002-B5A3-F393-E0A9-E50E24DCCA9E")
LINES = [b"hello", b"how are you?", b"good bye"]

device = None
conn = None
rx = None
heard = []
finished = False


def say_next():
    if len(heard) < len(LINES):
        print("saying", LINES[len(heard)])
        ble.gattc_write(conn, rx, LINES[len(heard)], 0)  # 0: without response
    else:
        ble.gap_disconnect(conn)


def on_event(event, data):
    global device, conn, rx, finished
    if event == IRQ_SCAN_RESULT:
        addr_type, addr, adv_type, rssi, adv_data = data
        if device is None and bytes(UART) in bytes(adv_data):
            device = (addr_type, bytes(addr))
            ble.gap_scan(None)
    elif event == IRQ_SCAN_DONE:
        if device is None:
            finished = True
        else:
            ble.gap_connect(device[0], device[1])
    elif event == IRQ_PERIPHERAL_CONNECT:
        conn = data[0]
        print("connected")
        ble.gattc_discover_characteristics(conn, 1, 0xFFFF)
    elif event == IRQ_GATTC_CHARACTERISTIC_RESULT:
        if data[4] == UART_RX:
            rx = data[2]
    elif event == IRQ_GATTC_CHARACTERISTIC_DONE and rx is not None:
        say_next()
    elif event == IRQ_GATTC_NOTIFY:
        heard.append(bytes(data[2]))
        print("heard", heard[-1])
        say_next()
    elif event == IRQ_PERIPHERAL_DISCONNECT:
        if heard:
            finished = True
        else:
            # The request to connect is a single packet: where it gets lost, the link breaks at once. Try again.
            ble.gap_connect(device[0], device[1])


ble = bluetooth.BLE()
ble.active(True)
ble.irq(on_event)
ble.gap_scan(10_000, 30_000, 30_000)
deadline = time.ticks_add(time.ticks_ms(), 20_000)
while not finished and time.ticks_diff(deadline, time.ticks_ms()) > 0:
    time.sleep_ms(10)
ble.active(False)
if heard != [line.upper() for line in LINES]:
    print("uart_talker: the echo was wrong or missing", file=sys.stderr)
    sys.exit(1)
