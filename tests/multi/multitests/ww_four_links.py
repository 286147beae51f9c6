# Four links at once in mixed roles on one board: peripheral of two, central of two; values go round on all of them.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

from ww_board import *

ROUNDS = 20


# The board in the middle: two centrals come to it, it goes to two peripherals.
def hub():
    board = Board().on()
    multitest.globals(HUB=board.ble.config("mac"))
    (value,) = board.serve((VALUE, READ | NOTIFIES))
    multitest.next()
    peripherals = []
    for addr in (NORTH, SOUTH):
        conn = board.connect(addr)
        board.discover(conn)
        print("subscribed", board.subscribe(conn, VALUE, 1))
        peripherals.append(conn)
    centrals = [board.accept() for _ in range(2)]
    print("links", len(set(centrals + peripherals)))
    for _ in range(2):
        print("told", board.told(10_000))
    # What a peripheral says goes on to both centrals.
    for number in range(ROUNDS):
        board.tell(peripherals[number % 2], b"%d" % number)
        conn, _, said = board.wait(NOTIFY)
        if conn != peripherals[number % 2] or said != b"said %d" % number:
            print("wrong", number, conn, said)
        board.ble.gatts_write(value, said, True)
    for conn in peripherals:
        board.ble.gap_disconnect(conn)
        board.wait(PERIPHERAL_DISCONNECT)
    for _ in centrals:
        board.wait(CENTRAL_DISCONNECT)
    board.off()


def peripheral(name):
    board = Board().on()
    multitest.globals(**{name: board.ble.config("mac")})
    (value,) = board.serve((VALUE, NOTIFIES))
    board.ble.gap_advertise(20_000, b"\x02\x01\x06")
    multitest.next()
    board.wait(CENTRAL_CONNECT, 10_000)
    for _ in range(ROUNDS // 2):
        board.ble.gatts_write(value, b"said " + board.told(10_000), True)
    board.wait(CENTRAL_DISCONNECT, 10_000)
    print("done")
    board.off()


# One after the other: two who answer the same advertisement disturb each other, here as on a real radio.
def central(name, is_first):
    board = Board().on()
    multitest.next()
    if not is_first:
        multitest.wait("the first central is in")
    conn = board.connect(HUB, 10_000)
    if is_first:
        multitest.broadcast("the first central is in")
    board.discover(conn)
    print("subscribed", board.subscribe(conn, VALUE, 1))
    board.tell(conn, name)
    heard = [board.wait(NOTIFY, 10_000)[2] for _ in range(ROUNDS)]
    print("heard all in order", heard == [b"said %d" % number for number in range(ROUNDS)])
    board.ble.gap_disconnect(conn)
    board.wait(PERIPHERAL_DISCONNECT)
    board.off()


def instance0():
    peripheral("NORTH")


def instance1():
    peripheral("SOUTH")


def instance2():
    hub()


def instance3():
    central(b"a central", True)


def instance4():
    central(b"a central", False)
