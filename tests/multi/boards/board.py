# What the board scripts share (MicroPython): events in the order they came, waiting, checking.
import bluetooth
import sys
import time

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

ble = bluetooth.BLE()
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        print("NOT TRUE:", what)
        sys.exit(1)


def same(got, wanted, what):
    check(got == wanted, "%s: got %r, wanted %r" % (what, got, wanted))


def raises(kind, function, *args, **named):
    """Runs it; returns the exception's first argument (an errno, or a text)."""
    try:
        function(*args, **named)
    except kind as error:
        return error.args[0] if error.args else None
    check(False, "%s was to be raised by %r%r" % (kind.__name__, function, args))


def kept(item):
    """A copy of an event's item that outlives the handler."""
    if isinstance(item, memoryview):
        return bytes(item)
    if isinstance(item, bluetooth.UUID):
        return bluetooth.UUID(item)
    return item


class Events:
    """A handler that keeps what comes. `react(event, data)` runs inside the handler; what it returns goes to the stack."""

    def __init__(self, react=None):
        self.seen = []
        self.react = react
        ble.irq(self.handle)

    def handle(self, event, data):
        self.seen.append((event, tuple(kept(item) for item in data)))
        if self.react:
            return self.react(event, data)

    def wait(self, event, timeout_ms=3000):
        """Takes the first such event, and returns its data."""
        start = time.ticks_ms()
        while time.ticks_diff(time.ticks_ms(), start) < timeout_ms:
            for place, (kind, data) in enumerate(self.seen):
                if kind == event:
                    self.seen.pop(place)
                    return data
            time.sleep_ms(1)
        check(False, "event %d within %d ms; others: %r" % (event, timeout_ms, self.seen))

    def count(self, event):
        return sum(1 for kind, _ in self.seen if kind == event)


def peer_address():
    """The address of the other board, which the runner gives as last argument."""
    text = sys.argv[-1].replace(":", "")
    return bytes(int(text[i : i + 2], 16) for i in range(0, 12, 2))


def ready():
    """Tells the runner to start the next board, and what our address is."""
    print("READY", ":".join("%02X" % octet for octet in ble.config("mac")[1]))


def done():
    print("DONE after %d checks" % checks)
