# Every association model that two boards can have: passkey both ways round, numeric comparison, Just Works; by
# Secure Connections and legacy; a wrong passkey fails the pairing and nothing else.
import os
import sys

sys.path.append(os.getenv("WESTWIND_TESTS"))

from ww_board import *

#        peripheral, central
MODELS = (
    (DISPLAY_ONLY, KEYBOARD_ONLY, True),
    (KEYBOARD_ONLY, DISPLAY_ONLY, True),
    (DISPLAY_YESNO, DISPLAY_YESNO, True),
    (NO_INPUT_OUTPUT, KEYBOARD_ONLY, True),
    (DISPLAY_ONLY, KEYBOARD_ONLY, False),
    (KEYBOARD_ONLY, KEYBOARD_ONLY, False),
)
WRONG = len(MODELS)
PASSKEYS = (0, 7, 12345, 999999, 424242, 100000, 555555)
NAMES = {INPUT: "input", DISPLAY: "display", COMPARE: "compare"}


class User:
    """Does what the device asks for; both users know the passkey that is agreed on."""

    def __init__(self, board):
        self.board = board
        self.asked = None
        board.hook = self.hook

    def hook(self, event, data):
        if event == PASSKEY_ACTION:
            conn, action, number = data
            self.asked = NAMES[action]
            if action == COMPARE:
                self.board.ble.gap_passkey(conn, action, True)
            elif action == DISPLAY:
                self.board.ble.gap_passkey(conn, action, self.passkey)
            else:
                self.board.ble.gap_passkey(conn, action, self.passkey + self.mistake)

    def prepare(self, turn, io):
        board, model = self.board, MODELS[turn % len(MODELS)]
        self.asked, self.passkey, self.mistake = None, PASSKEYS[turn], 1 if turn == WRONG else 0
        board.ble.config(io=model[io], mitm=True, bond=False, le_secure=model[2])

    def tell(self):
        _, encrypted, authenticated, bonded, size = self.board.wait(ENCRYPTION_UPDATE)
        print("asked", self.asked, "encrypted", encrypted, "authenticated", authenticated, "bonded", bonded, "key", size)


def instance0():
    board = Board().on()
    user = User(board)
    multitest.globals(BDADDR=board.ble.config("mac"))
    (value,) = board.serve((VALUE, READ | READ_AUTHENTICATED))
    board.ble.gatts_write(value, b"secret")
    multitest.next()
    for turn in range(len(MODELS) + 1):
        user.prepare(turn, 0)
        board.accept()
        user.tell()
        board.wait(CENTRAL_DISCONNECT)
    board.off()


def instance1():
    board = Board().on()
    user = User(board)
    multitest.next()
    for turn in range(len(MODELS) + 1):
        user.prepare(turn, 1)
        conn = board.connect(BDADDR)
        board.discover(conn)
        value = board.found[repr(VALUE)]
        before = board.read(conn, value)
        board.ble.gap_pair(conn)
        user.tell()
        print("read", before, "then", board.read(conn, value))
        board.ble.gap_disconnect(conn)
        board.wait(PERIPHERAL_DISCONNECT)
    board.off()
