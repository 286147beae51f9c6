# What our multitests share: one BLE object whose events are kept until somebody waits for them.
import time

import bluetooth

CENTRAL_CONNECT = 1
CENTRAL_DISCONNECT = 2
GATTS_WRITE = 3
GATTS_READ_REQUEST = 4
SCAN_RESULT = 5
SCAN_DONE = 6
PERIPHERAL_CONNECT = 7
PERIPHERAL_DISCONNECT = 8
SERVICE_RESULT = 9
SERVICE_DONE = 10
CHARACTERISTIC_RESULT = 11
CHARACTERISTIC_DONE = 12
DESCRIPTOR_RESULT = 13
DESCRIPTOR_DONE = 14
READ_RESULT = 15
READ_DONE = 16
WRITE_DONE = 17
NOTIFY = 18
INDICATE = 19
INDICATE_DONE = 20
MTU_EXCHANGED = 21
L2CAP_ACCEPT = 22
L2CAP_CONNECT = 23
L2CAP_DISCONNECT = 24
L2CAP_RECV = 25
L2CAP_SEND_READY = 26
CONNECTION_UPDATE = 27
ENCRYPTION_UPDATE = 28
GET_SECRET = 29
SET_SECRET = 30
PASSKEY_ACTION = 31


READ, WRITE, NOTIFIES, INDICATES = 0x02, 0x08, 0x10, 0x20
READ_ENCRYPTED, READ_AUTHENTICATED = 0x0200, 0x0400
DISPLAY_ONLY, DISPLAY_YESNO, KEYBOARD_ONLY, NO_INPUT_OUTPUT = 0, 1, 2, 3
INPUT, DISPLAY, COMPARE = 2, 3, 4
SERVICE = bluetooth.UUID(0xFF00)
STEP = bluetooth.UUID(0xFF01)
VALUE = bluetooth.UUID(0xFF02)


# A copy that outlives the handler.
def plain(value):
    if isinstance(value, (memoryview, bytearray)):
        return bytes(value)
    return bluetooth.UUID(value) if isinstance(value, bluetooth.UUID) else value


class Board:
    def __init__(self):
        self.ble = bluetooth.BLE()
        self.seen = []
        self.secrets = {}
        self.hook = None  # hook(event, data) sees everything first; what it returns is the answer
        self.ble.irq(self._irq)

    def on(self):
        self.ble.active(True)
        return self

    def off(self):
        self.ble.active(False)
        self.seen.clear()

    def _irq(self, event, data):
        if self.hook:
            answer = self.hook(event, data)
            if answer is not None:
                return answer
        if event == GET_SECRET:
            kind, index, key = data
            if key is None:
                values = [v for (k, _), v in sorted(self.secrets.items()) if k == kind]
                return values[index] if index < len(values) else None
            return self.secrets.get((kind, bytes(key)))
        if event == SET_SECRET:
            kind, key, value = data
            if value is None:
                return self.secrets.pop((kind, bytes(key)), None) is not None
            self.secrets[kind, bytes(key)] = bytes(value)
            return True
        if event == PASSKEY_ACTION or event not in (GATTS_READ_REQUEST, L2CAP_ACCEPT):
            self.seen.append((event, tuple(plain(value) for value in data)))

    # The first event of that kind that nobody has taken, waited for if there is none yet.
    def wait(self, event, timeout_ms=5000):
        end = time.ticks_add(time.ticks_ms(), timeout_ms)
        while True:
            for index, (kind, data) in enumerate(self.seen):
                if kind == event:
                    self.seen.pop(index)
                    return data
            if time.ticks_diff(end, time.ticks_ms()) < 0:
                raise ValueError("no event %d within %d ms" % (event, timeout_ms))
            time.sleep_ms(1)

    # All events of that kind so far. An event may come between any two lines, so the list stays the same one.
    def take(self, event):
        found, index = [], 0
        while index < len(self.seen):
            if self.seen[index][0] == event:
                found.append(self.seen.pop(index)[1])
            else:
                index += 1
        return found

    def connect(self, addr, timeout_ms=5000):
        # A short interval: these tests exchange much, and wait for it.
        self.ble.gap_connect(addr[0], addr[1], timeout_ms, 15_000, 15_000)
        return self.wait(PERIPHERAL_CONNECT, timeout_ms)[0]

    def accept(self, timeout_ms=5000):
        self.ble.gap_advertise(20_000, b"\x02\x01\x06\x04\xffMPY")
        return self.wait(CENTRAL_CONNECT, timeout_ms)[0]

    # Registers one service: STEP, then these characteristics. Returns their handles, descriptors among them.
    def serve(self, *characteristics):
        service = (SERVICE, ((STEP, WRITE),) + characteristics)
        self.step, *handles = self.ble.gatts_register_services((service,))[0]
        return handles

    # The next word that the client has told.
    def told(self, timeout_ms=5000):
        while True:
            if self.wait(GATTS_WRITE, timeout_ms)[1] == self.step:
                return self.ble.gatts_read(self.step)

    def tell(self, conn, word):
        return self.write(conn, self.found[repr(STEP)], word)

    # Handles and UUIDs of the descriptors between a value and the end of its characteristic.
    def descriptors(self, conn, value, end):
        self.ble.gattc_discover_descriptors(conn, value, end)
        self.wait(DESCRIPTOR_DONE)
        return [(handle, uuid) for _, handle, uuid in self.take(DESCRIPTOR_RESULT)]

    # Sets the CCCD of a value: 0 nothing, 1 notifications, 2 indications. Returns the write's status.
    def subscribe(self, conn, uuid, bits):
        value = self.found[repr(uuid)]
        for handle, kind in self.descriptors(conn, value, self.ends[value]):
            if kind == bluetooth.UUID(0x2902):
                return self.write(conn, handle, bytes((bits, 0)))

    # UUID -> value handle of everything that the peer has.
    def discover(self, conn):
        self.ble.gattc_discover_characteristics(conn, 1, 0xFFFF)
        self.wait(CHARACTERISTIC_DONE)
        self.found, self.ends = {}, {}
        for _, end, value, _, uuid in self.take(CHARACTERISTIC_RESULT):
            self.found[repr(uuid)] = value
            self.ends[value] = end
        return self.found

    # The value, or the error's number.
    def read(self, conn, handle):
        self.ble.gattc_read(conn, handle)
        status = self.wait(READ_DONE)[2]
        results = self.take(READ_RESULT)
        return results[0][2] if status == 0 else status

    def write(self, conn, handle, value):
        self.ble.gattc_write(conn, handle, value, 1)
        return self.wait(WRITE_DONE)[2]
