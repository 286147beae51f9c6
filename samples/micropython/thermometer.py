# A temperature sensor: advertises the Environmental Sensing service, lets one central connect, and tells it the
# temperature twice a second. Ends when the central has disconnected. Its counterpart is central.py.

import bluetooth
import struct
import time

IRQ_CENTRAL_CONNECT = 1
IRQ_CENTRAL_DISCONNECT = 2

ENVIRONMENTAL_SENSING = bluetooth.UUID(0x181A)
TEMPERATURE = bluetooth.UUID(0x2A6E)  # signed 16 bits, hundredths of a degree Celsius

connected = False
finished = False


def on_event(event, data):
    # Called by the Bluetooth stack. Keep it short: note what happened, let the main program do the rest.
    global connected, finished
    if event == IRQ_CENTRAL_CONNECT:
        connected = True
    elif event == IRQ_CENTRAL_DISCONNECT:
        finished = True


def field(kind, value):
    # Advertising data is a row of fields: length, kind, value.
    return bytes((len(value) + 1, kind)) + value


ble = bluetooth.BLE()
ble.active(True)
ble.irq(on_event)

# One service with one characteristic. Notifications need nothing more: the stack adds the descriptor by which
# a central switches them on (0x2902).
((temperature_handle,),) = ble.gatts_register_services(
    ((ENVIRONMENTAL_SENSING, ((TEMPERATURE, bluetooth.FLAG_READ | bluetooth.FLAG_NOTIFY),)),)
)

celsius = 21.50
ble.gatts_write(temperature_handle, struct.pack("<h", round(celsius * 100)))

# 01: flags (general discoverable, no classic Bluetooth). 03: all our 16-bit services. The name is only sent to those
# who ask, in the scan response.
ble.gap_advertise(
    100_000,  # every 100 ms
    adv_data=field(0x01, b"\x06") + field(0x03, bytes(ENVIRONMENTAL_SENSING)),
    resp_data=field(0x09, b"thermometer"),
)
print("advertising as 'thermometer'")

while not connected:
    time.sleep_ms(10)
print("a central connected")

while not finished:
    celsius += 0.25
    # True: also send it to whoever has subscribed.
    ble.gatts_write(temperature_handle, struct.pack("<h", round(celsius * 100)), True)
    print("it is %.2f degrees" % celsius)
    time.sleep_ms(500)
print("the central disconnected")
ble.active(False)
