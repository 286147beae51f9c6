# Every call that makes sense inside a handler works there: the whole conversation is led by events alone.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

from ww_board import *


class Machine:
    """Goes from event to event, each with the call that leads to the next."""

    def __init__(self, board, steps):
        self.board, self.steps, self.at, self.done = board, steps, 0, False
        board.hook = self.hook

    def hook(self, event, data):
        while self.at < len(self.steps) and self.steps[self.at][0] == event:
            name, action = self.steps[self.at][1:]
            result = action(data) if action else None
            print("-", name, "" if result is None else result)
            self.at += 1
            break
        self.done = self.at == len(self.steps)

    def run(self):
        end = time.ticks_add(time.ticks_ms(), 10_000)
        while not self.done and time.ticks_diff(end, time.ticks_ms()) > 0:
            time.sleep_ms(1)
        print("went through", self.at, "of", len(self.steps))


def instance0():
    board = Board()
    board.ble.config(bond=False, io=NO_INPUT_OUTPUT)
    board.on()
    ble = board.ble
    multitest.globals(BDADDR=ble.config("mac"))
    (value,) = board.serve((VALUE, READ | WRITE | NOTIFIES | INDICATES))

    def connected(data):
        ble.gatts_write(value, b"from inside")
        ble.gap_advertise(50_000, b"\x02\x01\x06", connectable=False)

    def written(data):
        ble.gatts_notify(data[0], value, b"notified " + ble.gatts_read(value))
        ble.gatts_indicate(data[0], value, b"indicated")

    def bye(data):
        ble.gap_advertise(None)
        ble.gap_scan(400)
        return ble.gap_disconnect(data[0])

    board.machine = Machine(
        board,
        (
            (CENTRAL_CONNECT, "connected", connected),
            (MTU_EXCHANGED, "mtu", lambda data: data[1]),
            (GATTS_READ_REQUEST, "read", lambda data: ble.gatts_write(value, b"made for this read")),
            (GATTS_WRITE, "written", written),
            (INDICATE_DONE, "indicated", lambda data: data[2]),
            (ENCRYPTION_UPDATE, "encrypted", lambda data: data[1]),
            (GATTS_WRITE, "last", bye),
            (CENTRAL_DISCONNECT, "gone", None),
            (SCAN_DONE, "scanned", lambda data: ble.gap_scan(20)),
            (SCAN_DONE, "scanned again", lambda data: ble.active(False)),
        ),
    )
    ble.gap_advertise(20_000, b"\x02\x01\x06")
    multitest.next()
    board.machine.run()
    print("active", ble.active())


def instance1():
    board = Board()
    board.ble.config(bond=False, io=NO_INPUT_OUTPUT)
    board.on()
    ble = board.ble
    multitest.next()
    value = 0

    def keep(data):
        nonlocal value
        value = data[2]
        return data[4] == VALUE

    def tried(call, *arguments):
        try:
            call(*arguments)
            return "done"
        except OSError as error:
            return "refused with %d" % error.errno

    board.machine = Machine(
        board,
        (
            (SCAN_RESULT, "seen", lambda data: ble.gap_scan(None)),
            (SCAN_DONE, "scan done", lambda data: ble.gap_connect(*BDADDR)),
            (PERIPHERAL_CONNECT, "connected", lambda data: ble.gattc_exchange_mtu(data[0])),
            (MTU_EXCHANGED, "mtu", lambda data: ble.gattc_discover_services(data[0], SERVICE)),
            (SERVICE_RESULT, "service", None),
            (
                SERVICE_DONE,
                "services done",
                lambda data: tried(ble.gattc_discover_characteristics, data[0], 1, 0xFFFF, VALUE),
            ),
            (CHARACTERISTIC_RESULT, "characteristic", keep),
            (CHARACTERISTIC_DONE, "characteristics done", lambda data: tried(ble.gattc_read, data[0], value)),
            (READ_RESULT, "read", lambda data: bytes(data[2])),
            (READ_DONE, "read done", lambda data: tried(ble.gattc_write, data[0], value, b"w", 1)),
            (NOTIFY, "notified", lambda data: bytes(data[2])),
            (INDICATE, "indicated", lambda data: tried(ble.gap_pair, data[0])),
            (ENCRYPTION_UPDATE, "encrypted", lambda data: tried(ble.gattc_write, data[0], value, b"x", 1)),
            (PERIPHERAL_DISCONNECT, "gone", lambda data: ble.active(False)),
        ),
    )
    ble.gap_scan(0, 30_000, 30_000)
    board.machine.run()
    print("active", ble.active())
