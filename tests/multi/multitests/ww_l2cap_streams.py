# Two channels on two PSMs at once, each a pollable stream; what nobody listens on any more is refused.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))
sys.path.append(os.getenv("WESTWIND_MODULES"))

import select
import westwind
from l2cap_stream import L2CAPStream
from ww_board import *

PSMS = (0x25, 0x80)
SIZE = 60_000


def pattern(start, size, factor):
    return bytes((start + i) * factor % 251 for i in range(size))


# Writes and reads SIZE octets on each stream; true if what came is what the other side sent.
def exchange(streams):
    poll = select.poll()
    for stream in streams:
        poll.register(stream, select.POLLIN | select.POLLOUT)
    sent = [0, 0]
    come = [bytearray(), bytearray()]
    buffer = bytearray(700)
    end = time.ticks_add(time.ticks_ms(), 8_000)
    while min(len(c) for c in come) < SIZE or min(sent) < SIZE:
        if time.ticks_diff(end, time.ticks_ms()) < 0:
            print("stuck", sent, [len(c) for c in come])
            return False
        for stream, ready in poll.poll(100):
            i = streams.index(stream)
            if ready & select.POLLIN:
                count = stream.readinto(buffer)
                come[i] += buffer[: count or 0]
            if ready & select.POLLOUT and sent[i] < SIZE:
                sent[i] += stream.write(pattern(sent[i], min(600, SIZE - sent[i]), 3 + i)) or 0
            if sent[i] == SIZE:
                poll.modify(stream, select.POLLIN)
        time.sleep_ms(0)
    return all(come[i] == pattern(0, SIZE, 3 + i) for i in range(2))


def run(board, open_channel):
    streams = []

    def hook(event, data):
        for stream in streams:
            stream.irq(event, data)

    board.hook = hook
    for psm in PSMS:
        conn, cid, got, own_mtu, peer_mtu = open_channel(psm)
        print("channel", got, own_mtu, peer_mtu)
        streams.append(L2CAPStream(board.ble, conn, cid, peer_mtu))
    print("whole", exchange(streams))
    return streams


def instance0():
    board = Board().on()
    multitest.globals(BDADDR=board.ble.config("mac"))
    for psm in PSMS:
        board.ble.l2cap_listen(psm, 512)
    multitest.next()
    board.accept()
    streams = run(board, lambda psm: board.wait(L2CAP_CONNECT))
    multitest.broadcast("exchanged")
    for _ in PSMS:
        board.wait(L2CAP_DISCONNECT)
    print("hang up", [s.ioctl(3, 0x14) for s in streams])
    westwind.l2cap_unlisten(PSMS[0])
    multitest.broadcast("unlistened")
    print("refused", board.wait(CENTRAL_DISCONNECT) is not None)
    board.off()


def instance1():
    board = Board().on()
    multitest.next()
    conn = board.connect(BDADDR)

    def open_channel(psm):
        board.ble.l2cap_connect(conn, psm, 300)
        return board.wait(L2CAP_CONNECT)

    streams = run(board, open_channel)
    multitest.wait("exchanged")
    for stream in streams:
        stream.close()
        board.wait(L2CAP_DISCONNECT)
    multitest.wait("unlistened")
    for psm in PSMS:
        board.ble.l2cap_connect(conn, psm, 300)
        if psm == PSMS[0]:
            print("refused with", board.wait(L2CAP_DISCONNECT)[3])
        else:
            print("open", board.wait(L2CAP_CONNECT)[2])
    board.ble.gap_disconnect(conn)
    board.wait(PERIPHERAL_DISCONNECT)
    board.off()
