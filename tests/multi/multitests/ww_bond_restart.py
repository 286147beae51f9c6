# A bond outlives a restart of either side: encrypted without a question, subscriptions still set, until it is deleted.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

import westwind
from ww_board import *


def configure(board):
    board.ble.config(bond=True, mitm=False, le_secure=True, io=NO_INPUT_OUTPUT)
    return board.on()


def tell_security(board):
    _, encrypted, authenticated, bonded, size = board.wait(ENCRYPTION_UPDATE)
    print("encrypted", encrypted, "bonded", bonded, "key", size)


def instance0():
    board = configure(Board())
    multitest.globals(BDADDR=board.ble.config("mac"))
    for turn in range(4):
        if turn:
            board.on()
        (value,) = board.serve((VALUE, READ | READ_ENCRYPTED | NOTIFIES))
        board.ble.gatts_write(value, b"value %d" % turn)
        if turn == 0:
            multitest.next()
        board.accept()
        tell_security(board)
        print("told", board.told())
        board.ble.gatts_write(value, b"news %d" % turn, True)
        board.wait(CENTRAL_DISCONNECT)
        if turn == 2:
            peers = [key for kind, key in board.secrets if kind == 0x57]
            print("bonds", len(peers), "deleted", westwind.unpair(peers[0][0], bytes(reversed(peers[0][1:]))))
            print("bonds", len([key for kind, key in board.secrets if kind == 0x57]))
        board.off()


def instance1():
    board = configure(Board())
    multitest.next()
    for turn in range(4):
        if turn:
            board.on()
        conn = board.connect(BDADDR)
        if turn == 0:
            board.discover(conn)
        value = board.found[repr(VALUE)]
        print("before", board.read(conn, value))
        board.ble.gap_pair(conn)
        tell_security(board)
        if turn == 3:
            # The peripheral has forgotten the bond: so do we, and pair anew.
            print("deleted", westwind.unpair(*BDADDR))
            board.ble.gap_pair(conn)
            tell_security(board)
        print("after", board.read(conn, value))
        if turn == 0:
            print("subscribed", board.subscribe(conn, VALUE, 1))
        board.tell(conn, b"go")
        time.sleep_ms(200)
        print("notified", [value for _, _, value in board.take(NOTIFY)])
        board.ble.gap_disconnect(conn)
        board.wait(PERIPHERAL_DISCONNECT)
        board.off()
