# Two values that can be subscribed to, one of them by indication, each with descriptors of its own.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

import bluetooth
from ww_board import *

FIRST = bluetooth.UUID(0x2A37)
SECOND = bluetooth.UUID(0x2A39)
TEXT = bluetooth.UUID(0x2901)
FORMAT = bluetooth.UUID(0x2904)


def instance0():
    board = Board().on()
    multitest.globals(BDADDR=board.ble.config("mac"))
    first, text, form, second, second_text = board.serve(
        (FIRST, READ | NOTIFIES, ((TEXT, READ), (FORMAT, READ))),
        (SECOND, READ | NOTIFIES | INDICATES, ((TEXT, READ | WRITE),)),
    )
    board.ble.gatts_write(text, b"the first")
    board.ble.gatts_write(form, bytes(range(7)))
    board.ble.gatts_write(second_text, b"the second")
    multitest.next()
    conn = board.accept()

    def update(number):
        board.ble.gatts_write(first, b"first %d" % number, True)
        board.ble.gatts_write(second, b"second %d" % number, True)

    for number in range(6):
        print("told", board.told())
        update(number)
        if number in (3, 4):
            print("indicated", board.wait(INDICATE_DONE)[1:] == (second, 0))
        board.ble.gatts_notify(conn, board.step, b"%d" % number)
    print("told", board.told())
    print("described", board.ble.gatts_read(second_text))
    board.ble.gatts_indicate(conn, second, b"a value of its own")
    print("indicated", board.wait(INDICATE_DONE)[1:] == (second, 0))
    print("value", board.ble.gatts_read(second))
    board.ble.gap_disconnect(conn)
    board.wait(CENTRAL_DISCONNECT)
    board.off()


def instance1():
    board = Board().on()
    multitest.next()
    conn = board.connect(BDADDR)
    board.discover(conn)
    first, second = board.found[repr(FIRST)], board.found[repr(SECOND)]
    for value in (first, second):
        found = board.descriptors(conn, value, board.ends[value])
        print([uuid for _, uuid in found])
        print([board.read(conn, handle) for handle, _ in found])

    number = 0

    # What comes until the peripheral says that it has updated both.
    def updates(word):
        nonlocal number
        board.tell(conn, word)
        end = b"%d" % number
        number += 1
        notified, indicated = [], []
        while True:
            _, handle, value = board.wait(NOTIFY)
            if value == end:
                break
            notified.append(value)
        indicated = [value for _, _, value in board.take(INDICATE)]
        print(word, "notified", notified, "indicated", indicated)

    updates(b"nothing")
    print("subscribed", board.subscribe(conn, FIRST, 1))
    updates(b"first")
    print("subscribed", board.subscribe(conn, SECOND, 1))
    updates(b"both notify")
    print("subscribed", board.subscribe(conn, SECOND, 2))
    updates(b"second indicates")
    print("subscribed", board.subscribe(conn, FIRST, 0))
    updates(b"only second")
    print("subscribed", board.subscribe(conn, SECOND, 0))
    updates(b"neither")
    for handle, uuid in board.descriptors(conn, second, board.ends[second]):
        if uuid == TEXT:
            print("described", board.write(conn, handle, b"another"))
    board.tell(conn, b"end")
    print("indicated", board.wait(INDICATE)[2])
    board.wait(PERIPHERAL_DISCONNECT)
    board.off()
