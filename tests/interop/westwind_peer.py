# Westwind's side of an encounter with a foreign host, on MicroPython: `peripheral` or `central`.
# Environment: WESTWIND_HCI, WESTWIND_TESTS, MODEL, PASSKEY_FILE, LEGACY, CAN (what the other side can do beyond
# values: indicate, pair, channel, bond).
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

import bluetooth
from ww_board import *

MODEL = os.getenv("MODEL")
LEGACY = os.getenv("LEGACY") == "1"
PASSKEY_FILE = os.getenv("PASSKEY_FILE")
CAN = os.getenv("CAN").split()
PSM = 0x80
LONG, NEWS, SECRET, GUARDED = (bluetooth.UUID(number) for number in range(0xFF03, 0xFF07))
LONG_VALUE = bytes(i % 251 for i in range(300))
# What our side can do, so that with the other's the model comes about.
IO = {
    "just-works": NO_INPUT_OUTPUT,
    "they-display": KEYBOARD_ONLY,
    "they-type": DISPLAY_ONLY,
    "both-compare": DISPLAY_YESNO,
}


# The same lines as steps.js.
def step(name, got, wanted=None):
    if wanted is not None and got != wanted:
        print("not ok %s: got %r, wanted %r" % (name, got, wanted))
        sys.exit(1)
    print("ok", name)
    return got


def shown():
    while True:
        try:
            with open(PASSKEY_FILE) as file:
                return int(file.read())
        except (OSError, ValueError):
            time.sleep_ms(5)


board = Board()


def user(event, data):
    if event == L2CAP_ACCEPT:
        return 0
    if event != PASSKEY_ACTION:
        return
    conn, action, number = data
    if action == COMPARE:
        print("number", number)
        board.ble.gap_passkey(conn, action, True)
    elif action == DISPLAY:
        with open(PASSKEY_FILE, "w") as file:
            file.write(str(number))
        board.ble.gap_passkey(conn, action, number)
    else:
        typing.append((conn, action))


typing = []
board.hook = user
board.ble.config(bond=True, mitm=MODEL != "just-works", le_secure=not LEGACY, io=IO[MODEL])
step("start", board.on() is board, True)


def paired(limit_ms=10_000):
    end = time.ticks_add(time.ticks_ms(), limit_ms)
    while not [1 for kind, _ in board.seen if kind == ENCRYPTION_UPDATE] and time.ticks_diff(end, time.ticks_ms()) > 0:
        if typing:
            board.ble.gap_passkey(*typing.pop(), shown())
        time.sleep_ms(1)
    return board.wait(ENCRYPTION_UPDATE, 1)[1:4]


AUTHENTICATED = int(MODEL != "just-works")


class Peripheral:
    def __init__(self):
        self.value, self.long, self.news, self.secret, self.guarded = board.ble.gatts_register_services(
            (
                (
                    SERVICE,
                    (
                        (VALUE, READ | WRITE),
                        (LONG, READ),
                        (NEWS, NOTIFIES | INDICATES),
                        (SECRET, READ | READ_ENCRYPTED),
                        (GUARDED, READ | READ_AUTHENTICATED),
                    ),
                ),
            )
        )[0]
        ble = board.ble
        ble.gatts_set_buffer(self.value, 512)
        ble.gatts_set_buffer(self.long, 512)
        ble.gatts_write(self.value, b"first")
        ble.gatts_write(self.long, LONG_VALUE)
        ble.gatts_write(self.secret, b"secret")
        ble.gatts_write(self.guarded, b"guarded")
        ble.l2cap_listen(PSM, 512)

    def accept(self):
        board.ble.gap_advertise(30_000, b"\x02\x01\x06\x05\x09peer")
        return board.wait(CENTRAL_CONNECT, 10_000)[0]

    # Tells what is written, and sends back what comes on the channel, until the link is gone.
    def serve(self, conn):
        buffer, waiting = bytearray(512), b""
        ready, channel = True, None
        while not [1 for kind, _ in board.seen if kind == CENTRAL_DISCONNECT]:
            if typing:
                board.ble.gap_passkey(*typing.pop(), shown())
            for _, handle in board.take(GATTS_WRITE):
                if handle == self.value:
                    board.ble.gatts_write(self.news, board.ble.gatts_read(self.value), True)
            for event in board.take(L2CAP_CONNECT):
                channel = event[1]
            ready = ready or bool(board.take(L2CAP_SEND_READY))
            if channel is not None and ready:
                try:
                    if not waiting:
                        waiting = bytes(buffer[: board.ble.l2cap_recvinto(conn, channel, buffer) or 0])
                    if waiting:
                        ready = board.ble.l2cap_send(conn, channel, waiting)
                        waiting = b""
                except OSError:
                    channel = None  # closed, and the event has not come yet; what is missing the other side misses
            if board.take(L2CAP_DISCONNECT):
                channel = None
            time.sleep_ms(1)
        board.wait(CENTRAL_DISCONNECT)

    def run(self):
        conn = self.accept()
        step("connected", conn)
        self.serve(conn)
        if "pair" in CAN:
            step("paired", board.wait(ENCRYPTION_UPDATE, 1)[1:3], (1, AUTHENTICATED))
        if "bond" not in CAN:
            return
        self.serve(step("connected again", self.accept()))
        step("encrypted from the bond", board.wait(ENCRYPTION_UPDATE, 1)[1:4], (1, AUTHENTICATED, 1))


class Central:
    def find(self):
        board.ble.gap_scan(0, 30_000, 30_000, True)
        while True:
            kind, addr, report, _, data = board.wait(SCAN_RESULT, 10_000)
            if report == 0:
                board.ble.gap_scan(None)
                board.wait(SCAN_DONE)
                return kind, addr

    def discover(self, conn):
        board.ble.gattc_discover_services(conn, SERVICE)
        board.wait(SERVICE_DONE)
        _, start, end, _ = board.wait(SERVICE_RESULT)
        found = board.discover(conn)
        step("discover", all(start <= found[repr(uuid)] <= end for uuid in (VALUE, LONG, NEWS, SECRET, GUARDED)), True)

    def values(self, conn):
        value, long_value = board.found[repr(VALUE)], board.found[repr(LONG)]
        step("read", board.read(conn, value), b"first")
        step("read the beginning of a long value", board.read(conn, long_value)[:20], LONG_VALUE[:20])
        step("write", board.write(conn, value, b"second"), 0)
        step("read back", board.read(conn, value), b"second")
        for bits, event in ((1, NOTIFY), (2, INDICATE)) if "indicate" in CAN else ((1, NOTIFY),):
            step("subscribe", board.subscribe(conn, NEWS, bits), 0)
            board.write(conn, value, b"news")
            step("notified" if event == NOTIFY else "indicated", board.wait(event)[1:], (board.found[repr(NEWS)], b"news"))

    def channel(self, conn):
        board.ble.l2cap_connect(conn, PSM, 512)
        _, cid, _, _, peer_mtu = board.wait(L2CAP_CONNECT)
        size = min(500, peer_mtu)
        wanted = b"".join(bytes([i]) * size for i in range(40))
        got, sent, ready, buffer = bytearray(), 0, True, bytearray(512)
        end = time.ticks_add(time.ticks_ms(), 10_000)
        while len(got) < len(wanted) and time.ticks_diff(end, time.ticks_ms()) > 0:
            if ready and sent < len(wanted):
                ready = board.ble.l2cap_send(conn, cid, wanted[sent : sent + size])
                sent += size
            ready = ready or bool(board.take(L2CAP_SEND_READY))
            got += buffer[: board.ble.l2cap_recvinto(conn, cid, buffer) or 0]
            time.sleep_ms(0)
        step("%d octets go there and back" % len(wanted), bytes(got) == wanted, True)

    def bye(self, conn):
        board.ble.gap_disconnect(conn)
        board.wait(PERIPHERAL_DISCONNECT)

    def run(self):
        peer = self.find()
        conn = step("connect", board.connect(peer))
        board.ble.gattc_exchange_mtu(conn)
        step("exchange MTU", board.wait(MTU_EXCHANGED)[1] > 23, True)
        self.discover(conn)
        self.values(conn)
        if "pair" not in CAN:
            return self.bye(conn)
        secret, guarded = board.found[repr(SECRET)], board.found[repr(GUARDED)]
        step("a secret is refused", board.read(conn, secret), 5)
        board.ble.gap_pair(conn)
        step("pair", paired(), (1, AUTHENTICATED, 1))
        step("a secret is told", board.read(conn, secret), b"secret")
        step("a guarded one as the pairing was", board.read(conn, guarded), b"guarded" if AUTHENTICATED else 5)
        self.channel(conn)
        self.bye(conn)
        if "bond" not in CAN:
            return
        conn = step("connect again", board.connect(peer))
        board.ble.gap_pair(conn)
        step("encrypt from the bond", paired(), (1, AUTHENTICATED, 1))
        step("a secret is told again", board.read(conn, secret), b"secret")
        self.bye(conn)


(Peripheral() if sys.argv[1] == "peripheral" else Central()).run()
board.off()
print("DONE")
