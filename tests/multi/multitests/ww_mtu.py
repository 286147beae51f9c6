# The MTU set at run time, from 23 to 517, on either side; values as long as it allows, and one longer.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

from ww_board import *

#        peripheral, central
WANTED = ((517, 517), (23, 517), (517, 23), (185, 247), (256, 256), (23, 23))


def instance0():
    board = Board().on()
    multitest.globals(BDADDR=board.ble.config("mac"))
    (value,) = board.serve((VALUE, READ | WRITE | NOTIFIES))
    board.ble.gatts_set_buffer(value, 600)
    multitest.next()
    for own, _ in WANTED:
        board.ble.config(mtu=own)
        print("wanted", board.ble.config("mtu"))
        conn = board.accept()
        print("mtu", board.wait(MTU_EXCHANGED)[1])
        board.told()
        print("written", len(board.ble.gatts_read(value)))
        board.ble.gatts_write(value, bytes(512))
        board.ble.gatts_notify(conn, value, bytes(600))  # cut to what fits
        board.wait(CENTRAL_DISCONNECT)
    for refused in (22, 518):
        try:
            board.ble.config(mtu=refused)
        except OSError as error:
            print("refused", refused, error.errno)
    board.off()


def instance1():
    board = Board().on()
    multitest.next()
    for turn, (_, own) in enumerate(WANTED):
        board.ble.config(mtu=own)
        conn = board.connect(BDADDR)
        board.ble.gattc_exchange_mtu(conn)
        print("mtu", board.wait(MTU_EXCHANGED)[1])
        if turn == 0:
            board.discover(conn)
        value = board.found[repr(VALUE)]
        print("written", board.write(conn, value, bytes(min(own, 500))))
        board.tell(conn, b"w")
        print("notified", len(board.wait(NOTIFY)[2]))
        print("read", len(board.read(conn, value)))
        board.ble.gap_disconnect(conn)
        board.wait(PERIPHERAL_DISCONNECT)
    board.off()
