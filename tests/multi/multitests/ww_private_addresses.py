# addr_mode 0 to 3 as others see it: who knows whom, before and after bonding, over changes of address.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

from ww_board import *

NAME = b"\x02\x01\x06\x04\xffMPY"
KINDS = {0: "non-resolvable", 1: "resolvable", 3: "static"}


def kind_of(addr):
    return "public" if addr[0] == 0 else KINDS[addr[1][0] >> 6]


# The address under which the other board advertises.
def see(board):
    board.take(SCAN_RESULT)
    board.ble.gap_scan(0, 30_000, 30_000)
    while True:
        kind, addr, _, _, data = board.wait(SCAN_RESULT)
        if data == NAME:
            break
    board.ble.gap_scan(None)
    board.wait(SCAN_DONE)
    return kind, addr


def instance0():
    board = Board()
    board.ble.config(bond=True, io=NO_INPUT_OUTPUT)
    board.on()
    identity = board.ble.config("mac")
    multitest.globals(IDENTITY=identity)
    (value,) = board.serve((VALUE, READ | READ_ENCRYPTED))
    board.ble.gatts_write(value, b"secret")
    multitest.next()
    for mode in (0, 1, 2, 3, 2):
        board.ble.config(addr_mode=mode)
        print("mode", mode, "identity stays", board.ble.config("mac") == identity, kind_of(board.ble.config("mac")))
        board.accept()
        print("central", kind_of(board.wait(CENTRAL_DISCONNECT)[1:]))
    print("encrypted", board.wait(ENCRYPTION_UPDATE)[1:4])
    # Bonded now: under another address each time.
    for _ in range(2):
        board.ble.config(addr_mode=2)
        board.accept()
        print("encrypted", board.wait(ENCRYPTION_UPDATE)[1:4])
        print("central", kind_of(board.wait(CENTRAL_DISCONNECT)[1:]))
    board.off()


def instance1():
    board = Board()
    board.ble.config(bond=True, io=NO_INPUT_OUTPUT)
    board.on()
    multitest.next()
    board.ble.config(addr_mode=2)
    seen = []
    for mode in (0, 1, 2, 3, 2):
        addr = see(board)
        print("mode", mode, kind_of(addr), "known", addr == IDENTITY, "new", addr not in seen)
        seen.append(addr)
        board.ble.gap_connect(addr[0], addr[1], 5000)
        conn, *connected = board.wait(PERIPHERAL_CONNECT)
        print("as asked", tuple(connected) == addr)
        if len(seen) == 5:
            board.ble.gap_pair(conn)
            print("encrypted", board.wait(ENCRYPTION_UPDATE)[1:4])
            print("secret", board.read(conn, board.discover(conn)[repr(VALUE)]))
        board.ble.gap_disconnect(conn)
        board.wait(PERIPHERAL_DISCONNECT)
    for _ in range(2):
        board.ble.config(addr_mode=2)
        addr = see(board)
        print("known", addr == IDENTITY)
        board.ble.gap_connect(*IDENTITY)
        conn, *connected = board.wait(PERIPHERAL_CONNECT)
        print("as asked", tuple(connected) == IDENTITY)
        board.ble.gap_pair(conn)
        print("encrypted", board.wait(ENCRYPTION_UPDATE)[1:4])
        print("secret", board.read(conn, board.found[repr(VALUE)]))
        board.ble.gap_disconnect(conn)
        board.wait(PERIPHERAL_DISCONNECT)
    print("bonds", len([key for kind, key in board.secrets if kind == 0x57]))
    board.off()
