# A central: looks for a thermometer (thermometer.py), connects, finds its way through its services, reads the
# temperature once, then subscribes and prints five notifications.

import bluetooth
import struct
import sys
import time

IRQ_SCAN_RESULT = 5
IRQ_PERIPHERAL_CONNECT = 7
IRQ_PERIPHERAL_DISCONNECT = 8
IRQ_GATTC_SERVICE_RESULT = 9
IRQ_GATTC_SERVICE_DONE = 10
IRQ_GATTC_CHARACTERISTIC_RESULT = 11
IRQ_GATTC_CHARACTERISTIC_DONE = 12
IRQ_GATTC_DESCRIPTOR_RESULT = 13
IRQ_GATTC_DESCRIPTOR_DONE = 14
IRQ_GATTC_READ_RESULT = 15
IRQ_GATTC_WRITE_DONE = 17
IRQ_GATTC_NOTIFY = 18

ENVIRONMENTAL_SENSING = bluetooth.UUID(0x181A)
TEMPERATURE = bluetooth.UUID(0x2A6E)
CLIENT_CONFIGURATION = bluetooth.UUID(0x2902)  # the descriptor that switches notifications on

events = []


def keep(value):
    # What the stack hands to on_event is only valid during the call: copy it.
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, bluetooth.UUID):
        return bluetooth.UUID(value)
    return value


def on_event(event, data):
    events.append((event, tuple(keep(value) for value in data)))


class LinkLost(Exception):
    pass


def fail(why):
    print("central:", why, file=sys.stderr)
    sys.exit(1)


def upcoming(doing, timeout_ms=5000):
    # Gives out events as they come; ends the program when nothing that satisfies the caller comes in time.
    deadline = time.ticks_add(time.ticks_ms(), timeout_ms)
    while time.ticks_diff(deadline, time.ticks_ms()) > 0:
        while events:
            yield events.pop(0)
        time.sleep_ms(5)
    fail("timed out while " + doing)


def wait_for(wanted, doing, timeout_ms=5000):
    # The next event of this kind; others that come before it are of no interest here.
    for event, data in upcoming(doing, timeout_ms):
        if event == wanted:
            return data
        if event == IRQ_PERIPHERAL_DISCONNECT:
            raise LinkLost(doing)


def collect(result, done, doing):
    # All results of a discovery, which end with `done`.
    found = []
    for event, data in upcoming(doing):
        if event == result:
            found.append(data)
        elif event == done:
            if data[1] == 0:
                return found
            # Most likely the link is gone, and we are told so next.
            doing += " (status %d)" % data[1]
        elif event == IRQ_PERIPHERAL_DISCONNECT:
            raise LinkLost(doing)


def fields(data, kind):
    # The values of all fields of this kind in advertising data.
    found = []
    while len(data) > 1 and data[0] > 0:
        if data[1] == kind:
            found.append(data[2 : data[0] + 1])
        data = data[data[0] + 1 :]
    return found


def offers(data, uuid):
    # Kinds 2 and 3 are lists of 16-bit service UUIDs.
    for listed in fields(data, 0x02) + fields(data, 0x03):
        for i in range(0, len(listed) - 1, 2):
            if bluetooth.UUID(listed[i : i + 2]) == uuid:
                return True
    return False


def find_thermometer():
    # Each report is an advertisement (what a device offers) or a scan response (here: its name).
    device = None
    for event, data in upcoming("looking for a thermometer", 10_000):
        if event != IRQ_SCAN_RESULT:
            continue
        addr_type, addr, adv_type, rssi, payload = data
        if offers(payload, ENVIRONMENTAL_SENSING):
            device = (addr_type, addr)
        if device == (addr_type, addr) and fields(payload, 0x09):
            print("found '%s' at %s, %d dBm" % (fields(payload, 0x09)[0].decode(), addr.hex(":"), rssi))
            return device


def connect(addr_type, addr):
    ble.gap_connect(addr_type, addr, 5000)
    conn = wait_for(IRQ_PERIPHERAL_CONNECT, "connecting", 6000)[0]
    print("connected")
    return conn


def find_temperature(conn):
    # Service, then its characteristic, then that one's descriptors: each search is limited to the handles found before.
    ble.gattc_discover_services(conn, ENVIRONMENTAL_SENSING)
    services = collect(IRQ_GATTC_SERVICE_RESULT, IRQ_GATTC_SERVICE_DONE, "discovering services")
    if not services:
        fail("the service is not there")
    _, start, end, _ = services[0]

    ble.gattc_discover_characteristics(conn, start, end)
    for _, end, value, properties, uuid in collect(
        IRQ_GATTC_CHARACTERISTIC_RESULT, IRQ_GATTC_CHARACTERISTIC_DONE, "discovering characteristics"
    ):
        if uuid == TEMPERATURE:
            break
    else:
        fail("the temperature is not there")

    ble.gattc_discover_descriptors(conn, value, end)
    for _, switch, uuid in collect(
        IRQ_GATTC_DESCRIPTOR_RESULT, IRQ_GATTC_DESCRIPTOR_DONE, "discovering descriptors"
    ):
        if uuid == CLIENT_CONFIGURATION:
            print("the temperature is at %d, its switch for notifications at %d" % (value, switch))
            return value, switch
    fail("the temperature does not notify")


def show(what, data):
    print("%s %.2f degrees" % (what, struct.unpack("<h", data)[0] / 100))


def use(conn, value, switch):
    ble.gattc_read(conn, value)
    show("read", wait_for(IRQ_GATTC_READ_RESULT, "reading")[2])
    # 1 switches notifications on (2: indications, 0: off). The last argument asks for a response.
    ble.gattc_write(conn, switch, struct.pack("<H", 1), 1)
    if wait_for(IRQ_GATTC_WRITE_DONE, "subscribing")[2] != 0:
        fail("subscribing was refused")
    for _ in range(5):
        show("notified:", wait_for(IRQ_GATTC_NOTIFY, "waiting for a notification")[2])


ble = bluetooth.BLE()
ble.active(True)
ble.irq(on_event)

# An active scan (the last argument) also asks devices for their scan response.
print("scanning for a thermometer")
ble.gap_scan(0, 30_000, 30_000, True)
addr_type, addr = find_thermometer()
ble.gap_scan(None)

# The request to connect is a single packet. Where it gets lost, the link breaks as soon as it was made: try again.
for attempt in range(3):
    try:
        conn = connect(addr_type, addr)
        value, switch = find_temperature(conn)
        break
    except LinkLost as doing:
        print("the link broke while", doing)
else:
    fail("no connection that lasts")

try:
    use(conn, value, switch)
except LinkLost as doing:
    fail("the link broke while %s" % doing)
ble.gap_disconnect(conn)
for event, data in upcoming("disconnecting"):
    if event == IRQ_PERIPHERAL_DISCONNECT:
        break
print("disconnected")
ble.active(False)
