# A peripheral with the Nordic UART service, a serial cable made of two characteristics. What a central writes into
# one comes back from the other in capitals. Ends when the central has disconnected. Its counterpart is uart_talker.py.

import bluetooth
import time

IRQ_CENTRAL_CONNECT = 1
IRQ_CENTRAL_DISCONNECT = 2
IRQ_GATTS_WRITE = 3

UART = bluetooth.UUID("6E400001-B5A3-F393-E0A9-E50E24DCCA9E")
UART_RX = (
    bluetooth.UUID("6E400002-B5A3-F393-E0A9-E50E24DCCA9E"),
    bluetooth.FLAG_WRITE | bluetooth.FLAG_WRITE_NO_RESPONSE,
)
UART_TX = (bluetooth.UUID("6E400003-B5A3-F393-E0A9-E50E24DCCA9E"), bluetooth.FLAG_NOTIFY)

finished = False


def on_event(event, data):
    global finished
    if event == IRQ_GATTS_WRITE:
        conn, handle = data
        text = ble.gatts_read(handle)
        print("received", text)
        # Calls of the stack are allowed in here. This one sends to `conn` whether it has subscribed or not.
        ble.gatts_notify(conn, tx, text.upper())
    elif event == IRQ_CENTRAL_CONNECT:
        print("a central connected")
    elif event == IRQ_CENTRAL_DISCONNECT:
        finished = True


ble = bluetooth.BLE()
ble.active(True)
ble.irq(on_event)
((rx, tx),) = ble.gatts_register_services(((UART, (UART_RX, UART_TX)),))
# A value holds 20 octets unless it is told to hold more. Longer writes are cut.
ble.gatts_set_buffer(rx, 100)
# 07: all our 128-bit services.
ble.gap_advertise(100_000, adv_data=b"\x02\x01\x06" + b"\x11\x07" + bytes(UART))
print("waiting for a central")
while not finished:
    time.sleep_ms(10)
print("the central disconnected")
ble.active(False)
