# gap_scan(0) goes on until it is stopped: beside a connection, over a change of address, and again at once.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

from ww_board import *

def instance0():
    board = Board().on()
    multitest.globals(BDADDR=board.ble.config("mac"))
    board.serve()
    multitest.next()
    board.accept()
    # Seen while connected, too.
    board.ble.gap_advertise(30_000, b"\x02\x01\x06\x04\xffMPY", resp_data=b"\x05\xffanew", connectable=False)
    while True:
        word = board.told()
        print("told", word)
        if word == b"end":
            break
    board.ble.gap_advertise(None)
    board.wait(CENTRAL_DISCONNECT)
    board.off()


def instance1():
    board = Board().on()
    multitest.next()

    # Whether the other board is seen anew; as scannable and with its response, if wanted.
    def sees(kinds):
        board.take(SCAN_RESULT)
        missing = set(kinds)
        end = time.ticks_add(time.ticks_ms(), 3000)
        while missing and time.ticks_diff(end, time.ticks_ms()) > 0:
            for kind, addr, report, rssi, _ in board.take(SCAN_RESULT):
                if (kind, addr) == BDADDR and -127 < rssi < 20:
                    missing.discard(report)
            time.sleep_ms(5)
        return not missing

    print("alone", board.ble.gap_scan(0, 30_000, 30_000, True), sees({0}))
    conn = board.connect(BDADDR)
    print("ended by the connection", board.take(SCAN_DONE))
    board.discover(conn)
    for turn in range(3):
        board.ble.gap_scan(0, 30_000, 30_000, True)
        print("connected", sees({2, 4}))
        board.ble.config(addr_mode=turn + 1)
        print("under another address", sees({2, 4}), board.take(SCAN_DONE))
        print("told", board.tell(conn, b"scanning"))
        try:
            board.ble.gap_scan(0)
        except OSError as error:
            print("scanning already", error.errno)
        board.ble.gap_scan(None)
        print("done", board.wait(SCAN_DONE))
        time.sleep_ms(50)
        board.take(SCAN_RESULT)
        time.sleep_ms(100)
        print("silent", board.take(SCAN_RESULT))
    board.ble.gap_scan(150)
    print("done", board.wait(SCAN_DONE, 1000))
    board.tell(conn, b"end")
    board.ble.gap_disconnect(conn)
    board.wait(PERIPHERAL_DISCONNECT)
    board.off()
